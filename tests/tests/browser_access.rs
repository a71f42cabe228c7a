//! Everyone can use it: axe finds nothing in any state of the page, nothing scrolls sideways down to
//! 320 px, the keyboard does everything, and whoever asked for less motion gets it.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use tests::{
    browser::{Browser, DESK, Look},
    corpus,
    faulty::{Proxy, Weather},
    made,
    server::native,
};

const LONG: Duration = Duration::from_secs(60);

const LOOKS: [Look; 4] = [
    DESK,
    Look {
        width: 1280,
        dark: true,
    },
    // A wide page at 400 %.
    Look {
        width: 320,
        dark: false,
    },
    Look {
        width: 320,
        dark: true,
    },
];

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

async fn open_all(browser: &Browser) {
    let script =
        "document.querySelectorAll('details').forEach((details) => { details.open = true; })";
    browser.run(script, vec![]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_in_every_look() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "reads.fastq", &made::reads(400_000, 100, 4));
    let bad = write(folder.path(), "bad.fastq", b"@r\nACGT\n+\nIII\n");
    let long = write(folder.path(), "long.fastq", &made::reads(3_000_000, 100, 5));
    let mates: Vec<PathBuf> = ["x_S1_L001_R1_001.fastq", "x_S1_L001_R2_001.fastq"]
        .iter()
        .map(|name| write(folder.path(), name, &made::reads(200_000, 150, 6)))
        .collect();
    let browser = Browser::start(DESK).await;
    for look in LOOKS {
        let at = |state: &str| format!("{state}, {look:?}");
        browser.look(look);
        browser
            .open(&native().url("/?api=http://127.0.0.1:9"))
            .await;
        let seen = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]";
        let seen = browser.run(seen, vec![]).await;
        assert_eq!(seen, json!([look.width, look.dark]));
        browser.is_fine(&at("the empty page")).await;
        open_all(&browser).await;
        browser.press("paste").await;
        browser
            .is_fine(&at("settings and the field to paste into"))
            .await;
        browser.pick("Serverless").await;
        browser.choose(std::slice::from_ref(&good)).await;
        browser.wait_for(Locator::Id("plan-title")).await;
        browser.is_fine(&at("before anything is sent")).await;
        browser.press("Read in this browser instead").await;
        browser.finished(1, LONG).await;
        open_all(&browser).await;
        browser.is_fine(&at("a report")).await;

        browser
            .choose(&[bad.clone(), mates[0].clone(), mates[1].clone()])
            .await;
        browser.finished(4, LONG).await;
        browser.press("Open all reports").await;
        let script = "[...document.querySelectorAll(\"input[type=checkbox][aria-label^='Compare ']\")].slice(0, 2).forEach((box) => box.click())";
        browser.run(script, vec![]).await;
        browser.wait_for(Locator::Css(".comparison tbody tr")).await;
        open_all(&browser).await;
        browser
            .is_fine(&at("samples, mates, an error, a comparison"))
            .await;

        // In the middle of reading, held, and ended there.
        let proxy = Proxy::start(native().port, Weather::Slow);
        let query = "/?engine=serverless&chunk_bytes=20000&concurrency=1";
        browser.open(&proxy.url(query)).await;
        browser.choose(std::slice::from_ref(&long)).await;
        browser
            .wait_for(Locator::Css("[data-state=running] [data-section]"))
            .await;
        browser.is_fine(&at("running")).await;
        browser.press("Pause long.fastq").await;
        browser.wait_for(Locator::Css("[data-state=held]")).await;
        browser.is_fine(&at("held")).await;
        browser.press("Stop here: long.fastq").await;
        browser.finished(1, LONG).await;
        browser.is_fine(&at("a sample that was kept")).await;
    }
    browser.close().await;
}

async fn press_keys(browser: &Browser, keys: &[char]) {
    let actions = keys
        .iter()
        .fold(KeyActions::new("keys".into()), |keys, key| {
            keys.then(KeyAction::Down { value: *key })
                .then(KeyAction::Up { value: *key })
        });
    browser.client.perform_actions(actions).await.unwrap();
}

/// Name, place and look of what has the focus.
async fn focused(browser: &Browser) -> (String, bool) {
    let script = "
        const one = document.activeElement;
        const words = one.getAttribute('aria-label') ?? (one.labels?.[0] ?? one).textContent.trim();
        const shown = (element) => { const style = getComputedStyle(element); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; };
        // An invisible field shows its focus on its label or its frame.
        const seen = one === document.body ? false : shown(one) || [...(one.labels ?? [])].some(shown) || (one.parentElement && shown(one.parentElement));
        return [`${one.tagName} ${words}`.slice(0, 80), seen];";
    serde_json::from_value(browser.run(script, vec![]).await).unwrap()
}

/// Goes on with the tab key until something of this name has the focus.
async fn tab_to(browser: &Browser, words: &str) {
    let mut passed: Vec<String> = Vec::new();
    loop {
        press_keys(browser, &[char::from(Key::Tab)]).await;
        let (name, seen) = focused(browser).await;
        assert!(
            seen || name.starts_with("BODY"),
            "the focus on {name} cannot be seen"
        );
        if name.contains(words) {
            return;
        }
        passed.push(name);
        assert!(
            passed.len() < 400,
            "no way to {words} with the tab key: {passed:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_does_everything() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(400_000, 100, 7);
    let path = write(folder.path(), "keys.fastq", &reads);
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    let enter = char::from(Key::Enter);
    let space = char::from(Key::Space);
    tab_to(&browser, "Skip to the files").await;
    press_keys(&browser, &[enter]).await;
    tab_to(&browser, "Choose FASTQ files").await;
    tab_to(&browser, "Short reads").await;
    press_keys(&browser, &[enter]).await;
    browser.finished(1, LONG).await;
    // Arrows change the engine; a file then waits for a word.
    let tag = browser
        .run("return document.activeElement.textContent", vec![])
        .await;
    assert_eq!(tag, json!("Short reads"), "the focus stays where it was");
    tab_to(&browser, "In this browser").await;
    press_keys(&browser, &[char::from(Key::Down)]).await;
    browser.choose(&[path]).await;
    browser.wait_for(Locator::Id("plan-title")).await;
    tab_to(&browser, "BUTTON Send").await;
    press_keys(&browser, &[enter]).await;
    browser.finished(2, LONG).await;
    let card = browser.card("keys.fastq").await;
    assert_eq!(card.receipt, corpus::expected(&reads).document.receipt());
    let place = browser
        .run("return document.activeElement.id", vec![])
        .await;
    assert_eq!(
        place,
        json!("main"),
        "the focus goes on behind what went away"
    );

    // Through the table into a report: open it, read a chart's values, hide a series.
    tab_to(&browser, "Compare keys.fastq").await;
    press_keys(&browser, &[space]).await;
    tab_to(&browser, "keys.fastq").await;
    browser.press("Open all reports").await;
    let slider = "return document.activeElement.getAttribute('role') === 'slider' ? document.activeElement.getAttribute('aria-valuetext') : null";
    let mut value = json!(null);
    for _ in 0..200 {
        press_keys(&browser, &[char::from(Key::Tab)]).await;
        value = browser.run(slider, vec![]).await;
        if !value.is_null() {
            break;
        }
    }
    press_keys(&browser, &[char::from(Key::Right), char::from(Key::Right)]).await;
    let next = browser.run(slider, vec![]).await;
    assert!(next.is_string() && next != value, "{value} {next}");
    tab_to(&browser, "Remove").await;
    press_keys(&browser, &[enter]).await;
    browser.settled(1, &["complete"], LONG).await;
    let (name, _) = focused(&browser).await;
    assert!(!name.starts_with("BODY"), "the focus is lost");
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn less_motion_is_no_motion() {
    let browser = Browser::start(DESK).await;
    browser.prefer_less_motion();
    browser.open(&native().url("/")).await;
    browser.press("Short reads").await;
    browser.finished(1, LONG).await;
    let script = "
        const seconds = (value) => Math.max(...value.split(',').map(parseFloat));
        return [...document.querySelectorAll('*')].filter((one) => {
            const style = getComputedStyle(one);
            return seconds(style.transitionDuration) > 0.01 || (style.animationName !== 'none' && seconds(style.animationDuration) > 0.01);
        }).map((one) => one.className.toString());";
    assert_eq!(browser.run(script, vec![]).await, json!([]));
    browser.close().await;
}
