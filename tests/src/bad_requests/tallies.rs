//! Bodies that are no tallies, or tallies that cannot be added.

use super::{Due, Row, bare, lines::LOST, request};
use crate::{corpus, made::gzip};
use shared::{
    ledger::{Ledger, Segment},
    wire::{
        TallyDocument,
        paths::{MERGE, PAIRS},
    },
};

/// Bodies of the tallies' addresses.
#[must_use]
pub fn rows(good: &[u8]) -> Vec<Row> {
    let tally = corpus::expected(good).document.to_json();
    let post = |body: &[u8]| request("POST", MERGE, &[("content-type", "application/json")], body);
    let json = |words| Due::Problem(400, "bad-json", words);
    let other = |words| Due::Problem(409, "incompatible-tally", words);
    let schema = tally.replacen("\"schema\":4", "\"schema\":3", 1);
    let layout = tally.replacen("\"layout\":\"", "\"layout\":\"another-", 1);
    assert!(schema != tally && layout != tally);
    let bomb = format!("{{\"schema\":4,\"layout\":\"{}\"}}", "x".repeat(17 << 20));
    let numbers = format!("[{{\"a\":[{}1]}}]", "1,".repeat(4 << 20));
    let deep = format!("[{{\"a\":{}", "[".repeat(1 << 20));
    let objects = "{\"a\":".repeat(1 << 20);
    let empty = TallyDocument::default().to_json();
    let many = format!("{empty}\n").repeat(10_001);
    let huge = [huge(0), huge(1), huge(2)].map(|document| document.to_json());
    let latin = tally.replacen("fastqc-tiles", "fastqc\u{e9}tiles", 1);
    let latin: Vec<u8> = latin.chars().map(|letter| letter as u8).collect();
    let cover = |tallies: &[&str]| format!("[{}]", tallies.join(","));
    vec![
        Row::both(
            "no tallies",
            post(b" "),
            Due::Problem(400, "empty-body", ""),
        ),
        Row::both(
            "an empty array",
            post(b"[]"),
            Due::Problem(400, "empty-body", ""),
        ),
        Row::both("no JSON", post(b"hello"), json("byte 0")),
        Row::both("numbers for tallies", post(b"[1,2]"), json("byte 1")),
        Row::both(
            "JSON that is cut",
            post(&tally.as_bytes()[..tally.len() / 2]),
            json("ends inside"),
        ),
        Row::both(
            "JSON of another shape",
            post(b"{\"a\":1}"),
            json("not a tally"),
        ),
        Row::both("JSON that is not UTF-8", post(&latin), json("")),
        Row::both("UTF-16 JSON", post(b"\xff\xfe[\0]\0"), json("byte 0")),
        Row::both(
            "one tally of 17 MB",
            post(bomb.as_bytes()),
            Due::Problem(413, "too-large", "16777216"),
        ),
        Row::both("four million numbers", post(numbers.as_bytes()), json("")),
        Row::both(
            "a million arrays deep",
            post(deep.as_bytes()),
            json("32 deep"),
        ),
        Row::both(
            "a million objects deep",
            post(objects.as_bytes()),
            json("32 deep"),
        ),
        Row::both(
            "10,001 tallies",
            post(many.as_bytes()),
            Due::Problem(413, "too-large", "10000 tallies"),
        ),
        Row::each(
            "a merge above the limit",
            bare("POST", MERGE, &[("content-length", "104857601")], b"["),
            Due::Problem(413, "too-large", "104857600"),
            LOST,
        )
        .closing(),
        Row::both("another schema", post(schema.as_bytes()), other("schema 3")),
        Row::both("another layout", post(layout.as_bytes()), other("another-")),
        Row::both(
            "the same part twice",
            post(cover(&[&tally, &tally]).as_bytes()),
            other("both tallies cover"),
        ),
        Row::both(
            "a sum past all numbers",
            post(cover(&[&huge[0], &huge[1], &huge[2]]).as_bytes()),
            other("2^56"),
        ),
        Row::both(
            "gzip where it is not read",
            request(
                "POST",
                MERGE,
                &[("content-encoding", "gzip")],
                &gzip(tally.as_bytes()),
            ),
            Due::Problem(415, "unsupported-media-type", "without Content-Encoding"),
        ),
        Row::both(
            "one mate alone",
            request("POST", PAIRS, &[], tally.as_bytes()),
            Due::Problem(400, "bad-request", "two tallies"),
        ),
        Row::both(
            "three mates",
            request(
                "POST",
                PAIRS,
                &[],
                cover(&[&tally, &tally, &tally]).as_bytes(),
            ),
            Due::Problem(400, "bad-request", "two tallies"),
        ),
    ]
}

/// A sound tally of 2^55 reads of one base, the part of this number of its file.
fn huge(part: u64) -> TallyDocument {
    const READS: u64 = 1 << 55;
    let mut tally = corpus::expected(b"@r\nA\n+\nI\n").document.tally;
    while tally.reads() < READS {
        let same = tally.clone();
        tally.merge(&same).unwrap();
    }
    let mut ledger = Ledger::default();
    ledger
        .commit(Segment {
            start: part << 57,
            end: (part + 1) << 57,
            records: READS,
            lines: READS,
            digest: 0,
        })
        .unwrap();
    TallyDocument { tally, ledger }
}
