//! The table of all samples: its order, the comparison of two, and all reports as one file.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};
use std::{
    fs,
    io::{Cursor, Read},
    time::Duration,
};
use tests::{
    browser::{Browser, DESK},
    made,
    server::native,
};

const SHORT: Duration = Duration::from_secs(60);

/// The page with three finished samples.
async fn three() -> Browser {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("b10.fastq", 40_000),
        ("b9.fastq", 120_000),
        ("c.fastq", 20_000),
    ]
    .map(|(name, bytes)| {
        let path = folder.path().join(name);
        fs::write(&path, made::reads(bytes, 100, 4)).unwrap();
        path
    });
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    browser.finished(3, SHORT).await;
    browser
}

/// The names in the table, in its order.
async fn table(browser: &Browser) -> Vec<String> {
    let rows = "return [...document.querySelectorAll('.sample-table tbody tr')].map((row) => row.dataset.sample)";
    serde_json::from_value(browser.run(rows, vec![]).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_ordered_and_two_are_compared() {
    let browser = three().await;
    assert_eq!(table(&browser).await, ["b9.fastq", "b10.fastq", "c.fastq"]);
    let sort = "return document.querySelector('th[aria-sort]:not([aria-sort=none])')?.textContent.trim() + ' ' + document.querySelector('th[aria-sort]:not([aria-sort=none])')?.ariaSort";
    browser.press("Reads").await;
    assert_eq!(table(&browser).await, ["b9.fastq", "b10.fastq", "c.fastq"]);
    assert_eq!(browser.run(sort, vec![]).await, json!("Reads descending"));
    browser.type_keys(&Key::Enter.to_string()).await;
    browser
        .until("return document.querySelector('th[aria-sort=ascending]') !== null")
        .await;
    assert_eq!(table(&browser).await, ["c.fastq", "b10.fastq", "b9.fastq"]);
    browser.press("Sample").await;
    assert_eq!(table(&browser).await, ["b9.fastq", "b10.fastq", "c.fastq"]);
    assert_eq!(browser.run(sort, vec![]).await, json!("Sample ascending"));
    let text = browser.text().await;
    assert!(
        text.contains("of their mean (coefficient of variation): from"),
        "{text}"
    );

    for name in ["b9.fastq", "c.fastq"] {
        let css = format!("input[type=checkbox][aria-label='Compare {name}']");
        browser
            .wait_for(Locator::Css(&css))
            .await
            .click()
            .await
            .unwrap();
    }
    let heading = browser
        .wait_for(Locator::XPath("//h3[.='b9.fastq and c.fastq']"))
        .await;
    assert!(heading.is_displayed().await.unwrap());
    let rows = "return [...document.querySelectorAll('.comparison tbody tr')].map((row) => [...row.children].map((cell) => cell.innerText.replace('\\n', ' ')))";
    let rows: Vec<[String; 4]> = serde_json::from_value(browser.run(rows, vec![]).await).unwrap();
    assert_eq!(rows[0][0], "Reads");
    assert!(
        rows[0][3].starts_with('−') && rows[0][3].ends_with(" %"),
        "{rows:?}"
    );
    assert!(
        rows.iter()
            .any(|row| row[0] == "GC of A, C, G and T" && row[3].ends_with(" points")),
        "{rows:?}"
    );

    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_is_compared_no_more() {
    let browser = three().await;
    let choose = async |name: &str| {
        let css = format!("input[type=checkbox][aria-label='Compare {name}']");
        let box_ = browser.wait_for(Locator::Css(&css)).await;
        box_.click().await.unwrap();
    };
    choose("b9.fastq").await;
    choose("c.fastq").await;
    browser
        .wait_for(Locator::XPath("//h3[.='b9.fastq and c.fastq']"))
        .await;
    let tables = "document.querySelectorAll('.overlay details').forEach((details) => { details.open = true; });
        return document.querySelectorAll('.overlay tbody tr').length";
    browser.run(tables, vec![]).await;
    browser.until(&format!("{tables} > 100")).await;
    // As spreadsheets take it: one row a line, one cell a column.
    let copied = "
        const [name, done] = arguments;
        navigator.clipboard.writeText = (text) => { done(text); return Promise.resolve(); };
        document.querySelector(`button[aria-label='Copy table of ${name}']`).click();";
    for (name, rows, cells) in [("Samples", 4, 11), ("Comparison", 8, 4)] {
        let text = browser
            .client
            .execute_async(copied, vec![json!(name)])
            .await
            .unwrap();
        let text = text.as_str().unwrap();
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split('\t').collect())
            .collect();
        assert_eq!(lines.len(), rows, "{text}");
        assert!(lines.iter().all(|line| line.len() == cells), "{text}");
        assert!(text.contains("c.fastq") && text.contains(" %"), "{text}");
    }
    browser.press("Remove c.fastq").await;
    choose("b10.fastq").await;
    browser
        .wait_for(Locator::XPath("//h3[.='b9.fastq and b10.fastq']"))
        .await;
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

/// Has all reports saved; gives the name of the file and its bytes.
async fn save_all(browser: &Browser) -> (Value, Vec<u8>) {
    let script = "
        const done = arguments[arguments.length - 1];
        const bytes = (address) => fetch(address).then((answer) => answer.arrayBuffer()).then((bytes) => [...new Uint8Array(bytes)]);
        const click = HTMLAnchorElement.prototype.click;
        HTMLAnchorElement.prototype.click = function () {
            HTMLAnchorElement.prototype.click = click;
            bytes(this.href).then((all) => done([this.download, all]), (error) => done(String(error)));
        };
        [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Download all reports').click();";
    let saved = browser.client.execute_async(script, vec![]).await.unwrap();
    let bytes = serde_json::from_value(saved[1].clone()).unwrap();
    (saved[0].clone(), bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn all_reports_in_one_file_are_as_they_are_to_be() {
    let browser = three().await;
    let folder = tempfile::tempdir().unwrap();
    let limits = folder.path().join("limits.txt");
    fs::write(&limits, "sequence ignore 1\n").unwrap();
    browser.choose_setting("limits", &limits).await;
    browser
        .setting_says("Limits", "Limits from limits.txt")
        .await;
    // All of them are to be made anew first.
    let (_, bytes) = save_all(&browser).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for stem in ["b9", "b10", "c"] {
        let entry = archive.by_name(&format!("{stem}_readout.json")).unwrap();
        let report: Value = serde_json::from_reader(entry).unwrap();
        let sections = report["sections"].as_array().unwrap();
        let left = sections
            .iter()
            .any(|section| section["id"] == "per_base_sequence_content");
        assert!(!sections.is_empty() && !left, "{stem}");
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_reports_come_in_one_file_each_as_its_own_link_gives_it() {
    let browser = three().await;
    let (name, bytes) = save_all(&browser).await;
    assert_eq!(name, json!("readout_reports.zip"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), 9);
    for (file, stem) in [("b9.fastq", "b9"), ("b10.fastq", "b10"), ("c.fastq", "c")] {
        for (link, ending) in [
            ("FastQC zip", "fastqc.zip"),
            ("HTML report", "readout.html"),
            ("JSON report", "readout.json"),
        ] {
            let script = "
                const [name, words, done] = arguments;
                const card = [...document.querySelectorAll('section[data-state]')].find((card) => card.getAttribute('aria-label') === name);
                const link = [...card.querySelectorAll('a[download]')].find((link) => link.textContent.trim() === `Download ${words}`);
                fetch(link.href).then((answer) => answer.arrayBuffer()).then((bytes) => done([...new Uint8Array(bytes)]));";
            let expected = browser
                .client
                .execute_async(script, vec![json!(file), json!(link)])
                .await
                .unwrap();
            let expected: Vec<u8> = serde_json::from_value(expected).unwrap();
            let mut found = Vec::new();
            let mut entry = archive.by_name(&format!("{stem}_{ending}")).unwrap();
            entry.read_to_end(&mut found).unwrap();
            assert!(found == expected, "{stem}_{ending}");
        }
    }
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
