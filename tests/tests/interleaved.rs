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
