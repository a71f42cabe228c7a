//! Lines of several reports in one drawing: in a section, and of two runs.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, time::Duration};
use tests::{
    browser::{Browser, DESK, Kind},
    server::native,
};

const SHORT: Duration = Duration::from_secs(60);

/// Reads of 40 bases, the first of Q2, all others of one quality; their names begin with `prefix`.
fn reads(prefix: &str, count: usize, quality: char) -> String {
    let bases = "ACGT".repeat(10);
    let qualities = format!("#{}", quality.to_string().repeat(39));
    let read = |number: usize| format!("@{prefix}{number}\n{bases}\n+\n{qualities}\n");
    (0..count).map(read).collect()
}

fn write(folder: &std::path::Path, name: &str, text: String) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

/// Goes to the last value of a drawing by keys, and says it.
async fn last_value(browser: &Browser, css: &str) -> String {
    let slider = browser
        .wait_for(Locator::Css(&format!("{css} [role=slider]")))
        .await;
    slider.send_keys(&Key::End.to_string()).await.unwrap();
    let words = format!(
        "return document.querySelector(\"{css} [role=slider]\").getAttribute('aria-valuetext')"
    );
    let words = browser.run(&words, vec![]).await;
    words.as_str().unwrap().to_owned()
}

/// The text of all cells of a table, row by row.
async fn cells(browser: &Browser, css: &str) -> Value {
    let rows = "return [...document.querySelectorAll(`${arguments[0]} tbody tr`)].map((row) => [...row.children].map((cell) => cell.textContent.trim()))";
    browser.run(rows, vec![json!(css)]).await
}

/// Chooses an option of a list by its text.
async fn choose(browser: &Browser, label: &str, option: &str) {
    let select = "
        const [label, option] = arguments;
        const labelled = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === label && one.offsetParent);
        const select = document.querySelector(`select[aria-label='${label}']`) ?? document.getElementById(labelled.htmlFor);
        const wanted = [...select.options].find((one) => one.textContent.trim() === option);
        select.value = wanted.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(select, vec![json!(label), json!(option)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_shows_its_line_beside_those_of_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let made = [("a", 'I'), ("b", '5'), ("c", '?'), ("d", 'D'), ("e", '+')];
    let files = made.map(|(name, quality)| {
        write(
            folder.path(),
            &format!("{name}.fastq"),
            reads("r", 50, quality),
        )
    });
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files[..1]).await;
    browser.finished(1, SHORT).await;
    // Alone it has nothing beside it.
    let offered = "document.querySelectorAll('details.beside').length";
    assert_eq!(
        browser.run(&format!("return {offered}"), vec![]).await,
        json!(0)
    );
    browser.choose(&files[1..2]).await;
    browser.finished(2, SHORT).await;
    // Quality twice, GC, N; all reads have one length, and no adapter was found in reads of 40 bases.
    browser.until(&format!("return {offered} >= 8")).await;
    let section = "[aria-label='a.fastq'] [data-section=per_base_sequence_quality] details.beside";
    let open = format!("document.querySelector(\"{section}\").open = true");
    browser.run(&open, vec![]).await;
    assert_eq!(
        last_value(&browser, section).await,
        "position 40: a.fastq Q40; b.fastq Q20."
    );
    browser.choose(&files[2..]).await;
    browser.finished(5, SHORT).await;
    let line = |class: &str, count: usize| {
        format!(
            "return document.querySelectorAll(\"{section} .drawing .line.{class}\").length === {count}"
        )
    };
    browser.until(&line("other", 4)).await;
    assert_eq!(
        last_value(&browser, section).await,
        "position 40: a.fastq Q40; 4 others from Q10 (e.fastq) to Q35 (d.fastq), median Q25."
    );
    choose(&browser, "Point out", "d.fastq").await;
    browser.until(&line("second", 1)).await;
    browser.until(&line("other", 3)).await;
    assert_eq!(
        last_value(&browser, section).await,
        "position 40: a.fastq Q40; d.fastq Q35; b.fastq Q20; c.fastq Q30; e.fastq Q10."
    );
    let table = format!("document.querySelector(\"{section} .more details\").open = true");
    browser.run(&table, vec![]).await;
    let table = format!("{section} table");
    browser
        .until(&format!(
            "return document.querySelector(\"{table} tbody tr\") !== null"
        ))
        .await;
    let rows = cells(&browser, &table).await;
    assert_eq!(rows[0], json!(["1", "2", "2", "2", "2", "2"]));
    assert_eq!(rows[39], json!(["40", "40", "35", "20", "30", "10"]));
    let saved = format!("
        const done = arguments[arguments.length - 1];
        HTMLAnchorElement.prototype.click = function () {{
            fetch(this.href).then((answer) => answer.text()).then((text) => done([this.download, text]));
        }};
        document.querySelector(\"{section} button[aria-label^='Save Mean quality by position'][aria-label$='SVG']\").click();");
    let saved = browser.client.execute_async(&saved, vec![]).await.unwrap();
    let name = saved[0].as_str().unwrap();
    assert!(name.starts_with("Mean quality by position_a_d_b"), "{name}");
    let text = saved[1].as_str().unwrap();
    assert!(
        text.contains("line second") && !text.contains("var("),
        "{text}"
    );
    browser.is_fine("a section beside others").await;
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_are_compared_as_a_whole_and_by_sample() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, run: &str, count, quality| {
        let name = format!("{name}_001.fastq");
        let prefix = format!("A00001:{run}:1:1101:1000:");
        write(folder.path(), &name, reads(&prefix, count, quality))
    };
    let files = [
        file("Liver_S1_L001_R1", "7:HXAAADSXX", 30, 'I'),
        file("Liver_S1_L001_R2", "7:HXAAADSXX", 30, 'I'),
        file("Skin_S2_L001_R1", "7:HXAAADSXX", 20, 'I'),
        file("Liver_S9_L001_R1", "8:HXBBBDSXX", 60, '5'),
    ];
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    browser.choose(&files).await;
    browser.finished(4, SHORT).await;
    // Each run is a whole of its own.
    let texts = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)";
    assert_eq!(
        browser.run(texts, vec![json!(".evenness")]).await,
        json!([
            "Run 7, instrument A00001, flow cell HXAAADSXX: reads per sample vary by 20 % of their mean (coefficient of variation): from 20 in Skin_S2 to 30 in Liver_S1."
        ])
    );
    assert_eq!(
        browser.run(texts, vec![json!(".share-words")]).await,
        json!(["60 %", "100 %", "40 %"])
    );
    let [first, second] = [("7", "HXAAADSXX"), ("8", "HXBBBDSXX")]
        .map(|(run, cell)| format!("run {run}, instrument A00001, flow cell {cell}"));
    choose(&browser, "First run", &format!("{first} (2 samples)")).await;
    choose(&browser, "Second run", &format!("{second} (1 sample)")).await;
    browser.wait_for(Locator::Id("runs-title")).await;
    let figures = cells(&browser, "#runs [aria-label=Comparison]").await;
    assert_eq!(figures[0], json!(["Reads", "80", "60", "−25 %"]));
    let rows = figures.as_array().unwrap();
    let shares = json!(["≥ Q30of all bases", "97.5 %", "0 %", "−97.5 points"]);
    assert!(rows.contains(&shares), "{rows:?}");
    let samples = cells(&browser, "#runs [aria-label='Samples of both runs']").await;
    assert_eq!(
        samples,
        json!([
            [
                "Liver",
                "60",
                "60",
                "the same",
                "97.5 %",
                "0 %",
                "−97.5 points"
            ],
            ["Skin", "20", "–", "–", "97.5 %", "–", "–"]
        ])
    );
    assert_eq!(
        last_value(&browser, "#runs .overlay").await,
        format!(
            "position 40: {first} from Q40 (Liver_S1_L001_R1_001.fastq) to Q40 (Skin_S2_L001_R1_001.fastq), median Q40; {second} Q20."
        )
    );
    browser.is_fine("two runs").await;
    // Of one run alone there is nothing to choose.
    browser.press("Remove Liver_S9").await;
    browser
        .until("return document.querySelector('#runs, .run-choice') === null")
        .await;
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_whose_reads_do_not_tell_are_those_of_their_folders() {
    let folder = tempfile::tempdir().unwrap();
    let runs = [("may", 10), ("june", 20)].map(|(run, count)| {
        for sample in ["A", "B"] {
            let name = format!("{run}/fastq/{sample}.fastq");
            write(folder.path(), &name, reads("r", count, 'I'));
        }
        folder.path().join(run)
    });
    let browser = Browser::start(DESK).await;
    if browser.kind != Kind::Chromium {
        // Firefox's driver drops no folders.
        return browser.close().await;
    }
    browser.open(&native().url("/")).await;
    browser.drop_on(".drop-zone", &runs).await;
    browser.finished(4, SHORT).await;
    choose(&browser, "First run", "folder may (2 samples)").await;
    choose(&browser, "Second run", "folder june (2 samples)").await;
    browser.wait_for(Locator::Id("runs-title")).await;
    let samples = cells(&browser, "#runs [aria-label='Samples of both runs']").await;
    let row = |name| json!([name, "10", "20", "+100 %", "97.5 %", "97.5 %", "the same"]);
    assert_eq!(samples, json!([row("A.fastq"), row("B.fastq")]));
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
