//! A report as JSON, as `POST /api/v1/report` answers it.

use crate::report::Report;

/// The report with line breaks and indents, for people and files.
///
/// # Errors
///
/// None that a [`Report`] can cause: its map keys are strings and its floats are finite or null.
pub fn pretty(report: &Report) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(report)
}

/// The report on one line, for programs.
///
/// # Errors
///
/// As [`pretty`].
pub fn compact(report: &Report) -> Result<String, serde_json::Error> {
    serde_json::to_string(report)
}

/// The JSON Schema (draft 2020-12) of a report; kept in `docs/report.schema.json`.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Report>()
}
