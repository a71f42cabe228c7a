//! A plain HTTP client for the API.

use serde_json::Value;
use std::{sync::OnceLock, time::Duration};
use ureq::{Agent, Body, http::Response};

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The media type.
    pub content_type: String,
    /// The Content-Security-Policy.
    pub policy: String,
    /// `Retry-After`.
    pub retry_after: String,
    /// How the body is packed.
    pub encoding: String,
    /// Which headers of a request an answer depends on.
    pub vary: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    fn of(mut response: Response<Body>) -> Self {
        let header = |name| {
            response
                .headers()
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
                .to_owned()
        };
        let (content_type, policy) = (header("content-type"), header("content-security-policy"));
        let retry_after = header("retry-after");
        let (encoding, vary) = (header("content-encoding"), header("vary"));
        let status = response.status().as_u16();
        let body = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_vec()
            .expect("a whole answer");
        Self {
            status,
            content_type,
            policy,
            retry_after,
            encoding,
            vary,
            body,
        }
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A member of the JSON that is text.
    #[must_use]
    pub fn member(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }
}

fn agent() -> &'static Agent {
    static AGENT: OnceLock<Agent> = OnceLock::new();
    AGENT.get_or_init(|| {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections_per_host(32)
            .timeout_global(Some(Duration::from_secs(120)));
        config.build().into()
    })
}

/// Sends a request with a body and waits for its answer.
pub fn send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Answer, ureq::Error> {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    agent()
        .run(request.body(body).expect("a request"))
        .map(Answer::of)
}

/// POSTs bytes and waits for the answer.
#[must_use]
pub fn post(url: &str, body: &[u8]) -> Answer {
    send(
        "POST",
        url,
        &[("content-type", "application/octet-stream")],
        body,
    )
    .unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// GETs an address; None if nobody answers.
#[must_use]
pub fn get(url: &str) -> Option<Answer> {
    agent().get(url).call().ok().map(Answer::of)
}
