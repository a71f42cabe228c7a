//! The parameters of a report: encoding, kind of library, limits.

use super::{GOOD, document, gzip, post};

#[tokio::test]
async fn a_report_is_made_as_asked() {
    let query = "encoding=phred64&library=bisulfite&limits=sequence%09warn%0999%0Asequence%20error%2099%0Atile%20ignore%201";
    let tally = document(GOOD, 0, false).to_json();
    for (path, body) in [
        (format!("/api/v1/report?{query}"), gzip(GOOD)),
        (
            format!("/api/v1/merge?format=json&{query}"),
            tally.into_bytes(),
        ),
    ] {
        let answer = post(&path, &[], body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let report = answer.json();
        assert_eq!(report["summary"]["encoding"], "phred64");
        assert_eq!(report["summary"]["encoding_certainty"], "chosen");
        assert_eq!(report["library"]["kind"], "bisulfite");
        assert_eq!(report["library"]["chosen"], true);
        let sections = report["sections"].as_array().unwrap();
        let verdict = |id| {
            let section = sections.iter().find(|section| section["id"] == id);
            section.map(|section| section["verdict"].clone())
        };
        // By FastQC's own limits these few bases fail.
        assert_eq!(verdict("per_base_sequence_content"), Some("pass".into()));
        // Only a report of the bytes themselves knows how they were packed.
        let integrity = verdict("integrity");
        assert_eq!(integrity.is_some(), path.starts_with("/api/v1/report"));
    }
}

#[tokio::test]
async fn limits_that_cannot_be_read_are_named_by_line() {
    let answer = post("/api/v1/report?limits=%23%0Asequences+warn+1", &[], GOOD).await;
    let problem = answer.json();
    assert_eq!(
        (answer.status, &problem["code"]),
        (400, &"bad-request".into())
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("line 2 of the limits: sequences warn"),
        "{detail}"
    );
    let answer = post("/api/v1/report?library=wgs", &[], GOOD).await;
    assert!(answer.text().contains("library can be whole_genome, exome"));
}

#[tokio::test]
async fn one_read_of_each_pair_is_counted() {
    let text = b"@a 1:N:0:AC\nACGT\n+\nIIII\n@a 2:N:0:AC\nGG\n+\nII\n";
    let report = post("/api/v1/report?read_number=2", &[], &text[..])
        .await
        .json();
    assert_eq!(report["summary"]["reads"], 1);
    assert_eq!(report["summary"]["bases"], 2);
    let note = "These figures are of the second reads of pairs alone; what else is in the file was passed over: 1 record.";
    assert!(
        report["notes"].to_string().contains(note),
        "{}",
        report["notes"]
    );
    let tally = async |query: &str| post(&format!("/api/v1/tally?{query}"), &[], &text[..]).await;
    let first = tally("read_number=1").await.text();
    assert!(first.contains("\"read_number\":1") && first.contains("\"other_mates\":1"));
    let other = tally("read_number=2&start=100").await.text();
    let merged = post("/api/v1/merge", &[], format!("{first}\n{other}")).await;
    assert_eq!(
        (merged.status, merged.json()["code"].clone()),
        (409, "incompatible-tally".into())
    );
    assert!(merged.text().contains("different reads of pairs"));
    let wrong = tally("read_number=3").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("read_number can be 1, 2"));
}
