//! Methods, forms of answers and encodings of bodies, as HTTP has them.

use super::{Answer, GOOD, ask, document, gzip, post, small};
use axum::body::Body;
use shared::wire::paths;

const POSTED: [&str; 4] = [paths::TALLY, paths::REPORT, paths::MERGE, paths::PAIRS];
const FETCHED: [&str; 4] = [paths::LIMITS, paths::HEALTH, paths::OPENAPI, paths::DOCS];

async fn call(method: &str, path: &str) -> Answer {
    ask(small(), method, path, &[], Body::empty()).await
}

#[tokio::test]
async fn every_address_answers_head_and_options() {
    for path in FETCHED {
        let (get, head) = (call("GET", path).await, call("HEAD", path).await);
        assert_eq!((get.status, head.status), (200, 200), "{path}");
        assert!(!get.body.is_empty() && head.body.is_empty(), "{path}");
        for name in ["content-type", "content-security-policy", "cache-control"] {
            assert_eq!(get.header(name), head.header(name), "{path}: {name}");
        }
        assert_eq!(
            head.header("content-length"),
            get.body.len().to_string(),
            "{path}"
        );
    }
    for (paths, allow) in [(POSTED, "POST, OPTIONS"), (FETCHED, "GET, HEAD, OPTIONS")] {
        for path in paths {
            let answer = call("OPTIONS", path).await;
            assert_eq!((answer.status, answer.body.len()), (204, 0), "{path}");
            assert_eq!(answer.header("allow"), allow, "{path}");
            for method in [
                "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW",
            ] {
                let answer = call(method, path).await;
                let allowed = allow.split(", ").any(|word| word == method);
                assert_eq!(answer.status == 405, !allowed, "{method} {path}");
                if !allowed {
                    assert_eq!(answer.header("allow"), allow, "{method} {path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn any_page_may_read_any_answer() {
    for (method, path) in [
        ("GET", "/nowhere"),
        ("HEAD", "/api/v1/nowhere"),
        ("OPTIONS", "/api"),
        ("PUT", paths::TALLY),
        ("POST", paths::TALLY),
        ("POST", "/api/v1/report?format=pdf"),
        ("POST", paths::MERGE),
        ("POST", paths::PAIRS),
        ("OPTIONS", paths::REPORT),
        ("GET", paths::OPENAPI),
        ("GET", paths::DOCS),
    ] {
        let answer = call(method, path).await;
        let place = format!("{method} {path}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{place}");
        let exposed = answer.header("access-control-expose-headers");
        for name in ["Allow", "Content-Disposition", "Retry-After"] {
            assert!(exposed.contains(name), "{place}: {exposed}");
        }
        assert_eq!(
            answer.header("x-content-type-options"),
            "nosniff",
            "{place}"
        );
    }
}

#[tokio::test]
async fn accept_is_weighed_and_format_stands_before_it() {
    // Accept, format, and what is answered: a media type, or a status.
    let cases: [(&str, &str, Result<&str, u16>); 16] = [
        ("*/*", "", Ok("application/json")),
        ("", "", Ok("application/json")),
        ("text/*", "", Ok("text/html; charset=utf-8")),
        (
            "text/*;q=0.5, text/plain",
            "",
            Ok("text/plain; charset=utf-8"),
        ),
        (
            "application/*;q=0.1, text/html;q=0.2",
            "",
            Ok("text/html; charset=utf-8"),
        ),
        (
            "application/json;q=0, application/*",
            "",
            Ok("application/zip"),
        ),
        (
            "*/*;q=0.1, application/zip;q=0.2",
            "",
            Ok("application/zip"),
        ),
        (
            "application/zip ; q=1.000 , */* ; q=0.999",
            "",
            Ok("application/zip"),
        ),
        ("text/html, application/json", "", Ok("application/json")),
        ("*/*;q=0", "", Err(406)),
        ("image/png, application/json;q=0.000", "", Err(406)),
        ("image/png", "html", Ok("text/html; charset=utf-8")),
        ("*/*;q=0", "summary", Ok("text/plain; charset=utf-8")),
        ("text/html", "json", Ok("application/json")),
        ("application/json", "JSON", Err(400)),
        ("application/json", "tally", Err(400)),
    ];
    for (accept, format, expected) in cases {
        let path = match format {
            "" => paths::REPORT.to_owned(),
            word => format!("{}?format={word}", paths::REPORT),
        };
        let answer = post(&path, &[("accept", accept)], GOOD).await;
        let place = format!("Accept: {accept:?}, format {format:?}");
        match expected {
            Ok(kind) => {
                assert_eq!(answer.status, 200, "{place}: {}", answer.text());
                assert_eq!(answer.header("content-type"), kind, "{place}");
                assert_eq!(answer.header("vary"), "Accept", "{place}");
            }
            Err(status) => assert_eq!(answer.status, status, "{place}"),
        }
    }
    // Of two lines the words are those of one.
    let two = [
        ("accept", "text/plain;q=0.1"),
        ("accept", "text/html;q=0.9"),
    ];
    let answer = post(paths::REPORT, &two, GOOD).await;
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn gzip_is_known_by_content_whatever_its_encoding_is_called() {
    let expected = document(GOOD, 0, false).to_json();
    let two_members = [gzip(&GOOD[..16]), gzip(&GOOD[16..])].concat();
    for encoding in ["gzip", "x-gzip", "GZIP", "identity", "", "identity, gzip"] {
        for body in [GOOD.to_vec(), gzip(GOOD), two_members.clone()] {
            let answer = post(paths::TALLY, &[("content-encoding", encoding)], body).await;
            assert_eq!(answer.text(), expected, "{encoding:?}");
        }
    }
    // A .gz file that a client has packed once more on its way.
    for headers in [vec![], vec![("content-encoding", "gzip")]] {
        let answer = post(paths::REPORT, &headers, gzip(&gzip(GOOD))).await;
        let problem = answer.json();
        assert_eq!(
            (answer.status, problem["code"].as_str()),
            (422, Some("malformed-fastq"))
        );
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("packed twice"), "{detail}");
    }
}
