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

/// `?layout=four_line|wrapped`, `?start=` the file offset of the first byte, `?more=true` when
/// records follow after this chunk, `?adapters=` in the format of FastQC's `adapter_list.txt`,
/// `?read_number=1|2` to count only these reads of pairs. A body with none of these is a whole input.
pub(crate) async fn answer(
    State(config): State<Config>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Incoming,
) -> ApiResult {
    let query = Query::parse(
        query.as_deref(),
        &[
            "layout",
            "start",
            "more",
            "adapters",
            "read_number",
            "format",
        ],
    )?;
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
        settings: settings(&query)?,
    };
    let form = negotiate::form(&headers, query.get("format"), &[Form::Json, Form::Tally])?;
    body::check_headers(
        &headers,
        FASTQ_TYPES,
        Encodings::Gzip,
        config.max_chunk_bytes,
    )?;
    let (document, _) = body::analyse(body, options, config.max_chunk_bytes).await?;
    Ok(tally_answer(&document, form))
}
