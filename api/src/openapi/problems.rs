//! The problems, by address and status.

use super::schemas;
use serde_json::{Map, Value, json};
use shared::{
    problem::ProblemCode,
    wire::{media, paths},
};
use std::collections::BTreeMap;

/// Whether an operation may answer with a problem of this code. One that is new may come from all.
fn may_answer(path: &str, method: &str, code: ProblemCode) -> bool {
    let fastq = [paths::TALLY, paths::REPORT].contains(&path);
    match code {
        ProblemCode::NotFound | ProblemCode::MethodNotAllowed => false,
        ProblemCode::MalformedFastq => fastq,
        ProblemCode::BadJson | ProblemCode::IncompatibleTally => {
            [paths::MERGE, paths::PAIRS].contains(&path)
        }
        ProblemCode::EmptyBody
        | ProblemCode::BadRequest
        | ProblemCode::TooLarge
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::NotAcceptable => method == "post",
        ProblemCode::CpuLimit => method == "post",
        ProblemCode::Unauthorized | ProblemCode::RateLimited | ProblemCode::Busy => {
            path != paths::HEALTH
        }
        _ => true,
    }
}

/// Every code that is sent, with its status; the schema has them all.
pub(super) fn codes() -> Vec<(String, ProblemCode)> {
    let schema = schemas::problem_codes();
    schema
        .into_iter()
        .filter_map(|word| Some((word.clone(), serde_json::from_value(json!(word)).ok()?)))
        .filter(|(_, code): &(_, ProblemCode)| code.status() != 0)
        .collect()
}

/// The problems of one operation, as a map from status to response.
pub(super) fn of(path: &str, method: &str) -> Value {
    let mut answers = responses(|code| may_answer(path, method, code));
    if method == "post" {
        // Hosts refuse what is too long before it comes to the router.
        for (status, what) in [
            (
                "414",
                "The address is longer than the host takes; without a body.",
            ),
            (
                "431",
                "The headers are longer than the host takes; without a body.",
            ),
        ] {
            answers[status] = json!({"description": what});
        }
    }
    answers
}

/// The problems of addresses and methods that are not there.
pub(super) fn of_no_operation() -> Value {
    let answers = responses(|code| {
        !may_answer(paths::TALLY, "post", code) && !may_answer(paths::MERGE, "post", code)
    });
    let named = answers
        .as_object()
        .into_iter()
        .flatten()
        .map(|(status, answer)| {
            let name = match status.as_str() {
                "404" => "NotFound".to_owned(),
                "405" => "MethodNotAllowed".to_owned(),
                other => format!("Problem{other}"),
            };
            (name, answer.clone())
        });
    named.collect::<Map<_, _>>().into()
}

fn responses(wanted: impl Fn(ProblemCode) -> bool) -> Value {
    let mut by_status: BTreeMap<u16, Vec<(String, ProblemCode)>> = BTreeMap::new();
    for (word, code) in codes().into_iter().filter(|(_, code)| wanted(*code)) {
        by_status
            .entry(code.status())
            .or_default()
            .push((word, code));
    }
    let answers = by_status.into_iter().map(|(status, codes)| {
        let words: Vec<_> = codes.iter().map(|(word, _)| word).collect();
        let said: Vec<_> = codes
            .iter()
            .map(|(word, code)| format!("{} (`{word}`).", code.title()))
            .collect();
        let schema = json!({
            "allOf": [{"$ref": "#/components/schemas/Problem"}],
            "properties": {"status": {"const": status}, "code": {"enum": words}},
        });
        let mut answer = json!({
            "description": said.join(" "),
            "content": {media::PROBLEM: {"schema": schema}},
        });
        if let Some((name, what, kind)) = header(status) {
            answer["headers"] = json!({name: {"description": what, "schema": {"type": kind}}});
        }
        (status.to_string(), answer)
    });
    answers.collect::<Map<_, _>>().into()
}

/// The header that goes with a status.
fn header(status: u16) -> Option<(&'static str, &'static str, &'static str)> {
    match status {
        401 => Some(("WWW-Authenticate", "How to say who is asking.", "string")),
        405 => Some(("Allow", "The methods that are taken.", "string")),
        429 | 503 => Some((
            "Retry-After",
            "Seconds after which the request may be sent again.",
            "integer",
        )),
        _ => None,
    }
}
