//! `GET /api/v1/limits`: what this deployment allows.

use super::json;
use crate::{config::Config, error::ApiResult};
use axum::extract::State;

/// How much may be sent
///
/// Bytes, as this deployment is set up. What is larger gets 413 with the limit in `max_bytes`.
#[cfg_attr(test, utoipa::path(get, path = shared::wire::paths::LIMITS, operation_id = "limits"))]
pub(crate) async fn answer(State(config): State<Config>) -> ApiResult {
    json(&config.limits())
}
