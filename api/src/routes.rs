//! One file for each address.

mod disposition;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod merge;
pub(crate) mod report;
pub(crate) mod tally;

use self::disposition::{ATTACHMENT, INLINE, disposition};
use crate::{
    error::{ApiError, ApiResult},
    negotiate::Form,
    query::Query,
};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use serde::Serialize;
use shared::{
    export,
    phred::Encoding,
    report::{LibraryKind, ModuleLimits, Report, ReportOptions},
    tally::{ReadNumber, Settings},
    wire::{TallyDocument, media},
};

/// Longest name of a report, in bytes.
const MAX_NAME_BYTES: usize = 1024;
/// A report needs no script, no font and no other address.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// An answer of JSON.
fn json<T: Serialize>(value: &T) -> ApiResult {
    let body = serde_json::to_string(value).map_err(|_| ApiError::internal())?;
    Ok(text(body, media::JSON))
}

/// An answer of text.
fn text(body: String, media_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// A tally in its canonical JSON.
fn tally_answer(document: &TallyDocument, form: Form) -> Response {
    text(document.to_json(), form.media_type())
}

/// The report of a tally in any of its forms, as a file of its own name.
fn report_answer(document: &TallyDocument, options: &ReportOptions, form: Form) -> ApiResult {
    let report = || Report::build(document, options);
    let (body, ending, kind) = match form {
        Form::Html => (
            Body::from(export::html::render(&report())),
            ".readout.html",
            INLINE,
        ),
        Form::Text => (
            Body::from(export::fastqc::data(document, options)),
            "_fastqc_data.txt",
            INLINE,
        ),
        Form::Zip => (
            export::fastqc::zip(document, options, &report())
                .map(Body::from)
                .map_err(|_| ApiError::internal())?,
            "_fastqc.zip",
            ATTACHMENT,
        ),
        Form::Json | Form::Tally => (
            export::json::compact(&report())
                .map(Body::from)
                .map_err(|_| ApiError::internal())?,
            ".readout.json",
            INLINE,
        ),
    };
    let file = export::stem(&options.name) + ending;
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(form.content_type()),
    );
    headers.insert(header::CONTENT_DISPOSITION, disposition(kind, &file)?);
    if form == Form::Html {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(REPORT_POLICY),
        );
    }
    Ok(response)
}

/// `?name=`, or a neutral one: only the caller knows the file's.
fn name(query: &Query) -> Result<String, ApiError> {
    let name = query.get("name").unwrap_or("reads");
    if name.len() > MAX_NAME_BYTES {
        return Err(ApiError::bad_request(format!(
            "name can have {MAX_NAME_BYTES} bytes"
        )));
    }
    Ok(name.to_owned())
}

/// `?encoding=`; without it the report finds out.
fn encoding(query: &Query) -> Result<Option<Encoding>, ApiError> {
    let words = [
        ("phred33", Some(Encoding::Phred33)),
        ("phred64", Some(Encoding::Phred64)),
    ];
    query.one_of("encoding", &words, None)
}

/// `?limits=`, the text of a file in FastQC's format; without it FastQC's own.
fn limits(query: &Query) -> Result<ModuleLimits, ApiError> {
    query
        .get("limits")
        .map_or_else(|| Ok(ModuleLimits::default()), ModuleLimits::parse)
        .map_err(|error| ApiError::bad_request(error.to_string()))
}

/// `?library=`, the id of a kind; without it the report guesses.
fn library(query: &Query) -> Result<Option<LibraryKind>, ApiError> {
    let words = LibraryKind::ALL.map(|kind| (kind.id(), Some(kind)));
    query.one_of("library", &words, None)
}

/// `?read_number=1|2`: only these reads of pairs are counted; without it all are.
fn settings(query: &Query) -> Result<Settings, ApiError> {
    let words = [
        ("1", Some(ReadNumber::First)),
        ("2", Some(ReadNumber::Second)),
    ];
    Ok(Settings {
        read_number: query.one_of("read_number", &words, None)?,
        ..Settings::default()
    })
}

/// How a report names what made it.
fn engine() -> String {
    format!("Readout API {}", shared::VERSION)
}
