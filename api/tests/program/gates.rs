//! `--fail-on`.

use super::*;

/// GOOD has 2 reads of 4 bases, 5 of 8 of them Q40, the others Q0.
const FILES: &[(&str, &str)] = &[("reads.fastq", GOOD), ("bad.fastq", BAD)];

fn gated(gates: &[&str]) -> Ended {
    let folder = Folder::with(FILES);
    let flags = gates.iter().flat_map(|gate| ["--fail-on", gate]);
    let arguments: Vec<&str> = ["report", "reads.fastq"].into_iter().chain(flags).collect();
    folder.run(&arguments)
}

#[test]
fn a_gate_that_holds_says_nothing() {
    let ended = gated(&["q30<60, reads<2", "max_length>4"]).ended(0);
    assert_eq!(ended.stderr, "");
}

#[test]
fn every_broken_gate_is_said_and_the_report_is_written() {
    let ended = gated(&["q30<80,n>1,reads<=2", "mean_length >= 4"]).ended(1);
    assert_eq!(ended.json()["summary"]["reads"], 2);
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "readout: reads.fastq: gate q30<80 failed: q30 is 62.5 %, the limit is 80 %",
            "readout: reads.fastq: gate reads<=2 failed: reads is 2 reads, the limit is 2 reads",
            "readout: reads.fastq: gate mean_length>=4 failed: mean_length is 4 bases, the limit is 4 bases",
        ]
    );
}

#[test]
fn a_negative_limit_is_a_number() {
    gated(&["gc>-1"]).ended(1).said(&["gate gc>-1 failed"]);
}

#[test]
fn a_figure_without_a_value_breaks_its_gate() {
    // Reads without bases have no GC content.
    let folder = Folder::with(&[("none.fastq", "@r\n\n+\n\n")]);
    folder
        .run(&["report", "none.fastq", "--fail-on", "gc<1"])
        .ended(1)
        .said(&["gate gc<1 failed: gc has no value here, the limit is 1 %"]);
}

#[test]
fn what_is_no_gate_is_refused_before_anything_is_read() {
    for (gate, words) in [
        ("q31<80", &["q31", "mean_quality", "failed"][..]),
        ("q30", &["q30<80"]),
        ("q30<x", &["\"x\" is no number"]),
        ("q30<80,", &["is no gate"]),
        ("", &["--fail-on"]),
    ] {
        let ended = gated(&[gate]).ended(2).said(words);
        assert_eq!(ended.stdout, "", "{gate}");
    }
}

#[test]
fn an_error_outranks_a_gate() {
    let folder = Folder::with(FILES);
    folder
        .run(&["report", "bad.fastq", "--fail-on", "reads<2"])
        .ended(2)
        .said(&["record 2", "gate reads<2 failed: reads is 1 reads"]);
    folder
        .run(&[
            "report",
            "-o",
            "out",
            "bad.fastq",
            "reads.fastq",
            "--fail-on",
            "q30<80",
        ])
        .ended(2)
        .said(&["reads.fastq: gate q30<80 failed"]);
}
