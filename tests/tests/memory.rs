//! The native program's memory does not grow with the file, nor much with a read. For `make test-deep`.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};
use tests::{
    made::simulated::{self, Run, Scores},
    measured,
    server::readout,
};

/// Bytes of the large files.
const LARGE: u64 = 1_000_000_000;
/// Most memory of the program, in bytes.
const MOST: u64 = 100_000_000;

/// Makes a file, runs the program on it with each number of threads it takes, and deletes the file.
fn stays_small(name: &str, make: impl FnOnce(&Path)) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    make(&path);
    let help = Command::new(readout())
        .args(["report", "--help"])
        .output()
        .unwrap();
    let has_threads = String::from_utf8_lossy(&help.stdout).contains("--threads");
    let threads: &[&[&str]] = if has_threads {
        &[&["--threads", "1"], &["--threads", "2"]]
    } else {
        &[&[]]
    };
    let peaks: Vec<u64> = threads
        .iter()
        .map(|threads| {
            let mut command = Command::new(readout());
            command.arg("report").arg(&path).args(*threads);
            let ran = measured::run(&mut command).unwrap();
            println!(
                "{name} {}: at most {:.1} MB, {:.2} s",
                threads.join(" "),
                ran.peak_memory as f64 / 1e6,
                ran.time.as_secs_f64()
            );
            ran.peak_memory
        })
        .collect();
    fs::remove_file(&path).unwrap();
    assert!(
        peaks.iter().all(|&peak| peak < MOST),
        "{name}: {peaks:?} bytes"
    );
}

#[test]
#[ignore = "makes a file of 1 GB"]
fn short_reads_stay_small() {
    stays_small("memory-short.fastq", |path| {
        simulated::short_reads(path, &Run::good(Scores::Unbinned), 11, LARGE).unwrap();
    });
}

#[test]
#[ignore = "makes a file of 1 GB"]
fn long_reads_stay_small() {
    stays_small("memory-long.fastq", |path| {
        simulated::long_reads(path, 10_000..100_000, 12, LARGE).unwrap();
    });
}

/// 10 million bases, more than any sequencer's longest read.
#[test]
#[ignore = "belongs to the others here"]
fn one_very_long_read_stays_small() {
    stays_small("memory-one.fastq", |path| {
        let mut out = BufWriter::new(File::create(path).unwrap());
        out.write_all(b"@one\n").unwrap();
        (0..1_000_000).for_each(|_| out.write_all(b"ACGTTGCAAC").unwrap());
        out.write_all(b"\n+\n").unwrap();
        (0..1_000_000).for_each(|_| out.write_all(b"0123456789").unwrap());
        out.write_all(b"\n").unwrap();
        out.flush().unwrap();
    });
}
