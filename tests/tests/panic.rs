//! What becomes of the others when one request fails: forced, on hosts that are built for it.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use serde_json::Value;
use shared::wire::paths;
use std::{fs, io::Write, net::TcpStream};
use tests::{
    bad_requests::request,
    corpus,
    forced::{self, HEADER, half},
    made,
    raw::{self, Ending, Reply},
    root,
    server::{self, Server},
};

/// A request that is being worked on: the first half of its body was sent.
fn under_way(host: &Server, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", host.port)).unwrap();
    let bytes = half(paths::TALLY, body.len(), &body[..body.len() / 2]);
    stream.write_all(&bytes).unwrap();
    stream
}

fn post(host: &Server, body: &[u8]) -> Reply {
    raw::send(
        host,
        &request("POST", paths::TALLY, &[], body),
        Ending::Waits,
    )
}

fn is_tally(reply: &Reply, expected: &str, what: &str) {
    assert_eq!(reply.status, 200, "{what}: {}", reply.text());
    assert!(reply.text().contains(expected), "{what}");
}

#[test]
fn the_native_host_answers_500_and_goes_on() {
    let host = forced::native(&["--max-requests", "2", "--place-seconds", "0.2"]);
    let good = made::reads(200_000, 100, 21);
    let expected = corpus::expected(&good).document.to_json();
    let mut other = under_way(&host, &good);
    // One place is left: each of these gives it back.
    for round in 0..3 {
        for fault in ["panic", "panic-in-body"] {
            for path in [paths::TALLY, paths::REPORT, paths::MERGE, paths::PAIRS] {
                let reply = forced::ask(&host, path, fault, &good);
                let what = format!("{fault} at {path}, {round}: {}", reply.text());
                assert_eq!(reply.status, 500, "{what}");
                assert_eq!(reply.member("code"), "internal", "{what}");
                let media = reply.header("content-type");
                assert_eq!(media, Some("application/problem+json"), "{what}");
                assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
            }
        }
        is_tally(&post(&host, &good), &expected, "the next request");
    }
    other.write_all(&good[good.len() / 2..]).unwrap();
    is_tally(&raw::read(&mut other), &expected, "the other request");
    // The log says where, and never what: the words of a panic may quote reads.
    let log = host.log();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let lines: Vec<Value> = lines.collect();
    let places = lines.iter().filter_map(|line| line["panic"].as_str());
    assert_eq!(
        places
            .filter(|it| it.starts_with("api/src/fault.rs:"))
            .count(),
        24,
        "{log}"
    );
    let failed = |line: &&Value| line["status"] == 500 && line["route"] == paths::MERGE;
    assert_eq!(lines.iter().filter(failed).count(), 6, "{log}");
    assert!(!log.contains("a forced panic"), "{log}");
}

#[test]
fn nothing_that_is_shipped_fails_on_request() {
    let holds = |path: &std::path::Path| {
        let bytes = fs::read(path).unwrap();
        memchr::memmem::find(&bytes, HEADER.as_bytes()).is_some()
    };
    let worker = |folder| root().join(folder).join("index_bg.wasm");
    assert!(holds(&worker("api/build-faulty")) && !holds(&worker("api/build")));
    let faulty = server::target().join("faulty/readout");
    assert!(holds(&faulty) && !holds(&server::readout()));
    let good = made::reads(2_000, 50, 22);
    let expected = corpus::expected(&good).document.to_json();
    for host in server::hosts() {
        for fault in ["panic", "panic-in-body", "memory", "stack"] {
            let reply = forced::ask(host, paths::TALLY, fault, &good);
            is_tally(&reply, &expected, host.name);
        }
    }
}

/// In workerd a trap ends the instance of all that are under way. Nobody waits in vain, and the next
/// request has a new instance, with all of its places.
#[test]
fn the_worker_answers_all_and_starts_anew() {
    let folder = tempfile::tempdir().unwrap();
    let variables = ["READOUT_MAX_REQUESTS:3", "READOUT_PLACE_SECONDS:0"];
    let host = forced::workerd(folder.path(), &variables);
    let good = made::reads(200_000, 100, 23);
    let expected = corpus::expected(&good).document.to_json();
    is_tally(&post(&host, &good), &expected, "before");
    for fault in ["panic", "panic-in-body", "memory", "stack", "panic"] {
        // All places are taken when it happens.
        let mut others: Vec<_> = (0..2).map(|_| under_way(&host, &good)).collect();
        are_taken(&host, &good, 2);
        let reply = forced::ask(&host, paths::TALLY, fault, &good);
        is_failure(&reply, fault);
        for other in &mut others {
            is_failure(&raw::read(other), &format!("under way with {fault}"));
        }
        // Those who began before have no hold on the new instance: their bodies may go on.
        is_tally(&post(&host, &good), &expected, fault);
        for other in &mut others {
            let _ = other.write_all(&good[good.len() / 2..]);
        }
        let _held: Vec<_> = (0..2).map(|_| under_way(&host, &good)).collect();
        are_taken(&host, &good, 2);
        is_tally(&post(&host, &good), &expected, "with its places");
    }
    let log = host.log();
    assert!(log.contains("panic at api/src/fault.rs:"), "{log}");
    assert!(!log.contains("a forced panic"), "{log}");
}

/// The answer of a request that a failure has ended.
fn is_failure(reply: &Reply, what: &str) {
    assert_eq!(reply.status, 500, "{what}: {}", reply.text());
    assert_eq!(reply.member("code"), "internal", "{what}");
    let media = reply.header("content-type");
    assert_eq!(media, Some("application/problem+json"), "{what}");
}

/// Waits until so many of three places are taken: then one more body takes the last.
fn are_taken(host: &Server, good: &[u8], taken: usize) {
    server::wait_until(
        std::time::Duration::from_secs(20),
        || {
            let more: Vec<_> = (taken..3).map(|_| under_way(host, good)).collect();
            let full = (0..5).any(|_| post(host, good).status == 503);
            drop(more);
            full
        },
        || format!("{} never fills", host.name),
    );
    // Those who left give their places back.
    server::wait_until(
        std::time::Duration::from_secs(20),
        || post(host, good).status == 200,
        || format!("{} keeps its places", host.name),
    );
}
