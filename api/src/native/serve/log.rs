//! One line of JSON on standard error for each request: no query, no path but that of the route, no
//! header, no address. Names of files stand in queries.

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};
use http_body::{Frame, SizeHint};
use serde_json::json;
use std::{
    io::{self, Write},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// What is known of a request. It is written when this is dropped: after the last byte of the answer,
/// or when the client has gone.
struct Line {
    method: &'static str,
    route: String,
    started: Instant,
    status: Option<u16>,
    read: Arc<AtomicU64>,
    written: Arc<AtomicU64>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let line = json!({
            "time": now.map_or(0.0, |now| now.as_millis() as f64 / 1000.0),
            "method": self.method,
            "route": self.route,
            // Without one the client did not wait for it.
            "status": self.status,
            "bytes_in": self.read.load(Ordering::Relaxed),
            "bytes_out": self.written.load(Ordering::Relaxed),
            "milliseconds": self.started.elapsed().as_micros() as f64 / 1000.0,
        });
        // A log that cannot be written must not end the request.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}

/// A body whose bytes are counted.
struct Counted {
    body: Body,
    bytes: Arc<AtomicU64>,
    _line: Option<Line>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            let bytes = frame.data_ref().map_or(0, Bytes::len) as u64;
            self.bytes.fetch_add(bytes, Ordering::Relaxed);
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

/// The middleware.
pub(super) async fn requests(request: Request, next: Next) -> Response {
    let mut line = Line {
        method: known(request.method()),
        route: "page".to_owned(),
        started: Instant::now(),
        status: None,
        read: Arc::default(),
        written: Arc::default(),
    };
    let (parts, body) = request.into_parts();
    let counted = Body::new(Counted {
        body,
        bytes: Arc::clone(&line.read),
        _line: None,
    });
    let response = next.run(Request::from_parts(parts, counted)).await;
    if let Some(route) = response.extensions().get::<MatchedPath>() {
        route.as_str().clone_into(&mut line.route);
    }
    line.status = Some(response.status().as_u16());
    response.map(|body| {
        Body::new(Counted {
            body,
            bytes: Arc::clone(&line.written),
            _line: Some(line),
        })
    })
}

/// A method's name, if it is one that everybody knows: a client may send any word.
fn known(method: &Method) -> &'static str {
    const KNOWN: [(Method, &str); 8] = [
        (Method::GET, "GET"),
        (Method::POST, "POST"),
        (Method::HEAD, "HEAD"),
        (Method::OPTIONS, "OPTIONS"),
        (Method::PUT, "PUT"),
        (Method::DELETE, "DELETE"),
        (Method::PATCH, "PATCH"),
        (Method::TRACE, "TRACE"),
    ];
    let known = KNOWN.iter().find(|(other, _)| other == method);
    known.map_or("other", |(_, name)| name)
}
