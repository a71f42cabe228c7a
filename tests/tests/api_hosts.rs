//! The API in both of its hosts, workerd and the native program, against the core: the same tallies to
//! the byte, the same receipts, the same verdicts and the same words.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first thing that is wrong")]

use serde_json::Value;
use shared::{analysis::Outcome, problem::Problem, wire::TallyDocument, wire::paths};
use tests::{
    corpus::{self, Sample},
    http, made,
    server::{Server, native, workerd},
};

/// Bytes of a chunk; the smallest is shorter than a long read, so that it holds one record.
const CHUNKS: [usize; 3] = [7_000, 100_000, 2_000_000];
/// Most chunks that one file is cut into: more would show nothing new.
const MOST_CHUNKS: usize = 60;

fn hosts() -> [&'static Server; 2] {
    [workerd(), native()]
}

#[test]
fn whole_files_get_the_tally_of_the_core() {
    let samples = corpus::reads();
    for sample in &samples {
        let expected = corpus::expected(&sample.bytes);
        assert_eq!(expected.error, None, "{}", sample.name);
        for host in hosts() {
            let answer = http::post(&host.url(paths::TALLY), &sample.bytes);
            assert_eq!(answer.status, 200, "{} on {}: {}", sample.name, host.name, answer.text());
            same(&expected.document.to_json(), &answer.text(), &format!("{} on {}", sample.name, host.name));
        }
    }
    println!("{} files, whole, on two hosts", samples.len());
}

#[test]
fn reports_carry_the_receipt_and_the_figures_of_the_core() {
    for sample in corpus::reads() {
        let expected = corpus::expected(&sample.bytes);
        let mut first: Option<Value> = None;
        for host in hosts() {
            let url = host.url(&format!("{}?name={}", paths::REPORT, sample.name));
            let answer = http::post(&url, &sample.bytes);
            let place = format!("{} on {}", sample.name, host.name);
            assert_eq!(answer.status, 200, "{place}: {}", answer.text());
            let report = answer.json();
            assert_eq!(report["receipt"], Value::from(expected.document.receipt()), "{place}");
            assert_eq!(report["summary"]["reads"], Value::from(expected.document.reads()), "{place}");
            assert_eq!((&report["name"], &report["complete"]), (&Value::from(sample.name.as_str()), &Value::from(true)), "{place}");
            assert_eq!(report["sections"].as_array().map(Vec::len), Some(6), "{place}");
            assert_eq!(difference(first.get_or_insert_with(|| report.clone()), &report, ""), None, "{place}");
        }
    }
}

/// Where two reports differ. Floats may in their last digits: `exp` and `ln` are the platform's own.
fn difference(one: &Value, two: &Value, place: &str) -> Option<String> {
    match (one, two) {
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => {
            one.iter().zip(two).enumerate().find_map(|(at, (one, two))| difference(one, two, &format!("{place}[{at}]")))
        }
        (Value::Object(one), Value::Object(two)) if one.keys().eq(two.keys()) => {
            one.iter().find_map(|(key, value)| difference(value, &two[key], &format!("{place}.{key}")))
        }
        (Value::Number(one), Value::Number(two)) if one.is_f64() && two.is_f64() => {
            let (one, two) = (one.as_f64()?, two.as_f64()?);
            ((one - two).abs() > 1e-9 * one.abs().max(two.abs())).then(|| format!("{place}: {one} and {two}"))
        }
        _ => (one != two).then(|| format!("{place}: {one} and {two}")),
    }
}

#[test]
fn chunks_in_any_order_merge_to_the_same_bytes() {
    let mut requests = 0;
    for (number, sample) in corpus::reads().iter().enumerate() {
        let text = corpus::text(&sample.bytes);
        let expected = corpus::expected(&text);
        // Counting more than one layout of the same file in chunks is the page's work.
        if expected.input.layout == shared::fastq::Layout::Wrapped {
            continue;
        }
        for (round, size) in CHUNKS.into_iter().enumerate() {
            let cuts = corpus::cuts(&text, size.max(text.len() / MOST_CHUNKS));
            let host = hosts()[(number + round) % 2];
            let mut parts: Vec<(usize, usize)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
            made::Numbers::new(number as u64 + 1).shuffle(&mut parts);
            let tallies: Vec<String> = parts.iter().map(|&(start, end)| {
                let url = format!("{}?start={start}&more={}", host.url(paths::TALLY), end < text.len());
                let answer = http::post(&url, &text[start..end]);
                assert_eq!(answer.status, 200, "{} from {start}: {}", sample.name, answer.text());
                answer.text()
            }).collect();
            requests += tallies.len();
            // The other host adds up, as an array and as lines in turn.
            let body = if round % 2 == 0 { format!("[{}]", tallies.join(",")) } else { tallies.join("\n") };
            let adding = hosts()[(number + round + 1) % 2];
            let answer = http::send("POST", &adding.url(paths::MERGE), &[("content-type", "application/json")], body.as_bytes()).unwrap();
            assert_eq!(answer.status, 200, "{}: {}", sample.name, answer.text());
            let place = format!("{} in {} chunks of {size} on {}", sample.name, parts.len(), host.name);
            same(&expected.document.to_json(), &answer.text(), &place);
            let document = TallyDocument::from_json(&answer.body).unwrap();
            assert_eq!(document.receipt(), expected.document.receipt(), "{place}");
        }
    }
    println!("{requests} chunks");
}

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
    println!("{} specimens, {refused} of them refused, on two hosts", specimens.len());
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
            let error = corpus::expected(&body).error.unwrap_or_else(|| panic!("{name} is not bad"));
            let problem = Problem::from(&error);
            assert!([400, 422].contains(&answer.status), "{place}: {} {}", answer.status, answer.text());
            assert_eq!((answer.status, answer.member("detail")), (problem.status, problem.detail), "{place}");
            let report = http::post(&host.url(paths::REPORT), &body);
            assert_eq!((report.status, report.member("detail")), (answer.status, answer.member("detail")), "{place}");
            same(&expected, &http::post(&host.url(paths::TALLY), &good).text(), &place);
        }
    }
}

/// Method, path, headers, body; the status and the code that are due.
type Request<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a [u8], u16, &'a str);

#[test]
fn bad_requests_get_the_status_and_the_code_that_fits() {
    let good = made::reads(2_000, 50, 3);
    let other = br#"{"schema":1,"layout":"another","ledger":[]}"#;
    let twice = { let tally = corpus::expected(&good).document.to_json(); format!("[{tally},{tally}]") };
    let json = ("content-type", "application/json");
    let requests: [Request; 17] = [
        ("GET", paths::TALLY, &[], b"", 405, "method-not-allowed"),
        ("PUT", paths::REPORT, &[], b"", 405, "method-not-allowed"),
        ("DELETE", paths::MERGE, &[], b"", 405, "method-not-allowed"),
        ("POST", paths::HEALTH, &[], b"", 405, "method-not-allowed"),
        ("GET", "/api/v1/nothing", &[], b"", 404, "not-found"),
        ("GET", "/api/%00", &[], b"", 404, "not-found"),
        ("POST", "/api/v1/tally?start=minus", &[], &good, 400, "bad-request"),
        ("POST", "/api/v1/tally?start=-1", &[], &good, 400, "bad-request"),
        ("POST", "/api/v1/tally?colour=red", &[], &good, 400, "bad-request"),
        ("POST", paths::TALLY, &[("content-type", "multipart/form-data; boundary=x")], &good, 415, "unsupported-media-type"),
        ("POST", paths::TALLY, &[("content-encoding", "zstd")], &good, 415, "unsupported-media-type"),
        ("POST", paths::REPORT, &[("accept", "image/png")], &good, 406, "not-acceptable"),
        ("POST", paths::MERGE, &[json], b"", 400, "empty-body"),
        ("POST", paths::MERGE, &[json], b"{\"schema\":", 400, "bad-json"),
        ("POST", paths::MERGE, &[json], b"[1,2]", 400, "bad-json"),
        ("POST", paths::MERGE, &[json], other, 409, "incompatible-tally"),
        ("POST", paths::MERGE, &[json], twice.as_bytes(), 409, "incompatible-tally"),
    ];
    for host in hosts() {
        for (method, path, headers, body, status, code) in requests {
            let place = format!("{method} {path} {headers:?} on {}", host.name);
            let answer = http::send(method, &host.url(path), headers, body).unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(answer.status, status, "{place}: {}", answer.text());
            assert_eq!(answer.member("code"), code, "{place}");
            assert_eq!(answer.content_type, shared::wire::media::PROBLEM, "{place}");
            assert!(!answer.member("detail").is_empty(), "{place}");
        }
        let answer = http::post(&host.url(paths::TALLY), &good);
        assert_eq!(answer.status, 200, "{}", host.name);
    }
}

#[test]
fn a_chunk_of_four_megabytes_gives_a_small_tally() {
    let text = made::reads(4 << 20, 150, 1);
    let answer = http::post(&workerd().url(paths::TALLY), &text);
    let share = answer.body.len() as f64 / text.len() as f64;
    println!("tally of 4 MiB: {} bytes, {:.2} %", answer.body.len(), share * 100.0);
    assert!(share < 0.02, "{share}");
}

#[test]
fn both_hosts_serve_the_page_under_the_same_policy() {
    for path in ["/", "/analyser-loader.js"] {
        let [one, two] = hosts().map(|host| http::get(&host.url(path)).unwrap());
        assert_eq!((one.status, two.status), (200, 200), "{path}");
        assert!(one.body == two.body, "{path} differs");
        assert!(one.policy.contains("default-src 'none'"), "{path}: {}", one.policy);
        assert_eq!(one.policy, two.policy, "{path}");
    }
}

/// Tallies are long: says where they differ, not what they are.
fn same(expected: &str, found: &str, place: &str) {
    if expected != found {
        let at = expected.bytes().zip(found.bytes()).take_while(|(one, two)| one == two).count();
        let around = |text: &str| text.chars().skip(at.saturating_sub(40)).take(100).collect::<String>();
        panic!("{place}: the tally differs at byte {at}:\n expected …{}\n found    …{}", around(expected), around(found));
    }
}
