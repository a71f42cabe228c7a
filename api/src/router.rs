//! The router: every address of the API, and what every answer has in common.

use crate::{
    config::Config,
    error::{ApiError, ApiResult},
    guard::{self, Guard},
    routes::{docs, health, limits, merge, pairs, report, tally},
};
use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, any, get, post},
};
use shared::wire::paths;
use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

/// Methods of the addresses that take a body, as `Allow` names them.
const POSTED: &str = "POST, OPTIONS";
/// Methods of the addresses that only tell something.
const FETCHED: &str = "GET, HEAD, OPTIONS";

/// Every address of the API, with the methods it answers to and what answers.
fn addresses() -> [(&'static str, &'static str, MethodRouter<Config>); 8] {
    [
        (paths::TALLY, POSTED, post(tally::answer)),
        (paths::REPORT, POSTED, post(report::answer)),
        (paths::MERGE, POSTED, post(merge::answer)),
        (paths::PAIRS, POSTED, post(pairs::answer)),
        (paths::LIMITS, FETCHED, get(limits::answer)),
        (paths::HEALTH, FETCHED, get(health::answer)),
        (paths::OPENAPI, FETCHED, get(docs::openapi)),
        (paths::DOCS, FETCHED, get(docs::page)),
    ]
}

/// The API under the limits of `config`, open to all. It depends on no host and keeps no state.
pub fn router(config: Config) -> Router {
    guarded_router(config, Guard::open())
}

/// The API under the limits of `config`, behind the checks of a host.
pub fn guarded_router(config: Config, guard: Guard) -> Router {
    let routes = addresses()
        .into_iter()
        .fold(Router::new(), |router, (path, allow, route)| {
            let route = route
                .options(move || preflight(allow))
                .fallback(move || async move { ApiError::method_not_allowed(allow) });
            router.route(path, route)
        })
        .route(
            &format!("{}/", paths::DOCS),
            any(|| async { Redirect::permanent(paths::DOCS) }),
        )
        .fallback(|| async { ApiError::not_found() });
    #[cfg(feature = "forced-fault")]
    let routes = routes.layer(middleware::from_fn(crate::fault::forced));
    routes
        .layer(middleware::from_fn_with_state(guard, guard::check))
        .layer(middleware::from_fn(caught))
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

/// Answers 500 where a handler panics, so that the connection and the server go on; its place was
/// given back on the way. In a Worker nothing is caught: there a panic ends the instance.
async fn caught(request: Request, next: Next) -> Response {
    let mut answer = pin!(next.run(request));
    poll_fn(|context| {
        // Nothing of what panicked is used again.
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(ApiError::internal().into_response()))
    })
    .await
}

/// What every answer carries: its route for whoever keeps a log, any page may read it, nobody may
/// keep it, and no one may guess its type.
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
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    let headers = response.headers_mut();
    for (name, value) in COMMON {
        headers.insert(name, value);
    }
    if posted {
        headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    }
    response
}

/// Paths and their methods, for the test that compares them with the documentation.
#[cfg(test)]
pub(crate) fn documented() -> Vec<(&'static str, &'static str)> {
    let addresses = addresses().into_iter();
    addresses.map(|(path, allow, _)| (path, allow)).collect()
}
