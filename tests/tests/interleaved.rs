//! An interleaved file on the page: one read of each pair is counted by reading it again, with the
//! receipt of the core in both engines.

use fantoccini::Locator;
use serde_json::json;
use shared::analysis::tally_chunk_with;
use shared::fastq::Layout;
use shared::tally::{ReadNumber, Settings};
use std::{fs, path::PathBuf, time::Duration};
use tests::{
    browser::{Browser, DESK},
    server::native,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// Pairs whose second mates are shorter.
fn interleaved() -> String {
    let record = |pair: usize, number: usize, length: usize| {
        let bases: String = (0..length)
            .map(|at| ['A', 'C', 'G', 'T'][(at * pair + at / 3) % 4])
            .collect();
        let scores: String = (0..length)
            .map(|at| ['F', ':', ','][(at + pair) % 7 % 3])
            .collect();
        format!("@A00123:7:HXX:3:1101:{pair}:1 {number}:N:0:ACGT\n{bases}\n+\n{scores}\n")
    };
    (0..3000)
        .flat_map(|pair| [record(pair, 1, 100), record(pair, 2, 80)])
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_read_of_each_pair_can_be_counted_by_reading_again() {
    let text = interleaved();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("interleaved.fastq");
    fs::write(&path, &text).unwrap();
    let receipt = |read_number| {
        let settings = Settings {
            read_number,
            ..Settings::default()
        };
        let outcome = tally_chunk_with(text.as_bytes(), Layout::FourLine, 0, false, &settings);
        assert_eq!(outcome.error, None);
        outcome.document.receipt()
    };
    let browser = Browser::start(DESK).await;
    for engine in ["browser", "serverless"] {
        browser
            .open(&native().url(&format!("/?engine={engine}&chunk_bytes=50000")))
            .await;
        browser.choose(std::slice::from_ref(&path)).await;
        let card = browser.finished(1, PATIENCE).await.remove(0);
        assert_eq!(
            (card.state.as_str(), card.receipt),
            ("complete", receipt(None))
        );
        for (words, number) in [
            ("First mates only", Some(ReadNumber::First)),
            ("Second mates only", Some(ReadNumber::Second)),
            ("All", None),
        ] {
            let option = format!(
                "//label[normalize-space()='Reads']/following-sibling::select/option[normalize-space()='{words}']"
            );
            let option = browser.wait_for(Locator::XPath(&option)).await;
            option.click().await.unwrap();
            let card = browser.finished(1, PATIENCE).await.remove(0);
            assert_eq!(
                (card.state.as_str(), card.receipt),
                ("complete", receipt(number)),
                "{words}, {engine}"
            );
            let alone = browser.text().await.contains("reads of pairs alone");
            assert_eq!(alone, number.is_some(), "{words}, {engine}");
        }
        let reads = "return [...document.querySelectorAll('.report-choice select')].length";
        assert_eq!(browser.run(reads, vec![]).await, json!(3));
    }
    browser.close().await;
    fs::remove_file(path).unwrap();
}

/// Lanes of which one holds all first mates and the other all second ones: where one read of each pair
/// is counted, nothing of a lane counts, and still it was read.
#[tokio::test(flavor = "multi_thread")]
async fn a_lane_of_other_mates_alone_is_no_empty_lane() {
    let text = interleaved();
    let records: Vec<&str> = text.split_inclusive('\n').collect();
    let mates = |first: usize| -> String {
        let records = records.chunks(4).skip(first).step_by(2);
        records.map(<[&str]>::concat).collect()
    };
    let lanes = [mates(0), mates(1)];
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (lane, number) in lanes.iter().zip(1..) {
        let path = folder
            .path()
            .join(format!("Both_S1_L00{number}_R1_001.fastq"));
        fs::write(&path, lane).unwrap();
        files.push(path);
    }
    let settings = Settings {
        read_number: Some(ReadNumber::First),
        ..Settings::default()
    };
    let all = lanes.concat();
    let expected = tally_chunk_with(all.as_bytes(), Layout::FourLine, 0, false, &settings);
    let browser = Browser::start(DESK).await;
    browser
        .open(&native().url("/?chunk_bytes=50000&concurrency=2"))
        .await;
    browser.choose(&files).await;
    browser.finished(1, PATIENCE).await;
    let option = browser
        .wait_for(Locator::XPath(
            "//label[normalize-space()='Reads']/following-sibling::select/option[normalize-space()='First mates only']",
        ))
        .await;
    option.click().await.unwrap();
    let card = browser.finished(1, PATIENCE).await.remove(0);
    assert_eq!(
        (card.state.as_str(), card.receipt),
        ("complete", expected.document.receipt())
    );
    // It was not read a second time in order.
    let text = browser.text().await;
    assert!(text.contains("ranges, at random"), "{text}");
    browser.close().await;
}
