//! schemathesis against `docs/openapi.json`, on both hosts: it makes requests from the document, sound
//! and unsound, and holds every answer against it. No 5xx, no status that is not described, no answer
//! that breaks its schema.
//!
//! `scripts/setup.sh --tests` gets schemathesis. The seed is fixed: a run can be repeated.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use serde_json::Value;
use shared::wire::paths;
use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};
use tests::{
    http, root,
    server::{Server, native, workerd},
};

fn program() -> Option<PathBuf> {
    let program = root().join(".setup/schemathesis/bin/st");
    if program.is_file() {
        return Some(program);
    }
    eprintln!(
        "SKIPPED: no schemathesis at {}; scripts/setup.sh --tests gets it",
        program.display()
    );
    None
}

/// Tallies that this host answers, one a line, for the bodies of `/merge` and `/pairs`.
fn tallies(host: &Server) -> String {
    let parts: [(&[u8], &str); 3] = [
        (b"@r1\nACGT\n+\nIIII\n", "start=0&more=true"),
        (b"@r2\nACGTN\n+\nIIII!\n", "start=16"),
        (b"@r1\nGGCC\n+\nIIII\n", "start=0"),
    ];
    let tallies = parts.map(|(body, query)| {
        let answer = http::post(&host.url(&format!("{}?{query}", paths::TALLY)), body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    });
    tallies.join("\n")
}

/// Runs it with so many examples for each operation.
fn run(host: &Server, seed: u32, examples: u32) {
    let Some(program) = program() else {
        return;
    };
    let document = http::get(&host.url(paths::OPENAPI)).unwrap();
    let kept = root().join("docs/openapi.json");
    assert!(
        document.body == fs::read(&kept).unwrap(),
        "{} serves another document: build it anew",
        host.name
    );
    let folder = tempfile::tempdir().unwrap();
    let [lines, answers] = ["tallies", "answers.json"].map(|name| folder.path().join(name));
    fs::write(&lines, tallies(host)).unwrap();
    let home = root().join("tests/schemathesis");
    let run = Command::new(program)
        .arg("--config-file")
        .arg(home.join("schemathesis.toml"))
        .arg("run")
        .arg(kept)
        .args(["--url", &host.url("")])
        .args(["--seed", &seed.to_string()])
        .args(["--max-examples", &examples.to_string()])
        .args(["--no-color", "--continue-on-failure"])
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", home)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("READOUT_TALLIES", lines)
        .env("READOUT_ANSWERS", &answers)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{}:\n{said}{errors}", host.name);
    // What was never answered was never tested.
    let answers: BTreeMap<String, u64> =
        serde_json::from_slice(&fs::read(answers).unwrap()).unwrap();
    let count = |operation: &str| answers.get(operation).copied().unwrap_or_default();
    let document: Value = document.json();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let operation = format!("{} {path}", method.to_uppercase());
            let good = count(&format!("{operation} 200"));
            assert!(good > 0, "{}: {operation} never succeeded", host.name);
            let wrong = count(&format!("{operation} 405"));
            assert!(wrong > 0, "{}: {operation}: no other method", host.name);
        }
    }
    for refusal in [
        "POST /api/v1/tally 422",
        "POST /api/v1/report 400",
        "POST /api/v1/merge 409",
    ] {
        assert!(count(refusal) > 0, "{}: no {refusal}", host.name);
    }
    println!(
        "{}: {} answers of {} kinds keep to the document",
        host.name,
        answers.values().sum::<u64>(),
        answers.len()
    );
}

#[test]
fn the_native_host_keeps_to_the_document() {
    run(native(), 1, 40);
}

#[test]
fn workerd_keeps_to_the_document() {
    run(workerd(), 2, 40);
}

#[test]
#[ignore = "takes some minutes"]
fn both_hosts_keep_to_the_document_at_length() {
    for seed in 3..6 {
        for host in [native(), workerd()] {
            run(host, seed, 500);
        }
    }
}
