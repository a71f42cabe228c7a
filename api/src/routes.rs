//! One file for each address.

mod disposition;
pub(crate) mod docs;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod merge;
pub(crate) mod pairs;
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
    export::{self, ending},
    phred::Encoding,
    report::{
        LibraryKind, ModuleLimits, Report, ReportOptions,
        contaminants::{self, Contaminant},
    },
    tally::{ReadNumber, Settings, adapters},
    wire::{TallyDocument, media},
};
use std::{fmt::Display, sync::Arc};

/// Longest name of a report, in bytes.
pub(crate) const MAX_NAME_BYTES: usize = 1024;
/// Longest text of a file of FastQC's that a parameter may be, in bytes. Hosts limit the whole
/// address as well: Cloudflare to 16 kB.
pub(crate) const MAX_CONFIGURATION_BYTES: usize = 32 << 10;
/// A report needs no script, no font and no other address.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// An answer of JSON.
fn json<T: Serialize>(value: &T) -> ApiResult {
    let body = serde_json::to_string(value).map_err(|_| ApiError::internal())?;
    Ok(text(body, media::JSON))
}

/// An answer of text.
fn text(body: impl Into<Body>, media_type: &'static str) -> Response {
    let mut response = Response::new(body.into());
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
    let (body, suffix, kind) = match form {
        Form::Html => (
            Body::from(export::html::render(&report())),
            ending::HTML,
            INLINE,
        ),
        Form::Text => (
            Body::from(export::fastqc::data(document, options)),
            ending::TEXT,
            INLINE,
        ),
        Form::Summary => (
            Body::from(export::fastqc::summary(document, options)),
            ending::SUMMARY,
            INLINE,
        ),
        Form::Zip => (
            export::fastqc::zip(document, options, &report())
                .map(Body::from)
                .map_err(|_| ApiError::internal())?,
            ending::ZIP,
            ATTACHMENT,
        ),
        Form::Json | Form::Tally => (
            export::json::compact(&report())
                .map(Body::from)
                .map_err(|_| ApiError::internal())?,
            ending::JSON,
            INLINE,
        ),
    };
    let file = export::stem(&options.name) + suffix;
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
    name_of(query, "name", "reads")
}

/// A file's name in a query, or another one.
fn name_of(query: &Query, parameter: &str, default: &str) -> Result<String, ApiError> {
    let name = query.get(parameter).unwrap_or(default);
    if name.len() > MAX_NAME_BYTES {
        return Err(ApiError::bad_request(format!(
            "{parameter} can have {MAX_NAME_BYTES} bytes"
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

/// A parameter that is the text of one of FastQC's configuration files.
fn configuration<T, E: Display>(
    query: &Query,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, ApiError> {
    let Some(text) = query.get(name) else {
        return Ok(None);
    };
    if text.len() > MAX_CONFIGURATION_BYTES {
        return Err(ApiError::bad_request(format!(
            "{name} can have {MAX_CONFIGURATION_BYTES} bytes"
        )));
    }
    let parsed = parse(text).map_err(|error| ApiError::bad_request(error.to_string()));
    parsed.map(Some)
}

/// `?limits=`, the text of a `limits.txt`; without it FastQC's own.
fn limits(query: &Query) -> Result<ModuleLimits, ApiError> {
    let limits = configuration(query, "limits", ModuleLimits::parse)?;
    Ok(limits.unwrap_or_default())
}

/// `?contaminants=`, the text of a `contaminant_list.txt`; without it FastQC's own.
fn contaminants(query: &Query) -> Result<Option<Arc<[Contaminant]>>, ApiError> {
    configuration(query, "contaminants", contaminants::parse)
}

/// What is counted: `?adapters=`, the text of an `adapter_list.txt`; without it the standard ones.
fn settings(query: &Query) -> Result<Settings, ApiError> {
    let given = configuration(query, "adapters", adapters::parse)?;
    let numbers = [
        ("1", Some(ReadNumber::First)),
        ("2", Some(ReadNumber::Second)),
    ];
    Ok(Settings {
        adapters: given.unwrap_or_else(adapters::standard),
        read_number: query.one_of("read_number", &numbers, None)?,
        ..Settings::default()
    })
}

/// `?library=`, the id of a kind; without it the report guesses.
fn library(query: &Query) -> Result<Option<LibraryKind>, ApiError> {
    let words = LibraryKind::ALL.map(|kind| (kind.id(), Some(kind)));
    query.one_of("library", &words, None)
}

/// How a report names what made it.
fn engine() -> String {
    format!("Readout API {}", shared::VERSION)
}
