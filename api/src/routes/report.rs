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

/// `?name=` of the report, `?encoding=phred33|phred64`, `?library=` the id of a kind; `?limits=`,
/// `?adapters=` and `?contaminants=` in the formats of FastQC's `limits.txt`, `adapter_list.txt` and
/// `contaminant_list.txt`; `?read_number=1|2` of the reads of pairs that are counted;
/// `?format=json|html|text|summary|zip`.
pub(crate) async fn answer(
    State(config): State<Config>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Incoming,
) -> ApiResult {
    let query = Query::parse(
        query.as_deref(),
        &[
            "name",
            "encoding",
            "library",
            "limits",
            "adapters",
            "contaminants",
            "read_number",
            "format",
        ],
    )?;
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
