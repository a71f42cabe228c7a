//! `GET /api/v1/health`: whether the API answers, and which version does.

use super::json;
use crate::error::ApiResult;
use shared::wire::Health;

/// The state of health as JSON.
pub(crate) async fn answer() -> ApiResult {
    json(&Health {
        status: "ok".to_owned(),
        version: shared::VERSION.to_owned(),
    })
}
