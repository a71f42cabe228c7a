//! The page in Chromium against workerd, used as a person would: what it shows, what it computes in both
//! engines, and what it says of bad files.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use shared::fastq::Layout;
use std::{
    cell::RefCell,
    fs,
    io::{Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{OnceLock, atomic::Ordering},
    time::Duration,
};
use tests::{
    browser::{Browser, DESK, Kind},
    corpus::{self, Sample},
    faulty::{Proxy, Weather},
    made,
    server::{wait_until, workerd},
};

/// Long enough for all files of the corpus on a machine that is busy with other tests.
const LONG: Duration = Duration::from_secs(240);
/// FastQC's modules in a report. What Readout adds stands behind them: the file's integrity at least.
const FASTQC_SECTIONS: usize = 10;
const SHORT: Duration = Duration::from_secs(60);

/// A folder for files that are made, one for the test program.
fn folder() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("browser");
            fs::create_dir_all(&folder).unwrap();
            folder
        })
        .clone()
}

fn file(name: &str, bytes: Vec<u8>) -> Sample {
    let path = folder().join(name);
    fs::write(&path, &bytes).unwrap();
    Sample {
        name: name.to_owned(),
        path,
        bytes,
    }
}

/// Chooses all samples at once and compares each card with what the core says of its file.
async fn check(browser: &Browser, samples: &[Sample], place: &str) {
    browser
        .choose(
            &samples
                .iter()
                .map(|sample| sample.path.clone())
                .collect::<Vec<_>>(),
        )
        .await;
    browser.finished(samples.len(), LONG).await;
    // Of many samples, reports are closed at first.
    if samples.len() > 1 {
        browser.press("Open all reports").await;
    }
    let cards = browser.cards().await;
    for sample in samples {
        let expected = corpus::expected(&sample.bytes);
        let card = cards.iter().find(|card| card.name == sample.name).unwrap();
        let place = format!("{} {place}", sample.name);
        if let Some(error) = &expected.error {
            assert_eq!(
                (card.state.as_str(), card.alert.as_str()),
                ("failed", error.to_string().as_str()),
                "{place}"
            );
            continue;
        }
        assert_eq!(
            (
                card.state.as_str(),
                card.status.as_str(),
                card.alert.as_str()
            ),
            ("complete", "Complete", ""),
            "{place}"
        );
        assert!(
            card.sections > FASTQC_SECTIONS,
            "{place}: {}",
            card.sections
        );
        assert!(
            browser.tally(&sample.name).await == expected.document.to_json(),
            "{place}: the tally differs"
        );
        assert_eq!(card.receipt, expected.document.receipt(), "{place}");
    }
    browser.clear().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_this_browser_every_file_gets_the_tally_of_the_core() {
    // The proxy sees what workers ask, too; the browser's own log shows the page's requests only.
    let proxy = Proxy::start(workerd().port, Weather::Slow);
    let browser = Browser::start(DESK).await;
    browser.open(&proxy.url("/")).await;
    let samples = corpus::reads();
    check(&browser, &samples, "in this browser").await;
    // Nothing was refused by the policy, nothing failed, and no reads went anywhere.
    assert_eq!(browser.console(), Vec::<String>::new());
    assert_eq!(proxy.counts().api.load(Ordering::SeqCst), 0);
    // Firefox does not say whom it asked.
    if browser.kind == Kind::Chromium {
        let own = std::collections::BTreeSet::from([format!("127.0.0.1:{}", proxy.port)]);
        assert_eq!(browser.hosts_asked(), own);
    }
    browser.close().await;
    println!("{} files", samples.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn serverless_every_file_gets_the_tally_of_the_core_at_every_chunk_size() {
    let samples = corpus::reads();
    let browser = Browser::start(DESK).await;
    for (chunk_bytes, most) in [
        (20_000, 400_000),
        (150_000, usize::MAX),
        (500_000, usize::MAX),
        (2_000_000, usize::MAX),
    ] {
        let proxy = Proxy::start(workerd().port, Weather::Slow);
        browser
            .open(&proxy.url(&format!(
                "/?engine=serverless&chunk_bytes={chunk_bytes}&concurrency=4"
            )))
            .await;
        // Every file in three sizes of chunks; in the smallest, where it is not thousands of requests.
        let some: Vec<Sample> = samples
            .iter()
            .filter(|sample| sample.bytes.len() < most)
            .cloned()
            .collect();
        check(&browser, &some, &format!("in chunks of {chunk_bytes}")).await;
        let (requests, overtook) = (&proxy.counts().requests, &proxy.counts().overtook);
        println!(
            "{} files in chunks of {chunk_bytes}: {requests:?} requests, {overtook:?} answers out of order",
            some.len()
        );
        assert!(
            some.len() < 5 || overtook.load(Ordering::SeqCst) > 5,
            "answers came in order"
        );
    }
    assert_eq!(browser.console(), Vec::<String>::new());
    if browser.kind == Kind::Chromium {
        let hosts = browser.hosts_asked();
        let own = |host: &String| host.starts_with("127.0.0.1:");
        assert!(hosts.iter().all(own), "{hosts:?}");
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_and_wrapped_specimens_say_the_same_in_both_engines() {
    let mut specimens = corpus::specimens();
    specimens.retain(|specimen| {
        let expected = corpus::expected(&specimen.bytes);
        expected.error.is_some() || expected.input.layout == Layout::Wrapped
    });
    // Suites share names: a card is found by its name.
    specimens.sort_by(|one, two| one.name.cmp(&two.name));
    specimens.dedup_by(|one, two| one.name == two.name);
    let browser = Browser::start(DESK).await;
    for engine in ["browser", "serverless"] {
        browser
            .open(&workerd().url(&format!("/?engine={engine}&chunk_bytes=300")))
            .await;
        for some in specimens.chunks(40) {
            check(&browser, some, engine).await;
        }
    }
    browser.close().await;
    println!("{} specimens", specimens.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_turns_wrapped_is_read_right_in_both_engines() {
    let mut text = made::reads(3_000_000, 100, 11);
    text.extend(made::wrapped(3_000).into_bytes());
    let sample = file("turns-wrapped.fastq", text);
    assert_eq!(
        corpus::expected(&sample.bytes).input.layout,
        Layout::Wrapped
    );
    let packed = file("turns-wrapped-packed.fastq.gz", made::gzip(&sample.bytes));
    // Blank lines after the last record that are more than a chunk by themselves.
    let blank_tail = [&made::reads(300_000, 100, 12)[..], &[b'\n'; 500_000]].concat();
    let blank_tails = [
        file("blank-tail.fastq.gz", made::gzip(&blank_tail)),
        file("blank-tail-plain.fastq", blank_tail),
    ];
    let browser = Browser::start(DESK).await;
    for engine in ["browser", "serverless"] {
        browser
            .open(&workerd().url(&format!(
                "/?engine={engine}&chunk_bytes=200000&concurrency=4"
            )))
            .await;
        check(&browser, &[sample.clone(), packed.clone()], engine).await;
        check(&browser, &blank_tails, engine).await;
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_files_are_named_and_take_nothing_from_the_others() {
    let mut samples: Vec<Sample> = made::bad_inputs()
        .into_iter()
        .map(|(name, bytes)| file(name, bytes))
        .collect();
    samples.push(file("good.fastq", made::reads(400_000, 100, 4)));
    let mut late = made::reads(400_000, 100, 6);
    late.extend(b"@last\nACGT\n+\nIII\n");
    samples.push(file("bad-at-the-end.fastq", late));
    let browser = Browser::start(DESK).await;
    for engine in ["browser", "serverless"] {
        browser
            .open(&workerd().url(&format!("/?engine={engine}&chunk_bytes=100000")))
            .await;
        check(&browser, &samples, engine).await;
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_while_it_is_read_says_so() {
    let browser = Browser::start(DESK).await;
    for engine in ["browser", "serverless"] {
        let sample = file("changing.fastq", made::reads(60_000_000, 100, 4));
        // Small chunks, one after the other, so that reading takes some seconds.
        let query = format!("/?engine={engine}&chunk_bytes=50000&concurrency=1");
        browser.open(&workerd().url(&query)).await;
        browser.choose(std::slice::from_ref(&sample.path)).await;
        // Most of the file is still to be read when reading is seen to have begun.
        browser
            .client
            .wait()
            .at_most(SHORT)
            .for_element(Locator::Css("[data-state=running] [data-section]"))
            .await
            .unwrap();
        // In its last record, where nothing was read yet. What is written behind the end is no part of
        // the file as it was chosen: Firefox reads on as if it was not there.
        let mut changed = fs::OpenOptions::new()
            .write(true)
            .open(&sample.path)
            .unwrap();
        changed.seek(SeekFrom::End(-3)).unwrap();
        changed.write_all(b"!").unwrap();
        drop(changed);
        let cards = browser.finished(1, SHORT).await;
        assert_eq!(
            (cards[0].state.as_str(), cards[0].alert.as_str()),
            (
                "failed",
                "the file changed while it was read; choose it again"
            ),
            "{engine}"
        );
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_before_the_error_stays_on_show() {
    let mut text = made::reads(400_000, 100, 6);
    text.extend(b"@last\nACGT\n+\nIII\n");
    let sample = file("stays.fastq", text);
    let browser = Browser::start(DESK).await;
    browser.open(&workerd().url("/?chunk_bytes=100000")).await;
    browser.choose(std::slice::from_ref(&sample.path)).await;
    let cards = browser.finished(1, SHORT).await;
    assert_eq!(cards[0].state, "failed");
    assert!(cards[0].sections > FASTQC_SECTIONS);
    assert!(browser.text().await.contains("Incomplete"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_and_cancelling_and_removing() {
    let browser = Browser::start(DESK).await;
    browser.open(&workerd().url("/")).await;
    browser.press("Short reads").await;
    let cards = browser.finished(1, SHORT).await;
    assert_eq!(cards[0].state, "complete", "{cards:?}");
    assert!(cards[0].sections > FASTQC_SECTIONS, "{cards:?}");
    browser.press(&format!("Remove {}", cards[0].name)).await;
    browser.settled(0, &[], SHORT).await;

    // Through a slow network, so that there is time to cancel.
    let proxy = Proxy::start(workerd().port, Weather::Slow);
    browser
        .open(&proxy.url("/?engine=serverless&chunk_bytes=20000&concurrency=1"))
        .await;
    let long = file("long.fastq", made::reads(6_000_000, 100, 8));
    let short = file("short.fastq", made::reads(30_000, 100, 9));
    browser.choose(&[long.path, short.path]).await;
    browser
        .settled(2, &["running", "waiting", "complete"], SHORT)
        .await;
    browser.press("Stop here: long.fastq").await;
    browser.finished(2, LONG).await;
    assert_eq!(browser.card("long.fastq").await.status, "Stopped");
    assert_eq!(browser.card("short.fastq").await.state, "complete");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_in_the_page_is_heard() {
    let browser = Browser::start(DESK).await;
    browser.open(&workerd().url("/")).await;
    assert_eq!(browser.console(), Vec::<String>::new());
    let script = "
        const done = arguments[0];
        console.warn('one');
        console.error('two');
        setTimeout(() => { throw new Error('three'); });
        // The page's own policy forbids it.
        fetch('http://127.0.0.1:9/four').catch(() => done());";
    browser.client.execute_async(script, vec![]).await.unwrap();
    let heard = RefCell::new(Vec::new());
    wait_until(
        Duration::from_secs(30),
        || {
            let mut heard = heard.borrow_mut();
            heard.extend(browser.console());
            let said = |word: &&str| heard.iter().any(|line: &String| line.contains(word));
            ["one", "two", "three", "four"].iter().all(said)
        },
        || format!("{:?}", heard.borrow()),
    );
    browser.close().await;
}
