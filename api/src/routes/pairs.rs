//! `POST /api/v1/pairs`: the tallies of two mates in, how their read names go together out.

use super::{json, merge, name_of};
use crate::{
    body::{self, Encodings, Incoming, TALLY_TYPES},
    config::Config,
    error::{ApiError, ApiResult},
    negotiate::{self, Form},
    query::Query,
};
use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
};
use shared::{
    pairs::{Mate, compare},
    report::read_pairs::{self, ReadPairs},
};

/// The parameters.
pub(crate) const PARAMETERS: &[&str] = &["first", "second"];
/// The form of the answer.
pub(crate) const FORMS: &[Form] = &[Form::Json];

/// Compare the read names of two mates
///
/// Takes two tallies, of R1 and of R2, as `/merge` takes them. The answer is the section *Read pairs* of
/// a report: whether their read names are the same in the same order, and else where and in what they
/// differ.
#[cfg_attr(test, utoipa::path(post, path = shared::wire::paths::PAIRS, operation_id = "pairs", params(crate::openapi::Pairs)))]
pub(crate) async fn answer(
    State(config): State<Config>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Incoming,
) -> ApiResult {
    let query = Query::parse(query.as_deref(), PARAMETERS)?;
    let files = [
        name_of(&query, "first", "R1")?,
        name_of(&query, "second", "R2")?,
    ];
    negotiate::form(&headers, None, FORMS)?;
    body::check_headers(
        &headers,
        TALLY_TYPES,
        Encodings::Identity,
        config.max_merge_bytes,
    )?;
    let mut mates = Vec::new();
    merge::each_tally(body, &config, |count, document| {
        if count > 2 {
            return Err(ApiError::not_two());
        }
        // Of a tally no more is kept than is compared.
        mates.push(Mate::of(&document, merge::is_one_part(&document)));
        Ok(())
    })
    .await?;
    let comparison = match mates.as_slice() {
        [first, second] => compare(first, second),
        [] => return Err(ApiError::no_tallies()),
        _ => return Err(ApiError::not_two()),
    };
    json(&read_pairs::section(&ReadPairs { files, comparison }))
}
