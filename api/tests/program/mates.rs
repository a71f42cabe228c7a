//! `--mates`, `--read-number`, `--split`: pairs.

use super::*;

const FRAGMENT: &str = "ACGATTACAGGCTTCAAGTCCGATGCTAGGTCAACTGG";
const REVERSED: &str = "CCAGTTGACCTAGCATCGGACTTGAAGCCTGTAATCGT";

fn record(name: &str, sequence: &str) -> String {
    format!("@{name}\n{sequence}\n+\n{}\n", "F".repeat(sequence.len()))
}

/// A file of first mates, one of second mates, and both interleaved.
fn pairs(number: usize) -> Folder {
    let all: Vec<[String; 2]> = (0..number)
        .map(|n| {
            let mut second = REVERSED.to_owned();
            if n % 20 == 0 {
                second.replace_range(5..6, "A");
            }
            [
                record(&format!("r{n} 1:N:0:AC"), FRAGMENT),
                record(&format!("r{n} 2:N:0:AC"), &second),
            ]
        })
        .collect();
    let mate = |at: usize| all.iter().map(|pair| pair[at].as_str()).collect::<String>();
    let interleaved: String = all.iter().flatten().map(String::as_str).collect();
    let odd = [&interleaved[..], &record("r 1:N:0:AC", "ACGT")].concat();
    let swapped = mate(1).replacen("@r2 ", "@x ", 1);
    Folder::with(&[
        ("s_R1.fastq", &mate(0)),
        ("s_R2.fastq", &mate(1)),
        ("both.fastq", &interleaved),
        ("odd.fastq", &odd),
        ("swapped.fastq", &swapped),
        ("short.fastq", &record("r0 2:N:0:AC", REVERSED)),
        ("bad.fastq", BAD),
    ])
}

fn observed(report: &Value) -> Option<&Value> {
    let sections = report["sections"].as_array().unwrap();
    let section = sections
        .iter()
        .find(|section| section["id"] == "observed_quality")?;
    Some(&section["data"])
}

#[test]
fn mates_of_two_files_are_compared_in_both_reports() {
    let folder = pairs(100);
    let arguments = [
        "report",
        "--mates",
        "-f",
        "json,html,text",
        "-o",
        "out",
        "s_R1.fastq",
        "s_R2.fastq",
    ];
    let ended = folder.run(&arguments).ended(0);
    // Their names fit, too.
    assert!(ended.stderr.contains("same"), "{}", ended.stderr);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    let report = |name: &str| -> Value { serde_json::from_str(&folder.read(name)).unwrap() };
    let (first, second) = (
        report("out/s_R1_readout.json"),
        report("out/s_R2_readout.json"),
    );
    let data = observed(&first).unwrap();
    assert_eq!(observed(&second).unwrap(), data);
    assert_eq!(
        (&data["pairs"], &data["overlapping_pairs"]),
        (&100.into(), &100.into())
    );
    assert_eq!(
        (&data["compared_bases"], &data["mismatches"]),
        (&3800.into(), &5.into())
    );
    assert_eq!(data["fragment_length"]["median"], 38);
    assert_eq!(data["rows"][0]["quality"], 37);
    assert!(
        folder
            .read("out/s_R1_readout.html")
            .contains("Observed quality")
    );
    assert!(!folder.read("out/s_R1_fastqc_data.txt").contains("Observed"));
    // The counts of the file itself are untouched.
    let alone = folder.run(&["report", "s_R1.fastq"]).ended(0).json();
    assert_eq!(alone["receipt"], first["receipt"]);
    assert!(observed(&alone).is_none());
}

#[test]
fn mates_of_an_interleaved_file_are_the_same() {
    let folder = pairs(100);
    let both = folder
        .run(&["report", "--mates", "both.fastq"])
        .ended(0)
        .json();
    let merged = folder
        .run(&["report", "--mates", "--merge", "s_R1.fastq", "s_R2.fastq"])
        .ended(0)
        .json();
    assert!(observed(&both).is_some());
    assert_eq!(observed(&both), observed(&merged));
}

#[test]
fn where_files_part_company_is_said_and_the_reports_are_made_all_the_same() {
    let folder = pairs(9);
    let run = |files: &[&str], words: &[&str], pairs: Option<u64>| {
        let arguments = [&["report", "--mates", "--merge"], files].concat();
        let ended = folder.run(&arguments).ended(2).said(words);
        let report = ended.json();
        assert_eq!(
            observed(&report).and_then(|data| data["pairs"].as_u64()),
            pairs
        );
        let notes = report["notes"].to_string();
        assert!(
            notes.contains("Mates were compared for the first"),
            "{notes}"
        );
        ended
    };
    run(
        &["s_R1.fastq", "swapped.fastq"],
        &[
            "s_R1.fastq and swapped.fastq: record 3 is called r2 in the first file and x in the second",
        ],
        Some(2),
    );
    run(
        &["s_R1.fastq", "short.fastq"],
        &["the second file ends after 1 records, and the first file goes on with record 2, r1;"],
        Some(1),
    );
    run(
        &["short.fastq", "s_R1.fastq"],
        &["the first file ends after 1 records, and the second file goes on with record 2, r1;"],
        Some(1),
    );
    run(
        &["odd.fastq"],
        &["odd.fastq: record 19, r, is the last and has no mate"],
        Some(9),
    );
    run(
        &["s_R1.fastq"],
        &[
            "s_R1.fastq: records 1 and 2 are called r0 and r1: they are no pair; in an interleaved file",
        ],
        None,
    );
    // What is malformed is said once.
    let ended = run(
        &["s_R1.fastq", "bad.fastq"],
        &["bad.fastq: record 2 (r2)"],
        None,
    );
    assert_eq!(ended.stderr.lines().count(), 2, "{}", ended.stderr);
}

#[test]
fn pairs_are_not_read_from_what_can_be_read_only_once() {
    let folder = pairs(3);
    for (option, arguments) in [
        ("--mates", &["report", "--mates", "-"][..]),
        (
            "--mates",
            &["report", "--mates", "-o", "out", "s_R1.fastq", "-"],
        ),
        ("--split", &["report", "--split", "-o", "out", "-"]),
    ] {
        let said = format!("{option} reads its files twice, which standard input cannot be");
        folder.run(arguments).ended(2).said(&[&said]);
    }
    let three = [
        "report",
        "--mates",
        "-o",
        "out",
        "s_R1.fastq",
        "s_R2.fastq",
        "both.fastq",
    ];
    folder.run(&three).ended(2).said(&["not 3 files"]);
    folder
        .run(&["report", "--mates", "missing.fastq"])
        .ended(2)
        .said(&["missing.fastq"]);
    assert!(!exists(&folder, "out/both_readout.json"));
}

#[test]
fn one_read_of_each_pair_is_what_its_own_file_holds() {
    let folder = pairs(20);
    let figures = |report: &Value| (report["summary"].clone(), report["sections"][0].clone());
    for (number, own) in [("1", "s_R1.fastq"), ("2", "s_R2.fastq")] {
        let report = folder
            .run(&["report", "both.fastq", "--read-number", number])
            .ended(0)
            .json();
        let alone = folder.run(&["report", own]).ended(0).json();
        assert_eq!(figures(&report), figures(&alone));
        assert_ne!(report["receipt"], alone["receipt"]);
        let notes = report["notes"].to_string();
        assert!(notes.contains("passed over: 20 records."), "{notes}");
        let sections = report["sections"].as_array().unwrap();
        let run = sections
            .iter()
            .find(|section| section["id"] == "sequencing_run")
            .unwrap();
        assert_eq!(run["data"]["read_number"].to_string(), number);
        assert_eq!(run["data"]["passed_over"], 20);
    }
    let ended = folder
        .run(&["report", "s_R1.fastq", "--read-number", "2"])
        .ended(2);
    assert_eq!(
        ended.stderr,
        "readout: s_R1.fastq: no record calls itself the second of a pair (by 2:N:… or /2 in its header), so there is nothing to report on\n"
    );
    assert!(
        ended.json()["notes"]
            .to_string()
            .contains("all 20 were passed over")
    );
    folder
        .run(&["report", "both.fastq", "--read-number", "3"])
        .ended(2)
        .said(&["can be 1 or 2"]);
}

#[test]
fn an_interleaved_file_is_split_into_two_reports() {
    let folder = pairs(20);
    folder
        .run(&[
            "report",
            "--split",
            "--mates",
            "-f",
            "json,zip",
            "-o",
            "out",
            "both.fastq",
        ])
        .ended(0);
    assert_eq!(
        folder.names("out"),
        [
            "both_R1_fastqc.zip",
            "both_R1_readout.json",
            "both_R2_fastqc.zip",
            "both_R2_readout.json"
        ]
    );
    let report: Value = serde_json::from_str(&folder.read("out/both_R2_readout.json")).unwrap();
    assert_eq!(
        (&report["name"], &report["summary"]["reads"]),
        (&"both_R2".into(), &20.into())
    );
    assert!(observed(&report).is_some());
    folder
        .run(&[
            "report",
            "--split",
            "--name",
            "S",
            "-o",
            "named",
            "both.fastq",
        ])
        .ended(0);
    assert!(
        folder
            .read("named/both_R1_readout.json")
            .contains("\"S_R1\"")
    );
    folder
        .run(&["report", "--split", "both.fastq"])
        .ended(2)
        .said(&["--output"]);
    folder
        .run(&[
            "report",
            "--split",
            "--read-number",
            "1",
            "-o",
            "out",
            "both.fastq",
        ])
        .ended(2)
        .said(&["cannot be used with"]);
    folder
        .run(&["report", "--split", "-o", "one", "s_R1.fastq"])
        .ended(2)
        .said(&["s_R1.fastq: no record calls itself the second of a pair"]);
}
