//! What can become of a file on the page, and the way out of each state: paused, stopped and read again,
//! an API that goes and comes back, mates where there is room for one; by colours of the person's choice,
//! on paper, and for those who hear it.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::Duration,
};
use tests::{
    browser::{Browser, Card, DESK, Kind, Look},
    corpus,
    faulty::{Proxy, Weather},
    made,
    server::{native, wait_until},
};

const LONG: Duration = Duration::from_secs(120);

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn is_exact(card: &Card, reads: &[u8]) {
    let found = (card.state.as_str(), card.alert.as_str(), &card.receipt);
    let receipt = corpus::expected(reads).document.receipt();
    assert_eq!(found, ("complete", "", &receipt), "{}", card.name);
}

/// The name of what has the focus.
async fn focused(browser: &Browser) -> String {
    let script = "const one = document.activeElement; return one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)";
    let name = browser.run(script, vec![]).await;
    name.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_this_browser_a_file_is_paused_stopped_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(20_000_000, 100, 91);
    let path = write(folder.path(), "local.fastq", &reads);
    let browser = Browser::start(DESK).await;
    // Small chunks, for one analyser: it takes a while.
    browser
        .open(&native().url("/?engine=browser&chunk_bytes=20000&concurrency=1"))
        .await;
    browser.choose(&[path]).await;
    browser.press_by_key("Pause local.fastq").await;
    browser.settled(1, &["held"], LONG).await;
    assert_eq!(focused(&browser).await, "Resume local.fastq");
    browser.press_by_key("Resume local.fastq").await;
    browser.settled(1, &["running"], LONG).await;
    browser.press_by_key("Stop here: local.fastq").await;
    let card = browser.finished(1, LONG).await.remove(0);
    assert_eq!(
        (card.state.as_str(), card.status.as_str()),
        ("cancelled", "Stopped")
    );
    // The button is gone, and the focus is on what it was of.
    browser
        .until("return document.activeElement.getAttribute('aria-label') === 'local.fastq'")
        .await;
    browser.press_by_key("Read again: local.fastq").await;
    browser.settled(1, &["complete"], LONG).await;
    is_exact(&browser.cards().await[0], &reads);
    let news = "return document.querySelector('.news').textContent";
    assert_eq!(
        browser.run(news, vec![]).await,
        json!("local.fastq: Complete.")
    );
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

/// Megabytes that were sent, and those of them without an answer.
fn meters(words: &str) -> (f64, f64) {
    let megabytes = |words: &str| {
        let (number, unit) = words.split_once(' ').unwrap();
        let scale = if unit == "kB" { 0.001 } else { 1.0 };
        number.parse::<f64>().unwrap() * scale
    };
    let (all, rest) = words.split_once(" sent, repeats included, ").unwrap();
    let unanswered = rest.strip_suffix(" of it without an answer").unwrap();
    (megabytes(all), megabytes(unanswered))
}

/// The page, reading by an API that goes while the person has the job paused.
async fn gone_in_a_pause(browser: &Browser, path: &Path) -> Proxy {
    let proxy = Proxy::start(native().port, Weather::Slow);
    browser
        .open(&proxy.url("/?engine=serverless&chunk_bytes=100000&concurrency=2"))
        .await;
    browser.choose(&[path.to_owned()]).await;
    browser
        .wait_for(Locator::Css("[data-state=running] [data-section]"))
        .await;
    // The next chunk is tried six times: there is time for the button.
    proxy.set_gone(true);
    let asked = || proxy.counts().api.load(Ordering::SeqCst);
    let before = asked();
    wait_until(LONG, || asked() > before, || "nothing was asked".to_owned());
    browser.press("Pause gone.fastq").await;
    browser.settled(1, &["paused"], LONG).await;
    proxy
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_goes_in_a_pause_is_asked_again_or_left() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(3_000_000, 150, 92);
    let path = write(folder.path(), "gone.fastq", &reads);
    let browser = Browser::start(DESK).await;
    for look in [DESK, Look { dark: true, ..DESK }] {
        browser.look(look);
        let proxy = gone_in_a_pause(&browser, &path).await;
        let host = format!("127.0.0.1:{}", proxy.port);
        browser.is_fine("the API is gone").await;
        // It is still gone.
        browser.press_by_key(&format!("Ask {host} again")).await;
        browser.settled(1, &["running"], LONG).await;
        browser
            .until("return document.activeElement.getAttribute('aria-label') === 'gone.fastq'")
            .await;
        browser.settled(1, &["paused"], LONG).await;
        proxy.set_gone(false);
        browser.press_by_key(&format!("Ask {host} again")).await;
        let card = browser.finished(1, LONG).await.remove(0);
        is_exact(&card, &reads);
        let text = browser.text().await;
        assert!(text.contains("3.0 MB · serverless"), "{text}");
        // Each chunk was tried several times while nobody answered.
        let sent = browser
            .run(
                "return document.querySelector('.job-sent').textContent",
                vec![],
            )
            .await;
        let (all, unanswered) = meters(sent.as_str().unwrap());
        assert!(
            unanswered > 0.3 && (all - unanswered - 3.0).abs() < 0.11,
            "{sent}"
        );
    }
    let proxy = gone_in_a_pause(&browser, &path).await;
    // What waits is not sent to an API that is gone, and goes with the first.
    let other = write(folder.path(), "other.fastq", &reads);
    browser.choose(&[other]).await;
    let words = "//*[@role='alert' and contains(., 'Another report waits to be sent')]";
    browser.wait_for(Locator::XPath(words)).await;
    let cards = browser.cards().await;
    assert_eq!(cards[1].state, "waiting");
    let sent = proxy.counts().requests.load(Ordering::SeqCst);
    browser.press_by_key("Go on in this browser").await;
    // One after the other.
    let states: Vec<String> = browser
        .cards()
        .await
        .into_iter()
        .map(|card| card.state)
        .collect();
    assert!(states != ["paused", "running"], "{states:?}");
    for card in browser.finished(2, LONG).await {
        is_exact(&card, &reads);
    }
    let requests = proxy.counts().requests.load(Ordering::SeqCst);
    assert_eq!(requests, sent);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_api_is_sent_nothing_before_that_was_shown() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(3_000_000, 150, 98);
    let path = write(folder.path(), "gone.fastq", &reads);
    let browser = Browser::start(DESK).await;
    let _first = gone_in_a_pause(&browser, &path).await;
    let other = Proxy::start(native().port, Weather::Slow);
    let open =
        "document.querySelectorAll('details').forEach((details) => { details.open = true; })";
    browser.run(open, vec![]).await;
    let field = browser.wait_for(Locator::Id("preference-api")).await;
    field.send_keys(&other.url("")).await.unwrap();
    browser.press_by_key("Check and use").await;
    let words = format!(
        "//p[contains(., 'To send it to 127.0.0.1:{} instead, stop here and read it again.')]",
        other.port
    );
    browser.wait_for(Locator::XPath(&words)).await;
    let ask =
        "return [...document.querySelectorAll('.paused button')].map((one) => one.textContent)";
    let buttons = browser.run(ask, vec![]).await;
    assert_eq!(buttons, json!(["Go on in this browser"]));
    browser.press("Stop here: gone.fastq").await;
    browser.finished(1, LONG).await;
    browser.press("Read again: gone.fastq").await;
    browser.wait_for(Locator::Id("plan-title")).await;
    let sent = || other.counts().requests.load(Ordering::SeqCst);
    assert_eq!(sent(), 0);
    browser.press("Send").await;
    browser.settled(1, &["complete"], LONG).await;
    is_exact(&browser.cards().await[0], &reads);
    assert!(sent() > 20);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_is_asked_about_before_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(300_000, 100, 93);
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.pick("Serverless").await;
    for (number, name) in ["first.fastq", "second.fastq"].into_iter().enumerate() {
        browser.choose(&[write(folder.path(), name, &reads)]).await;
        browser.wait_for(Locator::Id("plan-title")).await;
        assert_eq!(browser.card(name).await.state, "waiting");
        browser.press("Send").await;
        browser.finished(number + 1, LONG).await;
        is_exact(&browser.card(name).await, &reads);
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_of_ones_own_choice_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let bad = write(folder.path(), "bad.fastq", b"@r\nACGT\n+\nIII\n");
    let good = write(folder.path(), "good.fastq", &made::reads(300_000, 100, 94));
    let browser = Browser::start(DESK).await;
    for (dark, choice) in [(true, "Light"), (false, "Dark")] {
        browser.look(Look { dark, ..DESK });
        browser
            .open(&native().url("/?api=http://127.0.0.1:9"))
            .await;
        let choose = "
            document.querySelectorAll('details').forEach((details) => { details.open = true; });
            const field = [...document.querySelectorAll('label')].find((label) => label.textContent.trim() === 'Colours').control;
            field.value = [...field.options].find((option) => option.textContent.trim() === arguments[0]).value;
            field.dispatchEvent(new Event('change', { bubbles: true }));";
        browser.run(choose, vec![json!(choice)]).await;
        let theme = format!(
            "return document.documentElement.dataset.theme === '{}'",
            choice.to_lowercase()
        );
        browser.until(&theme).await;
        browser.pick("Serverless").await;
        browser.choose(std::slice::from_ref(&good)).await;
        browser.wait_for(Locator::Id("plan-title")).await;
        browser.is_fine(&format!("a plan, {choice}")).await;
        // Nobody answers there.
        browser.press("Send").await;
        browser.settled(1, &["paused"], LONG).await;
        browser.is_fine(&format!("the API is gone, {choice}")).await;
        browser.press("Go on in this browser").await;
        browser.choose(std::slice::from_ref(&bad)).await;
        browser.press("Read in this browser instead").await;
        browser.finished(2, LONG).await;
        browser
            .is_fine(&format!("a report and an error, {choice}"))
            .await;
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_room_for_one_mate_the_state_of_the_other_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(200_000, 100, 95);
    let files = [
        write(folder.path(), "m_R1.fastq", &reads),
        write(folder.path(), "m_R2.fastq", b"@r\nACGT\n+\nIII\n"),
    ];
    let browser = Browser::start(Look {
        width: 360,
        dark: false,
    })
    .await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    browser.settled(2, &["complete", "failed"], LONG).await;
    browser
        .wait_for(Locator::XPath("//label[normalize-space()='R2 · Failed']"))
        .await;
    browser.pick("R2").await;
    let alert = browser
        .wait_for(Locator::XPath(
            "//section[@aria-label='m_R2.fastq']//*[@role='alert']",
        ))
        .await;
    assert!(alert.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_paper_there_is_the_report_alone_in_light_colours() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(200_000, 100, 96);
    let files = ["p_R1.fastq", "p_R2.fastq"].map(|name| write(folder.path(), name, &reads));
    let browser = Browser::start(Look {
        width: 700,
        dark: true,
    })
    .await;
    if browser.kind != Kind::Chromium {
        eprintln!("**** SKIPPED: Chromium alone shows a page as on paper here ****");
        browser.close().await;
        return;
    }
    browser.open(&native().url("/")).await;
    let dark = "document.documentElement.dataset.theme = 'dark'";
    browser.run(dark, vec![]).await;
    browser.choose(&files).await;
    browser.finished(2, LONG).await;
    browser.as_on_paper();
    let style = "
        const style = (css, key) => getComputedStyle(document.querySelector(css))[key];
        return [style('body', 'color'), style('.card', 'backgroundColor'), style('.chart text', 'fill')];";
    assert_eq!(
        browser.run(style, vec![]).await,
        json!(["rgb(27, 36, 48)", "rgb(255, 255, 255)", "rgb(92, 104, 120)"])
    );
    // Legends stay, for they say what lines are.
    let shown = "
        const seen = (css) => [...document.querySelectorAll(css)].filter((one) => one.checkVisibility()).length;
        return [seen('[data-section=per_base_sequence_quality]'), seen('button:not(.legend button), input, select, progress, summary, .ready, .plan')];";
    assert_eq!(browser.run(shown, vec![]).await, json!([2, 0]));
    // What is drawn is there on paper, too.
    let hidden = "return [...document.querySelectorAll('.chart :is(rect, path, polyline)')].filter((one) => getComputedStyle(one).display === 'none').length";
    assert_eq!(browser.run(hidden, vec![]).await, json!(0));
    browser.close().await;
}
