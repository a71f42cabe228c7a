//! Wrong first lines, headers and lengths.

use super::{Due, Row, bad_request, bare, request};
use shared::wire::paths::{HEALTH, LIMITS, MERGE, REPORT, TALLY};

const NOT_ALLOWED: Due = Due::Problem(405, "method-not-allowed", "answers");
const NOT_FOUND: Due = Due::Problem(404, "not-found", "below /api/v1");
/// wrangler's own proxy stands before workerd, and takes a body that breaks off for a broken server.
pub(super) const LOST: Due = Due::Host(&[400, 500]);
const TYPE: Due = Due::Problem(415, "unsupported-media-type", "the body can be sent as");

/// Methods and paths.
#[must_use]
pub fn routes(good: &[u8]) -> Vec<Row> {
    let post = |target: &str| request("POST", target, &[], good);
    let long = format!("{TALLY}/{}", "x".repeat(70_000));
    vec![
        Row::both(
            "GET where a body is read",
            request("GET", TALLY, &[], b""),
            NOT_ALLOWED,
        ),
        Row::both("PUT", request("PUT", REPORT, &[], good), NOT_ALLOWED),
        Row::both("DELETE", request("DELETE", MERGE, &[], b""), NOT_ALLOWED),
        Row::both(
            "POST where nothing is read",
            request("POST", HEALTH, &[], good),
            NOT_ALLOWED,
        ),
        Row::both("PATCH", request("PATCH", LIMITS, &[], good), NOT_ALLOWED),
        Row::both("TRACE", request("TRACE", TALLY, &[], b""), NOT_ALLOWED),
        Row::each(
            "a method nobody knows",
            request("BREW", TALLY, &[], b""),
            NOT_ALLOWED,
            Due::Host(&[501]),
        ),
        Row::each(
            "CONNECT",
            bare("CONNECT", "localhost:80", &[], b""),
            Due::Host(&[405]),
            Due::Host(&[500]),
        ),
        Row::both("no such path", post("/api/v1/nothing"), NOT_FOUND),
        Row::both(
            "two slashes before the path",
            post("//api/v1/tally"),
            Due::Page,
        ),
        Row::both("two slashes in the path", post("/api//v1/tally"), NOT_FOUND),
        Row::both("a slash behind the path", post("/api/v1/tally/"), NOT_FOUND),
        Row::each(
            "dots in the path",
            post("/api/v1/../v1/tally"),
            NOT_FOUND,
            Due::Good,
        ),
        Row::each(
            "escaped dots in the path",
            post("/api/v1/%2e%2e/v1/tally"),
            NOT_FOUND,
            Due::Good,
        ),
        Row::each(
            "dots out of the root",
            post("/api/../../../../etc/passwd"),
            NOT_FOUND,
            Due::Page,
        ),
        Row::both(
            "a zero byte in the path",
            post("/api/v1/tally%00"),
            NOT_FOUND,
        ),
        Row::both("a very long path", post(&long), Due::Host(&[414])),
    ]
}

/// Queries.
#[must_use]
pub fn queries(good: &[u8]) -> Vec<Row> {
    let post = |target: &str| request("POST", target, &[], good);
    let long = format!("{REPORT}?name={}", "x".repeat(1025));
    let script = format!("{REPORT}?format=html&name=%3Cscript%3Ealert(1)%3C/script%3E");
    let split = format!("{REPORT}?format=html&name=a%0D%0AX-Evil:%201%3Cscript%3E");
    let raw = b"POST /api/v1/tally?start=\xff\xfe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".to_vec();
    vec![
        Row::both(
            "an unknown parameter",
            post("/api/v1/tally?colour=red"),
            bad_request("the parameters here are"),
        ),
        Row::both(
            "a parameter twice",
            post("/api/v1/tally?start=1&start=2"),
            bad_request("given twice"),
        ),
        Row::both(
            "a number that is none",
            post("/api/v1/tally?start=-1"),
            bad_request("start must be"),
        ),
        Row::both(
            "a number past all offsets",
            post("/api/v1/tally?start=18446744073709551616"),
            bad_request("start must be"),
        ),
        Row::both(
            "a word that means nothing",
            post("/api/v1/report?encoding=ascii"),
            bad_request("encoding can be"),
        ),
        Row::both(
            "escaped bytes that are not UTF-8",
            post("/api/v1/tally?start=%ff%fe"),
            bad_request("start must be"),
        ),
        Row::both("bytes that are not UTF-8", raw, Due::Host(&[400])),
        Row::both(
            "a name that is too long",
            post(&long),
            bad_request("1024 bytes"),
        ),
        Row::both(
            "limits that are none",
            post("/api/v1/report?limits=what"),
            bad_request(""),
        ),
        Row::both("a script in a name", post(&script), Due::Escaped),
        Row::both("a header in a name", post(&split), Due::Escaped),
    ]
}

/// Types, encodings, and other headers.
#[must_use]
pub fn headers(good: &[u8]) -> Vec<Row> {
    let with = |name: &str, value: &str| request("POST", TALLY, &[(name, value)], good);
    let flood: Vec<(String, &str)> = (0..300).map(|at| (format!("x-{at}"), "1")).collect();
    let flood: Vec<(&str, &str)> = flood
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let fat = "x".repeat(200_000);
    let two = [
        ("content-type", "text/plain"),
        ("content-type", "text/html"),
    ];
    let bytes = [
        format!(
            "POST {TALLY} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\nContent-Type: ",
            good.len()
        )
        .as_bytes(),
        b"\xff\xfe\r\n\r\n",
        good,
    ]
    .concat();
    let encoding = Due::Problem(415, "unsupported-media-type", "Content-Encoding");
    vec![
        Row::both(
            "a form",
            with("content-type", "multipart/form-data; boundary=x"),
            TYPE,
        ),
        Row::both("a picture's type", with("content-type", "image/png"), TYPE),
        Row::both("two types", request("POST", TALLY, &two, good), TYPE),
        Row::both("a type that is not text", bytes, TYPE),
        Row::both(
            "an encoding that is not read",
            with("content-encoding", "zstd"),
            encoding.clone(),
        ),
        Row::both(
            "two encodings",
            with("content-encoding", "gzip, br"),
            encoding,
        ),
        Row::both(
            "no form that could be sent",
            with("accept", "image/png"),
            Due::Problem(406, "not-acceptable", "the answer can be had as"),
        ),
        Row::each(
            "300 headers",
            request("POST", TALLY, &flood, good),
            Due::Host(&[431]),
            Due::Good,
        ),
        Row::each(
            "headers of 200 kB",
            with("x-fat", &fat),
            Due::Host(&[431]),
            Due::Good,
        ),
        Row::both("a range", with("range", "bytes=0-1"), Due::Good),
        Row::both(
            "a wish to be told to go on",
            with("expect", "100-continue"),
            Due::Good,
        ),
        Row::both(
            "a wish that nobody knows",
            with("expect", "cake"),
            Due::Good,
        ),
        Row::both(
            "a space before the colon",
            with("x-odd ", "1"),
            Due::Host(&[400]),
        ),
    ]
}

/// Lengths that lie.
#[must_use]
pub fn lengths(good: &[u8]) -> Vec<Row> {
    let claim = |value: &str| bare("POST", TALLY, &[("content-length", value)], good);
    let (more, less) = (
        (good.len() + 100).to_string(),
        (good.len() - 100).to_string(),
    );
    let right = good.len().to_string();
    let twice = [
        ("content-length", right.as_str()),
        ("content-length", &less),
    ];
    let smuggled = [("content-length", "4"), ("transfer-encoding", "chunked")];
    let chunked = |body: &[u8]| bare("POST", TALLY, &[("transfer-encoding", "chunked")], body);
    let whole = [
        format!("{:x}\r\n", good.len()).as_bytes(),
        good,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let broken = bad_request("broke off");
    let cut = Due::Problem(422, "malformed-fastq", "record");
    vec![
        Row::each(
            "a length that is too long",
            claim(&more),
            broken.clone(),
            LOST,
        )
        .closing(),
        Row::both("a length that is too short", claim(&less), cut),
        Row::both(
            "a length that is no number",
            claim("abc"),
            Due::Host(&[400]),
        ),
        Row::both("a length below zero", claim("-1"), Due::Host(&[400])),
        Row::both("a length with a plus", claim("+10"), Due::Host(&[400])),
        Row::both(
            "a length past all numbers",
            claim("99999999999999999999"),
            Due::Host(&[400]),
        ),
        Row::both(
            "two lengths",
            bare("POST", TALLY, &twice, good),
            Due::Host(&[400]),
        ),
        Row::each(
            "a length above the limit",
            claim("104857601"),
            Due::Problem(413, "too-large", "104857600"),
            LOST,
        )
        .closing(),
        Row::both(
            "a length and chunks",
            bare("POST", TALLY, &smuggled, &whole),
            Due::Good,
        ),
        Row::both(
            "chunks within chunks",
            bare(
                "POST",
                TALLY,
                &[("transfer-encoding", "chunked, identity")],
                &whole,
            ),
            Due::Host(&[400]),
        ),
        Row::each(
            "chunks of no size",
            chunked(b"zz\r\n@r\nA\n"),
            broken.clone(),
            LOST,
        )
        .closing(),
        Row::each(
            "chunks without an end",
            chunked(b"10\r\n@r\nACGT\n"),
            broken,
            LOST,
        )
        .closing(),
        Row::both("chunks", chunked(&whole), Due::Good),
    ]
}

/// Other protocols and versions.
#[must_use]
pub fn protocols(good: &[u8]) -> Vec<Row> {
    let line = |line: &str| {
        let head = format!(
            "{line}\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n",
            good.len()
        );
        [head.as_bytes(), good].concat()
    };
    let no_host = [
        format!(
            "POST {TALLY} HTTP/1.1\r\nContent-Length: {}\r\n\r\n",
            good.len()
        )
        .as_bytes(),
        good,
    ]
    .concat();
    vec![
        Row::both("HTTP/1.0", line("POST /api/v1/tally HTTP/1.0"), Due::Good),
        Row::both(
            "a version that is none",
            line("POST /api/v1/tally HTTP/9.9"),
            Due::Host(&[400, 505]),
        ),
        Row::both("no version", line("POST /api/v1/tally"), Due::Host(&[400])),
        Row::both(
            "another host in the line",
            line("POST http://elsewhere.example/api/v1/tally HTTP/1.1"),
            Due::Good,
        ),
        Row::each("no host", no_host, Due::Good, Due::Host(&[400])),
        Row::both(
            "HTTP/2",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            Due::Host(&[0, 400, 505]),
        )
        .closing(),
        Row::both(
            "TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(),
            Due::Host(&[400]),
        )
        .closing(),
    ]
}
