//! `POST /api/v1/report`: a whole file of FASTQ in, its report out.

use super::{contaminants, encoding, engine, library, limits, name, report_answer, settings};
use crate::{
    body::{self, Encodings, FASTQ_TYPES, Incoming},
    config::Config,
    error::ApiResult,
    negotiate::{self, Form},
    query::Query,
};
use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
};
use shared::{analysis::Options, report::ReportOptions};

/// The parameters.
pub(crate) const PARAMETERS: &[&str] = &[
    "name",
    "encoding",
    "library",
    "limits",
    "adapters",
    "contaminants",
    "read_number",
    "format",
];

/// Report on a whole FASTQ file
///
/// Takes a file, plain or gzip (also of many members, and BGZF), known by its content. It is read as
/// it arrives, and neither reads nor names are logged or kept. The answer is a report: JSON unless
/// `Accept` or `format` asks for a page, FastQC's text, its summary, or its zip, which MultiQC reads.
///
/// FASTQ that is not sound gets 422 with the record, line and byte of the error and the tally of the
/// records before it.
#[cfg_attr(test, utoipa::path(post, path = shared::wire::paths::REPORT, operation_id = "report", params(crate::openapi::Report)))]
pub(crate) async fn answer(
    State(config): State<Config>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Incoming,
) -> ApiResult {
    let query = Query::parse(query.as_deref(), PARAMETERS)?;
    let (name, encoding) = (name(&query)?, encoding(&query)?);
    let (library, limits) = (library(&query)?, limits(&query)?);
    let (settings, contaminants) = (settings(&query)?, contaminants(&query)?);
    let form = negotiate::form(&headers, query.get("format"), &Form::REPORTS)?;
    body::check_headers(
        &headers,
        FASTQ_TYPES,
        Encodings::Gzip,
        config.max_body_bytes,
    )?;
    let options = Options {
        max_output: config.max_output_bytes,
        max_record: config.max_record(),
        settings,
        ..Options::default()
    };
    let (document, input) = body::analyse(body, options, config.max_body_bytes).await?;
    let options = ReportOptions {
        name,
        engine: engine(),
        complete: true,
        encoding,
        library,
        limits,
        contaminants,
        input: Some(input),
        ..ReportOptions::default()
    };
    report_answer(&document, &options, form)
}
