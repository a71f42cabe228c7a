//! The page in Chromium against programs of a terminal, on the same file with the same cores: from the
//! choice of the file to the final report.

use super::{
    peers::{KEPT_THREADS, contest, scratch},
    table::Row,
};
use crate::{
    browser::{Browser, DESK, Trace, Watch},
    http,
    made::{
        packed,
        simulated::{self, Run, Scores},
    },
    server::native_with,
};
use anyhow::{Result, ensure};
use fantoccini::Locator;
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

/// The longest that the page may take.
const MOST: Duration = Duration::from_secs(300);

/// What a person takes at least from the page's "Ready" to the choice of a file. The page uses it.
const HAND: Duration = Duration::from_secs(2);

/// Keeps when a file was chosen and when its report was complete. Polling would be too coarse.
const CLOCK: &str = "
    window.clock = {};
    addEventListener('change', () => { window.clock.start ??= performance.now(); }, true);
    new MutationObserver(() => {
        if (document.querySelector('[data-state=complete]')) window.clock.end ??= performance.now();
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });";

/// Reads a file as fast as this browser does: slices of 16 MiB, two under way.
const READ: &str = "
    const done = arguments[arguments.length - 1];
    const file = document.getElementById('probe').files[0];
    const since = performance.now();
    const size = 16 << 20;
    let next = 0;
    const reader = async () => {
        while (next < file.size) {
            const at = next;
            next += size;
            await file.slice(at, at + size).arrayBuffer();
        }
    };
    Promise.all([reader(), reader()]).then(() => done(performance.now() - since), (error) => done(String(error)));";

/// Runs the page and the programs that are there on one set of reads, plain, BGZF and gzip.
///
/// # Errors
/// If a file cannot be made, or our own page or program fails.
pub fn bench() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::Builder::new()
        .prefix("readout-bench-")
        .tempdir_in(scratch())?;
    let plain = folder.path().join("reads.fastq");
    let run = Run::good(Scores::Binned);
    let bytes = simulated::short_reads(&plain, &run, 2, super::file_bytes())?;
    let title = "simulated 150-base reads, four scores (NovaSeq)";
    let small = folder.path().join("small.fastq");
    simulated::short_reads(&small, &run, 2, 1_000_000)?;
    runtime.block_on(first_visit(&small))?;
    let packed = folder.path().join("reads.fastq.gz");
    for form in ["plain", "BGZF", "gzip -6, one member"] {
        let file = match form {
            "plain" => &plain,
            "BGZF" => {
                packed::bgzf_file(&plain, &packed)?;
                &packed
            }
            _ => {
                packed::gzip_file(&plain, &packed)?;
                &packed
            }
        };
        let (mut best, mut reading) = (Duration::MAX, Duration::MAX);
        for _ in 0..super::rounds() {
            let (page, alone) = runtime.block_on(once(file))?;
            (best, reading) = (best.min(page), reading.min(alone));
        }
        let share = 100.0 * reading.as_secs_f64() / best.as_secs_f64();
        let row = Row {
            name: "the page, in Chromium".to_owned(),
            threads: KEPT_THREADS,
            time: Some(best),
            peak_memory: None,
            remark: format!(
                "{:.2} s; this browser alone reads the file in {:.2} s, {share:.0} % of it",
                best.as_secs_f64(),
                reading.as_secs_f64()
            ),
        };
        contest(title, form, file, bytes, row)?;
        println!(
            "  workers of the page: {}\n",
            runtime.block_on(traced(file))?.shares()
        );
    }
    Ok(())
}

/// What a first visit takes over a slow line, as Chromium's "Fast 3G": 1.44 Mbit/s down, 0.675 up,
/// 562.5 ms of latency.
async fn first_visit(file: &Path) -> Result<()> {
    let host = native_with(&["--assets", "frontend/dist", "--log", "off"]);
    let browser = Browser::start_chromium(DESK, Watch::Nothing).await;
    let line = json!({
        "offline": false, "latency": 562.5,
        "downloadThroughput": 1.44e6 / 8.0, "uploadThroughput": 0.675e6 / 8.0,
    });
    browser.devtools("Network.enable", &json!({}));
    browser.devtools("Network.emulateNetworkConditions", &line);
    browser.open(&host.url("/")).await;
    let watch = "
        window.plotted = null;
        new MutationObserver(() => {
            if (document.querySelector('[data-section] svg')) window.plotted ??= performance.now();
        }).observe(document.body, { subtree: true, childList: true });
        const paint = performance.getEntriesByName('first-contentful-paint')[0];
        return [paint.startTime, performance.now()];";
    let times = browser.run(watch, vec![]).await;
    let [painted, usable]: [f64; 2] = serde_json::from_value(times)?;
    browser.choose(&[file.to_owned()]).await;
    browser.until("return window.plotted !== null").await;
    let script = "
        const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        return [window.plotted, all.reduce((sum, one) => sum + one.encodedBodySize, 0), all.map((one) => one.name)];";
    let seen = browser.run(script, vec![]).await;
    let (plotted, bytes, urls): (f64, f64, Vec<String>) = serde_json::from_value(seen)?;
    let gzip = [("accept-encoding", "gzip")];
    let mut gzipped = 0;
    for url in &urls {
        gzipped += http::send("GET", url, &gzip, b"")?.body.len();
    }
    println!(
        "first visit over Fast 3G, {:.0} kB as this browser takes them ({:.0} kB of gzip): first paint {:.1} s, a file can be chosen {:.1} s, first plot {:.1} s\n",
        bytes / 1e3,
        gzipped as f64 / 1e3,
        painted / 1e3,
        usable / 1e3,
        plotted / 1e3
    );
    browser.close().await;
    Ok(())
}

/// From the choice of a file to its report, and the time of reading it alone.
async fn once(file: &Path) -> Result<(Duration, Duration)> {
    let host = native_with(&["--assets", "frontend/dist", "--log", "off"]);
    let browser = Browser::start_chromium(DESK, Watch::Nothing).await;
    // To try settings, such as "?concurrency=3".
    let query = std::env::var("BENCH_QUERY").unwrap_or_default();
    browser.open(&host.url(&format!("/{query}"))).await;
    browser.wait_for(Locator::Css("[data-ready=kept]")).await;
    tokio::time::sleep(HAND).await;
    browser.run(CLOCK, vec![]).await;
    browser.choose(&[file.to_owned()]).await;
    let cards = browser.finished(1, MOST).await;
    ensure!(cards[0].state == "complete", "the page failed: {cards:?}");
    let times = browser.run("return [clock.start, clock.end]", vec![]).await;
    let times: [f64; 2] = serde_json::from_value(times)?;
    browser
        .run(
            "document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'probe' }))",
            vec![],
        )
        .await;
    let probe = browser.wait_for(Locator::Id("probe")).await;
    probe.send_keys(&file.display().to_string()).await?;
    let reading: Value = browser.client.execute_async(READ, vec![]).await?;
    let reading: f64 = serde_json::from_value(reading)?;
    browser.close().await;
    let time = |milliseconds: f64| Duration::from_secs_f64(milliseconds / 1000.0);
    Ok((time(times[1] - times[0]), time(reading)))
}

/// The same with a trace, which takes time of its own.
async fn traced(file: &Path) -> Result<Trace> {
    let host = native_with(&["--assets", "frontend/dist", "--log", "off"]);
    let browser = Browser::start_chromium(DESK, Watch::Tasks).await;
    browser.open(&host.url("/")).await;
    browser.choose(&[file.to_owned()]).await;
    browser.finished(1, MOST).await;
    let trace = Trace::of(&browser.events());
    browser.close().await;
    Ok(trace)
}
