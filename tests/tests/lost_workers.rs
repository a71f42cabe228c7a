//! Workers: they read one small file after the other. What is lost with one that dies is read again,
//! nothing is counted twice, and where they all die, the page says so.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use serde_json::json;
use std::{fs, path::Path, time::Duration};
use tests::{
    browser::{Browser, Card, DESK},
    corpus,
    faulty::{Proxy, Weather},
    made::{self, gzip},
    server::{Server, native, native_with},
};

const PATIENCE: Duration = Duration::from_secs(120);
const WORDS: &str = "made to fail";

/// The page, with something else in place of the analysers' loader.
fn page_with(folder: &Path, change: impl Fn(String) -> String) -> Server {
    let dist = tests::root().join("frontend/dist");
    for entry in fs::read_dir(&dist).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    let loader = folder.join("analyser-loader.js");
    let script = fs::read_to_string(&loader).unwrap();
    fs::write(&loader, change(script)).unwrap();
    native_with(&["--assets", &folder.display().to_string()])
}

/// The page, whose workers say in a channel what they are when they start.
fn page_of_telling_workers(folder: &Path) -> Server {
    page_with(folder, |script| {
        format!(
            "{script}
            self.addEventListener('message', ({{ data }}) => {{
                if (data.role) new BroadcastChannel('roles').postMessage(data.role);
            }});"
        )
    })
}

/// Has the page keep what they say from now on.
const LISTEN: &str = "
    window.roles = [];
    window.channel = new BroadcastChannel('roles');
    window.channel.onmessage = ({ data }) => window.roles.push(data);";

/// The page, of which every analyser fails when it is given a chunk for the `nth` time.
fn page(folder: &Path, nth: usize) -> Server {
    page_with(folder, |script| {
        format!(
            "{script}
            let role, chunks = 0;
            self.addEventListener('message', ({{ data }}) => {{
                role ??= data.role;
                if (role === 'analyser' && !data.role && ++chunks === {nth}) throw new Error('{WORDS}');
            }});"
        )
    })
}

/// What becomes of the same reads, plain and packed, in chunks of 100 kB for one analyser at a time.
async fn read(nth: usize, reads: &[u8]) -> Vec<Card> {
    let folder = tempfile::tempdir().unwrap();
    let host = page(folder.path(), nth);
    let browser = Browser::start(DESK).await;
    let query = "/?engine=browser&chunk_bytes=100000&concurrency=1";
    browser.open(&host.url(query)).await;
    let mut files = Vec::new();
    for (name, bytes) in [
        ("plain.fastq", reads.to_vec()),
        ("packed.fastq.gz", gzip(reads)),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        files.push(path);
    }
    browser.choose(&files).await;
    let cards = browser.finished(2, PATIENCE).await;
    browser.close().await;
    cards
}

#[tokio::test(flavor = "multi_thread")]
async fn small_files_are_read_by_the_workers_of_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let host = page_of_telling_workers(folder.path());
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let browser = Browser::start(DESK).await;
    browser.open(&host.url("/?engine=browser")).await;
    let first = made::reads(300_000, 100, 75);
    browser.choose(&[write("a.fastq", &first)]).await;
    browser.finished(1, PATIENCE).await;
    browser.run(LISTEN, vec![]).await;
    let others = [76, 77, 78].map(|seed| made::reads(200_000, 80, seed));
    let bad = [&others[0][..], b"@cut\nACGT\n+\nII\n"].concat();
    let files = [
        write("b.fastq", &others[0]),
        write("c.fastq.gz", &gzip(&others[1])),
        write("d.fastq", &others[2]),
        write("e.fastq", &bad),
    ];
    browser.choose(&files).await;
    let cards = browser.finished(5, PATIENCE).await;
    let found: Vec<_> = cards
        .iter()
        .map(|card| (&*card.state, &card.receipt))
        .collect();
    let texts = [&first, &others[0], &others[1], &others[2], &others[0]];
    let receipts = texts.map(|text| corpus::expected(text).document.receipt());
    let states = ["complete", "complete", "complete", "complete", "failed"];
    let expected: Vec<_> = states.into_iter().zip(&receipts).collect();
    assert_eq!(found, expected);
    assert_eq!(browser.run("return window.roles", vec![]).await, json!([]));
    // What a file failed with reads no other.
    browser.choose(&[write("f.fastq", &first)]).await;
    let last = browser.finished(6, PATIENCE).await.pop().unwrap();
    assert_eq!((&*last.state, &last.receipt), ("complete", &receipts[0]));
    browser
        .until("return JSON.stringify(window.roles) === '[\"coordinator\",\"analyser\"]'")
        .await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_may_reach_a_network_reads_no_file_that_stays() {
    let folder = tempfile::tempdir().unwrap();
    let dist = tempfile::tempdir().unwrap();
    let host = page_with(dist.path(), |script| script);
    let loader = dist.path().join("courier-loader.js");
    let script = fs::read_to_string(&loader).unwrap();
    let tell = "
        self.addEventListener('message', ({ data }) => {
            if (data.body?.Begin) new BroadcastChannel('roles').postMessage('courier');
        });";
    fs::write(&loader, script + tell).unwrap();
    let gone = Proxy::start(host.port, Weather::GoneAfter(0));
    let reads = made::reads(200_000, 100, 79);
    let files = ["sent.fastq", "stays.fastq"].map(|name| {
        let path = folder.path().join(name);
        fs::write(&path, &reads).unwrap();
        path
    });
    let browser = Browser::start(DESK).await;
    browser.open(&gone.url("/?engine=serverless")).await;
    browser.run(LISTEN, vec![]).await;
    browser.choose(&files[..1]).await;
    browser.settled(1, &["paused"], PATIENCE).await;
    browser.press("Go on in this browser").await;
    browser.finished(1, PATIENCE).await;
    browser.pick("In this browser").await;
    browser.choose(&files[1..]).await;
    let card = browser.finished(2, PATIENCE).await.pop().unwrap();
    let receipt = corpus::expected(&reads).document.receipt();
    assert_eq!((&*card.state, &card.receipt), ("complete", &receipt));
    // Of the first file alone.
    let begun = "return window.roles.length";
    browser.until(&format!("{begun} > 0")).await;
    assert_eq!(browser.run(begun, vec![]).await, json!(1));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_is_lost_with_its_worker_is_read_again() {
    // Fifteen chunks: of the first file, the ninth is lost. Who reads the others has read seven when the
    // second file comes.
    let reads = made::reads(1_400_000, 100, 71);
    let receipt = corpus::expected(&reads).document.receipt();
    for card in read(9, &reads).await {
        let found = (&*card.state, &*card.alert, &card.receipt);
        assert_eq!(found, ("complete", "", &receipt), "{}", card.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_every_worker_dies_the_page_says_so() {
    for card in read(1, &made::reads(400_000, 100, 72)).await {
        assert_eq!(card.state, "failed", "{}", card.name);
        assert!(card.alert.contains(WORDS), "{}: {}", card.name, card.alert);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_every_worker_dies_before_it_has_a_chunk_the_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let host = page_with(folder.path(), |script| {
        format!(
            "{script}
            const whole = self.onmessage;
            self.onmessage = (event) => {{
                self.onmessage = null;
                if (event.data.role === 'analyser') throw new Error('{WORDS}');
                whole(event);
            }};"
        )
    });
    let path = folder.path().join("reads.fastq");
    fs::write(&path, made::reads(6_000_000, 100, 96)).unwrap();
    let browser = Browser::start(DESK).await;
    browser.open(&host.url("/?engine=browser")).await;
    browser.choose(&[path]).await;
    let card = browser.finished(1, PATIENCE).await.remove(0);
    assert_eq!(card.state, "failed");
    assert!(card.alert.contains(WORDS), "{}", card.alert);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_lost_with_its_worker_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<Vec<u8>> = (80..95)
        .map(|seed| made::reads(100_000, 100, seed))
        .collect();
    let mut files = Vec::new();
    for (text, number) in texts.iter().zip(1..) {
        let path = folder
            .path()
            .join(format!("A_S1_L{number:03}_R1_001.fastq.gz"));
        fs::write(&path, gzip(text)).unwrap();
        files.push(path);
    }
    let dist = tempfile::tempdir().unwrap();
    let host = page(dist.path(), 9);
    let browser = Browser::start(DESK).await;
    browser
        .open(&host.url("/?engine=browser&chunk_bytes=100000&concurrency=1"))
        .await;
    browser.choose(&files).await;
    let card = browser.finished(1, PATIENCE).await.remove(0);
    let receipt = corpus::expected(&texts.concat()).document.receipt();
    let found = (&*card.state, &*card.alert, &card.receipt);
    assert_eq!(found, ("complete", "", &receipt));
    let text = browser.text().await;
    assert!(text.contains("15 ranges, at random"), "{text}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_worker_can_be_loaded_the_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reads.fastq");
    fs::write(&file, made::reads(10_000, 100, 73)).unwrap();
    let host = page_with(folder.path(), |_| "import './gone.js';".to_owned());
    let browser = Browser::start(DESK).await;
    browser.open(&host.url("/?engine=browser")).await;
    browser.choose(&[file]).await;
    let card = browser.finished(1, PATIENCE).await.remove(0);
    assert_eq!(card.state, "failed");
    assert!(
        card.alert.contains("it could not be started"),
        "{}",
        card.alert
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_whose_worker_cannot_be_loaded_has_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let reads = made::reads(10_000, 100, 74);
    let files = ["A_R1.fastq", "A_R2.fastq", "B.fastq"].map(|name| {
        let path = folder.path().join(name);
        fs::write(&path, &reads).unwrap();
        path
    });
    let browser = Browser::start(DESK).await;
    browser.open(&native().url("/?engine=browser")).await;
    browser.choose(&files).await;
    browser.finished(3, PATIENCE).await;
    let break_workers = "
        const Whole = Worker;
        window.Worker = class extends Whole { constructor(address, options) { super('/gone.js', options); } };";
    browser.run(break_workers, vec![]).await;
    for (button, words, next) in [
        (
            "Download all reports",
            "The reports could not be packed",
            "Download all reports",
        ),
        (
            "Check scores by mates",
            "Mates could not be compared",
            "Try again",
        ),
    ] {
        browser.press(button).await;
        let said = format!(
            "//*[@role='status' or @role='alert'][contains(., '{words}: a worker failed: it could not be started')]"
        );
        browser.wait_for(Locator::XPath(&said)).await;
        let again = format!("//button[normalize-space()='{next}' and not(@disabled)]");
        browser.wait_for(Locator::XPath(&again)).await;
    }
    // The report stays, and says that it is as it was.
    browser.press("Rename B.fastq").await;
    let field = browser.wait_for(Locator::Css(".rename input")).await;
    field.clear().await.unwrap();
    field.send_keys("C").await.unwrap();
    browser.press("Save the name").await;
    let said = "//*[@role='alert'][contains(., 'could not be made anew, and is as it was: a worker failed')]";
    browser.wait_for(Locator::XPath(said)).await;
    // As soon as workers can be had again, so can be reports.
    browser
        .run(
            "window.Worker = Object.getPrototypeOf(window.Worker)",
            vec![],
        )
        .await;
    browser.press("Rename C").await;
    let field = browser.wait_for(Locator::Css(".rename input")).await;
    field.send_keys("D").await.unwrap();
    browser.press("Save the name").await;
    browser
        .until("return document.querySelectorAll('.job [role=alert]').length === 0")
        .await;
    browser.close().await;
}
