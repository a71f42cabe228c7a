//! Mates among the files.

use super::*;

const FIRST: &str = "@a/1\nAC\n+\nII\n@b/1\nAC\n+\nII\n@c/1\nAC\n+\nII\n";
const SECOND: &str = "@a/2\nGT\n+\nII\n@b/2\nGT\n+\nII\n@c/2\nGT\n+\nII\n";
const LOST: &str = "@a/2\nGT\n+\nII\n@c/2\nGT\n+\nII\n";
const SAME: &str =
    "readout: S_R1.fq and S_R2.fq have the same names in the same order: 3 of 3 reads.\n";

/// The section on pairs in a report.
fn section(folder: &Folder, report: &str) -> Option<Value> {
    let report: Value = serde_json::from_str(&folder.read(report)).unwrap();
    let sections = report["sections"].as_array().unwrap();
    sections
        .iter()
        .find(|one| one["id"] == "read_pairs")
        .cloned()
}

#[test]
fn mates_are_compared_and_both_reports_say_so() {
    let folder = Folder::with(&[("S_R1.fq", FIRST), ("S_R2.fq", SECOND), ("other.fq", GOOD)]);
    // R2 first and another one between: they find each other.
    let ended = folder
        .run(&[
            "report",
            "-f",
            "json,html,text",
            "-o",
            "out",
            "S_R2.fq",
            "other.fq",
            "S_R1.fq",
        ])
        .ended(0);
    assert_eq!(ended.stderr, SAME);
    let first = section(&folder, "out/S_R1_readout.json").unwrap();
    assert_eq!(first["verdict"], "pass");
    assert_eq!(
        first["data"]["files"],
        serde_json::json!(["S_R1.fq", "S_R2.fq"])
    );
    assert_eq!(Some(first), section(&folder, "out/S_R2_readout.json"));
    assert_eq!(section(&folder, "out/other_readout.json"), None);
    assert!(folder.read("out/S_R1_readout.html").contains("Read pairs"));
    assert!(
        !folder
            .read("out/S_R1_fastqc_data.txt")
            .contains("Read pairs")
    );
    assert!(
        !folder
            .read("out/S_R1_fastqc_data.txt")
            .contains("same names")
    );
    // What counts does not change: the tally's receipt is that of the file alone.
    let alone = folder.run(&["report", "S_R1.fq"]).ended(0).json();
    let report: Value = serde_json::from_str(&folder.read("out/S_R1_readout.json")).unwrap();
    assert_eq!(alone["receipt"], report["receipt"]);
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let folder = Folder::with(&[
        ("S_R1.fq", FIRST),
        ("S_R2.fq", SECOND),
        ("T_1.fq", FIRST),
        ("T_2.fq", LOST),
    ]);
    let ended = folder
        .run(&[
            "report", "-q", "-o", "out", "S_R1.fq", "S_R2.fq", "T_1.fq", "T_2.fq",
        ])
        .ended(0);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    ended.said(&[
        "T_1.fq and T_2.fq begin to differ at read 2.",
        "T_1.fq holds 3 reads, T_2.fq 2.",
    ]);
}

#[test]
fn a_gate_can_be_on_mates() {
    let folder = Folder::with(&[
        ("S_R1.fq", FIRST),
        ("S_R2.fq", SECOND),
        ("T_R1.fq", FIRST),
        ("T_R2.fq", LOST),
    ]);
    let gated = |first: &str, second: &str| {
        folder.run(&[
            "report",
            "-o",
            "out",
            first,
            second,
            "--fail-on",
            "mates_differ>0",
        ])
    };
    gated("S_R1.fq", "S_R2.fq").ended(0);
    gated("T_R1.fq", "T_R2.fq").ended(1).said(&[
        "T_R1.fq: gate mates_differ>0 failed: mates_differ is 1, the limit is 0",
        "T_R2.fq: gate mates_differ>0 failed",
    ]);
    // No mate, no value.
    gated("S_R1.fq", "T_R2.fq")
        .ended(1)
        .said(&["mates_differ has no value"]);
}

#[test]
fn what_is_no_pair_is_not_compared() {
    let folder = Folder::with(&[
        ("S_R1.fq", FIRST),
        ("S_R2.fq", SECOND),
        ("b/S_R2.fq", LOST),
        ("S_R1.FQ", FIRST),
    ]);
    for files in [
        &["S_R1.fq", "b/S_R2.fq"][..],
        &["--merge", "S_R1.fq", "S_R2.fq"],
        // Which of the two first reads is meant, nobody knows.
        &["S_R1.fq", "S_R1.FQ", "S_R2.fq"],
    ] {
        let arguments = [&["report", "-f", "html", "-o", "out"], files].concat();
        let ended = folder.run(&arguments).ended(0);
        assert_eq!(ended.stderr, "", "{files:?}");
    }
    let ended = folder
        .run(&["report", "-f", "tally", "-o", "x", "./S_R1.fq", "S_R2.fq"])
        .ended(0);
    assert_eq!(ended.stderr, SAME, "the same folder by another name");
}

#[test]
fn a_damaged_mate_is_compared_as_far_as_it_goes() {
    let damaged = FIRST.trim_end_matches("I\n");
    let folder = Folder::with(&[("S_R1.fq", damaged), ("S_R2.fq", SECOND)]);
    let ended = folder
        .run(&["report", "-o", "out", "S_R1.fq", "S_R2.fq"])
        .ended(2);
    ended.said(&[
        "S_R1.fq: record 3",
        "as far as both are known: 2 of 2 and 3 reads. S_R1.fq was not read whole.",
    ]);
    assert_eq!(
        section(&folder, "out/S_R2_readout.json").unwrap()["verdict"],
        "none"
    );
    // A mate that is not there is an error; the other one has its report.
    let folder = Folder::with(&[("S_R1.fq", FIRST)]);
    folder
        .run(&["report", "-o", "out", "S_R1.fq", "S_R2.fq"])
        .ended(2);
    assert_eq!(section(&folder, "out/S_R1_readout.json"), None);
}
