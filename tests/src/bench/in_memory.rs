//! Reading and counting of bytes that are in memory, on one core.

use crate::{
    corpus, guard,
    made::{
        self,
        simulated::{Run, Scores, Simulator},
    },
    root,
};
use anyhow::{Context, Result, ensure};
use shared::{
    analysis::{tally_chunk, tally_chunk_with},
    fastq::{Layout, read_records},
    tally::settings::{Settings, Skip},
};
use std::{
    hint::black_box,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// Bytes of text that are timed.
const BYTES: usize = 256 << 20;
const ROUNDS: usize = 5;

/// A name, and what takes the text and answers the number of reads.
type Contender = (&'static str, fn(&[u8]) -> u64);

const CONTENDERS: [Contender; 11] = [
    ("newline counting (memchr)", newlines),
    ("bio's reader", bio_reader),
    ("our reader", our_reader),
    ("the article's way (bio, gc_content, JSON)", articles_way),
    (FULL, full_tally),
    ("  without base content and GC", |text| {
        without(text, |skip| skip.base_content = true)
    }),
    ("  without quality scores", |text| {
        without(text, |skip| skip.base_quality = true)
    }),
    ("  without duplication", |text| {
        without(text, |skip| skip.duplication = true)
    }),
    ("  without adapters", |text| {
        without(text, |skip| skip.adapters = true)
    }),
    ("  without headers and tiles", |text| {
        without(text, |skip| skip.headers = true)
    }),
    ("  without tiles", |text| {
        without(text, |skip| skip.tiles = true)
    }),
];
const FULL: &str = "our full tally";
const WASM: &str = "our full tally as wasm, in Node";

/// Times reading and counting in memory, natively and as wasm.
///
/// # Errors
/// If a contender finds another number of reads than the others, or a file cannot be written.
pub fn bench() -> Result<()> {
    let wasm = build_wasm()
        .inspect_err(|error| eprintln!("no times as wasm: {error:#}"))
        .ok();
    if let Some(sample) = corpus::read("seqkit__Illimina1.8.fq.gz") {
        let mut text = Vec::with_capacity(BYTES + (1 << 20));
        made::repeat(&mut text, &corpus::text(&sample.bytes), BYTES as u64)?;
        let title = "real reads of Illumina 1.8, repeated under new names";
        bench_text(title, &text, wasm.as_deref())?;
    }
    for (title, scores) in [
        ("simulated 150-base reads, four scores", Scores::Binned),
        ("simulated 150-base reads, all scores", Scores::Unbinned),
    ] {
        let mut text = Vec::with_capacity(BYTES + (1 << 20));
        let (mut simulator, run) = (Simulator::new(7), Run::good(scores));
        while text.len() < BYTES {
            simulator.short_read(&run, &mut text);
        }
        bench_text(title, &text, wasm.as_deref())?;
    }
    Ok(())
}

fn bench_text(title: &str, text: &[u8], wasm: Option<&Path>) -> Result<()> {
    let reads = full_tally(text);
    println!(
        "{title}: {:.0} MB, {reads} reads, best of {ROUNDS} rounds, one core",
        text.len() as f64 / 1e6
    );
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), text)?;
    let mut best = [Duration::MAX; CONTENDERS.len()];
    let mut best_wasm = Duration::MAX;
    for _ in 0..ROUNDS {
        for (best, (name, run)) in best.iter_mut().zip(CONTENDERS) {
            let start = Instant::now();
            let count = black_box(run(black_box(text)));
            *best = start.elapsed().min(*best);
            ensure!(count == reads, "{name} finds {count} reads, not {reads}");
        }
        if let Some(wasm) = wasm {
            best_wasm = best_wasm.min(time_in_node(wasm, file.path(), reads)?);
        }
    }
    let full = CONTENDERS
        .iter()
        .zip(best)
        .find(|((name, _), _)| *name == FULL)
        .map(|(_, time)| time);
    let full = full.context("the full tally is timed")?;
    let mut rows: Vec<(&str, Duration)> =
        CONTENDERS.iter().map(|(name, _)| *name).zip(best).collect();
    if wasm.is_some() {
        rows.push((WASM, best_wasm));
    }
    for (name, time) in rows {
        let speed = text.len() as f64 / 1e9 / time.as_secs_f64();
        println!(
            "  {name:<44} {speed:>6.2} GB/s  {:>6.2} of the full tally's",
            full.as_secs_f64() / time.as_secs_f64()
        );
    }
    Ok(())
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64 / 4
}

fn bio_reader(text: &[u8]) -> u64 {
    bio::io::fastq::Reader::new(text)
        .records()
        .map(|record| black_box(record).is_ok())
        .filter(|read| *read)
        .count() as u64
}

fn our_reader(text: &[u8]) -> u64 {
    read_records(text, Layout::FourLine, true, |record| {
        black_box(record);
    })
    .records
}

fn articles_way(text: &[u8]) -> u64 {
    let mut count = 0;
    for record in bio::io::fastq::Reader::new(text)
        .records()
        .map_while(Result::ok)
    {
        let gc = bio::seq_analysis::gc::gc_content(record.seq());
        let answer = serde_json::json!({ "id": record.id(), "length": record.seq().len(), "gc_content": gc });
        black_box(answer.to_string());
        count += 1;
    }
    count
}

fn full_tally(text: &[u8]) -> u64 {
    tally_chunk(text, Layout::FourLine, 0, false)
        .document
        .reads()
}

/// The full tally without a module.
fn without(text: &[u8], skip: fn(&mut Skip)) -> u64 {
    let mut settings = Settings::default();
    skip(&mut settings.skip);
    tally_chunk_with(text, Layout::FourLine, 0, false, &settings)
        .document
        .reads()
}

/// Builds the example `tally_wasm` as the page's workers are built: by their profile, then wasm-opt -O3.
fn build_wasm() -> Result<std::path::PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = [
        "build",
        "--quiet",
        "--profile",
        "page",
        "-p",
        "tests",
        "--example",
        "tally_wasm",
        "--target",
        "wasm32-unknown-unknown",
    ];
    let built = Command::new(cargo)
        .args(build)
        .current_dir(root())
        .status()?;
    ensure!(built.success(), "the wasm cannot be built");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let wasm = target.join("wasm32-unknown-unknown/page/examples/tally_wasm.wasm");
    let optimised = wasm.with_extension("opt.wasm");
    let opt = Command::new("wasm-opt")
        .env("PATH", guard::path())
        .args([
            "-O3",
            "--one-caller-inline-max-function-size=0",
            "--enable-simd",
            "--enable-bulk-memory",
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int",
            "--enable-reference-types",
            "--enable-multivalue",
        ])
        .arg(&wasm)
        .arg("-o")
        .arg(&optimised)
        .status();
    Ok(if opt.is_ok_and(|status| status.success()) {
        optimised
    } else {
        wasm
    })
}

fn time_in_node(wasm: &Path, text: &Path, reads: u64) -> Result<Duration> {
    let script = root().join("tests/bench.mjs");
    let output = Command::new("node")
        .env("PATH", guard::path())
        .arg(script)
        .arg(wasm)
        .arg(text)
        .output()
        .context("node")?;
    ensure!(
        output.status.success(),
        "node: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout)?;
    let (count, milliseconds) = said.trim().split_once(' ').context("node said nothing")?;
    ensure!(
        count.parse::<u64>()? == reads,
        "wasm finds {count} reads, not {reads}"
    );
    Ok(Duration::from_secs_f64(
        milliseconds.parse::<f64>()? / 1000.0,
    ))
}
