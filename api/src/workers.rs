//! The Cloudflare Workers host: hands the runtime's requests to the router, and its answers back.

mod body;

use crate::{Config, error::ApiError, router};
use axum::{
    Router,
    body::Body,
    http::{self, HeaderName, HeaderValue},
    response::IntoResponse,
};
use http_body_util::BodyExt;
use std::sync::OnceLock;
use tower_service::Service;
use web_sys::ReadableStream;
use worker::{Context, Env, Headers, Response, ResponseBody, Result, event};

/// The entry point. The request is taken raw: the body's own stream is needed, and it cannot be had
/// back once it is wrapped.
#[event(fetch)]
async fn fetch(request: worker::Request, env: Env, _context: Context) -> Result<Response> {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    let mut router = ROUTER
        .get_or_init(|| {
            router(Config::from_variables(|name| {
                env.var(name).ok().map(|value| value.to_string())
            }))
        })
        .clone();
    let stream = request.inner().body();
    let answer = match convert(&request, stream.as_ref()) {
        Ok(request) => match router.call(request).await {
            Ok(answer) => answer,
            Err(impossible) => match impossible {},
        },
        Err(_) => ApiError::bad_request("the address cannot be read").into_response(),
    };
    if let Some(stream) = stream.filter(|_| !answer.status().is_success()) {
        // Whether it could be read changes nothing about the answer.
        let _ = body::drain(&stream).await;
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
