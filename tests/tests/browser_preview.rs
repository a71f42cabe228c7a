//! What the page shows before the end of a file: ranges at random, margins, pause, a kept sample; and
//! that all of it is the whole file in the end.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use serde_json::{Value, json};
use shared::wire::TallyDocument;
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::Duration,
};
use tests::{
    browser::{Browser, DESK},
    corpus,
    faulty::{Proxy, Weather},
    http, made,
    made::packed::bgzf_file,
    server::native,
};

const PATIENCE: Duration = Duration::from_secs(120);
const NAME: &str = "lopsided.fastq";

/// Records of which the first half is good and the second bad: the beginning says nothing of the
/// whole.
fn lopsided(records: usize) -> String {
    let mut text = String::new();
    for number in 0..records {
        let score = if number < records / 2 { "I" } else { "#" };
        write!(
            text,
            "@r{number}\n{}\n+\n{}\n",
            "ACGT".repeat(25),
            score.repeat(100)
        )
        .unwrap();
    }
    text
}

fn write_in(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The JSON report of the only card, as the page offers it.
async fn report(browser: &Browser) -> Value {
    let script = "
        const [done] = arguments;
        const link = [...document.querySelectorAll('a[download]')].find((link) => link.textContent.trim() === 'Download JSON report');
        fetch(link.href).then((answer) => answer.json()).then(done, (error) => done(`not fetched: ${error}`));";
    browser.client.execute_async(script, vec![]).await.unwrap()
}

/// While a file is read, sections out of sight are not drawn: they keep their first drawing until they
/// are seen, also during a pause.
async fn what_comes_into_sight_is_drawn(browser: &Browser) {
    let section =
        "const section = document.querySelector('[data-section=sequence_length_distribution]');";
    let top = "return section.getBoundingClientRect().top > 1.25 * innerHeight;";
    assert_eq!(
        browser.run(&format!("{section}{top}"), vec![]).await,
        json!(true),
        "the section is in sight from the beginning"
    );
    // All reads are of one length: its table has their number alone.
    let rows = "
        section.querySelector('details').open = true;
        return section.querySelectorAll('tbody tr').length === 1;";
    browser.until(&format!("{section}{rows}")).await;
    let is_of_now = format!(
        "{section}
        const cell = section.querySelector('tbody td').textContent;
        const figures = [...document.querySelectorAll('.figure')];
        const reads = figures.find((one) => one.querySelector('dt').textContent === 'Reads');
        return cell === reads.querySelector('dd').title;"
    );
    assert_eq!(browser.run(&is_of_now, vec![]).await, json!(false));
    let scroll = format!("{section} section.scrollIntoView();");
    browser.run(&scroll, vec![]).await;
    browser.until(&is_of_now).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_at_random_are_soon_a_fair_sample_that_can_be_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_in(folder.path(), NAME, lopsided(40_000).as_bytes());
    let proxy = Proxy::start(native().port, Weather::Slow);
    let browser = Browser::start(DESK).await;
    browser
        .open(&proxy.url("/?engine=serverless&chunk_bytes=100000&concurrency=1"))
        .await;
    browser.choose(&[path]).await;
    browser
        .wait_for(Locator::XPath("//dd[@class='margin'][contains(., '±')]"))
        .await;
    assert!(browser.text().await.contains("A sample: "));

    browser.press(&format!("Pause {NAME}")).await;
    browser.settled(1, &["held"], PATIENCE).await;
    // One request may have been under way; once it is answered none follows.
    let counts = proxy.counts();
    let over = || counts.requests.load(Ordering::SeqCst) == counts.late.load(Ordering::SeqCst);
    while !over() {
        assert!(http::get(&native().url("/api/v1/health")).is_some());
    }
    let requests = counts.requests.load(Ordering::SeqCst);
    for _ in 0..1_000 {
        assert!(http::get(&native().url("/api/v1/health")).is_some());
    }
    assert_eq!(counts.requests.load(Ordering::SeqCst), requests);
    what_comes_into_sight_is_drawn(&browser).await;
    browser.press(&format!("Resume {NAME}")).await;
    browser.settled(1, &["running"], PATIENCE).await;
    while counts.requests.load(Ordering::SeqCst) < requests + 2 {
        assert!(http::get(&native().url("/api/v1/health")).is_some());
    }

    browser.press(&format!("Stop here: {NAME}")).await;
    let cards = browser.finished(1, PATIENCE).await;
    assert_eq!(
        (cards[0].state.as_str(), cards[0].status.as_str()),
        ("cancelled", "Stopped")
    );
    assert!(browser.text().await.contains("A sample: "));
    let report = report(&browser).await;
    let sampling = &report["sampling"];
    assert_eq!(report["complete"], json!(false));
    let (parts, of) = (
        sampling["parts"].as_u64().unwrap(),
        sampling["of"].as_u64().unwrap(),
    );
    assert!((8..of).contains(&parts), "{sampling}");
    let (q30, margin) = (
        &sampling["q30_percent"]["value"],
        &sampling["q30_percent"]["margin"],
    );
    let (q30, margin) = (q30.as_f64().unwrap(), margin.as_f64().unwrap());
    assert!(margin > 0.0 && (q30 - 50.0).abs() < 45.0, "{sampling}");
    let reads = &sampling["reads"];
    let reads = reads["value"].as_f64().unwrap();
    assert!((reads - 40_000.0).abs() < 400.0, "{sampling}");
    // The counts are those of ranges apart from each other.
    let tally = browser.tally(NAME).await;
    let document = TallyDocument::from_json(tally.as_bytes()).unwrap();
    assert!(document.ledger.segments().len() > 2);
    assert_eq!(
        document.reads(),
        report["summary"]["reads"].as_u64().unwrap()
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_file_whose_first_record_is_bad_no_report_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("@bad\nACGT\n+\nIII\n{}", lopsided(20_000));
    let path = write_in(folder.path(), "first.fastq", text.as_bytes());
    let browser = Browser::start(DESK).await;
    browser
        .open(&native().url("/?chunk_bytes=20000&concurrency=2"))
        .await;
    browser.choose(&[path]).await;
    let card = browser.finished(1, PATIENCE).await.remove(0);
    assert_eq!(card.state, "failed");
    assert!(card.alert.contains("record 1"), "{}", card.alert);
    // Of the ranges that were read before, a report was on show.
    browser
        .until("return document.querySelector('[data-section], .sample-table') === null")
        .await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_at_random_is_the_whole_file_or_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let text = lopsided(10_000);
    let middle = text.len() / 2;
    let middle = middle + text[middle..].find("\n@r").unwrap() + 1;
    let bad = [&text[..middle], "@bad\nACGT\n+\nIII\n", &text[middle..]].concat();
    let wrapped = [&text[..], &made::wrapped(2_000), &text].concat();
    let plain = write_in(folder.path(), "sound.fastq", text.as_bytes());
    let packed = folder.path().join("sound.fastq.gz");
    bgzf_file(&plain, &packed).unwrap();
    let bad_plain = write_in(folder.path(), "bad.fastq", bad.as_bytes());
    let bad_packed = folder.path().join("bad.fastq.gz");
    bgzf_file(&bad_plain, &bad_packed).unwrap();
    let paths = [
        plain,
        packed,
        bad_plain,
        bad_packed,
        write_in(folder.path(), "wrapped-late.fastq", wrapped.as_bytes()),
    ];
    let browser = Browser::start(DESK).await;
    for chunk_bytes in [20_000, 200_000] {
        let query = format!("/?chunk_bytes={chunk_bytes}&concurrency=3");
        browser.open(&native().url(&query)).await;
        browser.choose(&paths).await;
        browser.finished(paths.len(), PATIENCE).await;
        for path in &paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let place = format!("{name} in ranges of {chunk_bytes}");
            let bytes = fs::read(path).unwrap();
            let expected = corpus::expected(&bytes);
            let card = browser.card(&name).await;
            let alert = expected
                .error
                .as_ref()
                .map_or_else(String::new, ToString::to_string);
            assert_eq!(card.alert, alert, "{place}");
            assert_eq!(card.receipt, expected.document.receipt(), "{place}");
            // Small files are not worth it, and of the others only sound ones are read so to the end.
            let at_random = expected.error.is_none()
                && !name.starts_with("wrapped")
                && bytes.len() > 2 * chunk_bytes;
            let says = browser
                .run(
                    "return [...document.querySelectorAll('section[aria-label][data-state]')].find((card) => card.getAttribute('aria-label') === arguments[0]).querySelector('.job-meters').textContent;",
                    vec![json!(name)],
                )
                .await;
            let says = says.as_str().unwrap().contains("ranges, at random");
            assert_eq!(says, at_random, "{place}");
        }
        browser.clear().await;
    }
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
