//! `GET /api/v1/health`: whether the API answers, and which version does.

use super::json;
use crate::error::ApiResult;
use shared::wire::Health;

/// Whether the API is up, and its version
#[cfg_attr(test, utoipa::path(get, path = shared::wire::paths::HEALTH, operation_id = "health"))]
pub(crate) async fn answer() -> ApiResult {
    json(&Health {
        status: "ok".to_owned(),
        version: shared::VERSION.to_owned(),
    })
}
