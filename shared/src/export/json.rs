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
