//! The description of the API: an OpenAPI 3.1 document and a page, made from the handlers.
//!
//! Compiled for tests alone: both are kept in `docs/`, from where the hosts serve them.
//! `READOUT_UPDATE=1 cargo test -p api --lib openapi` writes them anew.

mod page;
mod parameters;
mod problems;
mod schemas;
mod tests;

pub(crate) use self::parameters::{Merge, Pairs, Report, Tally};

use crate::{
    body::{FASTQ_TYPES, TALLY_TYPES},
    negotiate::Form,
    routes::{docs, health, limits, merge, pairs, report, tally},
};
use serde_json::{Map, Value, json};
use shared::wire::{media, paths};
use utoipa::OpenApi;

/// What the macros read off the handlers: addresses, methods, parameters and words.
#[derive(OpenApi)]
#[openapi(paths(
    report::answer,
    tally::answer,
    merge::answer,
    pairs::answer,
    limits::answer,
    health::answer,
    docs::openapi,
    docs::page
))]
struct Handlers;

const INTRODUCTION: &str = "\
Quality control of FASTQ: reports of whole files, tallies of parts, and their sums.

Everything counted is an integer and merges in any order, so that the result is the same to the byte \
however a file was cut. Reads are neither logged nor kept.

Bodies are plain FASTQ or gzip, known by content: a `.gz` file is sent as it is, with or without \
`Content-Encoding: gzip`. Errors are `application/problem+json` (RFC 9457) with a stable `code`. \
Parameters are known by name: a misspelt one, or one given twice, is an error.

Any page may call the API (CORS). Every address answers `OPTIONS` with the methods it takes, and those \
that take `GET` answer `HEAD`; any other method gets 405, any other address 404. At 429 and 503 send the \
request again, after as many seconds as `Retry-After` says.";

/// The whole document.
pub(crate) fn document() -> Value {
    let mut document = serde_json::to_value(Handlers::openapi()).unwrap_or_default();
    document["info"] = json!({
        "title": "Readout",
        "version": shared::VERSION,
        "description": INTRODUCTION,
        "license": {"name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE")},
    });
    document["servers"] = json!([{"url": "/"}]);
    for (path, item) in members(&mut document["paths"]) {
        for (method, operation) in members(item) {
            complete(path, method, operation);
        }
    }
    document["components"] = json!({
        "schemas": schemas::all(),
        "examples": {"TwoTallies": {
            "summary": "Two parts of one read each",
            "value": schemas::two_tallies(),
        }},
        "responses": problems::of_no_operation(),
        "securitySchemes": {"token": {
            "type": "http",
            "scheme": "bearer",
            "description": "Wanted by private deployments alone; see docs/deploy.md.",
        }},
    });
    // With the token or without: which, is for each deployment to say.
    document["security"] = json!([{}, {"token": []}]);
    document
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// Adds to an operation what the handlers' own constants say: bodies, answers and problems.
fn complete(path: &str, method: &str, operation: &mut Value) {
    if let Some((description, content)) = body(path) {
        operation["requestBody"] =
            json!({"required": true, "description": description, "content": content});
    }
    let (description, content) = answer(path);
    let mut success = json!({"description": description, "content": content});
    if [paths::REPORT, paths::MERGE].contains(&path) {
        success["headers"]["Content-Disposition"] = json!({
            "description": "The name under which a report is saved.",
            "schema": {"type": "string"},
        });
    }
    operation["responses"] = problems::of(path, method);
    operation["responses"]["200"] = success;
    operation["x-codeSamples"] = page::examples(path, method)
        .into_iter()
        .map(|example| json!({"lang": example.language, "source": example.source}))
        .collect();
    // Lines of the source are no lines of the text.
    if let Some(text) = operation["description"].as_str() {
        let paragraphs: Vec<_> = text
            .split("\n\n")
            .map(|part| part.replace('\n', " "))
            .collect();
        operation["description"] = paragraphs.join("\n\n").into();
    }
    if let Some(map) = operation.as_object_mut() {
        map.remove("tags");
    }
}

/// What a body holds, by media type.
fn body(path: &str) -> Option<(&'static str, Value)> {
    let bytes = json!({"type": "string", "format": "binary"});
    match path {
        paths::TALLY | paths::REPORT => {
            let text = json!({
                "schema": {"type": "string"},
                "examples": {"two reads": {"value": "@r1\nACGT\n+\nIIII\n@r2\nGGCC\n+\nIIII\n"}},
            });
            let content = FASTQ_TYPES.iter().map(|&kind| {
                let value = if kind.starts_with("text/") {
                    text.clone()
                } else {
                    json!({"schema": bytes})
                };
                (kind.to_owned(), value)
            });
            let description = if path == paths::TALLY {
                "Whole records of FASTQ, plain or gzip: the content is looked at, not the type."
            } else {
                "A FASTQ file, plain or gzip: the content is looked at, not the type."
            };
            Some((description, content.collect::<Map<_, _>>().into()))
        }
        paths::MERGE | paths::PAIRS => {
            let one = json!({"$ref": "#/components/schemas/Tally"});
            let array = if path == paths::PAIRS {
                json!({"type": "array", "items": one, "minItems": 2, "maxItems": 2})
            } else {
                json!({"type": "array", "items": one, "minItems": 1})
            };
            let content = TALLY_TYPES.iter().map(|&kind| {
                let schema = match kind {
                    "application/json" if path == paths::PAIRS => array.clone(),
                    "application/json" => json!({"oneOf": [array, one]}),
                    media::TALLY => one.clone(),
                    _ => bytes.clone(),
                };
                let mut content = json!({"schema": schema});
                if kind == media::JSON {
                    content["examples"] =
                        json!({"two tallies": {"$ref": "#/components/examples/TwoTallies"}});
                }
                (kind.to_owned(), content)
            });
            let description = if path == paths::PAIRS {
                "The tally of R1, then that of R2: in a JSON array, or one after the other."
            } else {
                "Tallies: in a JSON array, or one after another."
            };
            Some((description, content.collect::<Map<_, _>>().into()))
        }
        _ => None,
    }
}

/// What a good answer holds, by media type.
fn answer(path: &str) -> (&'static str, Value) {
    let named = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let (description, forms, json) = match path {
        paths::REPORT => ("The report.", &Form::REPORTS[..], named("Report")),
        paths::TALLY => ("The tally.", tally::FORMS, named("Tally")),
        paths::MERGE => ("The sum, or its report.", merge::FORMS, named("Report")),
        paths::PAIRS => ("The section *Read pairs*.", pairs::FORMS, named("Section")),
        paths::LIMITS => ("The limits.", &[Form::Json][..], named("Limits")),
        paths::HEALTH => ("It is up.", &[Form::Json][..], named("Health")),
        paths::OPENAPI => (
            "This document.",
            &[Form::Json][..],
            json!({"type": "object"}),
        ),
        _ => ("The page.", &[Form::Html][..], Value::Null),
    };
    let content = forms.iter().map(|form| {
        let schema = match form {
            Form::Json => json.clone(),
            Form::Tally => named("Tally"),
            Form::Html | Form::Text | Form::Summary => json!({"type": "string"}),
            Form::Zip => json!({"type": "string", "format": "binary"}),
        };
        (form.media_type().to_owned(), json!({"schema": schema}))
    });
    (description, content.collect::<Map<_, _>>().into())
}
