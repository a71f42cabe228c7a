//! The page through a network that fails: the result is the same, and where none can be had the page
//! says so, keeps what it has, and goes on in the browser.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use shared::wire::TallyDocument;
use std::{fs, path::PathBuf, sync::atomic::Ordering, time::Duration};
use tests::{
    browser::{Browser, DESK},
    corpus,
    faulty::{Proxy, Weather},
    made,
    server::workerd,
};

const LONG: Duration = Duration::from_secs(180);

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The one file on the page is complete, and its tally is that of the core.
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
async fn a_faulty_network_changes_nothing_in_the_result() {
    let text = made::reads(5_000_000, 150, 21);
    let packed = made::gzip(&text);
    let expected = corpus::expected(&text).document;
    let paths = [
        file("faulty.fastq", &text),
        file("faulty-packed.fastq.gz", &packed),
    ];
    let browser = Browser::start(DESK).await;
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let proxy = Proxy::start(workerd().port, Weather::Faulty);
        browser
            .open(&proxy.url("/?engine=serverless&chunk_bytes=100000&concurrency=6"))
            .await;
        browser.choose(&[path]).await;
        assert_exact(&browser, &name, &expected).await;
        let counts = proxy.counts();
        println!("{name}: {counts:?}");
        let [requests, late, dropped, cut, refused] = [
            &counts.requests,
            &counts.late,
            &counts.dropped,
            &counts.cut,
            &counts.refused,
        ]
        .map(|count| count.load(Ordering::SeqCst));
        assert!(
            late > 0 && dropped > 0 && cut > 0 && refused > 0,
            "{counts:?}"
        );
        assert!(
            (late + dropped + cut + refused) * 5 > requests,
            "too few faults: {counts:?}"
        );
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_api_gone_for_good_the_page_goes_on_in_the_browser() {
    let text = made::reads(3_000_000, 150, 22);
    let expected = corpus::expected(&text).document;
    let path = file("gone.fastq", &text);
    let browser = Browser::start(DESK).await;
    for (good, kept) in [
        (0, "Nothing was counted yet."),
        (8, "What was counted so far is kept."),
    ] {
        let proxy = Proxy::start(workerd().port, Weather::GoneAfter(good));
        browser
            .open(&proxy.url("/?engine=serverless&chunk_bytes=100000&concurrency=2"))
            .await;
        browser.choose(std::slice::from_ref(&path)).await;
        let cards = browser.settled(1, &["paused"], LONG).await;
        for words in ["Reading has stopped: the API", kept] {
            assert!(cards[0].alert.contains(words), "{}", cards[0].alert);
        }
        // What came back before stays on show.
        assert!(good == 0 || cards[0].sections > 10, "{cards:?}");
        browser.press("Go on in this browser").await;
        assert_exact(&browser, "gone.fastq", &expected).await;
    }
    browser.close().await;
}
