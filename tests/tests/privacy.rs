//! What the page says of the network, looked at from outside: the browser's own record of all requests,
//! those of workers and service workers, too.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use std::{fs, path::PathBuf, time::Duration};
use tests::{
    browser::{Browser, Card, DESK, Watch},
    corpus,
    made::{self, gzip},
    server::{Server, native_with, wait_until},
};

/// The longest that reading takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("privacy");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn host() -> Server {
    native_with(&["--assets", "frontend/dist"])
}

async fn ready(browser: &Browser) {
    browser.wait_for(Locator::Css("[data-ready=kept]")).await;
}

fn is_exact(card: &Card, reads: &[u8]) {
    let found = (card.state.as_str(), card.alert.as_str(), &card.receipt);
    let receipt = corpus::expected(reads).document.receipt();
    assert_eq!(found, ("complete", "", &receipt), "{}", card.name);
}

/// Leaves a mark among the requests, and gives those since the last one.
async fn since(browser: &Browser, from: &str, to: &str) -> Vec<String> {
    let script = "fetch('/api/v1/health?' + arguments[0])";
    browser.run(script, vec![to.into()]).await;
    let place = |all: &[String], mark: &str| all.iter().position(|url| url.ends_with(mark));
    wait_until(
        Duration::from_secs(30),
        || place(&browser.network(), to).is_some(),
        || format!("no mark {to} among {:?}", browser.network()),
    );
    let all = browser.network();
    let from = place(&all, from).map_or(0, |place| place + 1);
    let to = place(&all, to).unwrap();
    let mut asked = all[from..to].to_vec();
    // Browsers look for a newer service worker by themselves, a while after a page was opened.
    asked.retain(|url| !url.ends_with("/service-worker.js"));
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn in_local_mode_a_ready_page_asks_the_network_for_nothing() {
    let reads = made::reads(2_000_000, 100, 61);
    let paths = [
        file("secret-plain.fastq", &reads),
        file("secret-packed.fastq.gz", &gzip(&reads)),
    ];
    let host = host();
    let browser = Browser::start_chromium(DESK, Watch::Network).await;
    browser.open(&host.url("/?chunk_bytes=200000")).await;
    ready(&browser).await;
    let before = since(&browser, "no mark", "ready").await;
    assert!(
        before.iter().any(|url| url.ends_with("/analyser_bg.wasm")),
        "the record holds what page and service worker ask for: {before:?}"
    );
    let words = "//p[@role='status' and contains(., 'asks the network for nothing')]";
    browser.wait_for(Locator::XPath(words)).await;

    browser.choose(&paths).await;
    for card in browser.finished(2, LONG).await {
        is_exact(&card, &reads);
    }
    browser.clear().await;
    browser.press("Short reads").await;
    let card = browser.finished(1, LONG).await.remove(0);
    assert_eq!(card.state, "complete");
    assert!(!browser.tally(&card.name).await.is_empty());
    let asked = since(&browser, "ready", "done").await;
    assert_eq!(asked, Vec::<String>::new());

    // And serverless: nothing before the word is given, no names ever, and no other host.
    browser.clear().await;
    browser.pick("Serverless").await;
    browser.choose(&paths[..1]).await;
    let plan = browser
        .wait_for(Locator::XPath("//section[@aria-labelledby='plan-title']/p"))
        .await;
    let words = plan.text().await.unwrap();
    let expected = format!("1 file goes to 127.0.0.1:{}: 2.0 MB, in ", host.port);
    assert!(words.starts_with(&expected), "{words}");
    assert_eq!(browser.cards().await[0].state, "waiting");
    let asked = since(&browser, "done", "plan").await;
    assert_eq!(asked, Vec::<String>::new());
    browser.press("Send").await;
    is_exact(&browser.finished(1, LONG).await[0], &reads);
    let asked = since(&browser, "plan", "sent").await;
    let parts = asked.iter().filter(|url| url.contains("/api/v1/tally?"));
    assert!(parts.count() >= 10, "{asked:?}");
    let ours = host.url("/api/v1/");
    assert!(asked.iter().all(|url| url.starts_with(&ours)), "{asked:?}");
    assert!(!asked.iter().any(|url| url.contains("secret")), "{asked:?}");
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_to_be_sent_can_stay() {
    let reads = made::reads(300_000, 100, 62);
    let path = file("stays.fastq", &reads);
    let host = host();
    let browser = Browser::start(DESK).await;
    // No link may send reads to a host of its own.
    let address = host.url("/?engine=serverless&api=http://127.0.0.1:9");
    browser.open(&address).await;
    browser.choose(&[path]).await;
    let words = "//section[@aria-labelledby='plan-title']//p[contains(., 'goes to 127.0.0.1:9:')]";
    browser.wait_for(Locator::XPath(words)).await;
    browser.press("Read in this browser instead").await;
    is_exact(&browser.finished(1, LONG).await[0], &reads);
    assert!(!host.log().contains("/api/v1/tally"), "{}", host.log());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_without_its_host_after_the_first_visit() {
    let reads = made::reads(300_000, 100, 63);
    let path = file("offline.fastq", &reads);
    let host = host();
    let browser = Browser::start(DESK).await;
    let address = host.url("/");
    browser.open(&address).await;
    ready(&browser).await;
    drop(host);
    browser.open(&address).await;
    ready(&browser).await;
    browser.choose(&[path]).await;
    is_exact(&browser.finished(1, LONG).await[0], &reads);
    browser.clear().await;
    browser.press("Short reads").await;
    assert_eq!(browser.finished(1, LONG).await[0].state, "complete");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_build_takes_over_when_no_other_page_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let dist = tests::root().join("frontend/dist");
    for name in fs::read_dir(&dist)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
    {
        if dist.join(&name).is_file() {
            fs::copy(dist.join(&name), folder.path().join(&name)).unwrap();
        }
    }
    fs::create_dir(folder.path().join("examples")).unwrap();
    for entry in fs::read_dir(dist.join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let to = folder
            .path()
            .join("examples")
            .join(path.file_name().unwrap());
        fs::copy(&path, to).unwrap();
    }
    let host = native_with(&["--assets", &folder.path().display().to_string()]);
    let browser = Browser::start(DESK).await;
    let title = async || browser.client.title().await.unwrap();
    browser.open(&host.url("/")).await;
    ready(&browser).await;
    let first = title().await;

    // Another build: other words in the page, and what the build writes of it.
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    };
    change("index.html", "<title>", "<title>Newer ");
    change("service-worker.js", "VERSION = \"", "VERSION = \"newer-");
    // A second page keeps the old build for both.
    let one = browser.client.window().await.unwrap();
    let other = browser.client.new_window(true).await.unwrap().handle;
    browser.client.switch_to_window(other).await.unwrap();
    browser.open(&host.url("/")).await;
    ready(&browser).await;
    assert_eq!(title().await, first, "the build that is kept");
    let waits = "const done = arguments[arguments.length - 1];
        navigator.serviceWorker.ready.then(async (it) => { await it.update(); const look = () => it.waiting ? done(true) : setTimeout(look, 50); look(); });";
    browser.client.execute_async(waits, vec![]).await.unwrap();
    browser.open(&host.url("/")).await;
    ready(&browser).await;
    assert_eq!(title().await, first, "two pages are open");

    browser.client.close_window().await.unwrap();
    browser.client.switch_to_window(one).await.unwrap();
    // It may load once more at any moment: nothing of the first page is looked at.
    browser.client.goto(&host.url("/")).await.unwrap();
    browser
        .wait_for(Locator::XPath("//title[starts-with(., 'Newer ')]"))
        .await;
    ready(&browser).await;
    let reads = made::reads(100_000, 100, 64);
    browser.choose(&[file("newer.fastq", &reads)]).await;
    is_exact(&browser.finished(1, LONG).await[0], &reads);
    browser.close().await;
}
