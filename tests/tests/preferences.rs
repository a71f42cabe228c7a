//! Settings that stay from visit to visit, their reset, and an API of another host.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::{Locator, elements::Element};
use serde_json::{Value, json};
use shared::wire::paths;
use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::PathBuf,
    time::Duration,
};
use tests::{
    browser::{Browser, DESK},
    corpus, made,
    server::{Server, native, native_with, workerd},
};

/// The longest that reading takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("preferences");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

async fn open_settings(browser: &Browser) {
    let script = "document.querySelector('details.settings').open = true";
    browser.run(script, vec![]).await;
}

/// The field of a label.
async fn field(browser: &Browser, label: &str) -> Element {
    let path = format!(
        "//*[self::select or self::input][@id = //label[normalize-space()='{label}']/@for]"
    );
    browser.wait_for(Locator::XPath(&path)).await
}

async fn choose(browser: &Browser, label: &str, option: &str) {
    let select = field(browser, label).await;
    select.select_by_label(option).await.unwrap();
}

/// What is chosen in each select, and the engine.
async fn chosen(browser: &Browser) -> Vec<String> {
    let script = "
        const labels = ['Colours', 'Kind of library', 'Chunk size', 'Chunks at once'];
        const field = (label) => document.getElementById([...document.querySelectorAll('label')]
            .find((one) => one.textContent.trim() === label).htmlFor);
        const engine = document.querySelector('input[type=radio]:checked').closest('label');
        return [
            ...labels.map((label) => field(label).selectedOptions[0].textContent.trim()),
            engine.querySelector('.choice-title').textContent.trim(),
            document.documentElement.dataset.theme ?? '',
        ];";
    let chosen = browser.run(script, vec![]).await;
    serde_json::from_value(chosen).unwrap()
}

async fn background(browser: &Browser) -> String {
    let script = "return getComputedStyle(document.body).backgroundColor";
    let colour = browser.run(script, vec![]).await;
    colour.as_str().unwrap().to_owned()
}

const AT_FIRST: [&str; 6] = [
    "As the system",
    "As guessed from the reads",
    "Automatic",
    "Automatic",
    "In this browser",
    "",
];

#[tokio::test(flavor = "multi_thread")]
async fn settings_stay_and_can_be_reset() {
    let reads = made::reads(3_000_000, 100, 51);
    let path = file("chunks.fastq", &reads);
    let host = native_with(&["--assets", "frontend/dist"]);
    let browser = Browser::start(DESK).await;
    let address = host.url("/");
    browser.open(&address).await;
    open_settings(&browser).await;
    assert_eq!(chosen(&browser).await, AT_FIRST);
    let light = background(&browser).await;
    choose(&browser, "Colours", "Dark").await;
    choose(&browser, "Kind of library", "RNA-seq").await;
    choose(&browser, "Chunk size", "1 MiB").await;
    choose(&browser, "Chunks at once", "2").await;
    browser.pick("Serverless").await;
    let expected = ["Dark", "RNA-seq", "1 MiB", "2", "Serverless", "dark"];
    assert_eq!(chosen(&browser).await, expected);
    let dark = background(&browser).await;
    assert_ne!(dark, light);

    // The next visit, of another hour or another tab.
    browser.open(&address).await;
    open_settings(&browser).await;
    assert_eq!(chosen(&browser).await, expected);
    assert_eq!(background(&browser).await, dark);
    browser.choose(std::slice::from_ref(&path)).await;
    browser.press("Send").await;
    let cards = browser.finished(1, LONG).await;
    assert_eq!(
        cards[0].receipt,
        corpus::expected(&reads).document.receipt()
    );
    assert!(
        browser
            .text()
            .await
            .contains("Compared with RNA-seq, as chosen")
    );
    assert_eq!(asked(&host), 3, "chunks of 1 MiB: {}", host.log());

    // What the address says holds for one visit alone.
    browser.open(&format!("{address}?engine=browser")).await;
    open_settings(&browser).await;
    assert_eq!(chosen(&browser).await[4], "In this browser");
    browser.open(&address).await;
    open_settings(&browser).await;
    assert_eq!(chosen(&browser).await, expected);

    browser.press("Reset all settings").await;
    assert_eq!(chosen(&browser).await, AT_FIRST);
    assert_eq!(background(&browser).await, light);
    browser.open(&address).await;
    open_settings(&browser).await;
    assert_eq!(chosen(&browser).await, AT_FIRST);
    let kept = browser.run("return localStorage.length", vec![]).await;
    assert_eq!(kept, 0);
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

/// How many parts a native host was asked to count.
fn asked(host: &Server) -> usize {
    let log = host.log();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter(|line| line["route"] == paths::TALLY && line["status"] == 200)
        .count()
}

/// The SHA-256 of "open sesame".
const DIGEST: &str = "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb";

#[tokio::test(flavor = "multi_thread")]
async fn a_private_api_gets_its_token_and_nobody_else() {
    let reads = made::reads(300_000, 100, 53);
    let path = file("private.fastq", &reads);
    let host = native_with(&["--token-sha256", DIGEST]);
    let api = host.url("");
    let browser = Browser::start(DESK).await;
    let address = workerd().url("/");
    browser.open(&address).await;
    open_settings(&browser).await;
    ask(&browser, &api, "It asks for an access token").await;
    give_token(&browser, "öffne dich").await;
    ask(&browser, &api, "This is no access token").await;
    give_token(&browser, "open sesamo").await;
    ask(&browser, &api, "It does not take this access token").await;
    give_token(&browser, "open sesame").await;
    ask(&browser, &api, &format!("answers at {api}.")).await;

    // It stays while the tab is open, and no longer than that.
    browser.open(&address).await;
    browser.pick("Serverless").await;
    browser.choose(std::slice::from_ref(&path)).await;
    browser.press("Send").await;
    let cards = browser.finished(1, LONG).await;
    assert_eq!(
        (cards[0].alert.as_str(), cards[0].receipt.as_str()),
        ("", corpus::expected(&reads).document.receipt().as_str())
    );
    let script = "return [JSON.stringify(localStorage), JSON.stringify(sessionStorage)].map((kept) => kept.includes('sesame'))";
    let kept = browser.run(script, vec![]).await;
    assert_eq!(kept, json!([false, true]));
    assert!(!host.log().contains("sesam"), "{}", host.log());

    // The form for another address does not have it.
    let other = format!("/?api={}", native().url(""));
    browser.open(&workerd().url(&other)).await;
    open_settings(&browser).await;
    let value = |label: &'static str| {
        let browser = &browser;
        async move { field(browser, label).await.prop("value").await.unwrap() }
    };
    assert_eq!(value("API address").await, Some(native().url("")));
    assert_eq!(value("Access token").await, Some(String::new()));

    // Without it, reports say what is missing.
    browser
        .run("sessionStorage.clear(); return 1", vec![])
        .await;
    browser.open(&address).await;
    browser.choose(std::slice::from_ref(&path)).await;
    browser.press("Send").await;
    let cards = browser.settled(1, &["paused"], LONG).await;
    assert!(
        cards[0].alert.contains("asks for an access token"),
        "{cards:?}"
    );
    browser.close().await;
}

async fn give_token(browser: &Browser, token: &str) {
    let field = field(browser, "Access token").await;
    field.clear().await.unwrap();
    field.send_keys(token).await.unwrap();
}

/// A server that says it is a Readout of another version, once for each request.
fn another_version() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // A request without a body fits; what it asks for makes no difference.
            let _ = stream.read(&mut [0; 8192]);
            let body = r#"{"status":"ok","version":"999.0.0"}"#;
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\naccess-control-allow-origin: *\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
        }
    });
    port
}

async fn ask(browser: &Browser, address: &str, words: &str) {
    let field = field(browser, "API address").await;
    field.clear().await.unwrap();
    field.send_keys(address).await.unwrap();
    browser.press("Check and use").await;
    let path = format!("//*[@role='status' or @role='alert'][contains(., \"{words}\")]");
    browser.wait_for(Locator::XPath(&path)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_takes_the_api_of_another_host() {
    let reads = made::reads(300_000, 100, 52);
    let path = file("elsewhere.fastq", &reads);
    let browser = Browser::start(DESK).await;
    let address = workerd().url("/");
    browser.open(&address).await;
    open_settings(&browser).await;
    ask(
        &browser,
        "readout.example.org",
        "This is no address of an API",
    )
    .await;
    ask(
        &browser,
        "http://127.0.0.1:9",
        "Nothing answers at http://127.0.0.1:9",
    )
    .await;
    let other = format!("http://127.0.0.1:{}", another_version());
    ask(&browser, &other, "Readout 999.0.0 answers").await;
    let kept = browser.run("return localStorage.length", vec![]).await;
    assert_eq!(kept, 0, "none of these is taken");

    let host = native_with(&[]);
    let api = host.url("");
    // With the address: what was said of the host before it contains the rest, too.
    ask(&browser, &format!("{api}/"), &format!("answers at {api}.")).await;
    browser.open(&address).await;
    browser.pick("Serverless").await;
    browser.choose(std::slice::from_ref(&path)).await;
    browser.press("Send").await;
    let cards = browser.finished(1, LONG).await;
    assert_eq!(
        (cards[0].state.as_str(), cards[0].alert.as_str()),
        ("complete", "")
    );
    assert_eq!(
        cards[0].receipt,
        corpus::expected(&reads).document.receipt()
    );
    assert!(asked(&host) > 0, "{}", host.log());

    open_settings(&browser).await;
    ask(&browser, "", "The API of this page is used").await;
    let kept = browser
        .run("return localStorage.getItem('readout.settings')", vec![])
        .await;
    assert!(
        !kept.as_str().unwrap_or_default().contains("127.0.0.1"),
        "{kept}"
    );
    browser.close().await;
}
