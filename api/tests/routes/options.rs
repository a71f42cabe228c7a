//! The parameters of a report: encoding, kind of library, and FastQC's configuration files.

use super::{GOOD, document, gzip, post};
use serde_json::{Value, json};

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

/// A file as a parameter.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn adapters_can_be_given() {
    let list = "# ours\r\nFirst four\t\tacgt\r\n";
    let query = format!("adapters={}", escaped(list));
    let answer = post(&format!("/api/v1/tally?{query}"), &[], GOOD).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let content = &answer.json()["adapter_content"];
    assert_eq!(content["reads_with_any"], 1);
    assert_eq!(content["adapters"].as_array().unwrap().len(), 1);
    assert_eq!(content["adapters"][0]["name"], "First four");

    // The report says so, and so does that of the tally: it knows what was looked for.
    let merged = post("/api/v1/merge?format=json", &[], answer.body).await;
    let report = post(&format!("/api/v1/report?{query}"), &[], GOOD).await;
    for answer in [merged, report] {
        let report = answer.json();
        assert_eq!(report["summary"]["adapter_percent"], 50.0);
        assert!(report["notes"].to_string().contains("Adapters are those"));
        let sections = report["sections"].as_array().unwrap();
        let ours = |section: &&Value| section["id"] == "adapter_content";
        let section = sections.iter().find(ours).unwrap();
        assert_eq!(section["data"]["adapters"], json!(["First four"]));
    }

    // Parts that were not searched for the same are no whole.
    let part = document(GOOD, GOOD.len() as u64, false).to_json();
    let ours = post(&format!("/api/v1/tally?more=true&{query}"), &[], GOOD).await;
    let both = format!("{}\n{part}", ours.text());
    let answer = post("/api/v1/merge", &[], both).await;
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (409, &"incompatible-tally".into())
    );
}

#[tokio::test]
async fn contaminants_can_be_given() {
    let body = b"@r\nACGTTGCAACGTTGCAAGGCTTAG\n+\nIIIIIIIIIIIIIIIIIIIIIIII\n".repeat(3);
    let query = format!(
        "contaminants={}",
        escaped("Our primer\tACGTTGCAACGTTGCAAGGCTTAG\n")
    );
    let tally = document(&body, 0, false).to_json().into_bytes();
    for (path, body) in [
        (format!("/api/v1/report?{query}"), body),
        (format!("/api/v1/merge?format=json&{query}"), tally),
    ] {
        let answer = post(&path, &[], body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let report = answer.json();
        let sections = report["sections"].to_string();
        assert!(sections.contains("Our primer (100% over 24bp)"), "{path}");
        assert!(report["notes"].to_string().contains("Possible sources"));
    }
}

#[tokio::test]
async fn lists_that_cannot_be_read_are_named_by_line() {
    let long = "x".repeat(32_769);
    let cases = [
        (
            "tally",
            "adapters",
            "a\tACGT\nb ACGT",
            "line 2 of the adapters: a name",
        ),
        (
            "report",
            "adapters",
            "#\n\na\tACGU",
            "line 3 of the adapters: a seq",
        ),
        (
            "report",
            "adapters",
            "",
            "1 to 64 adapters are expected, not 0",
        ),
        ("report", "adapters", &long, "adapters can have 32768 bytes"),
        (
            "report",
            "contaminants",
            "\tAC",
            "line 1 of the contaminants: a name",
        ),
        (
            "merge",
            "contaminants",
            "a\tE",
            "line 1 of the contaminants: a seq",
        ),
        ("merge", "limits", &long, "limits can have 32768 bytes"),
        // Which adapters were looked for is in the tallies, and a tally has no contaminants.
        ("merge", "adapters", "a\tACGT", "the parameters here are "),
        (
            "tally",
            "contaminants",
            "a\tACGT",
            "the parameters here are ",
        ),
    ];
    let tally = document(GOOD, 0, false).to_json().into_bytes();
    for (route, name, text, expected) in cases {
        // An address holds 64 kB at the most, so the long one cannot be escaped.
        let text = if text.len() > 100 {
            text.to_owned()
        } else {
            escaped(text)
        };
        let path = format!("/api/v1/{route}?{name}={text}");
        let body = if route == "merge" {
            tally.clone()
        } else {
            GOOD.to_vec()
        };
        let answer = post(&path, &[], body).await;
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(
            (answer.status, &problem["code"]),
            (400, &"bad-request".into()),
            "{route} {name}"
        );
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(expected), "{detail}");
    }
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
