//! The native program against other programs, each on the same file.

mod known;

use self::known::{PEERS, Peer, UNPACKERS, our_program, there};
use super::table::{Row, print};
use crate::{
    corpus,
    made::{
        self, packed,
        simulated::{self, Run, Scores},
    },
    measured, root,
};
use anyhow::Result;
use std::{
    fs::{self, File},
    hint::black_box,
    io::Read,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// The longest that one run may take, in seconds. Some programs hang on some files.
const MOST_SECONDS: &str = "120";

/// Runs all programs that are there on files of several kinds, plain and packed.
///
/// # Errors
/// If our own program fails, or a file cannot be made. A peer that fails is shown as failed.
pub fn bench() -> Result<()> {
    let ours = our_program();
    let (peers, unpackers) = (there(&PEERS, true), there(&UNPACKERS, false));
    let folder = tempfile::Builder::new()
        .prefix("readout-bench-")
        .tempdir_in(scratch())?;
    let plain = folder.path().join("reads.fastq");
    for (title, packed, make) in FILES {
        let bytes = make(&plain)?;
        on_file(title, "plain", &plain, bytes, &ours, &peers, &[])?;
        if packed.contains(&"gzip") {
            let file = folder.path().join("reads.fastq.gz");
            packed::gzip_file(&plain, &file)?;
            on_file(
                title,
                "gzip -6, one member",
                &file,
                bytes,
                &ours,
                &peers,
                &unpackers,
            )?;
        }
        if packed.contains(&"bgzf") {
            let file = folder.path().join("reads.fastq.gz");
            packed::bgzf_file(&plain, &file)?;
            on_file(title, "BGZF", &file, bytes, &ours, &peers, &unpackers)?;
        }
    }
    Ok(())
}

/// A title, the ways to pack it, and what writes it and gives its size.
type Made = (
    &'static str,
    &'static [&'static str],
    fn(&Path) -> Result<u64>,
);

const FILES: [Made; 4] = [
    (
        "real reads of Illumina 1.8, repeated under new names",
        &["gzip", "bgzf"],
        |path| {
            Ok(made::big_file(
                path,
                &corpus::real_or_made(),
                super::file_bytes(),
            )?)
        },
    ),
    (
        "simulated 150-base reads, four scores (NovaSeq)",
        &["gzip", "bgzf"],
        |path| simulated_run(path, Scores::Binned),
    ),
    (
        "simulated 150-base reads, all scores (HiSeq)",
        &["gzip"],
        |path| simulated_run(path, Scores::Unbinned),
    ),
    ("simulated long reads, 1 to 50 kb", &["gzip"], |path| {
        Ok(simulated::long_reads(
            path,
            1000..50_000,
            3,
            super::file_bytes(),
        )?)
    }),
];

fn simulated_run(path: &Path, scores: Scores) -> Result<u64> {
    Ok(simulated::short_reads(
        path,
        &Run::good(scores),
        2,
        super::file_bytes(),
    )?)
}

fn on_file(
    title: &str,
    form: &str,
    file: &Path,
    text_bytes: u64,
    ours: &Peer,
    peers: &[Peer],
    unpackers: &[Peer],
) -> Result<()> {
    let rounds = super::rounds();
    println!(
        "{title}, {form}: {:.0} MB of text, {:.0} MB on disk, best of {rounds} rounds",
        text_bytes as f64 / 1e6,
        fs::metadata(file)?.len() as f64 / 1e6
    );
    // Ours first: ratios refer to its rows.
    let contenders: Vec<(&Peer, usize)> = std::iter::once(ours)
        .chain(peers)
        .chain(unpackers)
        .flat_map(|peer| peer.threads.iter().map(move |&threads| (peer, threads)))
        .collect();
    let mut rows: Vec<Row> = contenders
        .iter()
        .map(|(peer, threads)| row(peer, *threads))
        .collect();
    let mut inflater = Duration::MAX;
    for _ in 0..rounds {
        for ((peer, threads), row) in contenders.iter().zip(&mut rows) {
            if row.remark.is_empty() {
                run(peer, *threads, file, row);
            }
        }
        if !unpackers.is_empty() {
            inflater = inflater.min(inflate(file)?);
        }
    }
    for (row, &threads) in rows.iter().zip(ours.threads) {
        anyhow::ensure!(
            row.time.is_some(),
            "our own program with {threads} threads: {}",
            row.remark
        );
    }
    let own: Vec<(usize, Duration)> = (ours.threads.iter().zip(&rows))
        .filter_map(|(&threads, row)| row.time.map(|time| (threads, time)))
        .collect();
    if !unpackers.is_empty() {
        let shares = own.iter().map(|(threads, time)| {
            let share = 100.0 * inflater.as_secs_f64() / time.as_secs_f64();
            format!("ours with {threads}: {share:.0} % of it")
        });
        rows.push(Row {
            name: "flate2 with zlib-rs, unpacking alone".to_owned(),
            threads: 1,
            time: Some(inflater),
            peak_memory: None,
            remark: shares.collect::<Vec<_>>().join(", "),
        });
    }
    print(&rows, text_bytes, &own);
    if let [(_, one), (threads, more)] = &own[..] {
        let faster = one.as_secs_f64() / more.as_secs_f64();
        println!("  ours with {threads} threads is {faster:.2} times as fast as with 1");
    }
    println!();
    Ok(())
}

fn row(peer: &Peer, threads: usize) -> Row {
    let plural = if threads == 1 { "" } else { "s" };
    Row {
        name: format!("{}, {threads} thread{plural}", peer.name),
        threads,
        time: None,
        peak_memory: None,
        remark: String::new(),
    }
}

/// Threads of the programs beside the page.
pub(super) const KEPT_THREADS: usize = 2;

/// Prints the page's row with those of our program and of the programs that are there, with two
/// threads or as many as they take.
pub(super) fn contest(
    title: &str,
    form: &str,
    file: &Path,
    text_bytes: u64,
    page: Row,
) -> Result<()> {
    println!(
        "{title}, {form}: {:.0} MB of text, {:.0} MB on disk, best of {} rounds",
        text_bytes as f64 / 1e6,
        fs::metadata(file)?.len() as f64 / 1e6,
        super::rounds()
    );
    let ours = our_program();
    let peers = there(&PEERS, false);
    let mut rows = vec![page];
    for peer in std::iter::once(&ours).chain(&peers) {
        let threads = peer.threads.iter().copied().max().unwrap_or(1);
        let mut row = row(peer, threads);
        for _ in 0..super::rounds() {
            if row.remark.is_empty() {
                run(peer, threads, file, &mut row);
            }
        }
        // Each has the cores that it can use. What memory it took cannot be told beside a trace.
        (row.threads, row.peak_memory) = (KEPT_THREADS, None);
        rows.push(row);
    }
    let page = rows.first().and_then(|row| row.time);
    let page: Vec<_> = page.map(|time| (KEPT_THREADS, time)).into_iter().collect();
    print(&rows, text_bytes, &page);
    Ok(())
}

/// One round of one contender; a failure is the end of it.
fn run(peer: &Peer, threads: usize, file: &Path, row: &mut Row) {
    let ran = tempfile::tempdir().map_err(Into::into).and_then(|folder| {
        let mut command = Command::new("timeout");
        command
            .arg(MOST_SECONDS)
            .arg(&peer.program)
            .args((peer.arguments)(file, folder.path(), threads))
            .current_dir(folder.path());
        measured::run(&mut command)
    });
    match ran {
        Ok(ran) => {
            row.time = Some(row.time.map_or(ran.time, |best| best.min(ran.time)));
            row.peak_memory = row.peak_memory.max(Some(ran.peak_memory));
        }
        Err(error) => {
            row.time = None;
            // `timeout` ends with 124 when it had to end the program.
            let late = error.to_string().contains("exit status: 124");
            row.remark = if late {
                format!("not done in {MOST_SECONDS} s")
            } else {
                format!("failed: {error:#}")
            };
        }
    }
}

/// The time of unpacking alone, with the crate that we unpack with.
fn inflate(file: &Path) -> Result<Duration> {
    let start = Instant::now();
    let mut decoder = flate2::bufread::MultiGzDecoder::new(std::io::BufReader::with_capacity(
        1 << 20,
        File::open(file)?,
    ));
    let mut text = vec![0; 1 << 18];
    loop {
        let read = decoder.read(&mut text)?;
        if read == 0 {
            return Ok(start.elapsed());
        }
        black_box(&text[..read]);
    }
}

/// A folder for files that may be too large for /tmp.
pub(super) fn scratch() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    if target.is_dir() {
        target
    } else {
        std::env::temp_dir()
    }
}
