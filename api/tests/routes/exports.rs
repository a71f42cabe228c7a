//! A report in each of its forms, and the name it is saved under.

use super::{GOOD, document, post};
use shared::analysis::InputNotes;
use shared::{
    export::fastqc,
    report::{Report, ReportOptions},
};

fn options(name: &str) -> ReportOptions {
    ReportOptions {
        name: name.to_owned(),
        engine: format!("Readout API {}", shared::VERSION),
        complete: true,
        ..ReportOptions::default()
    }
}

#[tokio::test]
async fn the_text_is_fastqcs_by_either_address() {
    let whole = document(GOOD, 0, false);
    let expected = fastqc::data(&whole, &options("a.fastq.gz"));
    for (path, body) in [
        ("/api/v1/report?name=a.fastq.gz", GOOD.to_vec()),
        (
            "/api/v1/merge?name=a.fastq.gz",
            whole.to_json().into_bytes(),
        ),
    ] {
        let asked = [
            (format!("{path}&format=text"), vec![]),
            (path.to_owned(), vec![("accept", "text/plain")]),
        ];
        for (path, headers) in asked {
            let answer = post(&path, &headers, body.clone()).await;
            assert_eq!(
                (answer.status, answer.text()),
                (200, expected.clone()),
                "{path}"
            );
            assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
            assert_eq!(
                answer.header("content-disposition"),
                "inline; filename=\"a_fastqc_data.txt\""
            );
        }
    }
}

#[tokio::test]
async fn the_summary_is_fastqcs_by_either_address() {
    let whole = document(GOOD, 0, false);
    let expected = fastqc::summary(&whole, &options("a.fastq.gz"));
    assert!(expected.starts_with("PASS\tBasic Statistics\ta.fastq.gz\n"));
    for (path, body) in [
        ("/api/v1/report", GOOD.to_vec()),
        ("/api/v1/merge", whole.to_json().into_bytes()),
    ] {
        let path = format!("{path}?name=a.fastq.gz&format=summary");
        let answer = post(&path, &[], body).await;
        assert_eq!(
            (answer.status, answer.text()),
            (200, expected.clone()),
            "{path}"
        );
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(
            answer.header("content-disposition"),
            "inline; filename=\"a_summary.txt\""
        );
    }
}

#[tokio::test]
async fn the_zip_is_the_one_of_the_core() {
    let whole = document(GOOD, 0, false);
    let merged = options("a.fastq.gz");
    // Only who saw the bytes can speak of the file's integrity.
    let read = ReportOptions {
        input: Some(InputNotes::default()),
        ..merged.clone()
    };
    for (path, body, options) in [
        ("/api/v1/report?name=a.fastq.gz", GOOD.to_vec(), read),
        (
            "/api/v1/merge?name=a.fastq.gz",
            whole.to_json().into_bytes(),
            merged,
        ),
    ] {
        let expected = fastqc::zip(&whole, &options, &Report::build(&whole, &options)).unwrap();
        let asked = [
            (format!("{path}&format=zip"), vec![]),
            (path.to_owned(), vec![("accept", "application/zip")]),
        ];
        for (path, headers) in asked {
            let answer = post(&path, &headers, body.clone()).await;
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.body == expected, "{path}");
            assert_eq!(answer.header("content-type"), "application/zip");
            assert_eq!(
                answer.header("content-disposition"),
                "attachment; filename=\"a_fastqc.zip\""
            );
        }
    }
}

#[tokio::test]
async fn names_reach_neither_headers_nor_rows_unescaped() {
    // ../é"; filename=x␍␊X-Evil: 1␉.fq
    let name = "..%2F%C3%A9%22%3B%20filename%3Dx%0D%0AX-Evil%3A%201%09.fq";
    for (format, ending) in [
        ("json", "_readout.json"),
        ("html", "_readout.html"),
        ("text", "_fastqc_data.txt"),
        ("summary", "_summary.txt"),
        ("zip", "_fastqc.zip"),
    ] {
        let answer = post(
            &format!("/api/v1/report?name={name}&format={format}"),
            &[],
            GOOD,
        )
        .await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("x-evil"), "");
        let disposition = answer.header("content-disposition");
        let plain =
            format!("; filename=\"__; filename=x__X-Evil_ 1{ending}\"; filename*=UTF-8''%C3%A9_");
        assert!(disposition.contains(&plain), "{disposition}");
        assert!(!disposition.contains(['/', '\r', '\n']));
    }
    let answer = post(
        &format!("/api/v1/report?name={name}&format=text"),
        &[],
        GOOD,
    )
    .await;
    assert!(
        answer
            .text()
            .contains("\nFilename\t../é\"; filename=x  X-Evil: 1 .fq\nFile type\t")
    );
}

#[tokio::test]
async fn what_cannot_be_had_lists_what_can() {
    let whole = document(GOOD, 0, false).to_json();
    let types = [
        "application/json",
        "text/html",
        "text/plain",
        "application/zip",
    ];
    for (path, body) in [
        ("/api/v1/report", GOOD.to_vec()),
        ("/api/v1/merge", whole.into_bytes()),
    ] {
        let answer = post(path, &[("accept", "image/png")], body.clone()).await;
        assert_eq!(answer.status, 406);
        let problem = answer.json();
        assert_eq!(problem["code"], "not-acceptable");
        let detail = problem["detail"].as_str().unwrap();
        for name in types {
            assert_eq!(detail.matches(name).count(), 1, "{name} in {detail}");
        }
        let answer = post(&format!("{path}?format=pdf"), &[], body).await;
        assert_eq!(answer.status, 400);
        let problem = answer.json();
        let detail = problem["detail"].as_str().unwrap();
        let words = ["json", "html", "text", "summary", "zip"];
        assert!(words.iter().all(|word| detail.contains(word)), "{detail}");
    }
}
