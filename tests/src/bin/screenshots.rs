//! Pictures of every state of the page, in light and dark and at three widths, for people to look at:
//! `make screenshots` writes them to `tests/output/screenshots`.

use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use fantoccini::Locator;
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use tests::{
    browser::{Browser, Look},
    corpus,
    faulty::{Proxy, Weather},
    made, root,
    server::native,
};

const WIDTHS: [u32; 3] = [1440, 768, 360];
const PATIENCE: Duration = Duration::from_secs(120);
/// So long a picture tells all that a longer one would.
const MOST_PIXELS: f64 = 9_000.0;

struct Stage {
    browser: Browser,
    pictures: PathBuf,
    samples: PathBuf,
    slow: Proxy,
}

#[tokio::main]
async fn main() -> Result<()> {
    let pictures = root().join("tests/output/screenshots");
    fs::create_dir_all(&pictures)?;
    let folder = tempfile::tempdir()?;
    let look = |width, dark| Look { width, dark };
    let stage = Stage {
        browser: Browser::start(look(WIDTHS[0], false)).await,
        pictures,
        samples: folder.path().to_owned(),
        slow: Proxy::start(native().port, Weather::Slow),
    };
    stage.make_samples()?;
    for dark in [false, true] {
        for width in WIDTHS {
            stage.browser.look(look(width, dark));
            let kind = format!("{}-{width}", if dark { "dark" } else { "light" });
            stage.all(&kind).await?;
        }
    }
    stage.browser.close().await;
    Ok(())
}

impl Stage {
    fn make_samples(&self) -> Result<()> {
        let file = |name: &str| self.samples.join(name);
        fs::write(file("running.fastq"), made::reads(12_000_000, 150, 3))?;
        fs::write(
            file("bad.fastq"),
            b"@r1\nACGT\n+\nIIII\n@r2\nACGT\n+\nIII\n",
        )?;
        for (name, mate) in ["dada2__sam1F.fastq.gz", "dada2__sam1R.fastq.gz"]
            .iter()
            .zip(MATES)
        {
            let sample = corpus::read(name).context("the corpora; set READOUT_CORPUS")?;
            fs::write(file(mate), sample.bytes)?;
        }
        for name in REAL {
            let sample = corpus::read(name).context("the corpora; set READOUT_CORPUS")?;
            fs::write(file(name), sample.bytes)?;
        }
        for (name, seed) in RUNS.iter().zip(1_u32..) {
            let run = if seed > 4 {
                "SIM:2:FLOWB:1:1:"
            } else {
                "SIM:1:FLOWA:1:1:"
            };
            let reads = made::reads(200_000 * (seed as usize + 1), 100, u64::from(seed));
            let reads = String::from_utf8(reads)?.replace("SIM:1:FLOW:1:", run);
            fs::write(file(name), reads)?;
        }
        Ok(())
    }

    async fn all(&self, kind: &str) -> Result<()> {
        self.open("/").await;
        self.picture(kind, "empty").await?;
        self.browser
            .client
            .find(Locator::XPath("//summary[normalize-space()='Settings']"))
            .await?
            .click()
            .await?;
        self.picture(kind, "settings").await?;
        // A kept engine would hold for the pictures that follow.
        self.open("/?api=http://127.0.0.1:9").await;
        self.browser.pick("Serverless").await;
        self.choose(&["running.fastq"]).await;
        self.browser.wait_for(Locator::Id("plan-title")).await;
        self.picture(kind, "plan").await?;
        // Nobody answers there.
        self.browser.press("Send").await;
        self.browser.settled(1, &["paused"], PATIENCE).await;
        self.picture(kind, "gone").await?;
        self.browser.run("localStorage.clear()", vec![]).await;

        let slow = self
            .slow
            .url("/?engine=serverless&chunk_bytes=100000&concurrency=1");
        self.browser.open(&slow).await;
        self.choose(&["running.fastq"]).await;
        let margin = Locator::XPath("//dd[@class='margin'][contains(., '±')]");
        self.browser.wait_for(margin).await;
        self.picture(kind, "running").await?;
        self.browser.press("Pause running.fastq").await;
        self.browser.settled(1, &["held"], PATIENCE).await;
        self.picture(kind, "paused").await?;
        self.browser.press("Stop here: running.fastq").await;
        self.browser.finished(1, PATIENCE).await;
        self.picture(kind, "stopped").await?;

        self.open("/").await;
        self.choose(&["bad.fastq"]).await;
        self.browser.finished(1, PATIENCE).await;
        self.picture(kind, "failed").await?;
        for name in REAL {
            self.open("/").await;
            self.choose(&[name]).await;
            self.browser.finished(1, PATIENCE).await;
            let stem = name.split('.').next().unwrap_or(name);
            self.picture(kind, &format!("done-{stem}")).await?;
        }
        self.open("/").await;
        self.choose(&MATES).await;
        self.browser.finished(2, PATIENCE).await;
        self.picture(kind, "mates").await?;
        self.browser.press("Check scores by mates").await;
        let shown = "return document.querySelector('[data-section=observed_quality]') !== null";
        self.browser.until(shown).await;
        self.picture(kind, "mates-checked").await?;
        self.open("/").await;
        self.choose(&REAL).await;
        self.browser.finished(REAL.len(), PATIENCE).await;
        self.picture(kind, "several").await?;
        let compare = "
            [...document.querySelectorAll(\"input[type=checkbox][aria-label^='Compare ']\")].slice(0, 2).forEach((box) => box.click());
            document.querySelectorAll('.section > .more > details:nth-of-type(n + 2)').forEach((details) => { details.open = true; });";
        self.browser.run(compare, vec![]).await;
        let drawn = "return document.querySelectorAll('.overlay').length > 3";
        self.browser.until(drawn).await;
        self.picture(kind, "compared").await?;
        self.open("/").await;
        self.choose(&RUNS).await;
        self.browser.finished(RUNS.len(), PATIENCE).await;
        let compare = "
            document.querySelectorAll('.run-choice select').forEach((select, index) => {
                select.selectedIndex = index + 1;
                select.dispatchEvent(new Event('change', { bubbles: true }));
            });";
        let known = "return document.querySelectorAll('.run-choice option').length === 6";
        self.browser.until(known).await;
        self.browser.run(compare, vec![]).await;
        self.browser.wait_for(Locator::Id("runs-title")).await;
        self.picture(kind, "runs").await?;
        self.open("/").await;
        self.choose(&MATES).await;
        self.browser.finished(2, PATIENCE).await;
        self.browser.as_on_paper();
        self.picture(kind, "on-paper").await
    }

    async fn open(&self, path: &str) {
        self.browser.open(&native().url(path)).await;
    }

    async fn choose(&self, names: &[&str]) {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.samples.join(name)).collect();
        self.browser.choose(&paths).await;
    }

    /// A picture of the whole page.
    async fn picture(&self, kind: &str, state: &str) -> Result<()> {
        let metrics = self.browser.devtools("Page.getLayoutMetrics", &json!({}));
        let size = &metrics["cssContentSize"];
        let height = size["height"].as_f64().unwrap_or(1_000.0).min(MOST_PIXELS);
        let picture = self.browser.devtools(
            "Page.captureScreenshot",
            &json!({
                "captureBeyondViewport": true,
                "clip": { "x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1 },
            }),
        );
        let packed = picture["data"].as_str().context("a picture")?;
        let path: &Path = &self.pictures.join(format!("{state}-{kind}.png"));
        fs::write(path, BASE64_STANDARD.decode(packed)?)?;
        println!("{}", path.display());
        Ok(())
    }
}

/// The names of a pair.
const MATES: [&str; 2] = ["sam1_R1.fastq.gz", "sam1_R2.fastq.gz"];

/// Four samples of one run, and three of another.
const RUNS: [&str; 7] = [
    "Brain_S1_L001_R1_001.fastq",
    "Heart_S2_L001_R1_001.fastq",
    "Liver_S3_L001_R1_001.fastq",
    "Skin_S4_L001_R1_001.fastq",
    "Brain_S11_L001_R1_001.fastq",
    "Heart_S12_L001_R1_001.fastq",
    "Liver_S13_L001_R1_001.fastq",
];

/// Short reads, long reads, and HiFi.
const REAL: [&str; 3] = [
    "trimgalore__nextera_100K.fastq.gz",
    "seqkit__nanopore.fq.gz",
    "dada2__samPB.fastq.gz",
];
