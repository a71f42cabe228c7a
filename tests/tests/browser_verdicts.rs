//! The answer before the figures: how many sections are usual, which are not, and which of those are to
//! be expected of the kind of library.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use serde_json::{Value, json};
use std::{fs, time::Duration};
use tests::{
    browser::{Browser, DESK},
    server::native,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// The JSON report of the only card.
async fn report(browser: &Browser) -> Value {
    let script = "
        const done = arguments[0];
        const link = [...document.querySelectorAll('a[download]')].find((link) => link.download.endsWith('_readout.json'));
        fetch(link.href).then((answer) => answer.json()).then(done, (error) => done(`${error}`));";
    browser.client.execute_async(script, vec![]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_stands_before_the_figures_and_leads_to_its_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let example = tests::root().join("frontend/public/examples/long-reads.fastq.gz");
    let path = folder.path().join("long-reads.fastq.gz");
    fs::copy(example, &path).unwrap();
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/?engine=browser")).await;
    browser.choose(&[path]).await;
    browser.finished(1, PATIENCE).await;
    let report = report(&browser).await;
    let sections = report["sections"].as_array().unwrap();
    let count = |is: &dyn Fn(&Value) -> bool| sections.iter().filter(|one| is(one)).count();
    let judged = count(&|one| one["verdict"] != "none");
    let usual = count(&|one| one["verdict"] == "pass");
    let expected = count(&|one| one["expected"].is_string());
    assert!(
        usual < judged && expected > 1,
        "{judged} {usual} {expected}"
    );
    let said = browser
        .run(
            "return document.querySelector('.overview p').textContent",
            vec![],
        )
        .await;
    assert_eq!(
        said,
        json!(format!(
            "{usual} of {judged} sections are usual; {expected} that are not are to be expected of this kind of library."
        ))
    );
    // Each that is not usual is named, those that are to be expected without alarm, here and there.
    let script = "
        return [...document.querySelectorAll('.overview li')].map((line) => {
            const heading = document.querySelector(line.querySelector('a').hash);
            const section = heading.closest('[data-section]');
            const verdicts = [line, section].map((one) => one.querySelector('[data-verdict]').dataset.verdict);
            return [section.dataset.section, line.querySelector('.overview-word').textContent, ...verdicts];
        });";
    let named = browser.run(script, vec![]).await;
    let named: Vec<[String; 4]> = serde_json::from_value(named).unwrap();
    assert_eq!(named.len(), judged - usual);
    for [id, word, here, there] in &named {
        let section = sections.iter().find(|one| one["id"] == **id).unwrap();
        let (shown, words) = match section["expected"].is_string() {
            true => ("none", "to be expected"),
            false => (section["verdict"].as_str().unwrap(), &**word),
        };
        assert_eq!((&**here, &**there, &**word), (shown, shown, words), "{id}");
    }
    let table =
        "return document.querySelector('[data-section=overrepresented_sequences] .table') !== null";
    let open = browser.run(table, vec![]).await;
    let overrepresented = sections
        .iter()
        .find(|one| one["id"] == "overrepresented_sequences");
    let is_unusual = ["warn", "fail"]
        .map(|verdict| json!(verdict))
        .contains(&overrepresented.unwrap()["verdict"]);
    assert_eq!(open, json!(is_unusual));
    // The link leads there.
    let link = browser
        .wait_for(Locator::Css(".overview li:last-child a"))
        .await;
    link.click().await.unwrap();
    browser
        .until(
            "
            const { top, bottom } = document.querySelector(location.hash).getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight;",
        )
        .await;
    browser.is_fine("a verdict that was looked up").await;
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_equal_reads_of_one_primer_are_taken_for_amplicons() {
    let folder = tempfile::tempdir().unwrap();
    let primer = "GTGCCAGCAGCCGCGGTAA";
    let record = |read: usize| {
        let insert = ["ACGTTGCATGCAAGCT", "TTGACCATGGCATTAC", "CCGATTAGACATTGCA"][read % 3];
        let bases = format!("{primer}{insert}{insert}");
        format!("@r{read}\n{bases}\n+\n{}\n", "I".repeat(bases.len()))
    };
    let path = folder.path().join("16s.fastq");
    fs::write(&path, (0..400).map(record).collect::<String>()).unwrap();
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/?engine=browser")).await;
    browser.choose(&[path]).await;
    browser.finished(1, PATIENCE).await;
    let said = "//p[contains(., 'Compared with amplicon. Guessed from starts')]";
    browser.wait_for(Locator::XPath(said)).await;
    assert_eq!(report(&browser).await["library"]["kind"], "amplicon");
    browser.close().await;
}
