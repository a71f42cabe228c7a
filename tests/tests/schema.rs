//! The JSON Schema of a report, `docs/report.schema.json`: it is the one of the code, and real
//! reports keep to it.
//!
//! `READOUT_UPDATE=1` writes the file anew.

use shared::export::json;
use shared::pairs::{Mate, compare};
use shared::report::{ReadPairs, Report, ReportOptions};
use shared::wire::TallyDocument;
use std::{fs, path::PathBuf, process::Command};
use tests::{corpus, root};

fn path() -> PathBuf {
    root().join("docs/report.schema.json")
}

#[test]
fn the_schema_is_the_one_of_the_code() {
    let mut text = serde_json::to_string_pretty(&json::schema()).unwrap();
    text.push('\n');
    if std::env::var_os("READOUT_UPDATE").is_some() {
        fs::write(path(), &text).unwrap();
    }
    let kept = fs::read_to_string(path()).unwrap();
    assert!(
        kept == text,
        "docs/report.schema.json is not that of the code; READOUT_UPDATE=1 writes it anew, and CHANGELOG.md is to say what changed"
    );
}

/// A validator: Python's jsonschema, which MultiQC brings.
const VALIDATE: &str = "
import json, pathlib, sys
from jsonschema import Draft202012Validator
schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
wrong = 0
for path in sys.argv[2:]:
    for error in validator.iter_errors(json.loads(pathlib.Path(path).read_text())):
        wrong += 1
        print(path, error.json_path, error.message[:300])
sys.exit(wrong != 0)
";

#[test]
fn reports_keep_to_the_schema() {
    let python = root().join(".setup/multiqc/bin/python");
    if !python.is_file() {
        eprintln!(
            "SKIPPED: no {}; scripts/setup.sh --tests gets it",
            python.display()
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let report = |document: &TallyDocument, problem| {
        let options = ReportOptions {
            complete: true,
            problem,
            ..ReportOptions::default()
        };
        json::pretty(&Report::build(document, &options)).unwrap()
    };
    let mut paths = vec![write(
        "empty.json",
        &report(&TallyDocument::default(), None),
    )];
    let broken = corpus::expected(b"@r1\nACGT\n+\nIIII\n@r2\nAC\n+\nI\n");
    let problem = broken.error.as_ref().map(shared::problem::Problem::from);
    assert!(problem.is_some());
    paths.push(write("broken.json", &report(&broken.document, problem)));
    let mate = Mate::of(&broken.document, true);
    let pair = ReadPairs {
        files: ["R1", "R2"].map(str::to_owned),
        comparison: compare(&mate, &Mate::default()),
    };
    let options = ReportOptions {
        pair: Some(pair),
        ..ReportOptions::default()
    };
    let with_mate = json::pretty(&Report::build(&broken.document, &options)).unwrap();
    assert!(with_mate.contains("differ_by"));
    paths.push(write("pair.json", &with_mate));
    for sample in corpus::reads() {
        let outcome = corpus::expected(&sample.bytes);
        paths.push(write(
            &format!("{}.json", sample.name),
            &report(&outcome.document, None),
        ));
    }
    let validate = |paths: &[PathBuf]| {
        let mut run = Command::new(&python);
        run.args(["-c", VALIDATE])
            .arg(path())
            .args(paths)
            .output()
            .unwrap()
    };
    let said = validate(&paths);
    let words = String::from_utf8_lossy(&said.stdout);
    let errors = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{words}{errors}");
    eprintln!("{} reports keep to the schema", paths.len());
    // The validator must be able to say no.
    let wrong = fs::read_to_string(&paths[0])
        .unwrap()
        .replace("\"reads\": 0", "\"reads\": \"none\"");
    let said = validate(&[write("wrong.json", &wrong)]);
    assert!(!said.status.success(), "a wrong report keeps to the schema");
    assert!(String::from_utf8_lossy(&said.stdout).contains("summary.reads"));
}
