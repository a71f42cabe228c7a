//! What the API refuses, in both of its hosts, against the core: the same verdicts and the same words.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use shared::{analysis::Outcome, problem::Problem, wire::paths};
use tests::{
    corpus::{self, Sample, same},
    http, made,
    server::{Server, hosts},
};

#[test]
fn every_specimen_gets_the_same_verdict_in_the_same_words() {
    let specimens = corpus::specimens();
    let mut refused = 0;
    for specimen in &specimens {
        let expected = corpus::expected(&specimen.bytes);
        refused += usize::from(expected.error.is_some());
        for host in hosts() {
            judge(host, specimen, &expected);
        }
    }
    println!(
        "{} specimens, {refused} of them refused, on two hosts",
        specimens.len()
    );
}

fn judge(host: &Server, specimen: &Sample, expected: &Outcome) {
    let answer = http::post(&host.url(paths::TALLY), &specimen.bytes);
    let place = format!("{} on {}", specimen.path.display(), host.name);
    let Some(error) = &expected.error else {
        assert_eq!(answer.status, 200, "{place}: {}", answer.text());
        return same(&expected.document.to_json(), &answer.text(), &place);
    };
    let problem = Problem::from(error);
    assert_eq!(answer.status, problem.status, "{place}: {}", answer.text());
    assert_eq!(answer.content_type, shared::wire::media::PROBLEM, "{place}");
    let mut told: Problem = serde_json::from_slice(&answer.body).unwrap();
    if let Some(before) = told.tally.take() {
        same(&expected.document.to_json(), &before.to_json(), &place);
    }
    assert_eq!(told, problem, "{place}");
}

#[test]
fn bad_bodies_are_named_and_harm_nobody() {
    let good = made::reads(2_000, 50, 3);
    let expected = corpus::expected(&good).document.to_json();
    for host in hosts() {
        for (name, body) in made::bad_inputs() {
            let answer = http::post(&host.url(paths::TALLY), &body);
            let place = format!("{name} on {}", host.name);
            let error = corpus::expected(&body)
                .error
                .unwrap_or_else(|| panic!("{name} is not bad"));
            let problem = Problem::from(&error);
            assert!(
                [400, 422].contains(&answer.status),
                "{place}: {} {}",
                answer.status,
                answer.text()
            );
            assert_eq!(
                (answer.status, answer.member("detail")),
                (problem.status, problem.detail),
                "{place}"
            );
            let report = http::post(&host.url(paths::REPORT), &body);
            assert_eq!(
                (report.status, report.member("detail")),
                (answer.status, answer.member("detail")),
                "{place}"
            );
            same(
                &expected,
                &http::post(&host.url(paths::TALLY), &good).text(),
                &place,
            );
        }
    }
}

/// Method, path, headers, body; the status and the code that are due.
type Request<'a> = (
    &'a str,
    &'a str,
    &'a [(&'a str, &'a str)],
    &'a [u8],
    u16,
    &'a str,
);

#[test]
fn bad_requests_get_the_status_and_the_code_that_fits() {
    let good = made::reads(2_000, 50, 3);
    let other = br#"{"schema":1,"layout":"another","ledger":[]}"#;
    let twice = {
        let tally = corpus::expected(&good).document.to_json();
        format!("[{tally},{tally}]")
    };
    let json = ("content-type", "application/json");
    let requests: [Request; 17] = [
        ("GET", paths::TALLY, &[], b"", 405, "method-not-allowed"),
        ("PUT", paths::REPORT, &[], b"", 405, "method-not-allowed"),
        ("DELETE", paths::MERGE, &[], b"", 405, "method-not-allowed"),
        ("POST", paths::HEALTH, &[], b"", 405, "method-not-allowed"),
        ("GET", "/api/v1/nothing", &[], b"", 404, "not-found"),
        ("GET", "/api/%00", &[], b"", 404, "not-found"),
        (
            "POST",
            "/api/v1/tally?start=minus",
            &[],
            &good,
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally?start=-1",
            &[],
            &good,
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/tally?colour=red",
            &[],
            &good,
            400,
            "bad-request",
        ),
        (
            "POST",
            paths::TALLY,
            &[("content-type", "multipart/form-data; boundary=x")],
            &good,
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            paths::TALLY,
            &[("content-encoding", "zstd")],
            &good,
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            paths::REPORT,
            &[("accept", "image/png")],
            &good,
            406,
            "not-acceptable",
        ),
        ("POST", paths::MERGE, &[json], b"", 400, "empty-body"),
        (
            "POST",
            paths::MERGE,
            &[json],
            b"{\"schema\":",
            400,
            "bad-json",
        ),
        ("POST", paths::MERGE, &[json], b"[1,2]", 400, "bad-json"),
        (
            "POST",
            paths::MERGE,
            &[json],
            other,
            409,
            "incompatible-tally",
        ),
        (
            "POST",
            paths::MERGE,
            &[json],
            twice.as_bytes(),
            409,
            "incompatible-tally",
        ),
    ];
    for host in hosts() {
        for (method, path, headers, body, status, code) in requests {
            let place = format!("{method} {path} {headers:?} on {}", host.name);
            let answer = http::send(method, &host.url(path), headers, body)
                .unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(answer.status, status, "{place}: {}", answer.text());
            assert_eq!(answer.member("code"), code, "{place}");
            assert_eq!(answer.content_type, shared::wire::media::PROBLEM, "{place}");
            assert!(!answer.member("detail").is_empty(), "{place}");
        }
        let answer = http::post(&host.url(paths::TALLY), &good);
        assert_eq!(answer.status, 200, "{}", host.name);
    }
}
