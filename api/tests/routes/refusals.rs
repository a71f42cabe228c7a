//! What is refused, with which status and code.

use super::{GOOD, ask, document, gzip, small};
use axum::body::Body;

#[tokio::test]
async fn everything_wrong_has_its_problem() {
    let tally = document(GOOD, 0, false).to_json();
    let twice = format!("[{tally},{tally}]");
    let other = tally.replacen("\"schema\":4", "\"schema\":9", 1);
    let bomb = gzip(&GOOD.repeat(1000));
    let huge = vec![b'@'; 1001];
    let long = format!("/api/v1/report?name={}", "x".repeat(1025));
    type Case<'a> = (
        &'a str,
        &'a str,
        Vec<(&'a str, &'a str)>,
        Vec<u8>,
        u16,
        &'a str,
    );
    let cases: Vec<Case> = vec![
        (
            "GET",
            "/api/v1/tally",
            vec![],
            vec![],
            405,
            "method-not-allowed",
        ),
        (
            "DELETE",
            "/api/v1/health",
            vec![],
            vec![],
            405,
            "method-not-allowed",
        ),
        (
            "POST",
            "/api/v1/limits",
            vec![],
            vec![],
            405,
            "method-not-allowed",
        ),
        ("GET", "/api/v2/tally", vec![], vec![], 404, "not-found"),
        ("GET", "/api", vec![], vec![], 404, "not-found"),
        ("POST", "/api/v1/tally", vec![], vec![], 400, "empty-body"),
        (
            "POST",
            "/api/v1/tally",
            vec![],
            b"\n\n".to_vec(),
            400,
            "empty-body",
        ),
        ("POST", "/api/v1/report", vec![], vec![], 400, "empty-body"),
        (
            "POST",
            "/api/v1/report",
            vec![],
            b">fasta\nACGT\n".to_vec(),
            422,
            "malformed-fastq",
        ),
        (
            "POST",
            "/api/v1/report",
            vec![],
            gzip(GOOD)[..20].to_vec(),
            422,
            "malformed-fastq",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![],
            b" ".to_vec(),
            400,
            "empty-body",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![],
            b"[]".to_vec(),
            400,
            "empty-body",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![],
            b"[1]".to_vec(),
            400,
            "bad-json",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![],
            b"[{}]".to_vec(),
            400,
            "bad-json",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![],
            tally.as_bytes()[..40].to_vec(),
            400,
            "bad-json",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![],
            twice.into_bytes(),
            409,
            "incompatible-tally",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![],
            other.into_bytes(),
            409,
            "incompatible-tally",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![("content-encoding", "gzip")],
            gzip(b"[]"),
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            "/api/v1/merge",
            vec![("content-type", "text/html")],
            b"[]".to_vec(),
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            "/api/v1/tally",
            vec![("content-type", "multipart/form-data; boundary=x")],
            GOOD.to_vec(),
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            "/api/v1/tally",
            vec![("content-encoding", "br")],
            GOOD.to_vec(),
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            "/api/v1/tally",
            vec![("content-encoding", "gzip, br")],
            GOOD.to_vec(),
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            "/api/v1/tally",
            vec![("accept", "text/html")],
            GOOD.to_vec(),
            406,
            "not-acceptable",
        ),
        (
            "POST",
            "/api/v1/report",
            vec![("accept", "image/png")],
            GOOD.to_vec(),
            406,
            "not-acceptable",
        ),
        (
            "POST",
            "/api/v1/report?format=pdf",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/report?encoding=ascii",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        ("POST", &long, vec![], GOOD.to_vec(), 400, "bad-request"),
        (
            "POST",
            "/api/v1/tally?layout=3",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally?start=-1",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally?start=18446744073709551616",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally?more=yes",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally?layuot=wrapped",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally?start=1&start=2",
            vec![],
            GOOD.to_vec(),
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally",
            vec![],
            huge.clone(),
            413,
            "too-large",
        ),
        (
            "POST",
            "/api/v1/tally",
            vec![("content-length", "1001")],
            vec![],
            413,
            "too-large",
        ),
        ("POST", "/api/v1/report", vec![], huge, 413, "too-large"),
        ("POST", "/api/v1/report", vec![], bomb, 413, "too-large"),
    ];
    for (method, path, headers, body, status, code) in cases {
        let what = format!("{method} {path} {headers:?}");
        let answer = ask(small(), method, path, &headers, Body::from(body)).await;
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (status, Some(code)),
            "{what}: {}",
            answer.text()
        );
        assert_eq!(answer.json()["status"], status, "{what}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{what}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{what}");
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        if status == 405 {
            assert!(answer.header("allow").contains("OPTIONS"), "{what}");
        }
        if status == 413 {
            assert!(answer.json()["max_bytes"].is_u64(), "{what}");
        }
    }
}
