//! The built program `readout`: what it writes, what it says, how it ends.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is wrong"
)]

use serde_json::Value;
use shared::{analysis::tally_chunk, fastq::Layout};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

#[path = "program/configuration.rs"]
mod configuration;
#[path = "program/gates.rs"]
mod gates;
#[path = "program/mates.rs"]
mod mates;
#[path = "program/merge.rs"]
mod merge;
#[path = "program/outputs.rs"]
mod outputs;
#[path = "program/pairs.rs"]
mod pairs;

const GOOD: &str = "@r1\nACGT\n+\nIIII\n@r2\nGGCC\n+\nI!!!\n";
const MORE: &str = "@r3\nACGTACGT\n+\nIIIIIIII\n";
/// The second record has one score too few.
const BAD: &str = "@r1\nACGT\n+\nIIII\n@r2\nGGCC\n+\n!!!\n";

/// A folder of its own, with these files in it.
struct Folder(TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, text) in files {
            let path = folder.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs the program in this folder.
    fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = Command::new(env!("CARGO_BIN_EXE_readout"))
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ended::from(child.wait_with_output().unwrap())
    }

    /// Names of all files below `folder`, in order.
    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// What came of a run.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    #[track_caller]
    fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// The message on standard error holds all of `words`.
    #[track_caller]
    fn said(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} in {}", self.stderr);
        }
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

fn exists(folder: &Folder, name: &str) -> bool {
    Path::new(&folder.path(name)).exists()
}

#[test]
fn a_file_gives_its_report_on_standard_output() {
    let folder = Folder::with(&[("reads.fastq", GOOD)]);
    let ended = folder.run(&["report", "reads.fastq"]).ended(0);
    assert_eq!(ended.stderr, "");
    let report = ended.json();
    assert_eq!(report["name"], "reads.fastq");
    assert_eq!(report["summary"]["reads"], 2);
    assert_eq!(report["complete"], true);

    let tally = folder
        .run(&["report", "reads.fastq", "--format", "tally"])
        .ended(0);
    let expected = tally_chunk(GOOD.as_bytes(), Layout::FourLine, 0, false).document;
    assert_eq!(tally.stdout, expected.to_json() + "\n");
    assert_eq!(report["receipt"], expected.receipt());
}

#[test]
fn threads_change_nothing() {
    let many: String = (0..5000)
        .map(|n| format!("@r{n}\nACGTACGTAC\n+\nIIIIIIIIII\n"))
        .collect();
    let folder = Folder::with(&[("reads.fastq", &many)]);
    let tally = |threads: &str| {
        let arguments = ["report", "reads.fastq", "--format", "tally", "--threads"];
        folder.run(&[&arguments[..], &[threads]].concat()).ended(0)
    };
    assert_eq!(tally("1").stdout, tally("4").stdout);
    folder
        .run(&["report", "reads.fastq", "--threads", "0"])
        .ended(2)
        .said(&["--threads"]);
}

#[test]
fn standard_input_is_a_file() {
    let folder = Folder::with(&[]);
    let report = folder.run_with(&["report", "-"], GOOD).ended(0).json();
    assert_eq!(report["name"], "standard input");
    assert_eq!(report["summary"]["reads"], 2);
    let report = folder
        .run_with(&["report", "-", "--name", "sample"], GOOD)
        .ended(0)
        .json();
    assert_eq!(report["name"], "sample");
    folder
        .run_with(&["report", "-", "-o", "out"], GOOD)
        .ended(0);
    assert_eq!(folder.names("out"), ["stdin_readout.json"]);
    folder
        .run_with(&["report", "--merge", "-", "-"], GOOD)
        .ended(2)
        .said(&["only once"]);
}

#[test]
fn the_encoding_can_be_given() {
    let folder = Folder::with(&[("reads.fastq", GOOD), ("old.fastq", "@r\nAC\n+\nhh\n")]);
    let q30 = |encoding: &[&str]| {
        let arguments = [&["report", "old.fastq"], encoding].concat();
        let report = folder.run(&arguments).ended(0).json();
        (
            report["summary"]["encoding"].clone(),
            report["summary"]["mean_quality"].as_f64().unwrap().round(),
        )
    };
    assert_eq!(q30(&["--encoding", "phred33"]), ("phred33".into(), 71.0));
    assert_eq!(q30(&["--encoding", "phred64"]), ("phred64".into(), 40.0));
    folder
        .run(&["report", "old.fastq", "--encoding", "phred65"])
        .ended(2)
        .said(&["phred65", "phred33", "phred64"]);
}

#[test]
fn a_bad_file_gives_what_stands_before_the_error() {
    let folder = Folder::with(&[("bad.fastq", BAD)]);
    let ended = folder.run(&["report", "bad.fastq"]).ended(2);
    let report = ended.json();
    assert_eq!(report["complete"], false);
    assert_eq!(report["summary"]["reads"], 1);
    assert_eq!(report["problem"]["record"], 2);
    ended.said(&["bad.fastq: record 2 (r2), line 8, byte "]);
}

#[test]
fn a_file_that_is_missing_or_no_file_is_an_error() {
    let folder = Folder::with(&[]);
    for name in ["missing.fastq", "."] {
        let ended = folder.run(&["report", name]).ended(2).said(&[name]);
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn wrong_arguments_are_an_error() {
    let folder = Folder::with(&[("reads.fastq", GOOD)]);
    for arguments in [
        &[][..],
        &["report"],
        &["report", "reads.fastq", "--format", "pdf"],
        &["report", "reads.fastq", "--threads", "many"],
        &["report", "reads.fastq", "--colour"],
        &["completions"],
        &["completions", "tcsh"],
        &["man", "nothing"],
    ] {
        let ended = folder.run(arguments).ended(2);
        assert_eq!(ended.stdout, "", "{arguments:?}");
        assert!(!ended.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_has_examples_and_exit_codes() {
    let folder = Folder::with(&[]);
    let help = folder.run(&["report", "--help"]).ended(0).stdout;
    for word in ["Examples:", "Exit codes:", "--fail-on", "--merge"] {
        assert!(help.contains(word), "{word} in {help}");
    }
    let help = folder.run(&["--help"]).ended(0).stdout;
    assert!(help.contains("Exit codes:"), "{help}");
}

#[test]
fn manual_pages_and_completions() {
    let folder = Folder::with(&[]);
    for (arguments, words) in [
        (&["man"][..], &[".TH readout 1", "completions"][..]),
        (
            &["man", "report"],
            &[
                ".TH readout-report 1",
                "fail\\-on",
                "contaminants",
                "rna_seq",
                "Exit codes:",
            ],
        ),
        (&["man", "serve"], &[".TH readout-serve 1", "PORT"]),
        (&["completions", "bash"], &["_readout()", "--fail-on"]),
        (
            &["completions", "zsh"],
            &["#compdef readout", "--fail-on", "--contaminants", "rna_seq"],
        ),
        (
            &["completions", "fish"],
            &["complete -c readout", "fail-on"],
        ),
    ] {
        let text = folder.run(arguments).ended(0).stdout;
        for word in words {
            assert!(text.contains(word), "{arguments:?}: {word} in {text}");
        }
    }
}
