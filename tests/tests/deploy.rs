//! What is deployed keeps to the limits of the platform: its size, the files of the page, and how long
//! the Worker takes to start. Nothing is sent, and nothing but this machine is needed.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use tests::{
    guard::{self, Guarded},
    http, root,
    server::{
        alone::{self, EMPTY, Script},
        free_port,
    },
    usage,
};

/// Most bytes of a Worker, gzipped, on Cloudflare's free plan.
const MOST_SCRIPT: f64 = 3e6;
/// Most bytes of one asset, and most assets on the free plan.
const MOST_ASSET: u64 = 25 << 20;
const MOST_ASSETS: usize = 20_000;
/// Longest start of a Worker.
const MOST_START: Duration = Duration::from_secs(1);
/// A port on which nobody answers: whoever wants to reach another machine fails there.
const NOBODY: &str = "http://127.0.0.1:9";

#[test]
fn a_deployment_keeps_to_the_limits_of_size() {
    let folder = tempfile::tempdir().unwrap();
    let dry = Command::new(root().join("node_modules/.bin/wrangler"))
        .args([
            "deploy",
            "--dry-run",
            "--config",
            "api/wrangler.toml",
            "--outdir",
        ])
        .arg(folder.path().join("out"))
        .current_dir(root())
        .env("PATH", guard::path())
        .env("HOME", folder.path())
        .env("WRANGLER_SEND_METRICS", "false")
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("CI", "1")
        .envs(["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map(|name| (name, NOBODY)))
        .env_remove("CLOUDFLARE_API_TOKEN")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&dry.stdout).into_owned();
    let errors = String::from_utf8_lossy(&dry.stderr);
    assert!(dry.status.success(), "{said}{errors}");
    let (size, packed) = sizes(&said).unwrap_or_else(|| panic!("no sizes: {said}"));
    println!(
        "the Worker: {:.0} kB, {:.0} kB gzipped; Cloudflare takes {:.0} kB gzipped on the free plan",
        size / 1e3,
        packed / 1e3,
        MOST_SCRIPT / 1e3
    );
    assert!(packed < MOST_SCRIPT, "{packed} bytes");
    the_page_keeps_to_the_limits();
}

/// The bytes in `Total Upload: 2269.45 KiB / gzip: 750.01 KiB`.
fn sizes(said: &str) -> Option<(f64, f64)> {
    let line = said
        .lines()
        .find_map(|line| line.split_once("Total Upload:"))?
        .1;
    let (size, packed) = line.split_once("/ gzip:")?;
    let bytes = |text: &str| -> Option<f64> {
        Some(
            text.trim()
                .strip_suffix("KiB")?
                .trim()
                .parse::<f64>()
                .ok()?
                * 1024.0,
        )
    };
    Some((bytes(size)?, bytes(packed)?))
}

fn the_page_keeps_to_the_limits() {
    let mut files = Vec::new();
    walk(&root().join("frontend/dist"), &mut files);
    // Cloudflare packs by itself: `.assetsignore` leaves these out.
    files.retain(|path| {
        let name = path.to_string_lossy();
        !name.ends_with(".wasm.gz")
            && !name.ends_with(".wasm.br")
            && !name.ends_with(".assetsignore")
    });
    let sizes: Vec<u64> = files
        .iter()
        .map(|path| fs::metadata(path).unwrap().len())
        .collect();
    let packed: usize = files
        .iter()
        .map(|path| gzipped(&fs::read(path).unwrap()))
        .sum();
    let largest = sizes.iter().max().copied().unwrap_or_default();
    println!(
        "the page: {} files (at most {MOST_ASSETS}), {:.0} kB, {:.0} kB gzipped; the largest has {:.0} kB (at most {:.0})",
        files.len(),
        sizes.iter().sum::<u64>() as f64 / 1e3,
        packed as f64 / 1e3,
        largest as f64 / 1e3,
        MOST_ASSET as f64 / 1e3
    );
    assert!(!files.is_empty() && files.len() <= MOST_ASSETS);
    assert!(largest <= MOST_ASSET);
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// Time and computing time from the start of workerd to its first answer.
fn first_answer(script: Script) -> (Duration, Duration) {
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}{}", shared::wire::paths::HEALTH);
    let start = Instant::now();
    let workerd = Guarded::start(&alone::program(), |folder| {
        alone::arguments(&alone::configured(folder, script), port)
    });
    while http::get(&url).is_none_or(|answer| answer.status != 200) {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{}",
            workerd.log()
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    (
        start.elapsed(),
        usage::cpu_time_of_threads(workerd.program()),
    )
}

#[test]
fn the_worker_starts_in_time() {
    const ROUNDS: usize = 5;
    let rounds = [(); ROUNDS].map(|()| [EMPTY, Script::Ours].map(first_answer));
    let median = |of: fn(&[(Duration, Duration); 2]) -> Duration| {
        let mut times = rounds.each_ref().map(of);
        times.sort_unstable();
        times[ROUNDS / 2]
    };
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let (empty, ours) = (median(|round| round[0].0), median(|round| round[1].0));
    let (empty_cpu, ours_cpu) = (median(|round| round[0].1), median(|round| round[1].1));
    println!(
        "from the start of workerd to its first answer, median of {ROUNDS}: {:.0} ms ({:.0} ms of computing); with an empty Worker {:.0} ms ({:.0} ms)",
        milliseconds(ours),
        milliseconds(ours_cpu),
        milliseconds(empty),
        milliseconds(empty_cpu)
    );
    // Computing time, which does not depend on what else the machine does.
    let own = ours_cpu.saturating_sub(empty_cpu);
    assert!(own < MOST_START, "the Worker takes {own:?} to start");
}
