//! `/pairs`: two tallies in, a section out.

use super::*;

const FIRST: &[u8] = b"@a/1\nAC\n+\nII\n@b/1\nAC\n+\nII\n@c/1\nAC\n+\nII\n";
const SECOND: &[u8] = b"@a/2\nGT\n+\nII\n@b/2\nGT\n+\nII\n@c/2\nGT\n+\nII\n";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

fn whole(text: &[u8]) -> String {
    document(text, 0, false).to_json()
}

#[tokio::test]
async fn mates_in_step_pass() {
    let (first, second) = (whole(FIRST), whole(SECOND));
    for body in [format!("[{first},{second}]"), format!("{first}\n{second}")] {
        let answer = post("/api/v1/pairs", JSON, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json");
        let found = answer.json();
        assert_eq!(
            (&found["id"], &found["verdict"]),
            (&"read_pairs".into(), &"pass".into())
        );
        assert_eq!(
            found["sentence"],
            "R1 and R2 have the same names in the same order: 3 of 3 reads."
        );
        assert_eq!(found["data"]["finding"], "same_order");
        assert_eq!(found["data"]["headers_say"], serde_json::json!([1, 2]));
    }
}

#[tokio::test]
async fn a_lost_read_is_found() {
    let lost = [&SECOND[..14], &SECOND[28..]].concat();
    let body = format!("[{},{}]", whole(FIRST), whole(&lost));
    let answer = post("/api/v1/pairs?first=a_R1.fq&second=a_R2.fq", JSON, body).await;
    let found = answer.json();
    assert_eq!(found["verdict"], "fail");
    assert_eq!(
        (&found["data"]["agree"], &found["data"]["differ_by"]),
        (&1.into(), &2.into())
    );
    let sentence = found["sentence"].as_str().unwrap();
    assert!(
        sentence.starts_with("a_R1.fq and a_R2.fq begin to differ at read 2."),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_part_is_compared_as_far_as_it_goes() {
    // Without its first record nothing can be said of the order.
    let rest = document(&SECOND[14..], 14, false).to_json();
    let body = format!("[{},{rest}]", whole(FIRST));
    let found = post("/api/v1/pairs", JSON, body).await.json();
    assert_eq!(
        (&found["verdict"], &found["data"]["finding"]),
        (&"none".into(), &"same_so_far".into())
    );
    assert_eq!(found["data"]["complete"], serde_json::json!([true, false]));
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused() {
    let (first, second) = (whole(FIRST), whole(SECOND));
    let other = first.replace("\"schema\":4", "\"schema\":3");
    let long = format!("/api/v1/pairs?first={}", "x".repeat(2000));
    for (path, headers, body, status, code) in [
        ("/api/v1/pairs", JSON, String::new(), 400, "empty-body"),
        ("/api/v1/pairs", JSON, "[]".to_owned(), 400, "empty-body"),
        (
            "/api/v1/pairs",
            JSON,
            format!("[{first}]"),
            400,
            "bad-request",
        ),
        (
            "/api/v1/pairs",
            JSON,
            format!("[{first},{second},{first}]"),
            400,
            "bad-request",
        ),
        (
            "/api/v1/pairs",
            JSON,
            format!("[{first},{second}"),
            400,
            "bad-json",
        ),
        (
            "/api/v1/pairs",
            JSON,
            format!("[{first},1]"),
            400,
            "bad-json",
        ),
        (
            "/api/v1/pairs",
            JSON,
            format!("[{first},{{}}]"),
            400,
            "bad-json",
        ),
        (
            "/api/v1/pairs",
            JSON,
            format!("[{first},{other}]"),
            409,
            "incompatible-tally",
        ),
        (
            "/api/v1/pairs",
            &[("content-type", "image/png")],
            first.clone(),
            415,
            "unsupported-media-type",
        ),
        (
            "/api/v1/pairs",
            &[("accept", "image/png")],
            first.clone(),
            406,
            "not-acceptable",
        ),
        (
            "/api/v1/pairs?name=x",
            JSON,
            first.clone(),
            400,
            "bad-request",
        ),
        (&long, JSON, first.clone(), 400, "bad-request"),
    ] {
        let answer = post(path, headers, body).await;
        assert_eq!(answer.status, status, "{code}: {}", answer.text());
        assert_eq!(answer.json()["code"], code);
    }
    let answer = ask(small(), "GET", "/api/v1/pairs", &[], Body::empty()).await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, "POST, OPTIONS")
    );
    let config = Config {
        max_merge_bytes: 100,
        ..small()
    };
    let body = Body::from(format!("[{first},{second}]"));
    assert_eq!(
        ask(config, "POST", "/api/v1/pairs", JSON, body)
            .await
            .status,
        413
    );
}
