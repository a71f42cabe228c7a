//! The Cloudflare Workers host: hands the runtime's requests to the router, and its answers back.

mod body;
mod end;

use crate::{
    Config, Guard,
    error::ApiError,
    guard::{LOOK, Later, Places, Token},
    guarded_router,
};
use axum::{
    Router,
    body::Body,
    http::{self, HeaderName, HeaderValue, request::Parts},
    response::IntoResponse,
};
use futures_util::future::{AbortHandle, abortable, pending};
use http_body_util::BodyExt;
use std::sync::{Arc, OnceLock};
use tower_service::Service;
use web_sys::ReadableStream;
use worker::{
    Context, Delay, Env, Headers, RateLimiter, Response, ResponseBody, Result, console_error,
    event, send::SendFuture, signal,
};

/// The binding of the rate limit. Without it there is none.
const RATE_LIMIT: &str = "READOUT_RATE_LIMIT";
/// The secret with the SHA-256 of a private deployment's token.
const TOKEN: &str = "READOUT_TOKEN_SHA256";
/// What is said to those whom the binding refuses. It does not tell when they may come again: its
/// periods are of 10 or 60 seconds.
const RATE_SECONDS: u64 = 10;
/// Longest wait for a place, in seconds, unless READOUT_PLACE_SECONDS says another.
const PLACE_SECONDS: u64 = 10;
const LOOKS_A_SECOND: u64 = 1000 / LOOK.as_millis() as u64;

/// The entry point. The request is taken raw: the body's own stream is needed, and it cannot be had
/// back once it is wrapped.
#[event(fetch)]
async fn fetch(request: worker::Request, env: Env, context: Context) -> Result<Response> {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    let mut router = ROUTER.get_or_init(|| assembled(&env)).clone();
    let _alive = Alive::keep(&context);
    let stream = request.inner().body();
    let answer = match convert(&request, stream.as_ref()) {
        Ok(request) => match router.call(request).await {
            Ok(answer) => answer,
            Err(impossible) => match impossible {},
        },
        Err(_) => ApiError::bad_request("the address cannot be read").into_response(),
    };
    if let Some(stream) = stream.filter(|_| !answer.status().is_success()) {
        body::drain(&stream).await;
    }
    let (parts, body) = answer.into_parts();
    let bytes = body
        .collect()
        .await
        .map_err(|_| worker::Error::RustError("an answer could not be read".to_owned()))?
        .to_bytes();
    // One piece: as a stream, each piece would cost a turn of the event loop.
    let body = if bytes.is_empty() {
        ResponseBody::Empty
    } else {
        ResponseBody::Body(bytes.into())
    };
    Ok(Response::from_body(body)?
        .with_status(parts.status.as_u16())
        .with_headers(Headers::from(parts.headers)))
}

/// The router of this isolate.
fn assembled(env: &Env) -> Router {
    end::prepare();
    let variable = |name: &str| env.var(name).ok().map(|value| value.to_string());
    let (config, wrong) = Config::from_variables(variable);
    let seconds = variable("READOUT_PLACE_SECONDS").and_then(|text| text.trim().parse().ok());
    let looks = seconds
        .unwrap_or(PLACE_SECONDS)
        .saturating_mul(LOOKS_A_SECOND);
    let pause = Arc::new(|| -> Later<()> { Box::pin(SendFuture::new(Delay::from(LOOK))) });
    let places = Places::new(config.max_requests, looks, pause);
    let mut guard = Guard::open().with_places(places);
    guard.near_cpu_limit = Arc::new(signal::is_near_cpu_limit);
    if let Ok(limiter) = env.rate_limiter(RATE_LIMIT) {
        let limiter = Arc::new(limiter);
        guard.rate = Arc::new(move |parts| rate(Arc::clone(&limiter), parts));
    }
    if let Some(text) = variable(TOKEN) {
        guard.token = text.parse().unwrap_or_else(|error| {
            console_error!("{error}; until then every request is refused");
            Token::Closed
        });
    }
    for sentence in wrong {
        console_error!("{sentence}");
    }
    guarded_router(config, guard)
}

/// Asks the binding. Cloudflare says who the client is, and clients cannot. A limiter that fails
/// limits nobody.
fn rate(limiter: Arc<RateLimiter>, parts: &Parts) -> Later<std::result::Result<(), u64>> {
    let client = parts.headers.get("cf-connecting-ip");
    let client = client
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let client = client.to_owned();
    Box::pin(SendFuture::new(async move {
        match limiter.limit(client).await {
            Ok(outcome) if !outcome.success => Err(RATE_SECONDS),
            _ => Ok(()),
        }
    }))
}

/// Keeps the request's context alive until this is dropped. When a client goes away, Cloudflare may
/// otherwise stop the request where it stands, and what it holds would never be given back. So,
/// reading its body fails, and it ends.
struct Alive(AbortHandle);

impl Alive {
    fn keep(context: &Context) -> Self {
        let (ended, handle) = abortable(pending::<()>());
        context.wait_until(async move {
            // It ends by being aborted, and in no other way.
            let _ = ended.await;
        });
        Self(handle)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Headers that HTTP does not allow are left out: the crate's own conversion panics on them.
fn convert(
    request: &worker::Request,
    stream: Option<&ReadableStream>,
) -> http::Result<http::Request<Body>> {
    let raw = request.inner();
    let body = stream.cloned().map_or_else(Body::empty, body::framed);
    let mut converted = http::Request::builder()
        .method(raw.method().as_str())
        .uri(raw.url())
        .body(body)?;
    for (name, value) in request.headers().entries() {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            converted.headers_mut().append(name, value);
        }
    }
    Ok(converted)
}
