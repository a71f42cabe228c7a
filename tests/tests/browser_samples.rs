//! Samples on the page: files grouped by their names and by hand, read as one, named and ordered.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};
use std::{fs, path::Path, path::PathBuf, process::Command, time::Duration};
use tests::{
    browser::{Browser, DESK, Kind},
    corpus, made,
    server::{native, readout},
};

const SHORT: Duration = Duration::from_secs(60);

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

/// The samples on the page, each with the names of its reports.
async fn samples(browser: &Browser) -> Vec<(String, Vec<String>)> {
    let script = "return [...document.querySelectorAll('section.sample')].map((sample) => [sample.getAttribute('aria-label').replace(/^Sample /, ''),
        [...sample.querySelectorAll('section[data-state]')].map((report) => report.getAttribute('aria-label'))]);";
    serde_json::from_value(browser.run(script, vec![]).await).unwrap()
}

fn named(list: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    list.iter()
        .map(|(name, reports)| {
            let reports = reports.iter().map(|report| (*report).to_owned());
            ((*name).to_owned(), reports.collect())
        })
        .collect()
}

/// The receipt of the program for files as one sample.
fn merged(files: &[PathBuf]) -> String {
    let output = Command::new(readout())
        .args(["report", "--merge", "--quiet"])
        .args(files)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["receipt"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_folder_of_lanes_is_samples_with_the_receipts_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let mut lanes: [Vec<PathBuf>; 2] = [Vec::new(), Vec::new()];
    for (lane, number) in ["L001", "L002", "L003", "L010"].iter().zip(1_u8..) {
        for (mate, files) in (1_u8..).zip(&mut lanes) {
            let text = made::reads(
                60_000 * usize::from(number),
                100,
                u64::from(number * 10 + mate),
            );
            let name = format!("Liver_S1_{lane}_R{mate}_001.fastq");
            // Plain, gzip and BGZF in one sample.
            files.push(match number {
                1 => write(&run, &name, &text),
                2 => write(&run, &format!("{name}.gz"), &made::gzip(&text)),
                _ => {
                    let plain = write(folder.path(), "plain", &text);
                    let path = run.join(format!("{name}.gz"));
                    made::packed::bgzf_file(&plain, &path).unwrap();
                    path
                }
            });
        }
    }
    write(
        &run,
        "Liver_S1_L001_I1_001.fastq",
        &made::reads(10_000, 8, 5),
    );
    write(
        &run,
        "Undetermined_S0_L001_R1_001.fastq",
        &made::reads(20_000, 100, 6),
    );
    write(&run, "Reports/SampleSheet.csv", b"[Data]");
    for number in 0..12 {
        let text = made::reads(3_000, 400, 100 + number);
        write(&run, &format!("barcode03/part_{number}.fastq"), &text);
    }
    let browser = Browser::start(DESK).await;
    for query in [
        "/",
        "/?chunk_bytes=20000",
        "/?engine=serverless&chunk_bytes=50000",
    ] {
        browser.open(&native().url(query)).await;
        if browser.kind == Kind::Firefox {
            // Its driver drops files alone: those of the lanes.
            browser.drop_on(".drop-zone", &lanes.concat()).await;
            browser.finished(2, SHORT).await;
            for (name, files) in ["Liver_S1_R1", "Liver_S1_R2"].iter().zip(&lanes) {
                assert_eq!(browser.card(name).await.receipt, merged(files), "{name}");
            }
            assert_eq!(browser.console(), Vec::<String>::new());
            continue;
        }
        browser
            .drop_on(".drop-zone", std::slice::from_ref(&run))
            .await;
        let cards = browser.finished(5, SHORT).await;
        assert!(
            cards.iter().all(|card| card.state == "complete"),
            "{cards:?}"
        );
        assert_eq!(
            samples(&browser).await,
            named(&[
                ("Liver_S1", &["Liver_S1_R1", "Liver_S1_R2"]),
                ("Liver_S1_index", &["Liver_S1_L001_I1_001.fastq"]),
                ("Undetermined_S0", &["Undetermined_S0_L001_R1_001.fastq"]),
                ("barcode03", &["barcode03"]),
            ])
        );
        let text = browser.text().await;
        assert!(text.contains("1 file of another kind in the folder was passed over."));
        assert!(text.contains("8 files"), "{text}");
        for (name, files) in ["Liver_S1_R1", "Liver_S1_R2"].iter().zip(&lanes) {
            assert_eq!(
                browser.card(name).await.receipt,
                merged(files),
                "{name} {query}"
            );
        }
        let barcode: Vec<PathBuf> = (0..12)
            .map(|number| run.join(format!("barcode03/part_{number}.fastq")))
            .collect();
        assert_eq!(browser.card("barcode03").await.receipt, merged(&barcode));
        assert_eq!(browser.console(), Vec::<String>::new());
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_names_its_file_and_the_place_within_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut bad = made::reads(30_000, 100, 2);
    bad.extend(b"@last\nACGT\n+\nIII\n");
    let error = corpus::expected(&bad).error.unwrap();
    let files = [
        write(
            folder.path(),
            "A_S1_L001_R1_001.fastq",
            &made::reads(50_000, 100, 1),
        ),
        write(folder.path(), "A_S1_L002_R1_001.fastq", &bad),
        write(
            folder.path(),
            "A_S1_L003_R1_001.fastq",
            &made::reads(9_000, 100, 3),
        ),
    ];
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/?chunk_bytes=10000")).await;
    browser.choose(&files).await;
    let cards = browser.finished(1, SHORT).await;
    assert_eq!(
        (cards[0].name.as_str(), cards[0].state.as_str()),
        ("A_S1", "failed")
    );
    assert_eq!(cards[0].alert, format!("A_S1_L002_R1_001.fastq: {error}"));
    assert_eq!(cards[0].receipt, merged(&files));
    browser.close().await;
}

/// Presses keys where the focus is.
/// Moves the focus to the element with this role and name, as a screen reader would.
async fn focus(browser: &Browser, path: &str) {
    let element = browser.wait_for(Locator::XPath(path)).await;
    let element = serde_json::to_value(element).unwrap();
    browser.run("arguments[0].focus()", vec![element]).await;
}

/// Waits until the report behind a link has this name: it is made anew in a worker.
async fn until_fetched(browser: &Browser, file: &str, name: &str) {
    let script = "
        const [file, done] = arguments;
        const link = [...document.querySelectorAll('a[download]')].find((link) => link.download === file);
        fetch(link.href).then((answer) => answer.json()).then((report) => done(report.name), (error) => done(`${error}`));";
    let deadline = std::time::Instant::now() + SHORT;
    loop {
        let found = browser.client.execute_async(script, vec![json!(file)]);
        let found = found.await.unwrap();
        if found == json!(name) {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "{file}: {found}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_are_renamed_and_regrouped_by_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [1, 2, 3].map(|seed| made::reads(20_000, 100, seed));
    let files = [
        write(folder.path(), "A_S1_L001_R1_001.fastq", &texts[0]),
        write(folder.path(), "A_S1_L002_R1_001.fastq", &texts[1]),
        write(folder.path(), "other.fastq", &texts[2]),
    ];
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    browser.finished(2, SHORT).await;

    focus(&browser, "//button[@aria-label='Rename A_S1']").await;
    browser.type_keys(&Key::Enter.to_string()).await;
    browser
        .until("return document.activeElement.tagName === 'INPUT'")
        .await;
    // Another sample's name is refused.
    browser
        .type_keys(&format!("other.fastq{}", Key::Enter))
        .await;
    browser.until("return document.querySelector('.rename [role=alert]')?.textContent === 'Another sample is called other.fastq.'").await;
    browser.run("document.activeElement.select()", vec![]).await;
    browser.type_keys(&format!("Liver{}", Key::Enter)).await;
    browser
        .until("return document.activeElement.getAttribute('aria-label') === 'Rename Liver'")
        .await;
    assert_eq!(
        samples(&browser).await[0],
        named(&[("Liver", &["Liver"])])[0]
    );
    // The name is in all that is made from now on.
    browser.until("
        const links = [...document.querySelectorAll(\"section[aria-label='Sample Liver'] a[download]\")];
        return links.length === 6 && links.every((link) => link.download.startsWith('Liver_'));",
    )
    .await;
    until_fetched(&browser, "Liver_readout.json", "Liver").await;

    // Each on its own: both are read again.
    focus(
        &browser,
        "//section[@aria-label='Sample Liver']//summary[starts-with(., '2 files')]",
    )
    .await;
    browser.type_keys(&Key::Enter.to_string()).await;
    focus(
        &browser,
        "//button[@aria-label='Take out A_S1_L002_R1_001.fastq']",
    )
    .await;
    browser.type_keys(&Key::Enter.to_string()).await;
    browser.finished(3, SHORT).await;
    browser
        .until("return document.activeElement.tagName === 'SUMMARY'")
        .await;
    assert_eq!(
        samples(&browser).await,
        named(&[
            ("Liver", &["Liver"]),
            ("A_S1_L002_R1_001.fastq", &["A_S1_L002_R1_001.fastq"]),
            ("other.fastq", &["other.fastq"]),
        ])
    );
    let receipt = |text: &[u8]| corpus::expected(text).document.receipt();
    assert_eq!(browser.card("Liver").await.receipt, receipt(&texts[0]));
    assert_eq!(
        browser.card("A_S1_L002_R1_001.fastq").await.receipt,
        receipt(&texts[1])
    );

    // And together again with what no name would have brought together.
    focus(&browser, "//section[@aria-label='Sample Liver']//select").await;
    browser.type_keys("other").await;
    focus(&browser, "//button[@aria-label='Join with Liver']").await;
    browser.type_keys(&Key::Enter.to_string()).await;
    let cards = browser.finished(3, SHORT).await;
    assert_eq!(
        samples(&browser).await[0],
        // One holds a first read by its name, of the other nothing is known.
        named(&[("Liver", &["Liver", "Liver_R1"])])[0],
        "{cards:?}"
    );
    browser.press("Remove Liver").await;
    browser.settled(1, &["complete"], SHORT).await;
    browser
        .until("return document.activeElement.classList.contains('sample')")
        .await;
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mate_that_comes_later_stands_beside_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let text = made::reads(20_000, 100, 4);
    let [first, second] =
        ["x_R1.fastq", "x_R2.fastq"].map(|name| write(folder.path(), name, &text));
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&[first]).await;
    browser.finished(1, SHORT).await;
    assert_eq!(
        samples(&browser).await,
        named(&[("x_R1.fastq", &["x_R1.fastq"])])
    );
    browser.choose(&[second]).await;
    browser.finished(2, SHORT).await;
    assert_eq!(
        samples(&browser).await,
        named(&[("x", &["x_R1.fastq", "x_R2.fastq"])])
    );
    browser
        .until("return document.querySelectorAll('.mates').length === 2")
        .await;
    // Apart again, their reports say nothing of each other.
    browser
        .run("document.querySelector('.files').open = true", vec![])
        .await;
    let elements = "return [...document.querySelectorAll('section[data-state]')].map((card) => [card.getAttribute('aria-label'), card.id])";
    let before = browser.run(elements, vec![]).await;
    browser.press("Take out x_R2.fastq").await;
    browser.finished(2, SHORT).await;
    browser
        .until("return document.querySelectorAll('.mates').length === 0")
        .await;
    // Each has its report already: nothing was read again.
    assert_eq!(browser.run(elements, vec![]).await, before);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_alone_says_which_mate_it_is_when_the_other_comes() {
    let folder = tempfile::tempdir().unwrap();
    let text = made::reads(20_000, 100, 5);
    let files = ["ERR1_1.fastq", "ERR1_2.fastq"].map(|name| write(folder.path(), name, &text));
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    for (count, file) in files.into_iter().enumerate() {
        browser.choose(&[file]).await;
        browser.finished(count + 1, SHORT).await;
    }
    assert_eq!(
        samples(&browser).await,
        named(&[("ERR1", &["ERR1_1.fastq", "ERR1_2.fastq"])])
    );
    browser
        .until("return document.querySelectorAll('.mates').length === 2")
        .await;
    let titles =
        "return [...document.querySelectorAll('.job-head h3')].map((title) => title.textContent)";
    assert_eq!(browser.run(titles, vec![]).await, json!(["R1", "R2"]));
    let summary = "return document.querySelector('.files summary').textContent";
    let summary = browser.run(summary, vec![]).await;
    let summary = summary.as_str().unwrap();
    assert!(
        summary.starts_with("2 files, ") && summary.ends_with(": R1, R2"),
        "{summary}"
    );
    browser
        .wait_for(Locator::XPath(
            "//button[normalize-space()='Check scores by mates']",
        ))
        .await;
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
