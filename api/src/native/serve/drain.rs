//! Takes the rest of a body off the connection before an early answer is sent.
//!
//! Closing a connection on which bytes still arrive resets it, and the caller would see the reset
//! in place of the answer that says what is wrong.

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http_body::Frame;
use http_body_util::BodyExt;
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

/// What is taken at most. Who sends more, or sends it slowly, sees the reset.
const MAX_BYTES: usize = 256 << 20;
const MAX_TIME: Duration = Duration::from_secs(10);

/// A body that two can read, one after the other.
#[derive(Clone)]
struct Lent(Arc<Mutex<Body>>);

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_frame(context)
    }
}

/// The middleware.
pub(super) async fn rest(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut lent = Lent(Arc::new(Mutex::new(body)));
    let response = next
        .run(Request::from_parts(parts, Body::new(lent.clone())))
        .await;
    let take = async {
        let mut taken = 0;
        while let Some(Ok(frame)) = lent.frame().await {
            taken += frame.data_ref().map_or(0, Bytes::len);
            if taken > MAX_BYTES {
                break;
            }
        }
    };
    // Whether it was in time changes nothing about the answer.
    let _ = tokio::time::timeout(MAX_TIME, take).await;
    response
}
