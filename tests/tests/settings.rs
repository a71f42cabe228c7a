//! FastQC's configuration files on the page: limits, adapters and contaminants of one's own.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use shared::{
    analysis::{Analysis, Options},
    tally::{Settings, adapters},
    wire::TallyDocument,
};
use std::{fs, path::PathBuf, time::Duration};
use tests::{
    browser::{Browser, DESK},
    faulty::{Proxy, Weather},
    made,
    server::workerd,
};

const LONG: Duration = Duration::from_secs(120);
const ADAPTERS: &str = "# ours\nShort one\tACGT\nPoly & more\t\tGATTAC\n";

fn file(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("settings");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn expected(reads: &[u8], list: &str) -> TallyDocument {
    let mut analysis = Analysis::new(Options {
        settings: Settings {
            adapters: adapters::parse(list).unwrap(),
            ..Settings::default()
        },
        ..Options::default()
    });
    analysis.feed(reads);
    analysis.finish().document
}

async fn assert_exact(browser: &Browser, name: &str, expected: &TallyDocument) {
    let cards = browser.finished(1, LONG).await;
    assert_eq!(
        (cards[0].state.as_str(), cards[0].alert.as_str()),
        ("complete", "")
    );
    assert_eq!(cards[0].receipt, expected.receipt());
    assert!(
        browser.tally(name).await == expected.to_json(),
        "the tally differs"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn adapters_of_ones_own_are_counted_by_both_engines() {
    let reads = made::reads(600_000, 100, 31);
    let path = file("reads.fastq", &reads);
    let list = file("ours.txt", ADAPTERS);
    let expected = expected(&reads, ADAPTERS);
    let browser = Browser::start(DESK).await;
    for engine in ["browser", "serverless"] {
        browser
            .open(&workerd().url(&format!("/?engine={engine}&chunk_bytes=100000")))
            .await;
        browser.choose_setting("adapters", &list).await;
        browser
            .setting_says("Adapters", "2 adapters from ours.txt")
            .await;
        browser.choose(std::slice::from_ref(&path)).await;
        assert_exact(&browser, "reads.fastq", &expected).await;
    }
    // The API goes away, and workers go on with the same adapters.
    let proxy = Proxy::start(workerd().port, Weather::GoneAfter(2));
    browser
        .open(&proxy.url("/?engine=serverless&chunk_bytes=100000&concurrency=2"))
        .await;
    browser.choose_setting("adapters", &list).await;
    browser.setting_says("Adapters", "2 adapters from").await;
    browser.choose(&[path]).await;
    browser.settled(1, &["paused"], LONG).await;
    browser.press("Go on in this browser").await;
    assert_exact(&browser, "reads.fastq", &expected).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_contaminants_change_the_report_without_reading_again() {
    let sequence = "ACGTTGCAACGTTGCAAGGCTTAG";
    let record = format!("@r\n{sequence}\n+\n{}\n", "I".repeat(sequence.len()));
    let path = file("one.fastq", record.repeat(100));
    let limits = file("limits.txt", "tile ignore 1\nsequence ignore 1\n");
    let list = file("list.txt", format!("Our primer\t{sequence}\n"));
    let section = Locator::Css("[data-section=per_base_sequence_content]");
    let known = |words: &str| {
        format!("//p[@class='sentence' and contains(., '{words} known adapter or primer')]")
    };
    let browser = Browser::start(DESK).await;
    browser.open(&workerd().url("/")).await;
    browser.choose(std::slice::from_ref(&path)).await;
    let cards = browser.finished(1, LONG).await;
    let receipt = cards[0].receipt.clone();
    browser.wait_for(section).await;
    browser.wait_for(Locator::XPath(&known("it is no"))).await;
    // A changed file could not be read again.
    fs::write(&path, record.repeat(99)).unwrap();

    browser.choose_setting("limits", &limits).await;
    browser
        .setting_says("Limits", "Limits from limits.txt")
        .await;
    let note = "//li[contains(., 'Left out as they say: per base sequence content')]";
    browser.wait_for(Locator::XPath(note)).await;
    assert!(browser.client.find(section).await.is_err());
    browser.press("Clear the limits").await;
    browser.setting_says("Limits", "FastQC's own limits").await;
    browser.wait_for(section).await;

    browser.choose_setting("contaminants", &list).await;
    browser
        .setting_says("Contaminants", "1 contaminant from list.txt")
        .await;
    browser
        .wait_for(Locator::XPath(&known("it looks like a")))
        .await;
    assert_eq!(browser.cards().await[0].receipt, receipt);
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_file_is_named_beside_its_field() {
    let good = file("good.txt", ADAPTERS);
    let bad = file("bad.txt", "a\tACGT\nb\tACGU\n");
    let bases = "ACGTTGCA".repeat(12);
    let long: String = (0..64)
        .map(|number| format!("{}{number}\t{bases}\n", "é".repeat(40)))
        .collect();
    let long = file("long.txt", long);
    let path = file("reads-too.fastq", made::reads(50_000, 100, 32));
    let browser = Browser::start(DESK).await;
    browser.open(&workerd().url("/?engine=serverless")).await;
    browser.choose_setting("adapters", &good).await;
    browser
        .setting_says("Adapters", "2 adapters from good.txt")
        .await;
    browser.choose_setting("adapters", &bad).await;
    browser
        .setting_says("Adapters", "bad.txt: line 2 of the adapters: a sequence is")
        .await;
    // What was there before still holds.
    browser
        .setting_says("Adapters", "2 adapters from good.txt")
        .await;
    browser.press("Clear the adapters").await;
    browser.setting_says("Adapters", "FastQC's adapters").await;
    assert!(!browser.text().await.contains("bad.txt"));

    browser.choose_setting("adapters", &long).await;
    browser
        .setting_says("Adapters", "64 adapters from long.txt")
        .await;
    browser.choose(&[path]).await;
    let cards = browser.finished(1, LONG).await;
    assert_eq!(cards[0].state, "failed");
    for words in [
        "bytes of each request's address",
        "or analyse in this browser",
    ] {
        assert!(cards[0].alert.contains(words), "{}", cards[0].alert);
    }
    browser.close().await;
}
