//! `GET /api/v1/limits`: what this deployment allows.

use super::json;
use crate::{config::Config, error::ApiResult};
use axum::extract::State;

/// The limits as JSON.
pub(crate) async fn answer(State(config): State<Config>) -> ApiResult {
    json(&config.limits())
}
