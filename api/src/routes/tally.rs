//! `POST /api/v1/tally`: record-aligned FASTQ in, its tally out.

use super::{settings, tally_answer};
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
use shared::{analysis::Options, fastq::Layout};

/// The parameters.
pub(crate) const PARAMETERS: &[&str] = &[
    "layout",
    "start",
    "more",
    "adapters",
    "read_number",
    "format",
];
/// The forms of the answer: the same JSON under two names.
pub(crate) const FORMS: &[Form] = &[Form::Json, Form::Tally];

/// Count FASTQ, or a part of it
///
/// Takes whole records, plain or gzip, and answers their tally: integers that `/merge` adds up in any
/// order. Without `start`, `more` and `layout` the body is a whole file.
///
/// To count a file in parallel, cut it between records, send each part with `start`, the byte of the
/// uncompressed file at which it begins, and `more=true` where records follow, and merge the answers.
/// The sum is the same to the byte, whatever the parts.
///
/// FASTQ that is not sound gets 422 with the place of the error (record and line within the body,
/// `byte` from `start`) and the tally of the records before it.
#[cfg_attr(test, utoipa::path(post, path = shared::wire::paths::TALLY, operation_id = "tally", params(crate::openapi::Tally)))]
pub(crate) async fn answer(
    State(config): State<Config>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Incoming,
) -> ApiResult {
    let query = Query::parse(query.as_deref(), PARAMETERS)?;
    let layouts = [
        ("four_line", Layout::FourLine),
        ("wrapped", Layout::Wrapped),
    ];
    let layout = query.one_of("layout", &layouts, Layout::FourLine)?;
    let (start, more) = (query.offset("start")?, query.flag("more")?);
    let options = Options {
        layout,
        // Only a reader of the whole input can tell that it is wrapped. A part of it cannot.
        strict: query.get("layout").is_some() || start > 0 || more,
        start,
        more,
        max_output: config.max_output_bytes,
        max_record: config.max_record(),
        settings: settings(&query)?,
    };
    let form = negotiate::form(&headers, query.get("format"), FORMS)?;
    body::check_headers(
        &headers,
        FASTQ_TYPES,
        Encodings::Gzip,
        config.max_chunk_bytes,
    )?;
    let (document, _) = body::analyse(body, options, config.max_chunk_bytes).await?;
    Ok(tally_answer(&document, form))
}
