//! Requests that are wrong, each with what is due for it on either host.

pub mod bodies;
pub mod lines;
pub mod tallies;

use crate::raw::Ending;

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A problem of the API: its status, its code, and words of its detail.
    Problem(u16, &'static str, &'static str),
    /// An answer of the host itself, which the request never passed; 0 is a closed connection.
    Host(&'static [u16]),
    /// The same as for a good request: what is odd about it is harmless. workerd makes sense of paths
    /// with dots before the API sees them.
    Good,
    /// A report on the page that shows no markup of the caller's.
    Escaped,
    /// The page itself, in the hosts' own way: the path is not the API's.
    Page,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is wrong.
    pub name: &'static str,
    /// The request as it is sent.
    pub bytes: Vec<u8>,
    /// How the sending side ends.
    pub ending: Ending,
    /// What is due of the native host.
    pub native: Due,
    /// What is due of workerd behind wrangler.
    pub workerd: Due,
}

impl Row {
    /// A request with the same answer of both hosts.
    #[must_use]
    pub fn both(name: &'static str, bytes: Vec<u8>, due: Due) -> Self {
        Self::each(name, bytes, due.clone(), due)
    }

    /// A request that the hosts answer otherwise, for reasons that are not the API's.
    #[must_use]
    pub fn each(name: &'static str, bytes: Vec<u8>, native: Due, workerd: Due) -> Self {
        Self {
            name,
            bytes,
            ending: Ending::Waits,
            native,
            workerd,
        }
    }

    /// The same, with an end of what is sent.
    #[must_use]
    pub fn closing(self) -> Self {
        Self {
            ending: Ending::Closes,
            ..self
        }
    }
}

/// The whole table.
#[must_use]
pub fn table(good: &[u8]) -> Vec<Row> {
    [
        lines::routes(good),
        lines::queries(good),
        lines::headers(good),
        lines::lengths(good),
        lines::protocols(good),
        bodies::rows(good),
        tallies::rows(good),
    ]
    .concat()
}

/// A request of HTTP/1.1 with the length of its body.
#[must_use]
pub fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let headers = [headers, &[("content-length", &length)]].concat();
    bare(method, target, &headers, body)
}

/// A request of HTTP/1.1 with these headers and no other but the host.
#[must_use]
pub fn bare(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    [text.as_bytes(), b"\r\n", body].concat()
}

/// What the query is told.
fn bad_request(words: &'static str) -> Due {
    Due::Problem(400, "bad-request", words)
}
