//! Two minutes of load on each host, every answer compared. For `make test-deep`.
//!
//! `LOAD_SECONDS` sets another time. The clients are this process, the server is another one.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use shared::{analysis::tally_chunk, fastq::Layout, wire::paths};
use std::time::Duration;
use tests::{
    corpus,
    load::{self, Exchange},
    made,
    server::{
        Server,
        alone::{self, Script},
        native_with,
    },
    usage,
};

const CHUNK_BYTES: usize = 1_000_000;
const CHUNKS: usize = 16;
/// More than there are places, so that some wait.
const CLIENTS: usize = 6;

fn seconds() -> u64 {
    std::env::var("LOAD_SECONDS").map_or(120, |text| text.parse().unwrap())
}

/// Chunks of real reads under new names, and their tallies, counted here.
fn exchanges() -> Vec<Exchange> {
    let mut text = Vec::new();
    let bytes = (CHUNKS * CHUNK_BYTES) as u64;
    made::repeat(&mut text, &corpus::real_or_made(), bytes).unwrap();
    let cuts = corpus::cuts(&text, CHUNK_BYTES);
    cuts.windows(2)
        .map(|ends| {
            let body = text[ends[0]..ends[1]].to_vec();
            let outcome = tally_chunk(&body, Layout::FourLine, 0, true);
            assert_eq!(outcome.error, None);
            let answer = outcome.document.to_json().into_bytes();
            Exchange { body, answer }
        })
        .collect()
}

fn stands(host: &Server) {
    let exchanges = exchanges();
    let url = host.url(&format!("{}?more=true", paths::TALLY));
    // Code becomes fast, and memory takes its size, under the first requests: in workerd some ten thousand
    // of them, which was seen to take 25 to 50 s.
    let warm = load::run(
        &url,
        host.process(),
        &exchanges,
        CLIENTS,
        Duration::from_secs(seconds() / 2),
    );
    assert_eq!(warm.wrong, Vec::<String>::new(), "{}", host.name);
    let time = Duration::from_secs(seconds());
    let seen = load::run(&url, host.process(), &exchanges, CLIENTS, time);
    assert_eq!(seen.wrong, Vec::<String>::new(), "{}", host.name);
    let (first, last) = seen.memory_of_thirds();
    let (answers, megabytes) = (seen.latencies.len(), seen.bytes as f64 / 1e6);
    let (time, mb) = (seen.time.as_secs_f64(), |bytes: u64| bytes as f64 / 1e6);
    println!(
        "{}: {CLIENTS} clients, chunks of 1 MB, {time:.0} s, {}\n  {answers} answers, each the same to the byte as counted here; {} put off (429, 503)\n  {:.1} requests/s, {:.1} MB/s, latency p50 {:.1} ms, p99 {:.1} ms, {:.2} CPU-ms per MB\n  memory: median {:.1} MB in the first third, {:.1} MB in the last",
        host.name,
        usage::machine(),
        seen.put_off,
        answers as f64 / time,
        megabytes / time,
        seen.latency(0.5),
        seen.latency(0.99),
        seen.cpu_time.as_secs_f64() * 1000.0 / megabytes,
        mb(first),
        mb(last),
    );
    assert!(answers > 0, "{}: nothing was answered", host.name);
    assert!(
        last <= first + first / 20 + 4_000_000,
        "{}: memory grew from {first} to {last} bytes",
        host.name
    );
}

#[test]
#[ignore = "two minutes of load"]
fn workerd_stands_the_load() {
    stands(&alone::workerd("workerd", Script::Ours));
}

#[test]
#[ignore = "two minutes of load"]
fn the_native_host_stands_the_load() {
    stands(&native_with(&["--log", "off"]));
}
