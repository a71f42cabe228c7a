//! Mates on the page: files whose names make a pair are compared when both were read.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use serde_json::{Value, json};
use std::{fs, time::Duration};
use tests::{
    browser::{Browser, DESK},
    server::native,
};

/// Reads of these numbers.
fn text(reads: impl IntoIterator<Item = u32>, mate: u8) -> String {
    let record = |read| format!("@run:{read}/{mate}\nACGTACGT\n+\nIIIIIIII\n");
    reads.into_iter().map(record).collect()
}

/// Verdict and words of the line on mates on the card of a file.
async fn line(browser: &Browser, name: &str) -> (String, String) {
    let css = format!("section[aria-label='{name}'] .job-card .mates");
    let line = browser.wait_for(Locator::Css(&css)).await;
    let verdict = line.find(Locator::Css("[data-verdict]")).await.unwrap();
    let verdict = verdict.attr("data-verdict").await.unwrap().unwrap();
    (verdict, line.text().await.unwrap().replace('\n', " "))
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_say_whether_mates_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let files = [
        file("S_R2.fastq", text(0..2000, 2)),
        file("lone_R1.fastq", text(0..10, 1)),
        file("T_1.fastq", text(0..400, 1)),
        file("S_R1.fastq", text(0..2000, 1)),
        file("T_2.fastq", text((0..400).filter(|read| *read != 122), 2)),
    ];
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    browser.finished(5, Duration::from_secs(60)).await;
    for name in ["S_R1.fastq", "S_R2.fastq"] {
        let said = "Mates: same order S_R1.fastq and S_R2.fastq have the same names in the same order: 2,000 of 2,000 reads.";
        assert_eq!(
            line(&browser, name).await,
            ("pass".to_owned(), said.to_owned())
        );
    }
    for name in ["T_1.fastq", "T_2.fastq"] {
        let (verdict, words) = line(&browser, name).await;
        assert_eq!(verdict, "fail");
        let start = "Mates: differ T_1.fastq and T_2.fastq begin to differ at read 123.";
        assert!(words.starts_with(start), "{words}");
    }
    let script = "
        const done = arguments[0];
        const cards = [...document.querySelectorAll('section[aria-label][data-state]')];
        Promise.all(cards.map(async (card) => {
            const link = [...card.querySelectorAll('a[download]')].find((link) => link.download.endsWith('_readout.json'));
            const report = await (await fetch(link.href)).json();
            const pairs = report.sections.find((section) => section.id === 'read_pairs');
            return [card.getAttribute('aria-label'), card.querySelectorAll('[data-section=read_pairs]').length, pairs?.data.files ?? null];
        })).then(done, (error) => done(`${error}`));";
    let found = browser.client.execute_async(script, vec![]).await.unwrap();
    let (s, t) = (["S_R1.fastq", "S_R2.fastq"], ["T_1.fastq", "T_2.fastq"]);
    let expected: Value = json!([
        ["S_R1.fastq", 1, s],
        ["S_R2.fastq", 1, s],
        ["T_1.fastq", 1, t],
        ["T_2.fastq", 1, t],
        ["lone_R1.fastq", 0, null],
    ]);
    assert_eq!(found, expected);
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
