//! Reading a request's body: as a stream, never whole, and never past a limit.

use crate::{
    error::ApiError,
    guard::{CPU_SECONDS, Watch},
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use http_body_util::BodyExt;
use shared::{
    analysis::{Analysis, InputNotes, Options},
    wire::TallyDocument,
};
use std::{
    convert::Infallible,
    fmt,
    future::poll_fn,
    task::{Context, Poll},
};

/// Media types under which FASTQ is sent. `application/x-www-form-urlencoded` is what curl's
/// `--data-binary` claims unless told otherwise.
pub const FASTQ_TYPES: &[&str] = &[
    "application/octet-stream",
    "text/plain",
    "text/x-fastq",
    "text/fastq",
    "application/fastq",
    "application/gzip",
    "application/x-gzip",
    "application/x-www-form-urlencoded",
];

/// Media types under which tallies are sent.
pub const TALLY_TYPES: &[&str] = &[
    "application/json",
    shared::wire::media::TALLY,
    "application/x-ndjson",
    "application/ndjson",
    "application/octet-stream",
    "text/plain",
    "application/x-www-form-urlencoded",
];

/// Content encodings that a body may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encodings {
    /// gzip is known by its content, so its name changes nothing.
    Gzip,
    /// None but `identity`.
    Identity,
}

/// The checks that need no body: its type, its encoding, and the length that it claims.
pub fn check_headers(
    headers: &HeaderMap,
    types: &[&str],
    encodings: Encodings,
    max_bytes: u64,
) -> Result<(), ApiError> {
    let mut given = headers.get_all(header::CONTENT_TYPE).iter();
    if let Some(value) = given.next() {
        let text = value.to_str().unwrap_or_default();
        let essence = text
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let known = essence.is_empty() || types.contains(&essence.as_str());
        if !known || value.to_str().is_err() || given.next().is_some() {
            return Err(ApiError::unsupported_media_type(format!(
                "the body can be sent as {}, or without a Content-Type; a form (multipart) is not read, use curl --data-binary @FILE",
                types.join(", ")
            )));
        }
    }
    for value in headers.get_all(header::CONTENT_ENCODING) {
        let known = value.to_str().is_ok_and(|text| {
            text.split(',')
                .map(|word| word.trim().to_ascii_lowercase())
                .all(|word| match word.as_str() {
                    "" | "identity" => true,
                    "gzip" | "x-gzip" => encodings == Encodings::Gzip,
                    _ => false,
                })
        });
        if !known {
            return Err(ApiError::unsupported_media_type(match encodings {
                Encodings::Gzip => "the Content-Encoding can be gzip or identity",
                Encodings::Identity => "this body is read without Content-Encoding only",
            }));
        }
    }
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > max_bytes) {
        return Err(ApiError::too_large(max_bytes));
    }
    Ok(())
}

/// A request's body, with the watch over the time that reading it takes.
pub struct Incoming {
    body: Body,
    watch: Option<Watch>,
}

impl<S: Send + Sync> FromRequest<S> for Incoming {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        let watch = request.extensions().get::<Watch>().cloned();
        let body = request.into_body();
        Ok(Self { body, watch })
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Incoming")
    }
}

/// A body that is read frame by frame and counted.
#[derive(Debug)]
pub struct Reader {
    incoming: Incoming,
    read: u64,
    max_bytes: u64,
}

impl Reader {
    /// Reads a body up to `max_bytes`.
    pub fn new(incoming: Incoming, max_bytes: u64) -> Self {
        Self {
            incoming,
            read: 0,
            max_bytes,
        }
    }

    /// The next bytes, none of them empty; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        while let Some(frame) = self.incoming.body.frame().await {
            let frame =
                frame.map_err(|_| ApiError::bad_request("the body broke off; send it again"))?;
            let Ok(bytes) = frame.into_data() else {
                continue;
            };
            if bytes.is_empty() {
                continue;
            }
            self.read = self.read.saturating_add(bytes.len() as u64);
            if self.read > self.max_bytes {
                return Err(ApiError::too_large(self.max_bytes));
            }
            self.check_time()?;
            return Ok(Some(bytes));
        }
        Ok(None)
    }

    /// An answer while there is time for one: a request that the host ends gets none.
    fn check_time(&self) -> Result<(), ApiError> {
        match &self.incoming.watch {
            Some(Watch(near_cpu_limit)) if near_cpu_limit() => {
                Err(ApiError::cpu_limit(CPU_SECONDS))
            }
            _ => Ok(()),
        }
    }
}

/// Analyses a body of FASTQ, plain or gzip, to its end.
pub async fn analyse(
    incoming: Incoming,
    options: Options,
    max_bytes: u64,
) -> Result<(TallyDocument, InputNotes), ApiError> {
    /// Other requests get their turn between pieces, and within one that unpacks to more text.
    const PIECE: usize = 1 << 18;
    let mut reader = Reader::new(incoming, max_bytes);
    let mut analysis = Analysis::new(options);
    'read: while let Some(bytes) = reader.next().await? {
        for piece in bytes.chunks(PIECE) {
            let mut used = 0;
            while used < piece.len() {
                let Some(more) = analysis.feed_some(&piece[used..]) else {
                    break 'read;
                };
                used += more;
                reader.check_time()?;
                give_way().await;
            }
        }
    }
    let outcome = analysis.finish();
    match outcome.error {
        Some(error) => Err(ApiError::fastq(&error, outcome.document)),
        None => Ok((outcome.document, outcome.input)),
    }
}

/// Lets the host run other requests once.
async fn give_way() {
    let mut given = false;
    poll_fn(|context: &mut Context| {
        if given {
            return Poll::Ready(());
        }
        given = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
