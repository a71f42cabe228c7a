//! The kind of library, and files in FastQC's formats.

use super::*;
use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use shared::{
    analysis::{Analysis, Options},
    tally::{Settings, adapters},
};
use tower::ServiceExt;

/// Three adapters: one of a common length, one too short for the tables, one with an N.
const ADAPTERS: &str = "# ours\n\nLong\tACGTTGCAGATT\nShort\t\tGATTA\nOpen\tCCNCC\n";

/// More reads than one thread takes at once.
fn many_reads() -> String {
    let mut state = 1_u64;
    let mut base = || {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        char::from(b"ACGT"[(state >> 40) as usize % 4])
    };
    (0..20_000)
        .map(|number| {
            let sequence: String = (0..100).map(|_| base()).collect();
            let adapter = ["", "ACGTTGCAGATT", "GATTA"][number % 3];
            let scores = "I".repeat(sequence.len() + adapter.len());
            format!("@r{number}\n{sequence}{adapter}\n+\n{scores}\n")
        })
        .collect()
}

#[tokio::test]
async fn adapters_give_the_same_tally_everywhere() {
    let reads = many_reads();
    assert!(reads.len() > api::engine::CHUNK_BYTES);
    let mut analysis = Analysis::new(Options {
        settings: Settings {
            adapters: adapters::parse(ADAPTERS).unwrap(),
            ..Settings::default()
        },
        ..Options::default()
    });
    analysis.feed(reads.as_bytes());
    let expected = analysis.finish().document;
    assert!(expected.tally.adapter_content.reads_with_any() > 13_000);

    let escaped: String = form_urlencoded::byte_serialize(ADAPTERS.as_bytes()).collect();
    let request = Request::post(format!("/api/v1/tally?adapters={escaped}"));
    let answer = api::router(api::Config::default())
        .oneshot(request.body(Body::from(reads.clone())).unwrap())
        .await
        .unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(body == expected.to_json(), "the API's tally differs");

    let folder = Folder::with(&[("reads.fastq", &reads), ("ours.txt", ADAPTERS)]);
    for threads in ["1", "2"] {
        let arguments = ["report", "reads.fastq", "--adapters", "ours.txt"];
        let ways = ["--format", "tally", "--threads", threads];
        let tally = folder.run(&[arguments, ways].concat()).ended(0).stdout;
        assert!(
            tally == expected.to_json() + "\n",
            "{threads} threads: the tally differs"
        );
    }
}

#[test]
fn the_gate_is_of_the_adapters_that_were_given() {
    let folder = Folder::with(&[("reads.fastq", GOOD), ("ours.txt", "mine\tACGT\n")]);
    let gate = ["report", "reads.fastq", "--fail-on", "adapter>10"];
    folder.run(&gate).ended(0);
    folder
        .run(&[&gate[..], &["--adapters", "ours.txt"]].concat())
        .ended(1)
        .said(&["adapter", "50"]);
}

#[test]
fn a_report_is_made_as_asked() {
    let read = "@r\nACGTTGCAACGTTGCAAGGCTTAG\n+\nIIIIIIIIIIIIIIIIIIIIIIII\n".repeat(3);
    let folder = Folder::with(&[
        ("reads.fastq", &read),
        ("limits.txt", "# ours\ntile\tignore\t1\nsequence ignore 1\n"),
        ("list.txt", "Our primer\tACGTTGCAACGTTGCAAGGCTTAG\n"),
    ]);
    let arguments = ["report", "reads.fastq", "--library", "bisulfite"];
    let files = ["--limits", "limits.txt", "--contaminants", "list.txt"];
    let report = folder.run(&[arguments, files].concat()).ended(0).json();
    assert_eq!(report["library"]["kind"], "bisulfite");
    assert_eq!(report["library"]["chosen"], true);
    let sections = report["sections"].to_string();
    assert!(sections.contains("Our primer (100% over 24bp)"));
    assert!(!sections.contains("\"id\":\"per_base_sequence_content\""));
    assert!(sections.contains("\"id\":\"per_base_n_content\""));
}

#[test]
fn wrong_files_are_named_with_their_line() {
    let folder = Folder::with(&[
        ("reads.fastq", GOOD),
        ("bad/limits.txt", "# ours\nsequences warn 1\n"),
        ("bad/adapters.txt", "a\tACGT\nb\tACG\n"),
        ("bad/contaminants.txt", "a\tACGT\n\nb ACGT\n"),
        ("none.txt", "# nothing\n"),
        ("long.txt", &"#\n".repeat(600_000)),
    ]);
    fs::write(folder.path("latin.txt"), b"a\tACGT\ncaf\xe9\tACGT\n").unwrap();
    for (option, file, words) in [
        ("--limits", "bad/limits.txt", "line 2 of the limits: seq"),
        ("--adapters", "bad/adapters.txt", "line 2 of the adapters: "),
        (
            "--contaminants",
            "bad/contaminants.txt",
            "line 3 of the contaminants: ",
        ),
        ("--adapters", "none.txt", "1 to 64 adapters are expected"),
        ("--contaminants", "latin.txt", "line 2 is not text in UTF-8"),
        ("--limits", "long.txt", "more than 1048576 bytes"),
        ("--limits", "missing.txt", ""),
        ("--adapters", "bad", ""),
    ] {
        let arguments = ["report", "reads.fastq", "-o", "out", option, file];
        let ended = folder.run(&arguments).ended(2);
        assert_eq!(ended.stdout, "");
        ended.said(&[&format!("readout: {file}: {words}")]);
        assert!(!exists(&folder, "out"), "{file}");
    }
    folder
        .run(&["report", "reads.fastq", "--library", "wgs"])
        .ended(2)
        .said(&["wgs", "rna_seq", "small_rna"]);
}
