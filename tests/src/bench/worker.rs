//! What the Worker costs: computing time of workerd for each MB of text that is sent to it.
//!
//! workerd runs by itself, and the time is that of its whole process, the system's work on the socket
//! included; Cloudflare counts less than that. The floor is a JavaScript handler that reads the body in
//! the same frames and does nothing with it.

use crate::{
    corpus, http,
    made::{
        self,
        simulated::{Run, Scores, Simulator},
    },
    server::{
        Server,
        alone::{self, READS, Script},
    },
    usage,
};
use anyhow::{Result, ensure};
use shared::{analysis::tally_chunk, fastq::Layout, wire::paths};
use std::time::Duration;

/// Sizes of a chunk, in bytes of text.
const SIZES: [usize; 6] = [250_000, 500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000];
/// Text that each figure is taken of, in bytes.
const BYTES: usize = 100_000_000;
/// Requests before, so that V8 has optimised what runs often.
const WARM: usize = 30;
/// Workers that are started for what a first request costs.
const STARTS: usize = 5;

/// What a contender is asked for.
type Contender<'a> = (&'static str, &'a Server, &'static str, u16);

/// Measures, and prints tables.
///
/// # Errors
/// If an answer is not the one that is due.
pub fn bench() -> Result<()> {
    println!("workerd by itself, {}", usage::machine());
    let floor = alone::workerd("workerd with the floor", READS);
    let ours = alone::workerd("workerd with the Worker", Script::Ours);
    let alone = per_request(&ours, 1_000, || {
        http::get(&ours.url(paths::HEALTH)).map(|answer| answer.status)
    })?;
    println!("a request without a body (/health): {alone:.2} CPU-ms");
    for (title, text) in texts()? {
        on_text(title, &text, &floor, &ours)?;
    }
    Ok(())
}

fn texts() -> Result<[(&'static str, Vec<u8>); 2]> {
    let most = SIZES[SIZES.len() - 1];
    let mut real = Vec::new();
    made::repeat(&mut real, &corpus::real_or_made(), most as u64)?;
    let mut scores = Vec::new();
    let (mut simulator, run) = (Simulator::new(7), Run::good(Scores::Unbinned));
    while scores.len() < most {
        simulator.short_read(&run, &mut scores);
    }
    Ok([
        ("real reads of Illumina 1.8", real),
        ("simulated 150-base reads, all scores", scores),
    ])
}

fn on_text(title: &str, text: &[u8], floor: &Server, ours: &Server) -> Result<()> {
    // A body that is refused is read to its end and dropped: reading alone, as the Worker does it.
    let contenders: [Contender; 3] = [
        ("reading alone, JavaScript", floor, "/", 200),
        (
            "reading alone, ours",
            ours,
            "/api/v1/tally?layout=none",
            400,
        ),
        ("/tally", ours, "/api/v1/tally?more=true", 200),
    ];
    println!("{title}: CPU-ms for each MB of text, by the size of the chunk");
    print!("  {:<34}", "");
    SIZES
        .iter()
        .for_each(|size| print!("{:>9.2} MB", *size as f64 / 1e6));
    println!();
    for (form, pack) in [
        ("plain", plain as fn(&[u8]) -> Vec<u8>),
        ("gzip", made::gzip),
    ] {
        for contender in contenders {
            print!("  {:<34}", format!("{form}, {}", contender.0));
            for size in SIZES {
                let chunk = head(text, size);
                let each = on_chunk(&contender, chunk, &pack(chunk))?;
                print!("{:>12.2}", each / (chunk.len() as f64 / 1e6));
            }
            println!();
        }
    }
    print!("  {:<34}", "CPU-ms of a Worker's first /tally");
    for size in SIZES {
        print!("{:>12.1}", first(head(text, size))?);
    }
    println!();
    Ok(())
}

fn plain(text: &[u8]) -> Vec<u8> {
    text.to_vec()
}

/// Whole records of about so many bytes.
fn head(text: &[u8], size: usize) -> &[u8] {
    let cuts = corpus::cuts(text, size);
    &text[..cuts[1]]
}

/// CPU-ms of one request.
fn on_chunk((name, server, path, due): &Contender, text: &[u8], body: &[u8]) -> Result<f64> {
    let url = server.url(path);
    let answer = http::post(&url, body);
    ensure!(answer.status == *due, "{name}: {}", answer.text());
    if path.starts_with(paths::TALLY) && *due == 200 {
        let expected = tally_chunk(text, Layout::FourLine, 0, true)
            .document
            .to_json();
        ensure!(answer.text() == expected, "{name}: another tally");
    }
    let rounds = (BYTES / text.len()).max(1);
    per_request(server, rounds, || Some(http::post(&url, body).status))
}

fn per_request(
    server: &Server,
    rounds: usize,
    mut ask: impl FnMut() -> Option<u16>,
) -> Result<f64> {
    let due = ask();
    ensure!(due.is_some(), "{} does not answer", server.name);
    for _ in 0..WARM {
        ask();
    }
    let before = usage::cpu_time(server.process());
    for _ in 0..rounds {
        ensure!(ask() == due, "{}: another status", server.name);
    }
    let used = usage::cpu_time(server.process()).saturating_sub(before);
    Ok(milliseconds(used) / rounds as f64)
}

/// CPU-ms of the first chunk that a Worker counts: the median of some Workers.
fn first(text: &[u8]) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let server = alone::workerd("a new workerd", Script::Ours);
        let before = usage::cpu_time_of_threads(server.process());
        let answer = http::post(&server.url("/api/v1/tally?more=true"), text);
        ensure!(answer.status == 200, "{}", answer.text());
        let after = usage::cpu_time_of_threads(server.process());
        times.push(after.saturating_sub(before));
    }
    times.sort_unstable();
    Ok(milliseconds(times[STARTS / 2]))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
