//! Mates on the page: files whose names make a pair are compared when both were read.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use serde_json::{Value, json};
use std::{fs, path::PathBuf, process::Command, time::Duration};
use tests::{
    browser::{Browser, DESK},
    made,
    server::{native, readout},
};

const LONG: Duration = Duration::from_secs(60);

/// Reads of these numbers.
fn text(reads: impl IntoIterator<Item = u32>, mate: u8) -> String {
    let record = |read| format!("@run:{read}/{mate}\nACGTACGT\n+\nIIIIIIII\n");
    reads.into_iter().map(record).collect()
}

/// Verdict and words of the line on mates on the card of a file.
async fn line(browser: &Browser, name: &str) -> (String, String) {
    let css = format!("section[aria-label='{name}'] .job-card .mates");
    let line = browser.wait_for(Locator::Css(&css)).await;
    let verdict = line.find(Locator::Css("[data-verdict]")).await.unwrap();
    let verdict = verdict.attr("data-verdict").await.unwrap().unwrap();
    (verdict, line.text().await.unwrap().replace('\n', " "))
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_say_whether_mates_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let files = [
        file("S_R2.fastq", text(0..2000, 2)),
        file("lone_R1.fastq", text(0..10, 1)),
        file("T_1.fastq", text(0..400, 1)),
        file("S_R1.fastq", text(0..2000, 1)),
        file("T_2.fastq", text((0..400).filter(|read| *read != 122), 2)),
    ];
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    browser.finished(5, LONG).await;
    for name in ["S_R1.fastq", "S_R2.fastq"] {
        let said = "Mates: same order S_R1.fastq and S_R2.fastq have the same names in the same order: 2,000 of 2,000 reads.";
        assert_eq!(
            line(&browser, name).await,
            ("pass".to_owned(), said.to_owned())
        );
    }
    for name in ["T_1.fastq", "T_2.fastq"] {
        let (verdict, words) = line(&browser, name).await;
        assert_eq!(verdict, "fail");
        let start = "Mates: differ T_1.fastq and T_2.fastq begin to differ at read 123.";
        assert!(words.starts_with(start), "{words}");
    }
    let script = "
        const done = arguments[0];
        const cards = [...document.querySelectorAll('section[aria-label][data-state]')];
        Promise.all(cards.map(async (card) => {
            const link = [...card.querySelectorAll('a[download]')].find((link) => link.download.endsWith('_readout.json'));
            const report = await (await fetch(link.href)).json();
            const pairs = report.sections.find((section) => section.id === 'read_pairs');
            return [card.getAttribute('aria-label'), card.querySelectorAll('[data-section=read_pairs]').length, pairs?.data.files ?? null];
        })).then(done, (error) => done(`${error}`));";
    let found = browser.client.execute_async(script, vec![]).await.unwrap();
    let (s, t) = (["S_R1.fastq", "S_R2.fastq"], ["T_1.fastq", "T_2.fastq"]);
    let expected: Value = json!([
        ["S_R1.fastq", 1, s],
        ["S_R2.fastq", 1, s],
        ["T_1.fastq", 1, t],
        ["T_2.fastq", 1, t],
        ["lone_R1.fastq", 0, null],
    ]);
    assert_eq!(found, expected);
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

/// Pairs from fragments of 80 bases, of which each mate reads 60; every seventh pair differs in a base
/// of low quality.
fn pairs(numbers: impl IntoIterator<Item = u64>) -> [String; 2] {
    let [mut first, mut second] = [String::new(), String::new()];
    for number in numbers {
        let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let fragment: Vec<u8> = (0..80)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                b"ACGT"[(state >> 33) as usize % 4]
            })
            .collect();
        let other = |base: &u8| b"TGCA"[b"ACGT".iter().position(|one| one == base).unwrap()];
        let forward = fragment[..60].to_vec();
        let mut reverse: Vec<u8> = fragment[20..].iter().rev().map(other).collect();
        let mut scores = vec![b'I'; 60];
        if number.is_multiple_of(7) {
            reverse[30] = other(&reverse[30]);
            scores[30] = b'+';
        }
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        first += &format!("@p:{number}/1\n{}\n+\n{}\n", text(forward), "I".repeat(60));
        second += &format!("@p:{number}/2\n{}\n+\n{}\n", text(reverse), text(scores));
    }
    [first, second]
}

/// Both mates of these pairs, one after the other.
fn interleaved(numbers: impl IntoIterator<Item = u64>) -> String {
    let both = numbers.into_iter().flat_map(|number| pairs([number]));
    both.collect()
}

/// Has the only file read again for these of its reads.
async fn read_again(browser: &Browser, words: &str) {
    let option = format!(
        "//label[normalize-space()='Reads']/following-sibling::select/option[normalize-space()='{words}']"
    );
    let option = browser.wait_for(Locator::XPath(&option)).await;
    option.click().await.unwrap();
    browser.finished(1, LONG).await;
}

/// The section on observed quality in the JSON report of each card, by name.
async fn observed(browser: &Browser) -> Vec<(String, Value)> {
    // As text: a script's numbers have lost what tells 100.0 from 100.
    let script = "
        const done = arguments[0];
        const cards = [...document.querySelectorAll('section[aria-label][data-state]')];
        Promise.all(cards.map(async (card) => {
            const link = [...card.querySelectorAll('a[download]')].find((link) => link.download.endsWith('_readout.json'));
            return [card.getAttribute('aria-label'), await (await fetch(link.href)).text()];
        })).then(done, (error) => done(`${error}`));";
    let found = browser.client.execute_async(script, vec![]).await.unwrap();
    let reports: Vec<(String, String)> = serde_json::from_value(found).unwrap();
    let reports = reports.into_iter();
    reports
        .map(|(name, json)| (name, section(json.as_bytes())))
        .collect()
}

fn section(report: &[u8]) -> Value {
    let report: Value = serde_json::from_slice(report).unwrap();
    let sections = report["sections"].as_array().unwrap().clone();
    let mut sections = sections.into_iter();
    let section = sections.find(|section| section["id"] == "observed_quality");
    section.unwrap()
}

/// The same section of the program.
fn of_program(files: &[PathBuf]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(readout())
        .args(["report", "--quiet", "--mates", "-o"])
        .arg(folder.path())
        .args(files)
        .status()
        .unwrap();
    assert!(status.success());
    let mut paths: Vec<PathBuf> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let sections = paths.iter().map(|path| section(&fs::read(path).unwrap()));
    sections.collect()
}

/// Has the mates of the sample compared.
async fn check(browser: &Browser, sample: &str, words: &str) {
    let group = format!("//*[@role='group' and @aria-label='Mates of {sample}']");
    let button = format!("{group}//button[normalize-space()='Check scores by mates']");
    let button = browser.wait_for(Locator::XPath(&button)).await;
    button.click().await.unwrap();
    let said = format!("{group}//*[@role='status' or @role='alert'][contains(., \"{words}\")]");
    browser.wait_for(Locator::XPath(&said)).await;
    // The button is gone; the focus is where it was.
    let place = "return document.activeElement.getAttribute('aria-label')";
    browser
        .until(&format!("{place} === 'Mates of {sample}'"))
        .await;
    // Each of its reports is made anew by a worker of its own.
    let shown = "return [...document.querySelectorAll('section[aria-label][data-state]')].every((card) => card.querySelector('[data-section=observed_quality]') !== null)";
    browser.until(shown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mates_tell_whether_scores_are_true() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let [first, second] = pairs(0..3000);
    let files = [
        file("M_R1.fastq", first.as_bytes()),
        file("M_R2.fastq.gz", &made::gzip(second.as_bytes())),
    ];
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    browser.finished(2, LONG).await;
    check(&browser, "M", "3,000 pairs were compared").await;
    let found = observed(&browser).await;
    let program = of_program(&files);
    assert_eq!(found.len(), 2);
    for ((name, section), expected) in found.iter().zip(&program) {
        assert_eq!(section, expected, "{name}");
    }
    assert_eq!(
        program[0]["data"]["overlapping_pairs"], 3000,
        "{}",
        program[0]
    );

    // Two lanes.
    browser.open(&native().url("/")).await;
    let [first, second] = pairs(5000..6000);
    let lanes = [
        file("L_S1_L001_R1_001.fastq", first.as_bytes()),
        file("L_S1_L001_R2_001.fastq", second.as_bytes()),
    ];
    let [first, second] = pairs(7000..9000);
    let more = [
        file("L_S1_L002_R1_001.fastq", first.as_bytes()),
        file("L_S1_L002_R2_001.fastq", second.as_bytes()),
    ];
    browser.choose(&[lanes, more].concat()).await;
    browser.finished(2, LONG).await;
    check(&browser, "L_S1", "3,000 pairs were compared").await;
    let found = observed(&browser).await;
    assert_eq!(found[1].1["data"]["pairs"], 3000, "{found:?}");

    // One file with both mates.
    browser.open(&native().url("/")).await;
    let files = [file("both.fastq", interleaved(100..700).as_bytes())];
    browser.choose(&files).await;
    browser.finished(1, LONG).await;
    check(&browser, "both.fastq", "600 pairs were compared").await;
    assert_eq!(observed(&browser).await[0].1, of_program(&files)[0]);
    // A report that was made of another reading knows nothing of it, and it can be done again.
    read_again(&browser, "First mates only").await;
    read_again(&browser, "All").await;
    check(&browser, "both.fastq", "600 pairs were compared").await;
    assert_eq!(observed(&browser).await[0].1, of_program(&files)[0]);

    // What follows the last pair is said, and what was found before it is kept.
    browser.open(&native().url("/")).await;
    let [first, second] = pairs(0..500);
    let [_, other] = pairs(900..901);
    let files = [
        file("N_R1.fastq", first.as_bytes()),
        file("N_R2.fastq", (second + &other).as_bytes()),
    ];
    browser.choose(&files).await;
    browser.finished(2, LONG).await;
    check(
        &browser,
        "N",
        "Mates were compared for the first 500 pairs only",
    )
    .await;
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

/// What lost the focus when a file was read does not take it from what has it by then, however late the
/// page comes to it.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_frame_takes_the_focus_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("both.fastq");
    fs::write(&path, interleaved(100..700)).unwrap();
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&[path]).await;
    browser.finished(1, LONG).await;
    read_again(&browser, "First mates only").await;
    let late = "const frame = window.requestAnimationFrame.bind(window); window.requestAnimationFrame = (call) => setTimeout(() => frame(call), 1500);";
    browser.run(late, vec![]).await;
    read_again(&browser, "All").await;
    check(&browser, "both.fastq", "600 pairs were compared").await;
    // All that was asked for before has come by then.
    let three = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(document.activeElement.getAttribute('aria-label')))));";
    let focused = browser.client.execute_async(three, vec![]).await.unwrap();
    assert_eq!(focused, json!("Mates of both.fastq"));
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
