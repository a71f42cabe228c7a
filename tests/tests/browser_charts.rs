//! Charts on the page: values in words by keys and pointer, series that hide, and what can be taken
//! along.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::{Locator, elements::Element, key::Key};
use serde_json::json;
use std::{fs, time::Duration};
use tests::{
    browser::{Browser, DESK},
    server::native,
};

const NAME: &str = "sample <1>.fastq";
const QUALITY: &str = "Per base sequence quality";

/// Reads whose quality falls from Q40 to Q20 at base 11.
fn text() -> String {
    (0..500)
        .map(|read| {
            let bases = "ACGTTGCAACGTTGCAACGT";
            format!(
                "@r{read}\n{bases}\n+\n{}{}\n",
                "I".repeat(10),
                "5".repeat(10)
            )
        })
        .collect()
}

/// Opens the page with one finished report.
async fn report() -> Browser {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    fs::write(&path, text()).unwrap();
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&[path]).await;
    let cards = browser.finished(1, Duration::from_secs(60)).await;
    assert_eq!(cards[0].state, "complete");
    browser
}

async fn reader(browser: &Browser) -> Element {
    let css = format!("[role=slider][aria-label='Values of {QUALITY}']");
    browser.wait_for(Locator::Css(&css)).await
}

async fn said(reader: &Element) -> String {
    reader.attr("aria-valuetext").await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_read_out_and_series_hide() {
    let browser = report().await;
    let reader = reader(&browser).await;
    assert_eq!(said(&reader).await, "no place chosen");
    let good = "position 1: median Q40, quartiles Q40–Q40, 10–90 % Q40–Q40";
    let bad = "position 20: median Q20, quartiles Q20–Q20, 10–90 % Q20–Q20";
    for (key, words) in [
        (Key::Right, good),
        (Key::End, bad),
        (Key::Home, good),
        (Key::Left, good),
    ] {
        reader.send_keys(&key.to_string()).await.unwrap();
        assert_eq!(said(&reader).await, words);
    }
    let shown = "return [...document.querySelectorAll('.read-out')].some((line) => line.textContent.trim() === arguments[0])";
    assert_eq!(browser.run(shown, vec![json!(good)]).await, json!(true));
    reader.send_keys(&Key::Escape.to_string()).await.unwrap();
    assert_eq!(said(&reader).await, "no place chosen");
    // A click is at the middle of the plot, left and right margins being unequal: base 10 or so.
    reader.click().await.unwrap();
    let words = said(&reader).await;
    assert!(words.starts_with("position 10: median Q40"), "{words}");

    let path = format!(
        "//*[@role='group' and @aria-label='Shown in {QUALITY}']//button[normalize-space()='median']"
    );
    let median = browser.wait_for(Locator::XPath(&path)).await;
    let line = browser
        .wait_for(Locator::Css(
            "[data-section=per_base_sequence_quality] .drawing .line",
        ))
        .await;
    assert_eq!(median.attr("aria-pressed").await.unwrap().unwrap(), "true");
    assert!(line.is_displayed().await.unwrap());
    median.click().await.unwrap();
    assert_eq!(median.attr("aria-pressed").await.unwrap().unwrap(), "false");
    assert!(!line.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drawings_and_tables_can_be_taken_along() {
    let browser = report().await;
    // What a click would save, as bytes: the link is caught before the browser follows it.
    let script = "
        const [button, done] = arguments;
        const click = HTMLAnchorElement.prototype.click;
        HTMLAnchorElement.prototype.click = function () {
            HTMLAnchorElement.prototype.click = click;
            fetch(this.href).then((answer) => answer.arrayBuffer())
                .then((bytes) => done([this.download, [...new Uint8Array(bytes)]]), (error) => done(String(error)));
        };
        document.querySelector(`button[aria-label='${button}']`).click();";
    let mut saved = Vec::new();
    for kind in ["SVG", "PNG"] {
        let button = json!(format!("Save {QUALITY} as {kind}"));
        let file = browser
            .client
            .execute_async(script, vec![button])
            .await
            .unwrap();
        let bytes: Vec<u8> = serde_json::from_value(file[1].clone()).unwrap();
        saved.push((file[0].as_str().unwrap().to_owned(), bytes));
    }
    let (name, svg) = &saved[0];
    assert_eq!(name, "sample _1__per_base_sequence_quality.svg");
    let svg = String::from_utf8(svg.clone()).unwrap();
    let parse = "
        const file = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
        return [file.documentElement.nodeName, file.querySelectorAll('parsererror').length,
            file.querySelector('.heading').textContent, file.querySelector('.sample').textContent];";
    assert_eq!(
        browser.run(parse, vec![json!(svg)]).await,
        json!(["svg", 0, QUALITY, NAME])
    );
    assert!(!svg.contains("var(") && !svg.contains("http://localhost"));
    let (name, png) = &saved[1];
    assert_eq!(name, "sample _1__per_base_sequence_quality.png");
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    // Width and height, big-endian, in the first chunk.
    assert_eq!(png[16..24], [0, 0, 4, 96, 0, 0, 2, 184]);

    let section = "document.querySelector('[data-section=per_base_sequence_quality]')";
    browser
        .run(
            &format!("{section}.querySelector('details').open = true"),
            vec![],
        )
        .await;
    browser
        .run("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }", vec![])
        .await;
    let status = "//section[@data-section='per_base_sequence_quality']//*[@role='status' and contains(., 'opi')]";
    browser.press(&format!("Copy table of {QUALITY}")).await;
    browser.wait_for(Locator::XPath(status)).await;
    let copied = browser.run("return window.copied", vec![]).await;
    let copied = copied.as_str().unwrap();
    assert_eq!(copied.lines().count(), 21, "{copied}");
    assert!(
        copied.lines().all(|line| line.split('\t').count() == 7),
        "{copied}"
    );

    browser
        .run(
            "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))",
            vec![],
        )
        .await;
    browser.press(&format!("Copy table of {QUALITY}")).await;
    let denied = "//*[@role='status' and contains(., 'The table is selected')]";
    browser.wait_for(Locator::XPath(denied)).await;
    let selected = browser
        .run("return getSelection().toString()", vec![])
        .await;
    assert!(selected.as_str().unwrap().contains("Median"), "{selected}");
    browser.close().await;
}
