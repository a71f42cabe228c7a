//! The one place where failures become HTTP answers: RFC 9457 problems.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::{
    fastq::FastqError,
    problem::{Problem, ProblemCode},
    wire::{TallyDocument, WireError, media},
};

/// A request that gets no result, with the problem that says why.
#[derive(Debug)]
pub struct ApiError {
    problem: Box<Problem>,
    allow: Option<&'static str>,
}

/// What the handlers answer.
pub type ApiResult = Result<Response, ApiError>;

impl ApiError {
    fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            problem: Box::new(Problem::new(code, detail)),
            allow: None,
        }
    }

    /// 400: a query, a header or a transfer that cannot be understood.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::BadRequest, detail)
    }

    /// 400: a body that should be JSON and is not.
    pub fn bad_json(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::BadJson, detail)
    }

    /// 400: a body without a tally.
    pub fn no_tallies() -> Self {
        Self::new(
            ProblemCode::EmptyBody,
            "the body is empty; send tallies, as a JSON array or one after another",
        )
    }

    /// 400: a body with one tally, or more than two, where two are compared.
    pub fn not_two() -> Self {
        Self::bad_request("send two tallies in one JSON array: that of R1, then that of R2")
    }

    /// 413: a body past the limit.
    pub fn too_large(max_bytes: u64) -> Self {
        let detail = format!(
            "the body is larger than {max_bytes} bytes; send it in smaller parts to /tally and merge the answers"
        );
        let problem = Problem::new(ProblemCode::TooLarge, detail).with_max_bytes(max_bytes);
        Self {
            problem: Box::new(problem),
            allow: None,
        }
    }

    /// 415: a media type or an encoding that is not read here.
    pub fn unsupported_media_type(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::UnsupportedMediaType, detail)
    }

    /// 406: no form of the answer is acceptable.
    pub fn not_acceptable(offers: &[&str]) -> Self {
        Self::new(
            ProblemCode::NotAcceptable,
            format!("the answer can be had as {}", offers.join(", ")),
        )
    }

    /// 405, with the methods that are allowed.
    pub fn method_not_allowed(allow: &'static str) -> Self {
        let mut error = Self::new(
            ProblemCode::MethodNotAllowed,
            format!("this address answers {allow} only"),
        );
        error.allow = Some(allow);
        error
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(
            ProblemCode::NotFound,
            "there is nothing at this address; the API is below /api/v1",
        )
    }

    /// 413: more tallies than are added up at once.
    pub fn too_many_tallies(most: u64) -> Self {
        Self::new(
            ProblemCode::TooLarge,
            format!("the body has more than {most} tallies; merge some at a time, then their sums"),
        )
    }

    /// 401: no token, or not the one that is wanted.
    pub fn unauthorized() -> Self {
        Self::new(
            ProblemCode::Unauthorized,
            "this deployment is private; send its token as Authorization: Bearer TOKEN",
        )
    }

    /// 429: too many requests of one client.
    pub fn rate_limited(seconds: u64) -> Self {
        Self::new(
            ProblemCode::RateLimited,
            "too many requests in a short time; wait as Retry-After says",
        )
        .after(seconds)
    }

    /// 503: all places are taken.
    pub fn busy(seconds: u64) -> Self {
        Self::new(
            ProblemCode::Busy,
            "as many requests as there is room for are being worked on; wait as Retry-After says",
        )
        .after(seconds)
    }

    /// 503: the host is about to end the request.
    pub fn cpu_limit(seconds: u64) -> Self {
        Self::new(
            ProblemCode::CpuLimit,
            "the request took more computing time than one may; send the reads in smaller parts to /tally and merge the answers",
        )
        .after(seconds)
    }

    fn after(self, seconds: u64) -> Self {
        Self {
            problem: Box::new(self.problem.with_retry_after(seconds)),
            ..self
        }
    }

    /// 409: tallies that cannot be added up.
    pub fn incompatible_tally(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::IncompatibleTally, detail)
    }

    /// What is wrong with the tally that stands at place `count`, from 1.
    pub fn wire(count: u64, error: &WireError) -> Self {
        let detail = format!("tally {count}: {error}");
        match error {
            WireError::Json(_) => Self::bad_json(detail),
            _ => Self::incompatible_tally(detail),
        }
    }

    /// 500. Says nothing of what happened.
    pub fn internal() -> Self {
        Self::new(
            ProblemCode::Internal,
            "something went wrong here; the request may be sent again",
        )
    }

    /// 422: FASTQ that breaks its grammar, with the tally of the records before it. Nothing but
    /// blank lines is 400, and gzip that unpacks to too much 413.
    pub fn fastq(error: &FastqError, before: TallyDocument) -> Self {
        let mut problem = Problem::from(error);
        if problem.code == ProblemCode::MalformedFastq {
            problem = problem.with_tally(before);
        }
        Self {
            problem: Box::new(problem),
            allow: None,
        }
    }

    /// The problem that will be sent.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(media::PROBLEM),
        );
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if self.problem.code == ProblemCode::Unauthorized {
            let scheme = HeaderValue::from_static("Bearer realm=\"Readout\"");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        if let Some(seconds) = self.problem.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
