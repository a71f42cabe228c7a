//! Failures on request, to see what becomes of the others: for tests alone.
//!
//! Only the feature `forced-fault` compiles this, and nothing that is shipped has it.

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// The header that asks for a failure: its value says which.
const HEADER: &str = "x-readout-forced-fault";

/// A way to fail.
#[derive(Clone, Copy)]
enum Fault {
    /// As soon as the request is let in.
    Panic,
    /// With the first bytes of the body, in the middle of the work.
    PanicInBody,
    /// More memory than there is.
    Memory,
    /// More calls in one another than the stack holds.
    Stack,
}

/// The middleware: lets a request fail that asks for it.
pub(crate) async fn forced(request: Request, next: Next) -> Response {
    let asked = request.headers().get(HEADER);
    let fault = match asked.map(|value| value.as_bytes()) {
        Some(b"panic") => Fault::Panic,
        Some(b"panic-in-body") => Fault::PanicInBody,
        Some(b"memory") => Fault::Memory,
        Some(b"stack") => Fault::Stack,
        _ => return next.run(request).await,
    };
    let request = request.map(|body| {
        let fault = matches!(fault, Fault::PanicInBody).then_some(fault);
        Body::new(Failing { body, fault })
    });
    if !matches!(fault, Fault::PanicInBody) {
        fail(fault);
    }
    next.run(request).await
}

#[expect(clippy::panic, reason = "it is what was asked for")]
fn fail(fault: Fault) {
    match fault {
        Fault::Panic | Fault::PanicInBody => std::panic::panic_any("a forced panic"),
        Fault::Memory => {
            // None is written to, so that the machine lends none of it.
            let room = |_| std::hint::black_box(Vec::<u8>::with_capacity(1 << 30));
            std::hint::black_box((0..5).map(room).collect::<Vec<_>>());
        }
        Fault::Stack => {
            std::hint::black_box(deep(1));
        }
    }
}

/// Calls itself until the stack is full.
fn deep(number: u64) -> u64 {
    let room = std::hint::black_box([number; 64]);
    if std::hint::black_box(true) {
        deep(number + 1) + room[number as usize % 64]
    } else {
        number
    }
}

/// A body that fails with its first bytes.
struct Failing {
    body: Body,
    fault: Option<Fault>,
}

impl HttpBody for Failing {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let (Poll::Ready(_), Some(fault)) = (&polled, self.fault) {
            fail(fault);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
