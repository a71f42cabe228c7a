//! The ways in which files come to the page: dropped on it with their folders, pasted, as examples.

use serde_json::json;
use std::{fs, time::Duration};
use tests::{
    browser::{Browser, DESK, Kind},
    corpus, made,
    server::native,
};

const SHORT: Duration = Duration::from_secs(60);

/// The names of the reports on the page.
async fn names(browser: &Browser) -> Vec<String> {
    let cards = browser.cards().await.into_iter();
    cards.map(|card| card.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_one_name_from_two_folders_have_reports_of_two_names() {
    let folder = tempfile::tempdir().unwrap();
    let name = "A_S1_L001_R1_001.fastq";
    let runs = ["run1", "run2"].map(|run| {
        let run = folder.path().join(run);
        fs::create_dir(&run).unwrap();
        fs::write(run.join(name), made::reads(40_000, 100, 97)).unwrap();
        run
    });
    let browser = Browser::start(DESK).await;
    if browser.kind == Kind::Chromium {
        browser.open(&native().url("/")).await;
        browser.drop_on(".drop-zone", &runs).await;
        browser.finished(2, SHORT).await;
        assert_eq!(names(&browser).await, ["run1 A_S1", "run2 A_S1"]);
    }
    // Beside the zone is as good as on it, and a file of that name is told from the others.
    browser.open(&native().url("/")).await;
    for (run, number) in runs.iter().zip(1..) {
        browser.drop_on("h1", &[run.join(name)]).await;
        browser.finished(number, SHORT).await;
    }
    assert_eq!(names(&browser).await, [name, "A_S1 (2)"]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_of_reads_is_left_where_it_belongs() {
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    // A link would make the browser leave the page; text may go into a field, and a list into its setting.
    let kept = "
        document.querySelectorAll('details').forEach((details) => { details.open = true; });
        const drop = (css, fill) => {
            const dataTransfer = new DataTransfer();
            fill(dataTransfer);
            return !document.querySelector(css).dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        };
        const link = (data) => data.setData('text/uri-list', 'http://127.0.0.1:9/');
        const file = (data) => data.items.add(new File(['tile ignore 1'], 'limits.txt'));
        return [drop('h1', link), drop('.settings input[type=url]', link), drop('.settings input[type=file]', file), document.querySelectorAll('section.sample').length];";
    assert_eq!(
        browser.run(kept, vec![]).await,
        json!([true, false, false, 0])
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_is_pasted_beside_and_into_the_field() {
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    let paste = "
        const data = new DataTransfer();
        data.setData('text/plain', arguments[0]);
        // Firefox takes the text by itself.
        const firefox = { dataType: 'text/plain', data: arguments[0] };
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, ...firefox, bubbles: true }));";
    browser.run(paste, vec![json!("not reads")]).await;
    browser.until("return document.querySelector('.drop-zone [role=alert]')?.textContent.startsWith('What was pasted is no FASTQ')").await;
    let text = "@a\nACGT\n+\nIIII\n";
    browser.run(paste, vec![json!(text)]).await;
    browser.finished(1, SHORT).await;
    browser.press("paste").await;
    browser
        .until("return document.activeElement.tagName === 'TEXTAREA'")
        .await;
    browser
        .run(
            "document.activeElement.value = arguments[0]",
            vec![json!("@b\nACGT\n+\nIII\n")],
        )
        .await;
    browser.press("Read the text").await;
    let cards = browser.finished(2, SHORT).await;
    let said: Vec<_> = cards
        .iter()
        .map(|card| (card.name.as_str(), card.state.as_str()))
        .collect();
    assert_eq!(
        said,
        [("pasted.fastq", "complete"), ("pasted (2).fastq", "failed")]
    );
    assert_eq!(
        cards[0].receipt,
        corpus::expected(text.as_bytes()).document.receipt()
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_shows_what_its_line_says() {
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/")).await;
    for (index, (button, words, state)) in [
        ("Short reads", "2,500", "complete"),
        ("Long reads", "N50", "complete"),
        (
            "A broken file",
            "the gzip stream ends before its end",
            "failed",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        browser.press(button).await;
        let cards = browser.finished(index + 1, SHORT).await;
        assert_eq!(cards[index].state, state, "{button}");
        assert!(browser.text().await.contains(words), "{button}");
    }
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}
