//! Clients that are killed in the middle, a server that is, and those who send a byte now and then.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use shared::wire::paths;
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tests::{
    bad_requests::{bare, request},
    corpus,
    forced::half,
    made,
    process::Process,
    raw::{self, Ending},
    server::{
        Server,
        alone::{self, Script},
        free_port, native_with, readout, wait_until,
    },
};

/// Most memory that may stay behind clients who left, in bytes.
const MOST_LEFT: u64 = 40_000_000;
/// The same of workerd, whose JavaScript heap is collected when it is large.
const MOST_LEFT_IN_WORKERD: u64 = 150_000_000;

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let most = Some(Duration::from_secs(60));
    stream.set_read_timeout(most).unwrap();
    stream
}

/// Sends some bytes, reads some of the answer, and is gone.
fn leave(host: &Server, bytes: &[u8], reads: usize) {
    let mut stream = connect(host.port);
    // The host may answer early, and close.
    let _ = stream.write_all(bytes);
    let mut answer = vec![0; reads];
    let _ = stream.read_exact(&mut answer);
}

fn is_served(host: &Server, good: &[u8], expected: &str) -> bool {
    let bytes = request("POST", paths::TALLY, &[], good);
    let reply = raw::send(host, &bytes, Ending::Waits);
    reply.status == 200 && reply.text().contains(expected)
}

fn files(host: &Server) -> usize {
    host.processes().into_iter().map(Process::files).sum()
}

fn memory(host: &Server) -> u64 {
    host.processes().into_iter().map(Process::memory).sum()
}

#[test]
fn clients_that_are_killed_leave_nothing_behind() {
    let limits = ["--max-requests", "3", "--place-seconds", "0.2"];
    nothing_is_left(&native_with(&limits), MOST_LEFT);
}

#[test]
fn nor_do_they_in_the_worker() {
    // workerd by itself: a proxy before it would hide that the client has gone.
    let host = alone::workerd("workerd alone", Script::Ours);
    nothing_is_left(&host, MOST_LEFT_IN_WORKERD);
}

/// Kills clients at every stage; then the host has all its places, files and most of its memory.
fn nothing_is_left(host: &Server, most_left: u64) {
    let good = made::reads(3_000_000, 100, 31);
    let expected = corpus::expected(&good).document.to_json();
    let whole = request("POST", paths::TALLY, &[], &good);
    let head = whole.len() - good.len();
    let round = |times| {
        for _ in 0..times {
            // In the headers, behind them, early and late in the body, and half-way through the
            // answer.
            for end in [head / 2, head, head + 10, head + 1_500_000, whole.len() - 1] {
                leave(host, &whole[..end], 0);
            }
            leave(host, &whole, 0);
            leave(host, &whole, 1000);
        }
        // All places are free again: three may be held, and with them there is no fourth.
        wait_until(
            Duration::from_secs(30),
            || is_served(host, &good, &expected),
            || format!("{} keeps its places", host.name),
        );
    };
    round(2);
    assert!(!host.processes().is_empty(), "{} is found", host.name);
    let (files_before, memory_before) = (files(host), memory(host));
    round(8);
    wait_until(
        Duration::from_secs(30),
        || files(host) <= files_before + 2,
        || {
            format!(
                "{}: {} files, then {}",
                host.name,
                files_before,
                files(host)
            )
        },
    );
    let grown = memory(host).saturating_sub(memory_before);
    println!(
        "{}: 56 killed clients left {:.1} MB and {} files (before: {:.1} MB and {files_before})",
        host.name,
        grown as f64 / 1e6,
        files(host),
        memory_before as f64 / 1e6,
    );
    assert!(grown < most_left, "{}: {grown} bytes", host.name);
    // Three bodies at once find their places, and a fourth none.
    let held: Vec<_> = (0..3)
        .map(|_| {
            let mut stream = connect(host.port);
            let bytes = half(paths::TALLY, good.len(), &good[..good.len() / 2]);
            stream.write_all(&bytes).unwrap();
            stream
        })
        .collect();
    wait_until(
        Duration::from_secs(20),
        || raw::send(host, &whole, Ending::Waits).status == 503,
        || format!("{} is never busy", host.name),
    );
    for mut stream in held {
        stream.write_all(&good[good.len() / 2..]).unwrap();
        let reply = raw::read(&mut stream);
        assert_eq!(reply.status, 200, "{}: {}", host.name, reply.text());
        assert!(reply.text().contains(&expected), "{}", host.name);
    }
}

/// A native host at a port that the test knows, killed when it is dropped.
struct Killed(Child);

impl Killed {
    fn start(port: u16) -> Self {
        let child = Command::new(readout())
            .args(["serve", "--log", "off", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let ready = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        wait_until(Duration::from_secs(20), ready, || "not ready".to_owned());
        Self(child)
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        // SIGKILL: it has no time to say anything.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_that_is_killed_is_a_clear_error_and_serves_again() {
    let port = free_port();
    let good = made::reads(20_000_000, 100, 32);
    let expected = corpus::expected(&good).document.to_json();
    let host = Killed::start(port);
    // One is in the middle of its body, one in the middle of its answer.
    let mut sending = connect(port);
    let first = half(paths::TALLY, good.len(), &good[..good.len() / 2]);
    sending.write_all(&first).unwrap();
    let mut reading = connect(port);
    let whole = request("POST", paths::TALLY, &[], &good);
    reading.write_all(&whole).unwrap();
    let mut begun = [0; 1000];
    reading.read_exact(&mut begun).unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 200 OK\r\n"));
    drop(host);
    // No answer, and at once.
    let since = Instant::now();
    assert_eq!(raw::read(&mut sending).status, 0);
    // What the system held of the other answer still comes, and then its end.
    let mut rest = Vec::new();
    let _ = reading.read_to_end(&mut rest);
    assert!(since.elapsed() < Duration::from_secs(10));
    let again = Killed::start(port);
    let url = format!("http://127.0.0.1:{port}{}", paths::TALLY);
    assert_eq!(tests::http::post(&url, &good).text(), expected);
    drop(again);
}

#[test]
fn a_body_that_drips_is_let_go() {
    // A byte a tenth of a second is never idle. After half a second of waiting it is too slow.
    let slow = ["--body-seconds", "0.5", "--min-body-rate", "1000"];
    let host = native_with(&slow);
    let good = made::reads(2_000, 50, 33);
    let expected = corpus::expected(&good).document.to_json();
    let mut stream = connect(host.port);
    let headers = [("content-length", "100000")];
    stream
        .write_all(&bare("POST", paths::TALLY, &headers, b"@"))
        .unwrap();
    let since = Instant::now();
    let mut dripping = stream.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        // Until the host has had enough; its answer ends the test.
        while dripping.write_all(b"r").is_ok() && since.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let reply = raw::read(&mut stream);
    assert_eq!(
        (reply.status, reply.member("code")),
        (400, "bad-request".into())
    );
    assert!(since.elapsed() < Duration::from_secs(20));
    stream.shutdown(std::net::Shutdown::Both).unwrap();
    drip.join().unwrap();
    assert!(is_served(&host, &good, &expected));
}
