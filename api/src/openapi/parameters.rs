//! The parameters, each described once.

use crate::{
    negotiate::Form,
    query::MAX_OFFSET,
    routes::{MAX_CONFIGURATION_BYTES, MAX_NAME_BYTES, merge, pairs, report, tally},
};
use serde_json::{Value, json};
use shared::report::LibraryKind;
use utoipa::{
    IntoParams,
    openapi::{
        RefOr, Required, Schema,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

/// Those of `/report`.
pub(crate) struct Report;
/// Those of `/tally`.
pub(crate) struct Tally;
/// Those of `/merge`.
pub(crate) struct Merge;
/// Those of `/pairs`.
pub(crate) struct Pairs;

/// The handlers' own lists, so that none is forgotten and none is invented.
macro_rules! described {
    ($($name:ident: $list:expr, $forms:expr;)*) => {$(
        impl IntoParams for $name {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                $list.iter().map(|name| parameter(name, $forms)).collect()
            }
        }
    )*};
}
described! {
    Report: report::PARAMETERS, &Form::REPORTS;
    Tally: tally::PARAMETERS, tally::FORMS;
    Merge: merge::PARAMETERS, merge::FORMS;
    Pairs: pairs::PARAMETERS, pairs::FORMS;
}

fn parameter(name: &str, forms: &[Form]) -> Parameter {
    let (description, schema, example) = described(name, forms);
    let schema: Option<RefOr<Schema>> = serde_json::from_value(schema).ok();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(schema)
        .example(example)
        .build()
}

fn described(name: &str, forms: &[Form]) -> (String, Value, Option<Value>) {
    // In bytes of UTF-8, where a schema counts characters: what is longer than this is always refused.
    let short = json!({"type": "string", "maxLength": MAX_NAME_BYTES});
    let file = |of: &str, default: &str| {
        format!(
            "The text of a file in the format of FastQC's `{of}`, of up to {} kB; without it {default}. \
             In curl: `--url-query {name}@{of}`. Hosts limit the whole address as well: Cloudflare to 16 kB.",
            MAX_CONFIGURATION_BYTES >> 10
        )
    };
    let text = json!({"type": "string", "maxLength": MAX_CONFIGURATION_BYTES});
    match name {
        "layout" => (
            "The layout of the records. Without it a whole file is tried as four lines a record, and \
             then as wrapped; a part has four."
                .to_owned(),
            json!({"type": "string", "enum": ["four_line", "wrapped"]}),
            None,
        ),
        "start" => (
            "The byte of the uncompressed file at which this part begins. By it parts that touch are known."
                .to_owned(),
            json!({"type": "integer", "format": "int64", "minimum": 0, "maximum": MAX_OFFSET, "default": 0}),
            Some(json!(0)),
        ),
        "more" => (
            "Whether records follow after this part.".to_owned(),
            json!({"type": "boolean", "default": false}),
            Some(json!(false)),
        ),
        "adapters" => (
            file("adapter_list.txt", "the usual ones"),
            text,
            Some(json!("Illumina Universal Adapter\tAGATCGGAAGAG")),
        ),
        "contaminants" => (
            file("contaminant_list.txt", "the usual ones"),
            text,
            Some(json!("Ours\tACGTACGTACGTACGTACGT")),
        ),
        "limits" => (
            file("limits.txt", "FastQC's own"),
            text,
            Some(json!("duplication warn 60")),
        ),
        "read_number" => (
            "Counts only this read of each pair, as headers say (`1:N:0:…` or `/1`); for interleaved files."
                .to_owned(),
            json!({"type": "string", "enum": ["1", "2"]}),
            None,
        ),
        "name" => (
            "The name of the file or sample, for the report and the file it is saved as; up to 1,024 bytes."
                .to_owned(),
            short,
            Some(json!("reads.fastq.gz")),
        ),
        "first" | "second" => (
            format!(
                "The name of the file of {}; up to 1,024 bytes.",
                if name == "first" { "R1" } else { "R2" }
            ),
            short,
            Some(json!(if name == "first" { "S1_R1.fastq.gz" } else { "S1_R2.fastq.gz" })),
        ),
        "encoding" => (
            "How quality scores are encoded; without it the report finds out, and says how sure it is."
                .to_owned(),
            json!({"type": "string", "enum": ["phred33", "phred64"]}),
            Some(json!("phred33")),
        ),
        "library" => (
            "The kind of library, for what is usual; without it the report guesses.".to_owned(),
            json!({"type": "string", "enum": LibraryKind::ALL.map(LibraryKind::id)}),
            Some(json!("rna_seq")),
        ),
        "format" => (
            "The form of the answer. It stands before `Accept`.".to_owned(),
            json!({"type": "string", "enum": forms.iter().map(|form| form.word()).collect::<Vec<_>>()}),
            None,
        ),
        // A parameter that nobody has described: a test looks for empty words.
        _ => (String::new(), Value::Bool(true), None),
    }
}
