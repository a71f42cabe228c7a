//! The router: every address of the API, and what every answer has in common.

use crate::{
    config::Config,
    error::{ApiError, ApiResult},
    guard::{self, Guard},
    routes::{health, limits, merge, pairs, report, tally},
};
use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use shared::wire::paths;

/// Methods of the addresses that take a body, as `Allow` names them.
const POSTED: &str = "POST, OPTIONS";
/// Methods of the addresses that only tell something.
const FETCHED: &str = "GET, HEAD, OPTIONS";

/// The API under the limits of `config`, open to all. It depends on no host and keeps no state.
pub fn router(config: Config) -> Router {
    guarded_router(config, Guard::open())
}

/// The API under the limits of `config`, behind the checks of a host.
pub fn guarded_router(config: Config, guard: Guard) -> Router {
    let posted = |route: MethodRouter<Config>| {
        route
            .options(|| preflight(POSTED))
            .fallback(|| async { ApiError::method_not_allowed(POSTED) })
    };
    let fetched = |route: MethodRouter<Config>| {
        route
            .options(|| preflight(FETCHED))
            .fallback(|| async { ApiError::method_not_allowed(FETCHED) })
    };
    Router::new()
        .route(paths::TALLY, posted(post(tally::answer)))
        .route(paths::REPORT, posted(post(report::answer)))
        .route(paths::MERGE, posted(post(merge::answer)))
        .route(paths::PAIRS, posted(post(pairs::answer)))
        .route(paths::LIMITS, fetched(get(limits::answer)))
        .route(paths::HEALTH, fetched(get(health::answer)))
        .fallback(|| async { ApiError::not_found() })
        .layer(middleware::from_fn_with_state(guard, guard::check))
        .layer(middleware::from_fn(finish))
        .with_state(config)
}

/// Answers a preflight request, and any other OPTIONS.
async fn preflight(allow: &'static str) -> ApiResult {
    let headers = [
        (header::ALLOW, allow),
        (header::ACCESS_CONTROL_ALLOW_METHODS, allow),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Authorization, Content-Type, Content-Encoding",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// What every answer carries: any page may read it, nobody may keep it, and no one may guess its
/// type.
async fn finish(request: Request, next: Next) -> Response {
    const COMMON: [(HeaderName, HeaderValue); 5] = [
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(
                "Allow, Content-Disposition, Content-Length, Retry-After, WWW-Authenticate",
            ),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
    ];
    let posted = request.method() == Method::POST;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in COMMON {
        headers.insert(name, value);
    }
    if posted {
        headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    }
    response
}
