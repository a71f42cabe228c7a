//! BGZF on the page: rows of blocks are inflated and counted at the same time, and whatever becomes
//! of them, tally, words and integrity are those of the core.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use serde_json::{Value, json};
use shared::report::{Report, ReportOptions};
use std::{fs, path::Path, time::Duration};
use tests::{
    browser::{Browser, DESK},
    corpus, made,
    made::packed::bgzf_file,
    server::native,
};

const PATIENCE: Duration = Duration::from_secs(120);
/// Bytes of BGZF's end marker.
const END_MARKER: usize = 28;

/// Files of several rows, each with its name.
fn files(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let bgzf = |text: &[u8]| {
        let (from, to) = (folder.join("text"), folder.join("packed"));
        fs::write(&from, text).unwrap();
        bgzf_file(&from, &to).unwrap();
        fs::read(to).unwrap()
    };
    let without_marker = |mut packed: Vec<u8>| {
        packed.truncate(packed.len() - END_MARKER);
        packed
    };
    let text = made::reads(1_500_000, 150, 21);
    let whole = bgzf(&text);
    let mut damaged = whole.clone();
    // The checksum of a block in the middle stands 8 bytes before the next block's header.
    let middle = memchr::memmem::find(&damaged[damaged.len() / 2..], &whole[..12]).unwrap();
    let middle = middle + damaged.len() / 2;
    damaged[middle - 8] ^= 1;
    let mut bad = text.clone();
    bad.extend(b"@last\nACGT\n+\nIII\n");
    bad.extend(made::reads(300_000, 100, 22));
    let mut wrapped = made::reads(800_000, 100, 23);
    wrapped.extend(made::wrapped(3_000).into_bytes());
    // Records that are longer than several rows.
    let long = made::reads(1_200_000, 200_000, 24);
    vec![
        ("whole.fastq.gz", whole.clone()),
        ("without-marker.fastq.gz", without_marker(whole.clone())),
        ("padded.fastq.gz", [&whole[..], &[0; 1000]].concat()),
        (
            "member-in-the-middle.fastq.gz",
            [
                &without_marker(whole.clone())[..],
                &made::gzip(&text),
                &whole,
            ]
            .concat(),
        ),
        ("long-records.fastq.gz", bgzf(&long)),
        (
            "blank-tail.fastq.gz",
            bgzf(&[&text[..], &[b'\n'; 300_000]].concat()),
        ),
        ("wrapped-late.fastq.gz", bgzf(&wrapped)),
        ("damaged.fastq.gz", damaged),
        ("cut.fastq.gz", whole[..whole.len() * 2 / 3].to_vec()),
        ("bad-record.fastq.gz", bgzf(&bad)),
    ]
}

/// The section on integrity of a finished file's report, as the page offers it.
async fn integrity(browser: &Browser, name: &str) -> Value {
    let script = "
        const [name, done] = arguments;
        const card = [...document.querySelectorAll('section[aria-label][data-state]')].find((card) => card.getAttribute('aria-label') === name);
        const link = [...card.querySelectorAll('a[download]')].find((link) => link.textContent.trim() === 'Download JSON report');
        fetch(link.href).then((answer) => answer.json()).then((report) => done(report.sections.find((section) => section.id === 'integrity')), (error) => done(`not fetched: ${error}`));";
    let client = &browser.client;
    client
        .execute_async(script, vec![json!(name)])
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_blocks_make_the_tally_and_the_integrity_of_the_core() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let paths: Vec<_> = files
        .iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    let browser = Browser::start(DESK).await;
    for chunk_bytes in [100_000, 400_000, 4_000_000] {
        let query = format!("/?chunk_bytes={chunk_bytes}&concurrency=3");
        browser.open(&native().url(&query)).await;
        browser.choose(&paths).await;
        browser.finished(files.len(), PATIENCE).await;
        browser.press("Open all reports").await;
        for (name, bytes) in &files {
            let expected = corpus::expected(bytes);
            let card = browser.card(name).await;
            let (state, alert) = match &expected.error {
                None => ("complete", String::new()),
                Some(error) => ("failed", error.to_string()),
            };
            let place = format!("{name} in rows of {chunk_bytes}");
            assert_eq!((card.state.as_str(), card.alert), (state, alert), "{place}");
            assert!(
                browser.tally(name).await == expected.document.to_json(),
                "{place}: the tally differs"
            );
            if expected.error.is_none() {
                let options = ReportOptions {
                    complete: true,
                    input: Some(expected.input),
                    ..ReportOptions::default()
                };
                let report = serde_json::to_value(Report::build(&expected.document, &options));
                let report = report.unwrap();
                let sections = report["sections"].as_array().unwrap();
                let section = sections.iter().find(|section| section["id"] == "integrity");
                assert_eq!(Some(&integrity(&browser, name).await), section, "{place}");
            }
        }
        browser.clear().await;
    }
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
