//! `--output`: which files are written, and which never are.

use super::*;
use shared::export::stem;

#[test]
fn every_format_of_every_file() {
    let folder = Folder::with(&[("a.fastq", GOOD), ("in/b.fq", MORE)]);
    let arguments = [
        "report",
        "-o",
        "out/here",
        "--format",
        "json,html,tally,json,text,summary,zip",
    ];
    let ended = folder
        .run(&[&arguments[..], &["a.fastq", "in/b.fq"]].concat())
        .ended(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    assert_eq!(
        folder.names("out/here"),
        [
            "a_fastqc.zip",
            "a_fastqc_data.txt",
            "a_readout.html",
            "a_readout.json",
            "a_readout.tally.json",
            "a_summary.txt",
            "b_fastqc.zip",
            "b_fastqc_data.txt",
            "b_readout.html",
            "b_readout.json",
            "b_readout.tally.json",
            "b_summary.txt",
        ]
    );
    let report: Value = serde_json::from_str(&folder.read("out/here/b_readout.json")).unwrap();
    assert_eq!(report["name"], "b.fq");
    let expected = tally_chunk(MORE.as_bytes(), Layout::FourLine, 0, false).document;
    assert_eq!(
        folder.read("out/here/b_readout.tally.json"),
        expected.to_json() + "\n"
    );
    assert!(folder.read("out/here/a_readout.html").contains("a.fastq"));
    let text = folder.read("out/here/a_fastqc_data.txt");
    assert!(text.contains("\nFilename\ta.fastq\n"), "{text}");
    let summary = folder.read("out/here/a_summary.txt");
    assert!(summary.starts_with("PASS\tBasic Statistics\ta.fastq\n"));
    let zip = fs::read(folder.path("out/here/a_fastqc.zip")).unwrap();
    assert!(zip.starts_with(b"PK"));
}

#[test]
fn a_bad_file_among_good_ones_stops_none_of_them() {
    let folder = Folder::with(&[("a.fastq", GOOD), ("bad.fastq", BAD), ("c.fastq", MORE)]);
    let files = ["a.fastq", "bad.fastq", "missing.fastq", "c.fastq"];
    folder
        .run(&[&["report", "-o", "out"], &files[..]].concat())
        .ended(2)
        .said(&["bad.fastq: record 2", "missing.fastq: "]);
    assert_eq!(
        folder.names("out"),
        ["a_readout.json", "bad_readout.json", "c_readout.json"]
    );
    for (name, complete, reads) in [("a", true, 2), ("bad", false, 1), ("c", true, 1)] {
        let text = folder.read(&format!("out/{name}_readout.json"));
        let report: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(report["complete"], complete, "{name}");
        assert_eq!(report["summary"]["reads"], reads, "{name}");
    }
}

#[test]
fn several_reports_need_a_folder() {
    let folder = Folder::with(&[("a.fastq", GOOD), ("b.fastq", GOOD)]);
    for arguments in [
        &["report", "a.fastq", "b.fastq"][..],
        &["report", "a.fastq", "--format", "json,html"],
        &[
            "report",
            "--merge",
            "a.fastq",
            "b.fastq",
            "--format",
            "json,tally",
        ],
    ] {
        let ended = folder.run(arguments).ended(2).said(&["--output"]);
        assert_eq!(ended.stdout, "", "{arguments:?}");
    }
    folder
        .run(&["report", "-o", "out", "a.fastq", "b.fastq", "--name", "x"])
        .ended(2)
        .said(&["--name"]);
    assert!(!exists(&folder, "out"));
}

#[test]
fn two_files_never_share_an_output() {
    let folder = Folder::with(&[("a/x.fastq", GOOD), ("b/x.fq", MORE)]);
    folder
        .run(&["report", "-o", "out", "a/x.fastq", "b/x.fq"])
        .ended(2)
        .said(&["a/x.fastq", "b/x.fq", "x_readout.json"]);
    assert!(!exists(&folder, "out"));
}

#[test]
fn a_file_of_reads_is_never_overwritten() {
    let folder = Folder::with(&[("x.fastq", GOOD), ("y_readout.json", MORE)]);
    std::os::unix::fs::symlink(folder.path("x.fastq"), folder.path("x_readout.json")).unwrap();
    folder
        .run(&["report", "-o", ".", "x.fastq"])
        .ended(2)
        .said(&["x_readout.json", "overwritten"]);
    assert_eq!(folder.read("x.fastq"), GOOD);

    fs::write(folder.path("y.fastq"), GOOD).unwrap();
    folder
        .run(&["report", "-o", ".", "y.fastq", "y_readout.json"])
        .ended(2)
        .said(&["y_readout.json", "overwritten"]);
    assert_eq!(folder.read("y_readout.json"), MORE);
    // An older report is replaced.
    fs::remove_file(folder.path("x_readout.json")).unwrap();
    for _ in 0..2 {
        folder.run(&["report", "-o", ".", "x.fastq"]).ended(0);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let folder = Folder::with(&[("x.fastq", GOOD), ("file", "")]);
    folder
        .run(&["report", "-o", "file/out", "x.fastq"])
        .ended(2)
        .said(&["file/out"]);
    fs::create_dir_all(folder.path("out/x_readout.json")).unwrap();
    folder
        .run(&["report", "-o", "out", "x.fastq"])
        .ended(2)
        .said(&["x_readout.json"]);
}

#[test]
fn names_are_those_of_the_api() {
    let files = ["run.fq.bgz", "a.b.fq.gz", "c.bgzf", "d.txt", ".fastq", "e"];
    let folder = Folder::with(&files.map(|name| (name, GOOD)));
    folder
        .run(&[&["report", "-o", "out"], &files[..]].concat())
        .ended(0);
    let mut expected = files.map(|name| stem(name) + "_readout.json");
    expected.sort();
    assert_eq!(folder.names("out"), expected);
    assert!(exists(&folder, "out/a.b_readout.json") && exists(&folder, "out/c_readout.json"));
}

#[test]
fn a_file_of_limits_is_never_overwritten() {
    let folder = Folder::with(&[("x.fastq", GOOD), ("x_summary.txt", "tile ignore 1\n")]);
    let arguments = ["report", "-o", ".", "-f", "summary", "x.fastq"];
    folder
        .run(&[&arguments[..], &["--limits", "x_summary.txt"]].concat())
        .ended(2)
        .said(&["x_summary.txt", "overwritten"]);
    assert_eq!(folder.read("x_summary.txt"), "tile ignore 1\n");
}
