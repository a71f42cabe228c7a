//! More files than a browser has room for programs: each memory of one takes gigabytes of addresses, and
//! after about 120 of them there are no more.

use fantoccini::Locator;
use serde_json::json;
use std::{
    fs,
    time::{Duration, Instant},
};
use tests::{
    browser::{Browser, DESK},
    corpus, made,
    server::native,
};

const COUNT: usize = 130;
const PATIENCE: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_many_samples_is_read_and_every_report_can_be_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(20_000, 100, 101);
    let files: Vec<_> = (1..=COUNT)
        .map(|number| {
            let path = folder.path().join(format!("sample{number}.fastq"));
            fs::write(&path, &reads).unwrap();
            path
        })
        .collect();
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    let states = "return [...document.querySelectorAll('section[data-state]')].map((card) => card.dataset.state)";
    let begun = Instant::now();
    loop {
        let states = browser.run(states, vec![]).await;
        let states = states.as_array().unwrap();
        assert!(!states.contains(&json!("failed")), "{states:?}");
        if states.len() == COUNT && states.iter().all(|state| *state == "complete") {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{states:?}");
    }
    let receipt = corpus::expected(&reads).document.receipt();
    browser.press("Open reports of sample1.fastq").await;
    let first = "section[aria-label='sample1.fastq']";
    let library = browser
        .wait_for(Locator::Css(&format!(
            "{first} .report-choice select[id^=library]"
        )))
        .await;
    library.select_by_label("RNA-seq").await.unwrap();
    let said = format!("{first} .report-choice p");
    let script = format!(
        "return [...document.querySelectorAll(\"{said}\")].some((one) => one.textContent === 'Compared with RNA-seq, as chosen.')"
    );
    browser.until(&script).await;
    assert_eq!(browser.card("sample1.fastq").await.receipt, receipt);
    // The files are those of the new report.
    let json = format!("
        const done = arguments[arguments.length - 1];
        const link = [...document.querySelectorAll(\"{first} a[download]\")].find((link) => link.textContent.includes('JSON report'));
        fetch(link.href).then((answer) => answer.json()).then((report) => done([report.receipt, report.library.chosen]));");
    let kept = browser.client.execute_async(&json, vec![]).await.unwrap();
    assert_eq!(
        kept,
        json!([
            format!("sha256:{}", receipt.trim_start_matches("sha256:")),
            true
        ])
    );
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
