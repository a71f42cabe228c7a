//! Problems as RFC 9457 has them, the same from the API and on the page.

use crate::fastq::{FastqError, FastqErrorKind};
use crate::wire::TallyDocument;
use serde::{Deserialize, Serialize};

/// What kind of problem: stable names for programs, with the HTTP status that goes with each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The input is not sound FASTQ, or not sound gzip.
    MalformedFastq,
    /// There is nothing in the body.
    EmptyBody,
    /// The query cannot be understood.
    BadRequest,
    /// The body is not JSON of the right shape.
    BadJson,
    /// The body, or what it unpacks to, is too large.
    TooLarge,
    /// The body is of a type that cannot be read.
    UnsupportedMediaType,
    /// No answer of the wanted type can be given.
    NotAcceptable,
    /// The path does not take this method.
    MethodNotAllowed,
    /// There is nothing at the path.
    NotFound,
    /// Tallies that cannot be added.
    IncompatibleTally,
    /// The caller has not shown the token of a private deployment.
    Unauthorized,
    /// Too many requests.
    RateLimited,
    /// As many requests as there is room for are being worked on.
    Busy,
    /// The request took too much CPU time.
    CpuLimit,
    /// The API could not be reached.
    Unreachable,
    /// The file changed or went away while it was read.
    FileChanged,
    /// Something went wrong that the caller cannot mend.
    Internal,
}

impl ProblemCode {
    /// The HTTP status that goes with it; 0 for those that only the page knows.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::MalformedFastq => 422,
            Self::EmptyBody | Self::BadRequest | Self::BadJson => 400,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::NotAcceptable => 406,
            Self::MethodNotAllowed => 405,
            Self::NotFound => 404,
            Self::IncompatibleTally => 409,
            Self::Unauthorized => 401,
            Self::RateLimited => 429,
            Self::Busy | Self::CpuLimit => 503,
            Self::Internal => 500,
            Self::Unreachable | Self::FileChanged => 0,
        }
    }

    /// One short line, the same for every problem of the kind.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::MalformedFastq => "The input is not sound FASTQ",
            Self::EmptyBody => "The body is empty",
            Self::BadRequest => "The request cannot be understood",
            Self::BadJson => "The body is not the JSON that is needed",
            Self::TooLarge => "The body is too large",
            Self::UnsupportedMediaType => "The body is of a type that cannot be read",
            Self::NotAcceptable => "No answer of the wanted type can be given",
            Self::MethodNotAllowed => "The path does not take this method",
            Self::NotFound => "There is nothing at this path",
            Self::IncompatibleTally => "These tallies cannot be added",
            Self::Unauthorized => "A token is needed",
            Self::RateLimited => "Too many requests",
            Self::Busy => "There is no room for another request now",
            Self::CpuLimit => "The request took too much computing time",
            Self::Unreachable => "The API cannot be reached",
            Self::FileChanged => "The file changed while it was read",
            Self::Internal => "Something went wrong on this side",
        }
    }
}

/// A problem. `application/problem+json` on the wire.
///
/// ```
/// use shared::problem::{Problem, ProblemCode};
/// let problem = Problem::new(ProblemCode::TooLarge, "the body has more than 100 bytes").with_max_bytes(100);
/// assert_eq!(problem.status, 413);
/// assert!(serde_json::to_string(&problem)?.contains(r#""code":"too-large""#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// A URI that names the kind.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// One short line, the same for every problem of the kind.
    pub title: String,
    /// HTTP status; 0 for problems that only the page knows.
    pub status: u16,
    /// The kind, for programs.
    pub code: ProblemCode,
    /// What is wrong here, and what to do.
    pub detail: String,
    /// What is wrong with the FASTQ, for programs: the name of the error's kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The record, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Offset of the offending byte in the uncompressed text, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
    /// Offset of the offending gzip member in the compressed bytes, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compressed_byte: Option<u64>,
    /// Name of the read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_name: Option<String>,
    /// The most bytes that are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Seconds after which the request may be sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The tally of the records before the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub tally: Option<Box<TallyDocument>>,
}

impl Problem {
    /// A problem of a kind with its detail.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        let name = serde_json::to_value(code).ok();
        let name = name
            .as_ref()
            .and_then(|name| name.as_str())
            .unwrap_or("internal");
        Self {
            type_uri: format!("urn:readout:problem:{name}"),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: detail.into(),
            reason: None,
            record: None,
            line: None,
            byte: None,
            compressed_byte: None,
            read_name: None,
            max_bytes: None,
            retry_after: None,
            tally: None,
        }
    }

    /// With the most bytes that are taken.
    #[must_use]
    pub fn with_max_bytes(self, max_bytes: u64) -> Self {
        Self {
            max_bytes: Some(max_bytes),
            ..self
        }
    }

    /// With the seconds after which the request may be sent again.
    #[must_use]
    pub fn with_retry_after(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// With the tally of the records before the error.
    #[must_use]
    pub fn with_tally(self, tally: TallyDocument) -> Self {
        Self {
            tally: Some(Box::new(tally)),
            ..self
        }
    }
}

impl From<&FastqError> for Problem {
    fn from(error: &FastqError) -> Self {
        let code = match error.kind {
            FastqErrorKind::Empty => ProblemCode::EmptyBody,
            FastqErrorKind::GzipTooLarge { .. } => ProblemCode::TooLarge,
            _ => ProblemCode::MalformedFastq,
        };
        let max_bytes = match error.kind {
            FastqErrorKind::GzipTooLarge { limit } => Some(limit),
            _ => None,
        };
        Self {
            reason: Some(error.kind.code().to_owned()),
            record: Some(error.position.record),
            line: Some(error.position.line),
            byte: Some(error.position.byte),
            compressed_byte: error.compressed_byte,
            read_name: error.name.clone(),
            max_bytes,
            ..Self::new(code, error.to_string())
        }
    }
}
