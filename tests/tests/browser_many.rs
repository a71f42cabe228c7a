//! A run of 96 samples: the page stays smooth while all of them are read, and each is counted.

use std::{fs, path::PathBuf, time::Duration};
use tests::{
    browser::{Browser, DESK, Trace, Watch},
    corpus, made,
    server::native,
};

/// Most CPU time of one task on the page's main thread, in milliseconds.
const MOST_TASK_MS: f64 = 50.0;
/// How many may be longer: those that lay out the list, and, on a slow machine, a few that come near.
const MOST_LONG: usize = 10;
/// The same of all longer ones together.
const MOST_LAYOUT_MS: f64 = 1000.0;
const LONG: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread")]
async fn ninety_six_samples_are_read_smoothly() {
    let folder = tempfile::tempdir().unwrap();
    let samples: Vec<(PathBuf, Vec<u8>)> = (1..=96_u64)
        .map(|number| {
            let path = folder.path().join(format!("barcode{number:02}.fastq"));
            let reads = made::reads(400_000, 150, number);
            fs::write(&path, &reads).unwrap();
            (path, reads)
        })
        .collect();
    let browser = Browser::start_chromium(DESK, Watch::Tasks).await;
    browser.open(&native().url("/")).await;
    let paths: Vec<PathBuf> = samples.iter().map(|(path, _)| path.clone()).collect();
    browser.choose(&paths).await;
    let cards = browser.finished(96, LONG).await;
    for (card, (path, _)) in cards.iter().zip(&samples) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(
            (card.name.as_str(), card.state.as_str()),
            (name, "complete")
        );
    }
    let trace = Trace::of(&browser.events());
    let (count, longest) = (trace.tasks.len(), trace.longest_task());
    println!("96 samples: longest of {count} tasks on the page's thread {longest:.1} ms of CPU");
    assert!(count > 50, "the trace shows only {count} tasks");
    println!("  {} views; workers: {}", trace.views.len(), trace.shares());
    // The list itself is laid out at once, when the files come.
    let long = trace.tasks.iter().filter(|task| task.1 > MOST_TASK_MS);
    let (laid_out, time) = long.fold((0, 0.0), |(count, sum), task| (count + 1, sum + task.1));
    println!("  {laid_out} tasks over {MOST_TASK_MS} ms, {time:.0} ms together");
    assert!(
        laid_out <= MOST_LONG && time < MOST_LAYOUT_MS,
        "{laid_out} long tasks, {time:.0} ms"
    );
    // Of so many, reports are closed; one that is opened is right.
    browser.press("Open reports of barcode50.fastq").await;
    let expected = corpus::expected(&samples[49].1).document.receipt();
    assert_eq!(browser.card("barcode50.fastq").await.receipt, expected);
    browser.close().await;
}
