//! Memory under attack: requests that are made so that they take the most. What may be in one part is
//! tried in `shared/tests/bounded.rs`; here it is the hosts' turn.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use serde_json::Value;
use shared::{
    ledger::{Ledger, MAX_SEGMENTS, Segment},
    tally::{sequencing_run::MAX_LANES, tile_quality::MAX_TILES},
    wire::{TallyDocument, paths},
};
use std::fmt::Write;
use tests::{
    corpus,
    http::{self, Answer},
    made::Numbers,
    process::Process,
    server::{Server, alone, native_with},
};

/// The most that one request may take beyond what a host holds that is at rest, in bytes.
const MOST: u64 = 100_000_000;

fn hosts() -> [Server; 2] {
    [
        native_with(&[]),
        alone::workerd("workerd alone", alone::Script::Ours),
    ]
}

/// The answer, once it was looked at how much memory it took.
fn ask(host: &Server, what: &str, path: &str, body: &[u8]) -> Answer {
    let sum = |of: fn(Process) -> u64| host.processes().into_iter().map(of).sum::<u64>();
    host.processes().into_iter().for_each(Process::forget_peak);
    let before = sum(Process::memory);
    let answer = http::post(&host.url(path), body);
    let peak = sum(Process::peak);
    assert!(peak > 1 << 20, "{}: where is its process?", host.name);
    let taken = peak.saturating_sub(before);
    println!(
        "{}: {what}, {:.1} MB: status {}, {:.1} MB of memory beyond the {:.1} MB before",
        host.name,
        body.len() as f64 / 1e6,
        answer.status,
        taken as f64 / 1e6,
        before as f64 / 1e6
    );
    assert!(taken < MOST, "{}: {what} took {taken} bytes", host.name);
    answer
}

/// Reads of which each has a name, a tile, a length, an index and bases of its own, as far as there
/// are so many.
fn all_different(reads: usize) -> String {
    let mut numbers = Numbers::new(41);
    let mut text = String::new();
    for read in 0..reads {
        let (lane, tile, length) = (read % MAX_LANES, read % (MAX_TILES + 9), 20 + read % 400);
        writeln!(
            text,
            "@M{lane}:1:F{lane}:{lane}:{tile}:{read}:1 1:N:0:{read:024b}"
        )
        .unwrap();
        text.extend((0..length).map(|_| char::from(b"ACGTN"[numbers.below(5)])));
        text.push_str("\n+\n");
        text.extend((0..length).map(|at| char::from(b'!' + ((at + read) % 94) as u8)));
        text.push('\n');
    }
    text
}

/// A tally that covers so many single bytes, `apart` from each other; they hold no record.
fn scattered(first: u64, apart: u64, count: usize) -> String {
    let mut document = corpus::expected(b"@r\nA\n+\nI\n").document;
    let digest = document.ledger.segments()[0].digest;
    let mut ledger = Ledger::default();
    for start in (0..count as u64).map(|index| first + index * apart) {
        let nothing = Segment {
            start,
            end: start + 1,
            records: 0,
            lines: 0,
            digest: 0,
        };
        ledger.commit(nothing).unwrap();
    }
    let end = 1 << 50;
    let read = Segment {
        start: end + 9 * first,
        end: end + 9 * first + 9,
        records: 1,
        lines: 4,
        digest,
    };
    ledger.commit(read).unwrap();
    document.ledger = ledger;
    document.to_json()
}

#[test]
fn reads_that_all_differ() {
    let text = all_different(150_000);
    let expected = corpus::expected(text.as_bytes()).document;
    let [native, workerd] = hosts();
    for host in [&native, &workerd] {
        let report = ask(
            host,
            "reads that all differ",
            paths::REPORT,
            text.as_bytes(),
        );
        assert_eq!(report.status, 200, "{}", report.text());
        let receipt = &report.json()["receipt"];
        assert_eq!(receipt, &Value::String(expected.receipt()), "{}", host.name);
    }
    // The same in parts, of which each fills every table, added up again and again.
    let parts = corpus::cuts(text.as_bytes(), 8 << 20);
    let mut body = String::new();
    for (index, &start) in parts.iter().enumerate() {
        let end = parts.get(index + 1).copied().unwrap_or(text.len());
        let more = end < text.len();
        let path = format!("{}?start={start}&more={more}", paths::TALLY);
        let part = ask(&native, "a part", &path, &text.as_bytes()[start..end]);
        body += &part.text();
    }
    for host in [&native, &workerd] {
        let sum = ask(host, "their tallies", paths::MERGE, body.as_bytes());
        assert_eq!(sum.status, 200, "{}", sum.text());
        assert!(
            TallyDocument::from_json(&sum.body).unwrap() == expected,
            "{}",
            host.name
        );
    }
}

#[test]
fn tallies_of_scattered_bytes() {
    let (few, many) = (MAX_SEGMENTS / 2, MAX_SEGMENTS - 1);
    let among = |number: u64, tallies: u64, count| scattered(2 * number, 2 * tallies, count);
    let bodies = [
        // Each closes nothing: the second is one too many.
        (
            "among each other, too many",
            (0..3).map(|n| among(n, 4, many)).collect::<String>(),
            409,
        ),
        (
            "among each other",
            (0..2).map(|n| among(n, 2, few - 1)).collect(),
            200,
        ),
        // Each closes gaps of the one before.
        (
            "side by side",
            (0..5).map(|n| scattered(n, 8, many)).collect(),
            200,
        ),
        (
            "two of 100,000 places",
            (0..2).map(|n| at_large(n, 100_000)).collect(),
            409,
        ),
        // The least that can be said of a place, as often as a body holds it.
        (
            "9,999 tallies into one of many places",
            {
                let small = |number: u64| scattered(5 + 8 * number, 1, 1);
                scattered(0, 8, many - 20_000) + &(0..9_999).map(small).collect::<String>()
            },
            200,
        ),
    ];
    for host in &hosts() {
        for (what, body, status) in &bodies {
            let answer = ask(host, what, paths::MERGE, body.as_bytes());
            assert_eq!(
                answer.status,
                *status,
                "{what}: {}",
                answer.text().chars().take(300).collect::<String>()
            );
        }
        let answer = ask(host, "as ever", paths::TALLY, b"@r\nA\n+\nI\n");
        assert_eq!(answer.status, 200);
    }
}

/// The same as [`scattered`] with more places than a ledger takes from JSON.
fn at_large(first: u64, count: u64) -> String {
    let mut value: Value = serde_json::from_str(&scattered(first, 2, 1)).unwrap();
    let places = value["ledger"]["segments"].as_array_mut().unwrap();
    let one = places[0].clone();
    for start in (1..count).map(|index| first + 4 * index) {
        let mut other = one.clone();
        other["start"] = start.into();
        other["end"] = (start + 1).into();
        places.insert(places.len() - 1, other);
    }
    value.to_string()
}
