//! `--merge`: several files as one sample.

use super::*;
use flate2::{Compression, write::GzEncoder};

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn lanes() -> Folder {
    let both = [GOOD, MORE].concat();
    let folder = Folder::with(&[
        ("lane1.fastq", GOOD),
        ("lane2.fastq", MORE),
        ("both.fastq", &both),
        ("bad.fastq", BAD),
        ("empty.fastq", ""),
        ("reads.bam", "BAM\u{1}and more"),
    ]);
    fs::write(folder.path("lane1.fastq.gz"), gzip(GOOD)).unwrap();
    folder
}

#[test]
fn two_files_are_counted_as_their_text_in_a_row() {
    let folder = lanes();
    let expected = folder
        .run(&["report", "--format", "tally", "both.fastq"])
        .ended(0);
    for first in ["lane1.fastq", "lane1.fastq.gz"] {
        let arguments = [
            "report",
            "--format",
            "tally",
            "--merge",
            first,
            "lane2.fastq",
        ];
        let merged = folder.run(&arguments).ended(0);
        assert_eq!(merged.stdout, expected.stdout, "{first}");
        assert_eq!(merged.stderr, "");
    }
    let arguments = ["report", "--format", "tally", "--merge", "lane1.fastq", "-"];
    assert_eq!(
        folder.run_with(&arguments, MORE).ended(0).stdout,
        expected.stdout
    );
    // The order counts: the ledger has a digest of the names.
    let arguments = [
        "report",
        "--format",
        "tally",
        "--merge",
        "lane2.fastq",
        "lane1.fastq",
    ];
    assert_ne!(folder.run(&arguments).ended(0).stdout, expected.stdout);
}

#[test]
fn a_sample_is_named_after_its_first_file() {
    let folder = lanes();
    let arguments = ["report", "--merge", "lane1.fastq.gz", "lane2.fastq"];
    let report = folder.run(&arguments).ended(0).json();
    assert_eq!(report["name"], "lane1.fastq.gz");
    assert_eq!(report["summary"]["reads"], 3);
    let report = folder
        .run(&[&arguments[..], &["--name", "sample"]].concat())
        .ended(0)
        .json();
    assert_eq!(report["name"], "sample");
    folder
        .run(&[&arguments[..], &["-o", "out"]].concat())
        .ended(0);
    assert_eq!(folder.names("out"), ["lane1_readout.json"]);
}

#[test]
fn an_error_in_a_later_file_has_its_place_in_that_file() {
    let folder = lanes();
    let alone = folder.run(&["report", "bad.fastq"]).ended(2);
    for first in ["lane1.fastq", "lane1.fastq.gz"] {
        let arguments = ["report", "--merge", first, "bad.fastq", "lane2.fastq"];
        let ended = folder.run(&arguments).ended(2);
        assert_eq!(ended.stderr, alone.stderr, "{first}");
        let report = ended.json();
        // Two of the first file, one before the error.
        assert_eq!(report["summary"]["reads"], 3);
        assert_eq!(report["complete"], false);
        let (problem, own) = (&report["problem"], &alone.json()["problem"]);
        for key in ["record", "line", "byte", "reason"] {
            assert_eq!(problem[key], own[key], "{key}");
        }
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with("bad.fastq: record 2"), "{detail}");
    }
}

#[test]
fn a_later_file_that_is_no_fastq_is_named_as_a_first_one_is() {
    let folder = lanes();
    for name in ["reads.bam", "empty.fastq"] {
        let alone = folder.run(&["report", name]).ended(2);
        let merged = folder
            .run(&["report", "--merge", "lane1.fastq", name])
            .ended(2);
        assert_eq!(merged.stderr, alone.stderr);
        assert_eq!(merged.json()["summary"]["reads"], 2);
    }
}

#[test]
fn a_missing_lane_stops_the_sample_before_it_is_read() {
    let ended = lanes()
        .run(&["report", "--merge", "lane1.fastq", "missing.fastq"])
        .ended(2)
        .said(&["missing.fastq"]);
    assert_eq!(ended.stdout, "");
}
