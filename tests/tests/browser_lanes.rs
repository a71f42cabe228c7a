//! Several files of a sample: visited together, in ranges at random, where all are sound; in the end
//! they are the whole, and what is wrong with one is said with its name.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use fantoccini::Locator;
use serde_json::json;
use shared::analysis::tally_chunk;
use shared::fastq::Layout;
use shared::wire::TallyDocument;
use std::{
    fs,
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};
use tests::{
    browser::{Browser, DESK},
    corpus,
    faulty::{Proxy, Weather},
    made,
    made::packed::{bgzf_file, gzip_file},
    server::native,
};

const PATIENCE: Duration = Duration::from_secs(120);

/// A sample of three lanes.
struct Case<'a> {
    sample: &'static str,
    texts: [&'a [u8]; 3],
    files: Vec<PathBuf>,
    /// With short ranges and with long ones, they are read at random to the end.
    at_random: [bool; 2],
}

type Pack = fn(&Path, &Path) -> std::io::Result<()>;

/// Writes a lane of a sample, packed by `pack` if it is given.
fn lane(folder: &Path, sample: &str, lane: usize, text: &[u8], pack: Option<Pack>) -> PathBuf {
    let path = folder.join(format!("{sample}_S1_L{lane:03}_R1_001.fastq"));
    fs::write(&path, text).unwrap();
    match pack {
        None => path,
        Some(pack) => {
            let packed = path.with_extension("fastq.gz");
            pack(&path, &packed).unwrap();
            packed
        }
    }
}

/// What a reader of one lane after the other counts, and the words for what stops it.
fn expected(texts: &[&[u8]]) -> (TallyDocument, Option<(usize, String)>) {
    let mut total = TallyDocument::default();
    for (at, text) in texts.iter().enumerate() {
        let base = total.ledger.prefix_end().byte;
        let outcome = tally_chunk(text, Layout::FourLine, base, false);
        total.merge(&outcome.document).unwrap();
        if let Some(error) = corpus::expected(text).error {
            return (total, Some((at, error.to_string())));
        }
    }
    (total, None)
}

/// The same letters with good or bad scores.
fn scored(bytes: usize, seed: u64, score: u8) -> Vec<u8> {
    let mut text = made::reads(bytes, 100, seed);
    let mut line = 0;
    for byte in &mut text {
        match byte {
            b'\n' => line += 1,
            byte if line % 4 == 3 => *byte = score,
            _ => {}
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_of_lanes_is_of_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        scored(2_000_000, 1, b'I'),
        scored(800_000, 2, b'#'),
        scored(1_200_000, 3, b'#'),
    ];
    let files = (1..).zip(&texts);
    let files: Vec<PathBuf> = files
        .map(|(number, text)| lane(folder.path(), "Liver", number, text, None))
        .collect();
    let proxy = Proxy::start(native().port, Weather::Slow);
    let browser = Browser::start(DESK).await;
    browser
        .open(&proxy.url("/?engine=serverless&chunk_bytes=60000&concurrency=1"))
        .await;
    browser.choose(&files).await;
    browser
        .wait_for(Locator::XPath("//dd[@class='margin'][contains(., '±')]"))
        .await;
    assert!(
        browser
            .text()
            .await
            .contains(" ranges of 3 files, drawn at random. The whole files hold about ")
    );
    // Of so many ranges, always drawn in the same order, some are of each lane.
    browser
        .until("return +/A sample: (\\d+) of/.exec(document.body.textContent)?.[1] >= 30")
        .await;
    browser.press("Stop here: Liver_S1").await;
    let cards = browser.finished(1, PATIENCE).await;
    assert_eq!(cards[0].state, "cancelled");
    // What is kept is of each lane, at its place in the text of all.
    let tally = browser.tally("Liver_S1").await;
    let document = TallyDocument::from_json(tally.as_bytes()).unwrap();
    let mut start = 0;
    for text in &texts {
        let end = start + text.len() as u64;
        let within = |segment: &&shared::ledger::Segment| (start..end).contains(&segment.start);
        let reads = document.ledger.segments().iter().filter(within);
        assert!(reads.count() > 0, "{start} to {end}");
        start = end;
    }
    assert!(
        start
            > document
                .ledger
                .segments()
                .iter()
                .map(|one| one.end - one.start)
                .sum()
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lanes_are_the_whole_of_them_or_are_read_again_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let [one, two, three] = [1, 2, 3].map(|seed| made::reads(400_000 * seed, 100, seed as u64));
    let open_end = &one[..one.len() - 1];
    let mut bad = two.clone();
    let middle = bad.len() / 2;
    let middle = middle
        + bad[middle..]
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap();
    bad.remove(middle);
    let blank: &[u8] = b"\n\n";
    let bgzf: Option<Pack> = Some(bgzf_file);
    let gzip: Option<Pack> = Some(gzip_file);
    let mut cases = Vec::new();
    for (sample, texts, packed, at_random) in [
        (
            "Plain",
            [open_end, &two, &three],
            [None, None, None],
            [true, true],
        ),
        (
            "Packed",
            [open_end, &two, &three],
            [bgzf, bgzf, bgzf],
            [true, true],
        ),
        (
            "Mixed",
            [&one, &two, &three],
            [None, bgzf, None],
            [false, false],
        ),
        // A file that cannot be cut is one range: with long ones there are too few.
        (
            "Single",
            [&one, &two, &three],
            [gzip, bgzf, bgzf],
            [true, false],
        ),
        (
            "Bad",
            [&one, &bad, &three],
            [None, None, None],
            [false, false],
        ),
        (
            "BadPacked",
            [&one, &two, &bad],
            [bgzf, bgzf, gzip],
            [false, false],
        ),
        (
            "Blank",
            [&one, blank, &three],
            [None, None, None],
            [false, false],
        ),
        (
            "BlankPacked",
            [&one, blank, &three],
            [bgzf, gzip, bgzf],
            [false, false],
        ),
    ] {
        let files = (1..).zip(texts.iter().zip(packed));
        let files = files.map(|(number, (text, pack))| lane(folder, sample, number, text, pack));
        let files: Vec<PathBuf> = files.collect();
        cases.push(Case {
            sample,
            texts,
            files,
            at_random,
        });
    }
    let browser = Browser::start(DESK).await;
    // With more samples at once their reports would not be open.
    for ((at, chunk_bytes), cases) in (0..)
        .zip([15_000, 200_000])
        .flat_map(|bytes| cases.chunks(4).map(move |cases| (bytes, cases)))
    {
        let all: Vec<PathBuf> = cases.iter().flat_map(|case| case.files.clone()).collect();
        let query = format!("/?chunk_bytes={chunk_bytes}&concurrency=3");
        browser.open(&native().url(&query)).await;
        browser.choose(&all).await;
        browser.finished(cases.len(), PATIENCE).await;
        for case in cases {
            let Case {
                sample,
                texts,
                files,
                at_random,
            } = case;
            let name = format!("{sample}_S1");
            let place = format!("{name} in ranges of {chunk_bytes}");
            let (document, error) = expected(texts);
            let card = browser.card(&name).await;
            let alert = error.map_or_else(String::new, |(at, words)| {
                let file = files[at].file_name().unwrap().to_string_lossy();
                format!("{file}: {words}")
            });
            assert_eq!(card.alert, alert, "{place}");
            assert_eq!(card.receipt, document.receipt(), "{place}");
            let meters = browser
                .run(
                    "return [...document.querySelectorAll('section[aria-label][data-state]')].find((card) => card.getAttribute('aria-label') === arguments[0]).querySelector('.job-meters').textContent;",
                    vec![json!(name)],
                )
                .await;
            let says = meters.as_str().unwrap().contains("ranges, at random");
            assert_eq!(says, at_random[at], "{place}: {meters}");
        }
        browser.clear().await;
    }
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lanes_of_which_the_api_had_some_ranges_are_read_to_the_end_in_the_browser() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [1, 2].map(|seed| made::reads(1_000_000, 100, seed));
    let files = [1, 2].map(|number| lane(folder.path(), "A", number, &texts[number - 1], None));
    let proxy = Proxy::start(native().port, Weather::GoneAfter(12));
    let browser = Browser::start(DESK).await;
    browser
        .open(&proxy.url("/?engine=serverless&chunk_bytes=100000&concurrency=2"))
        .await;
    browser.choose(&files).await;
    browser.settled(1, &["paused"], PATIENCE).await;
    browser.press("Go on in this browser").await;
    let cards = browser.finished(1, PATIENCE).await;
    let whole = expected(&[&texts[0], &texts[1]]).0;
    assert_eq!(
        (cards[0].state.as_str(), cards[0].receipt.as_str()),
        ("complete", whole.receipt().as_str())
    );
    let text = browser.text().await;
    assert!(text.contains("ranges, at random"), "{text}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_files_of_gzip_are_ranges_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<Vec<u8>> = (1..=12)
        .map(|seed| made::reads(300_000, 2_000, seed))
        .collect();
    let files = (1..).zip(&texts);
    let files: Vec<PathBuf> = files
        .map(|(number, text)| lane(folder.path(), "barcode01", number, text, Some(gzip_file)))
        .collect();
    // One of them has two members.
    let two_members = [fs::read(&files[4]).unwrap(), fs::read(&files[4]).unwrap()];
    fs::write(&files[4], two_members.concat()).unwrap();
    // One ends with zero bytes, one is BGZF that lacks its end marker: both are said.
    let padded = [fs::read(&files[5]).unwrap(), vec![0; 9]].concat();
    fs::write(&files[5], padded).unwrap();
    bgzf_file(&files[6].with_extension(""), &files[6]).unwrap();
    let mut cut = fs::read(&files[6]).unwrap();
    cut.truncate(cut.len() - 28);
    fs::write(&files[6], cut).unwrap();
    let mut texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
    let twice = texts[4].repeat(2);
    texts[4] = &twice;
    let browser = Browser::start(DESK).await;
    let url = native().url("/?concurrency=2");
    browser.open(&url).await;
    browser.choose(&files).await;
    let cards = browser.finished(1, PATIENCE).await;
    assert_eq!(cards[0].alert, "");
    assert_eq!(cards[0].receipt, expected(&texts).0.receipt());
    let text = browser.text().await;
    for said in [
        "12 ranges, at random",
        "barcode01_S1_L006_R1_001.fastq.gz: 9 zero bytes follow",
        "barcode01_S1_L007_R1_001.fastq.gz: This BGZF file lacks its end marker",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }

    // What is wrong with one is said in its place.
    let mut cut = fs::read(&files[7]).unwrap();
    cut.truncate(cut.len() / 2);
    fs::write(&files[7], &cut).unwrap();
    let error = corpus::expected(&cut).error.unwrap();
    browser.open(&url).await;
    browser.choose(&files).await;
    let cards = browser.finished(1, PATIENCE).await;
    assert_eq!(
        cards[0].alert,
        format!("barcode01_S1_L008_R1_001.fastq.gz: {error}")
    );
    assert_eq!(browser.console(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_lanes_read_together_the_one_that_changed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [1, 2].map(|seed| made::reads(2_000_000, 100, seed));
    let files = [1, 2].map(|number| lane(folder.path(), "A", number, &texts[number - 1], None));
    let proxy = Proxy::start(native().port, Weather::Slow);
    let browser = Browser::start(DESK).await;
    browser
        .open(&proxy.url("/?engine=serverless&chunk_bytes=200000&concurrency=1"))
        .await;
    browser.choose(&files).await;
    browser
        .wait_for(Locator::XPath("//*[contains(., 'ranges of 2 files')]"))
        .await;
    // In its last record, which most likely was not read yet; at the end all files are looked at again.
    let mut changed = fs::OpenOptions::new().write(true).open(&files[1]).unwrap();
    changed.seek(SeekFrom::End(-3)).unwrap();
    changed.write_all(b"!").unwrap();
    drop(changed);
    let cards = browser.finished(1, PATIENCE).await;
    assert_eq!(
        (cards[0].state.as_str(), cards[0].alert.as_str()),
        (
            "failed",
            "A_S1_L002_R1_001.fastq: the file changed while it was read; choose it again"
        )
    );
    browser.close().await;
}
