//! Bodies and parameters made to cost or to confuse.

use super::{GOOD, ask, document, gzip, post};
use api::Config;
use axum::body::Body;
use serde_json::Value;

#[tokio::test]
async fn a_part_is_judged_alike_plain_and_packed() {
    let path = "/api/v1/tally?start=1000&more=true";
    for begin in ["<FFF\n", ">FFF\n", "BAM\x01", "FFFF\n"] {
        let part = [begin.as_bytes(), GOOD].concat();
        let [plain, packed] = [post(path, &[], part.clone()), post(path, &[], gzip(&part))];
        let (plain, packed) = (plain.await, packed.await);
        assert_eq!((plain.status, packed.status), (422, 422), "{begin}");
        let (plain, packed) = (plain.json(), packed.json());
        for field in ["code", "kind", "record", "line", "byte", "tally"] {
            assert_eq!(plain[field], packed[field], "{field} of {begin}");
        }
        assert_eq!(plain["byte"], 1000, "{begin}");
    }
    let twice = post(path, &[], gzip(&gzip(GOOD))).await.json();
    assert_eq!(twice["byte"], 1000);
    let whole = post("/api/v1/tally", &[], gzip(b"<html>\n")).await.json();
    assert_eq!((&whole["byte"], &whole["record"]), (&0.into(), &1.into()));
}

#[tokio::test]
async fn read_starts_of_one_hash_add_up_to_the_same_bytes_in_any_order() {
    let twins = [
        "GTGGACGCGCTACCGTCCTCTCAACTTGACGCATGATGGAACGACCCCAC",
        "CAGCGTAGTGAGGACCGACAACCTCAAAGTTCTTCAGCAATTATGTACCT",
    ];
    let record = |bases: &str| format!("@r\n{bases}\n+\n{}\n", "I".repeat(bases.len()));
    let [one, other] = twins.map(record);
    let one = document(one.as_bytes(), 0, true).to_json();
    let other = document(other.as_bytes(), one.len() as u64, true).to_json();
    let mut sums = Vec::new();
    for body in [format!("[{one},{other}]"), format!("[{other},{one}]")] {
        let answer = ask(
            Config::default(),
            "POST",
            "/api/v1/merge",
            &[],
            Body::from(body),
        )
        .await;
        assert_eq!(answer.status, 200);
        sums.push(answer.text());
    }
    assert_eq!(sums[0], sums[1]);
}

#[tokio::test]
async fn rows_of_overrepresented_sequences_are_bounded() {
    let bases = |number: usize| -> String {
        (0..12)
            .map(|at| char::from(b"ACGT"[number >> (2 * at) & 3]))
            .collect()
    };
    let mut text: String = (0..5_000)
        .map(|number| format!("@r{number}\n{}\n+\nIIIIIIIIIIII\n", bases(number)))
        .collect();
    // The most frequent one, whose share alone gives a fail, stands last.
    text += &format!("@r\n{}\n+\nIIIIIIIIIIII\n", bases(4_999)).repeat(100);
    let path = "/api/v1/report?limits=overrepresented%20warn%200";
    let answer = ask(Config::default(), "POST", path, &[], Body::from(text)).await;
    let report = answer.json();
    let sections = report["sections"].as_array().unwrap();
    let section = sections
        .iter()
        .find(|section| section["id"] == "overrepresented_sequences")
        .unwrap();
    let data = &section["data"];
    assert_eq!(data["rows"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(data["left_out"], 4_000);
    assert_eq!(data["rows"][0]["sequence"], Value::from(bases(4_999)));
    assert_eq!(section["verdict"], "fail");
    let sentence = section["sentence"].as_str().unwrap();
    assert!(
        sentence.starts_with("5,000 sequences begin more than 0 %"),
        "{sentence}"
    );
    assert!(
        sentence.contains("the other 4,000 are left out"),
        "{sentence}"
    );
}
