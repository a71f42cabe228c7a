//! `POST /api/v1/merge`: tallies in, their sum or its report out.

use super::{contaminants, encoding, engine, library, limits, name, report_answer, tally_answer};
use crate::{
    body::{self, Encodings, Incoming, Reader, TALLY_TYPES},
    config::Config,
    error::{ApiError, ApiResult},
    json_values::{SplitError, Splitter},
    negotiate::{self, Form},
    query::Query,
};
use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
};
use shared::{report::ReportOptions, wire::TallyDocument};

/// The parameters. Which adapters were looked for, the tallies say.
pub(crate) const PARAMETERS: &[&str] = &[
    "name",
    "encoding",
    "library",
    "limits",
    "contaminants",
    "format",
];
/// The forms of the answer: the tally unless a report is asked for.
pub(crate) const FORMS: &[Form] = &[
    Form::Tally,
    Form::Json,
    Form::Html,
    Form::Text,
    Form::Summary,
    Form::Zip,
];

/// Add up tallies, or make a report of them
///
/// Takes tallies of parts of a file as `/tally` answers them, in any order: in a JSON array or one
/// after another. The answer is their sum, or its report if `Accept` or `format` asks for one. A report
/// is marked complete where the parts cover the file without a gap from its first byte on.
///
/// Sums can be merged again, so that a file of any size is a tree of requests. Tallies that cover
/// the same bytes, or are of other settings or another version, get 409.
#[cfg_attr(test, utoipa::path(post, path = shared::wire::paths::MERGE, operation_id = "merge", params(crate::openapi::Merge)))]
pub(crate) async fn answer(
    State(config): State<Config>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Incoming,
) -> ApiResult {
    let query = Query::parse(query.as_deref(), PARAMETERS)?;
    let (name, encoding) = (name(&query)?, encoding(&query)?);
    let (library, limits) = (library(&query)?, limits(&query)?);
    let contaminants = contaminants(&query)?;
    let form = negotiate::form(&headers, query.get("format"), FORMS)?;
    body::check_headers(
        &headers,
        TALLY_TYPES,
        Encodings::Identity,
        config.max_merge_bytes,
    )?;
    let document = sum(body, &config).await?;
    if form == Form::Tally {
        return Ok(tally_answer(&document, form));
    }
    let complete = is_one_part(&document);
    let options = ReportOptions {
        name,
        engine: engine(),
        complete,
        encoding,
        library,
        limits,
        contaminants,
        ..ReportOptions::default()
    };
    report_answer(&document, &options, form)
}

/// Whether it covers its file without a gap from the first byte on. Nobody but the caller knows where
/// the file ends.
pub(super) fn is_one_part(document: &TallyDocument) -> bool {
    document.ledger.segments().len() == 1 && document.ledger.prefix().is_some()
}

/// Adds up the tallies of a body as they arrive; never holds more than the sum and one tally.
async fn sum(body: Incoming, config: &Config) -> Result<TallyDocument, ApiError> {
    let mut sum: Option<TallyDocument> = None;
    each_tally(body, config, |count, document| {
        match &mut sum {
            None => sum = Some(document),
            Some(sum) => sum
                .merge(&document)
                .map_err(|error| ApiError::incompatible_tally(format!("tally {count}: {error}")))?,
        }
        Ok(())
    })
    .await?;
    sum.ok_or_else(ApiError::no_tallies)
}

/// Hands on the tallies of a body as they arrive, with their number from 1.
pub(super) async fn each_tally(
    body: Incoming,
    config: &Config,
    mut on: impl FnMut(u64, TallyDocument) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut reader = Reader::new(body, config.max_merge_bytes);
    let mut splitter = Splitter::new(config.max_tally_bytes, config.max_json_depth);
    let mut count = 0_u64;
    while let Some(bytes) = reader.next().await? {
        splitter.feed(&bytes, |json| {
            count += 1;
            if count > config.max_tallies {
                return Err(ApiError::too_many_tallies(config.max_tallies));
            }
            let document =
                TallyDocument::from_json(json).map_err(|error| ApiError::wire(count, &error))?;
            on(count, document)
        })?;
    }
    Ok(splitter.finish()?)
}

impl From<SplitError> for ApiError {
    fn from(error: SplitError) -> Self {
        match error {
            SplitError::TooLarge(max_bytes) => Self::too_large(max_bytes),
            SplitError::Unexpected(_) | SplitError::TooDeep(_) | SplitError::Truncated => {
                Self::bad_json(error.to_string())
            }
        }
    }
}
