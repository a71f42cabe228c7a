//! The schemas of bodies and answers: the report's, from the core, and a few small ones.

use schemars::schema_for;
use serde_json::{Map, Value, json};
use shared::{
    analysis::tally_chunk,
    export,
    fastq::Layout,
    wire::{Health, Limits, SCHEMA, TallyDocument},
};

/// All, under the names by which they are referred to.
pub(super) fn all() -> Value {
    let mut report = Value::from(export::json::schema());
    let mut schemas = Map::new();
    if let Some(definitions) = report["$defs"].as_object() {
        schemas = definitions.clone();
    }
    for name in ["$defs", "$schema"] {
        remove(&mut report, name);
    }
    schemas.insert("Report".to_owned(), report);
    schemas.insert("Tally".to_owned(), tally());
    for (name, schema) in [
        ("Limits", schema_for!(Limits)),
        ("Health", schema_for!(Health)),
    ] {
        let mut schema = Value::from(schema);
        remove(&mut schema, "$schema");
        schemas.insert(name.to_owned(), schema);
    }
    if let Some(problem) = schemas.get_mut("Problem") {
        // The report's has none: there the counts stand beside it.
        problem["properties"]["tally"] = json!({
            "description": "The tally of the records before the error.",
            "$ref": "#/components/schemas/Tally",
        });
    }
    let mut schemas = Value::Object(schemas);
    tidy(&mut schemas);
    schemas
}

/// The codes of problems, those of the page among them.
pub(super) fn problem_codes() -> Vec<String> {
    let report = Value::from(export::json::schema());
    let variants = report["$defs"]["ProblemCode"]["oneOf"].as_array();
    variants
        .into_iter()
        .flatten()
        .filter_map(|variant| Some(variant["const"].as_str()?.to_owned()))
        .collect()
}

/// A tally is read back by this API alone; of its shape no more is promised than that.
fn tally() -> Value {
    let empty: Value =
        serde_json::from_str(&TallyDocument::default().to_json()).unwrap_or_default();
    let names: Vec<_> = empty.as_object().into_iter().flat_map(Map::keys).collect();
    json!({
        "type": "object",
        "description": "What was counted, in integers, and where in the file (`ledger`). Its JSON is canonical: equal counts give equal bytes. To be kept and sent back as it is.",
        "properties": {
            "schema": {"const": SCHEMA, "description": "Version of the wire form."},
            "layout": {"const": empty["layout"], "description": "The bins of positions."},
        },
        "required": names,
    })
}

/// Tallies of two parts of one read each.
pub(super) fn two_tallies() -> Vec<TallyDocument> {
    let parts: [(&[u8], u64, bool); 2] = [
        (b"@r1\nACGT\n+\nIIII\n", 0, true),
        (b"@r2\nGGCC\n+\nIIII\n", 16, false),
    ];
    let tallies =
        parts.map(|(text, start, more)| tally_chunk(text, Layout::FourLine, start, more).document);
    tallies.into()
}

fn remove(value: &mut Value, name: &str) {
    if let Some(map) = value.as_object_mut() {
        map.remove(name);
    }
}

/// References from here instead of from the schema's own root, and no code in descriptions.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, member) in map {
                match member {
                    Value::String(text) if key == "$ref" => {
                        *text = text.replace("#/$defs/", "#/components/schemas/");
                    }
                    Value::String(text) if key == "description" => {
                        if let Some((words, _)) = text.split_once("\n\n```") {
                            *text = words.to_owned();
                        }
                    }
                    _ => tidy(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}
