//! The files in `docs/` are those of the code, and they leave nothing out.

use super::{document, page, problems};
use crate::{Config, router};
use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::PathBuf};
use tower::ServiceExt;

fn kept(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name);
    if std::env::var_os("READOUT_UPDATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == text,
        "docs/{name} is not that of the code; READOUT_UPDATE=1 writes it anew, and CHANGELOG.md is to say what changed"
    );
}

#[test]
fn the_files_are_those_of_the_code() {
    let document = document();
    kept(
        "openapi.json",
        &(serde_json::to_string_pretty(&document).unwrap() + "\n"),
    );
    kept("api.html", &page::render(&document));
}

/// Path, method and operation.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((path.clone(), method.clone(), operation.clone()));
        }
    }
    all
}

#[test]
fn every_address_of_the_router_is_described_and_no_other() {
    let document = document();
    let described: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(path, method, _)| (path, method.to_uppercase()))
        .collect();
    let answered: BTreeSet<_> = router::documented()
        .into_iter()
        .flat_map(|(path, allow)| {
            let methods = allow.split(", ");
            // The introduction speaks of these.
            methods
                .filter(|method| !["HEAD", "OPTIONS"].contains(method))
                .map(|method| (path.to_owned(), method.to_owned()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(described, answered);
    let page = page::render(&document);
    for (path, method) in described {
        assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
        assert_eq!(
            page::examples(&path, &method.to_lowercase()).len(),
            3,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_parameters_are_those_that_are_read() {
    for (path, method, operation) in operations(&document()) {
        if method != "post" {
            continue;
        }
        let request = Request::post(format!("{path}?neither=1"));
        let answer = router(Config::default())
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let problem: Value = serde_json::from_slice(&body).unwrap();
        let names: Vec<_> = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| {
                assert_ne!(parameter["description"], "", "{path}: {parameter}");
                parameter["name"].as_str().unwrap()
            })
            .collect();
        assert_eq!(
            problem["detail"],
            format!("the parameters here are {}", names.join(", ")),
            "{path}"
        );
    }
}

#[test]
fn every_code_and_status_is_described() {
    let document = document();
    let mut described = BTreeSet::new();
    let mut see = |answer: &Value| {
        let properties = &answer["content"]["application/problem+json"]["schema"]["properties"];
        for code in properties["code"]["enum"].as_array().into_iter().flatten() {
            described.insert((
                code.as_str().unwrap().to_owned(),
                properties["status"]["const"].as_u64().unwrap(),
            ));
        }
    };
    for (_, _, operation) in operations(&document) {
        operation["responses"]
            .as_object()
            .unwrap()
            .values()
            .for_each(&mut see);
    }
    let others = document["components"]["responses"].as_object().unwrap();
    others.values().for_each(&mut see);
    let sent: BTreeSet<_> = problems::codes()
        .into_iter()
        .map(|(word, code)| (word, u64::from(code.status())))
        .collect();
    assert!(sent.len() > 10);
    assert_eq!(described, sent);
    let page = page::render(&document);
    for (word, _) in sent {
        assert!(page.contains(&format!("<code>{word}</code>")), "{word}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn look(value: &Value, root: &Value, found: &mut usize) {
        if let Some(path) = value["$ref"].as_str() {
            *found += 1;
            assert!(root.pointer(&path[1..]).is_some(), "{path}");
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| look(item, root, found)),
            Value::Object(map) => map.values().for_each(|item| look(item, root, found)),
            _ => {}
        }
    }
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = 0;
    look(&document, &document, &mut found);
    assert!(found > 100, "{found}");
}
