//! Every route, asked rightly and wrongly, without a server.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is wrong"
)]

use api::{Config, router};
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
    response::Response,
};
use http_body_util::BodyExt;
use serde_json::Value;
use shared::{analysis::tally_chunk, fastq::Layout, wire::TallyDocument};
use std::io::Write;
use tower::ServiceExt;

#[path = "routes/exports.rs"]
mod exports;
#[path = "routes/guard.rs"]
mod guard;
#[path = "routes/hostile.rs"]
mod hostile;
#[path = "routes/negotiation.rs"]
mod negotiation;
#[path = "routes/options.rs"]
mod options;
#[path = "routes/pairs.rs"]
mod pairs;
#[path = "routes/refusals.rs"]
mod refusals;

const GOOD: &[u8] = b"@r1\nACGT\n+\nIIII\n@r2\nGGCC\n+\n!!!!\n";
const BAD: &[u8] = b"@r1\nACGT\n+\nIIII\n@r2\nGGCC\n+\n!!!\n";

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

fn small() -> Config {
    Config {
        max_chunk_bytes: 1000,
        max_body_bytes: 1000,
        max_output_bytes: 5000,
        ..Config::default()
    }
}

async fn ask(
    config: Config,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body).unwrap();
    read(router(config).oneshot(request).await.unwrap()).await
}

async fn read(response: Response) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
    }
}

async fn post(path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    ask(small(), "POST", path, headers, Body::from(body.into())).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn document(bytes: &[u8], start: u64, more: bool) -> TallyDocument {
    tally_chunk(bytes, Layout::FourLine, start, more).document
}

#[tokio::test]
async fn a_tally_is_the_one_of_the_core() {
    let expected = document(GOOD, 0, false).to_json();
    for (headers, body) in [
        (vec![], GOOD.to_vec()),
        (
            vec![("content-type", "text/plain; charset=utf-8")],
            GOOD.to_vec(),
        ),
        (
            vec![("content-type", "application/x-www-form-urlencoded")],
            GOOD.to_vec(),
        ),
        (vec![("content-type", "application/gzip")], gzip(GOOD)),
        (
            vec![
                ("content-encoding", "gzip"),
                ("content-type", "text/x-fastq"),
            ],
            gzip(GOOD),
        ),
    ] {
        let answer = post("/api/v1/tally", &headers, body).await;
        assert_eq!(
            (answer.status, answer.text()),
            (200, expected.clone()),
            "{headers:?}"
        );
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let answer = post(
        "/api/v1/tally",
        &[("accept", "application/vnd.readout.tally+json")],
        GOOD,
    )
    .await;
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.readout.tally+json"
    );
    let answer = post(
        "/api/v1/tally?start=32&more=true&layout=four_line",
        &[],
        GOOD,
    )
    .await;
    assert_eq!(answer.text(), document(GOOD, 32, true).to_json());
}

#[tokio::test]
async fn frames_of_any_size_give_the_same_tally() {
    let expected = document(GOOD, 0, false).to_json();
    for size in [1, 2, 3, 7, 31] {
        let pieces: Vec<_> = GOOD
            .chunks(size)
            .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()))
            .collect();
        let body = Body::from_stream(Pieces(pieces.into_iter()));
        let answer = ask(small(), "POST", "/api/v1/tally", &[], body).await;
        assert_eq!(answer.text(), expected, "frames of {size}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_bad_request() {
    let pieces = vec![Ok(GOOD.to_vec()), Err(std::io::Error::other("gone"))];
    let body = Body::from_stream(Pieces(pieces.into_iter()));
    let answer = ask(small(), "POST", "/api/v1/tally", &[], body).await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (400, Some("bad-request"))
    );
}

#[tokio::test]
async fn malformed_fastq_says_where_and_keeps_what_is_good() {
    for path in ["/api/v1/tally", "/api/v1/report"] {
        let answer = post(path, &[], BAD).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["code"], "malformed-fastq");
        assert_eq!(
            (&problem["record"], &problem["line"]),
            (&2.into(), &8.into())
        );
        assert_eq!(problem["read_name"], "r2");
        assert!(problem["byte"].is_u64());
        let expected: Value =
            serde_json::from_str(&document(&BAD[..16], 0, true).to_json()).unwrap();
        assert_eq!(problem["tally"], expected);
    }
}

#[tokio::test]
async fn a_report_is_json_or_a_page() {
    let answer = post("/api/v1/report?name=a%3Cb%3E.fastq", &[], GOOD).await;
    let report = answer.json();
    assert_eq!(
        (answer.status, &report["name"]),
        (200, &"a<b>.fastq".into())
    );
    assert_eq!(report["summary"]["reads"], 2);
    assert_eq!(report["complete"], true);
    assert_eq!(report["receipt"], document(GOOD, 0, false).receipt());
    for (query, headers) in [
        ("", vec![("accept", "text/html,*/*;q=0.8")]),
        ("&format=html", vec![]),
    ] {
        let answer = post(
            &format!("/api/v1/report?name=a%3Cb%3E.fastq{query}"),
            &headers,
            GOOD,
        )
        .await;
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'")
        );
        assert!(!answer.text().contains("a<b>"), "the name is not escaped");
    }
}

#[tokio::test]
async fn merging_parts_gives_the_whole() {
    let whole = document(GOOD, 0, false);
    let (a, b) = (
        document(&GOOD[..16], 0, true).to_json(),
        document(&GOOD[16..], 16, false).to_json(),
    );
    for body in [
        format!("[{b},{a}]"),
        format!("{a}\n{b}\n"),
        format!(" [ {a} ,\n {b} ] \n"),
    ] {
        let answer = post(
            "/api/v1/merge",
            &[("content-type", "application/json")],
            body.clone(),
        )
        .await;
        assert_eq!((answer.status, answer.text()), (200, whole.to_json()));
        assert_eq!(
            answer.header("content-type"),
            "application/vnd.readout.tally+json"
        );
        let answer = post("/api/v1/merge", &[("accept", "application/json")], body).await;
        assert_eq!(answer.json()["receipt"], whole.receipt());
        assert_eq!(answer.json()["complete"], true);
    }
    let answer = post("/api/v1/merge?format=json", &[], b).await;
    assert_eq!(answer.json()["complete"], false);
}

#[tokio::test]
async fn starts_at_the_far_end_of_numbers_do_no_harm() {
    for start in [u64::MAX, u64::MAX - 1, 1 << 63, 1 << 53] {
        let answer = post(&format!("/api/v1/tally?start={start}"), &[], GOOD).await;
        assert!(
            [200, 400, 422].contains(&answer.status),
            "{start}: {}",
            answer.text()
        );
        let answer = post(&format!("/api/v1/tally?start={start}"), &[], BAD).await;
        assert!(
            [400, 422].contains(&answer.status),
            "{start}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn limits_health_and_preflight() {
    let answer = ask(small(), "GET", "/api/v1/limits", &[], Body::empty()).await;
    assert_eq!(
        (answer.status, &answer.json()["max_chunk_bytes"]),
        (200, &1000.into())
    );
    assert_eq!(answer.json()["version"], shared::VERSION);
    let answer = ask(small(), "GET", "/api/v1/health", &[], Body::empty()).await;
    assert_eq!(
        (answer.status, &answer.json()["status"]),
        (200, &"ok".into())
    );
    let answer = ask(small(), "HEAD", "/api/v1/health", &[], Body::empty()).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let preflight = [
        ("origin", "https://elsewhere.example"),
        ("access-control-request-method", "POST"),
    ];
    let answer = ask(
        small(),
        "OPTIONS",
        "/api/v1/tally",
        &preflight,
        Body::empty(),
    )
    .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT.as_u16());
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("POST")
    );
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("Content-Type")
    );
}

/// Pieces of a body, one frame each.
struct Pieces(std::vec::IntoIter<Result<Vec<u8>, std::io::Error>>);

impl futures_core::Stream for Pieces {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

#[tokio::test]
async fn the_documentation_with_a_slash_leads_to_the_one_without() {
    for method in ["GET", "POST"] {
        let answer = ask(Config::default(), method, "/docs/", &[], Body::empty()).await;
        assert_eq!((answer.status, answer.header("location")), (308, "/docs"));
    }
}
