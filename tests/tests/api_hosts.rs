//! The API in both of its hosts, workerd and the native program, against the core: the same tallies to
//! the byte, and the same receipts.

use serde_json::Value;
use shared::{wire::TallyDocument, wire::paths};
use tests::{
    corpus::{self, same},
    http,
    made::{
        self,
        simulated::{Run, Scores, Simulator},
    },
    server::{hosts, workerd},
};

/// Bytes of a chunk; the smallest is shorter than a long read, so that it holds one record.
const CHUNKS: [usize; 3] = [7_000, 100_000, 2_000_000];
/// Most chunks that one file is cut into: more would show nothing new.
const MOST_CHUNKS: usize = 60;

#[test]
fn whole_files_get_the_tally_of_the_core() {
    let samples = corpus::reads();
    for sample in &samples {
        let expected = corpus::expected(&sample.bytes);
        assert_eq!(expected.error, None, "{}", sample.name);
        for host in hosts() {
            let answer = http::post(&host.url(paths::TALLY), &sample.bytes);
            assert_eq!(
                answer.status,
                200,
                "{} on {}: {}",
                sample.name,
                host.name,
                answer.text()
            );
            same(
                &expected.document.to_json(),
                &answer.text(),
                &format!("{} on {}", sample.name, host.name),
            );
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
            assert_eq!(
                report["receipt"],
                Value::from(expected.document.receipt()),
                "{place}"
            );
            assert_eq!(
                report["summary"]["reads"],
                Value::from(expected.document.reads()),
                "{place}"
            );
            assert_eq!(
                (&report["name"], &report["complete"]),
                (&Value::from(sample.name.as_str()), &Value::from(true)),
                "{place}"
            );
            let ids: Vec<_> = report["sections"]
                .as_array()
                .unwrap()
                .iter()
                .map(|section| section["id"].as_str().unwrap())
                .collect();
            assert!(ids.len() > 10, "{place}: {ids:?}");
            assert_eq!(
                (ids[0], ids[9], ids[ids.len() - 1]),
                ("per_base_sequence_quality", "adapter_content", "integrity"),
                "{place}"
            );
            assert_eq!(
                difference(first.get_or_insert_with(|| report.clone()), &report, ""),
                None,
                "{place}"
            );
        }
    }
}

/// Where two reports differ, to the last digit: they are too long to be shown.
fn difference(one: &Value, two: &Value, place: &str) -> Option<String> {
    match (one, two) {
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => one
            .iter()
            .zip(two)
            .enumerate()
            .find_map(|(at, (one, two))| difference(one, two, &format!("{place}[{at}]"))),
        (Value::Object(one), Value::Object(two)) if one.keys().eq(two.keys()) => one
            .iter()
            .find_map(|(key, value)| difference(value, &two[key], &format!("{place}.{key}"))),
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
            let mut parts: Vec<(usize, usize)> =
                cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
            made::Numbers::new(number as u64 + 1).shuffle(&mut parts);
            let tallies: Vec<String> = parts
                .iter()
                .map(|&(start, end)| {
                    let url = format!(
                        "{}?start={start}&more={}",
                        host.url(paths::TALLY),
                        end < text.len()
                    );
                    let answer = http::post(&url, &text[start..end]);
                    assert_eq!(
                        answer.status,
                        200,
                        "{} from {start}: {}",
                        sample.name,
                        answer.text()
                    );
                    answer.text()
                })
                .collect();
            requests += tallies.len();
            // The other host adds up, as an array and as lines in turn.
            let body = if round % 2 == 0 {
                format!("[{}]", tallies.join(","))
            } else {
                tallies.join("\n")
            };
            let adding = hosts()[(number + round + 1) % 2];
            let answer = http::send(
                "POST",
                &adding.url(paths::MERGE),
                &[("content-type", "application/json")],
                body.as_bytes(),
            )
            .unwrap();
            assert_eq!(answer.status, 200, "{}: {}", sample.name, answer.text());
            let place = format!(
                "{} in {} chunks of {size} on {}",
                sample.name,
                parts.len(),
                host.name
            );
            same(&expected.document.to_json(), &answer.text(), &place);
            let document = TallyDocument::from_json(&answer.body).unwrap();
            assert_eq!(document.receipt(), expected.document.receipt(), "{place}");
        }
    }
    println!("{requests} chunks");
}

#[test]
fn a_chunk_of_four_megabytes_gives_a_small_tally() {
    let mut text = Vec::new();
    let (mut simulator, run) = (Simulator::new(1), Run::good(Scores::Unbinned));
    while text.len() < 4 << 20 {
        simulator.short_read(&run, &mut text);
    }
    let answer = http::post(&workerd().url(paths::TALLY), &text);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let share = answer.body.len() as f64 / text.len() as f64;
    println!(
        "tally of 4 MiB: {} bytes, {:.2} %",
        answer.body.len(),
        share * 100.0
    );
    assert!(share < 0.08, "{share}");
}

#[test]
fn both_hosts_serve_the_page_under_the_same_policy() {
    for path in ["/", "/analyser-loader.js"] {
        let [one, two] = hosts().map(|host| http::get(&host.url(path)).unwrap());
        assert_eq!((one.status, two.status), (200, 200), "{path}");
        assert!(one.body == two.body, "{path} differs");
        assert!(
            one.policy.contains("default-src 'none'"),
            "{path}: {}",
            one.policy
        );
        assert_eq!(one.policy, two.policy, "{path}");
    }
}
