//! What the native host does by itself: it ends those who stall, keeps a log, and stops in order.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use serde_json::Value;
use shared::wire::paths;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio},
};
use tests::{
    bad_requests::{bare, request},
    http, made,
    raw::{self, Ending},
    server::{native_with, readout},
};

#[test]
fn those_who_stall_are_let_go() {
    let host = native_with(&["--body-seconds", "0.2", "--header-seconds", "0.2"]);
    let good = made::reads(2_000, 50, 3);
    // A body that stops: the wait for its next bytes is bounded.
    let half = bare(
        "POST",
        paths::REPORT,
        &[("content-length", "100000")],
        &good,
    );
    let reply = raw::send(&host, &half, Ending::Waits);
    assert_eq!(
        (reply.status, reply.member("code")),
        (400, "bad-request".into())
    );
    // Headers that never end: there is nobody to answer.
    let head = b"POST /api/v1/tally HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    assert_eq!(raw::send(&host, head, Ending::Waits).status, 0);
    let reply = raw::send(
        &host,
        &request("POST", paths::TALLY, &[], &good),
        Ending::Waits,
    );
    assert_eq!(reply.status, 200);
}

/// A host that the test stops by signals; it is killed when the test ends otherwise.
struct Process {
    child: Child,
    port: u16,
    output: BufReader<ChildStdout>,
    log: BufReader<ChildStderr>,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(readout())
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let port = line.trim().trim_end_matches('/').rsplit(':').next();
        Self {
            child,
            port: port.unwrap().parse().unwrap(),
            output,
            log,
        }
    }

    /// A connection with a request that is being worked on: a part of its body was sent.
    fn half(&self) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let headers = [("content-length", "16"), ("expect", "100-continue")];
        stream
            .write_all(&bare("POST", paths::TALLY, &headers, b""))
            .unwrap();
        // Whoever is told to go on is being read.
        let mut told = [0; 25];
        stream.read_exact(&mut told).unwrap();
        assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(b"@r1\nACGT").unwrap();
        stream
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until nobody listens any more.
    fn closed(&self) {
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            std::thread::yield_now();
        }
    }

    /// How it ended, and what stood in its log.
    fn end(mut self) -> (ExitStatus, String) {
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        self.output.read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap(), log)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_under_way_is_finished_before_the_end() {
    for signal in ["-TERM", "-INT"] {
        let host = Process::start(&[]);
        let mut stream = host.half();
        host.signal(signal);
        host.closed();
        stream.write_all(b"\n+\nIIII\n").unwrap();
        let reply = raw::read(&mut stream);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let (status, log) = host.end();
        assert!(status.success(), "{status}: {log}");
    }
}

#[test]
fn an_end_is_not_waited_for_without_end() {
    // A second signal.
    let host = Process::start(&["--drain-seconds", "1000"]);
    let stream = host.half();
    host.signal("-TERM");
    host.closed();
    host.signal("-TERM");
    assert!(host.end().0.success());
    drop(stream);
    // The time.
    let host = Process::start(&["--drain-seconds", "0.1"]);
    let stream = host.half();
    host.signal("-TERM");
    let (status, log) = host.end();
    assert!(status.success() && log.contains("cut off"), "{log}");
    drop(stream);
}

#[test]
fn the_log_has_one_line_of_json_a_request_and_no_secret() {
    let host = Process::start(&[]);
    let body = b"@secret-read\nACGT\n+\nIIII\n";
    let token = [("authorization", "Bearer secret-token")];
    let mut expected = Vec::new();
    for (method, target, headers, body, route, status) in [
        (
            "POST",
            "/api/v1/report?name=secret-file",
            &token[..],
            &body[..],
            "/api/v1/report",
            200,
        ),
        (
            "POST",
            "/api/v1/tally?start=secret",
            &[],
            &body[..],
            "/api/v1/tally",
            400,
        ),
        ("GET", "/api/v1/health", &[], b"", "/api/v1/health", 200),
        ("GET", "/secret-path", &[], b"", "page", 404),
        ("SECRET", "/api/v1/limits", &[], b"", "/api/v1/limits", 405),
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", host.port)).unwrap();
        stream
            .write_all(&request(method, target, headers, body))
            .unwrap();
        let reply = raw::read(&mut stream);
        assert_eq!(reply.status, status, "{target}");
        expected.push((route, status, body.len(), reply.body.len()));
    }
    // Somebody who did not wait for the answer.
    drop(host.half());
    host.signal("-TERM");
    let (_, log) = host.end();
    assert!(!log.contains("secret") && !log.contains("SECRET"), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| Value::from(line)))
        .collect();
    assert_eq!(lines.len(), expected.len() + 1, "{log}");
    for (route, status, read, written) in expected {
        let line = lines.iter().find(|line| line["route"] == route).unwrap();
        assert_eq!(line["status"], status, "{line}");
        assert_eq!(line["bytes_out"], written, "{line}");
        if status == 200 {
            assert_eq!(line["bytes_in"], read, "{line}");
        }
        assert!(
            line["milliseconds"].is_number() && line["time"].is_number(),
            "{line}"
        );
    }
    let silent = Process::start(&["--log", "off"]);
    let mut stream = TcpStream::connect(("127.0.0.1", silent.port)).unwrap();
    stream
        .write_all(&bare("GET", paths::HEALTH, &[], b""))
        .unwrap();
    assert_eq!(raw::read(&mut stream).status, 200);
    drop(stream);
    silent.signal("-TERM");
    assert_eq!(silent.end().1, "");
}

#[test]
fn the_page_comes_packed_to_those_who_take_it() {
    let host = native_with(&["--assets", "frontend/dist"]);
    let url = host.url("/analyser.js");
    let get = |headers: &[(&str, &str)]| http::send("GET", &url, headers, b"").unwrap();
    let (plain, packed) = (get(&[]).body, get(&[("accept-encoding", "gzip")]).body);
    assert!(packed.starts_with(&[0x1f, 0x8b]) && packed.len() * 2 < plain.len());
    let mut text = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&packed[..]);
    decoder.read_to_end(&mut text).unwrap();
    assert!(text == plain);
}

#[test]
fn programs_come_as_the_build_packed_them() {
    let host = native_with(&["--assets", "frontend/dist"]);
    let url = host.url("/analyser_bg.wasm");
    let kept = |end: &str| {
        fs::read(tests::root().join(format!("frontend/dist/analyser_bg.wasm{end}"))).unwrap()
    };
    for (accepted, encoding, end) in [
        (None, "", ""),
        (Some("gzip"), "gzip", ".gz"),
        (Some("gzip, deflate, br, zstd"), "br", ".br"),
    ] {
        let headers: Vec<_> = accepted
            .map(|value| ("accept-encoding", value))
            .into_iter()
            .collect();
        let answer = http::send("GET", &url, &headers, b"").unwrap();
        assert_eq!(answer.content_type, "application/wasm");
        assert_eq!(
            (&*answer.encoding, &*answer.vary),
            (encoding, "accept-encoding")
        );
        assert!(answer.body == kept(end), "{accepted:?}");
    }
    let mut text = Vec::new();
    let packed = kept(".gz");
    let mut decoder = flate2::read::GzDecoder::new(&packed[..]);
    decoder.read_to_end(&mut text).unwrap();
    assert!(text == kept(""));
}
