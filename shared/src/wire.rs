//! The wire form: a tally and its ledger as JSON, the paths and media types of the API, its limits.

mod bounded;
mod count;
mod coverage;
mod document;
mod packed;

use crate::ledger::{Ledger, MAX_SEGMENTS};
use crate::tally::{MergeError, Tally};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Version of the wire form.
pub const SCHEMA: u32 = 4;

/// Paths of the API.
pub mod paths {
    /// Record-aligned FASTQ in, tally out.
    pub const TALLY: &str = "/api/v1/tally";
    /// A whole FASTQ file in, report out.
    pub const REPORT: &str = "/api/v1/report";
    /// Tallies in, their sum or its report out.
    pub const MERGE: &str = "/api/v1/merge";
    /// The tallies of two mates in, how their read names go together out.
    pub const PAIRS: &str = "/api/v1/pairs";
    /// What may be sent.
    pub const LIMITS: &str = "/api/v1/limits";
    /// Whether the API is up, and its version.
    pub const HEALTH: &str = "/api/v1/health";
    /// All of this as an OpenAPI document.
    pub const OPENAPI: &str = "/api/openapi.json";
    /// All of this as a page.
    pub const DOCS: &str = "/docs";
}

/// Media types of the API.
pub mod media {
    /// A tally as JSON.
    pub const TALLY: &str = "application/vnd.readout.tally+json";
    /// A problem as RFC 9457 has it.
    pub const PROBLEM: &str = "application/problem+json";
    /// JSON.
    pub const JSON: &str = "application/json";
    /// HTML.
    pub const HTML: &str = "text/html; charset=utf-8";
    /// Plain text: FastQC's `fastqc_data.txt`.
    pub const TEXT: &str = "text/plain; charset=utf-8";
    /// A zip: FastQC's, as MultiQC reads it.
    pub const ZIP: &str = "application/zip";
}

/// What may be sent to the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// Most bytes of a body of `/report`, as sent.
    pub max_body_bytes: u64,
    /// Most bytes of a body of `/tally`, as sent.
    pub max_chunk_bytes: u64,
    /// Most bytes of text that a gzip body may unpack to.
    pub max_output_bytes: u64,
    /// Most bytes of a body of `/merge` and `/pairs`.
    pub max_merge_bytes: u64,
    /// Most bytes of one record.
    pub max_record_bytes: u64,
    /// Most bytes of one tally in a body of `/merge` and `/pairs`.
    #[serde(default)]
    pub max_tally_bytes: u64,
    /// Most tallies in such a body.
    #[serde(default)]
    pub max_tallies: u64,
    /// Most separate places of an input that a tally may cover, and tallies may together.
    #[serde(default)]
    pub max_segments: u64,
    /// How deep JSON may be nested in such a body.
    #[serde(default)]
    pub max_json_depth: u64,
    /// Most requests with a body that are worked on at once; others get `busy`.
    #[serde(default)]
    pub max_requests: u64,
    /// Requests of one client in a minute; more get `rate-limited`. None where no number is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_minute: Option<u64>,
    /// Version of Readout.
    pub version: String,
}

/// Answer of `/health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// Always `ok` in an answer with status 200.
    pub status: String,
    /// Version of Readout.
    pub version: String,
}

/// Why bytes are not a tally that can be merged here.
#[derive(Debug, Error)]
pub enum WireError {
    /// Not JSON, or not of this shape.
    #[error("this is not a tally: {0}")]
    Json(#[from] serde_json::Error),
    /// Made by another version.
    #[error(
        "this tally has schema {schema} and layout {layout:?}; schema {SCHEMA} and layout {:?} can be read here",
        crate::tally::position_bin::LAYOUT
    )]
    Incompatible {
        /// Its schema.
        schema: u32,
        /// Its layout of position bins.
        layout: String,
    },
    /// It covers more than [`MAX_SEGMENTS`] places.
    #[error(
        "this tally covers more than {MAX_SEGMENTS} separate places of the input; count larger parts, or merge those first that stand side by side"
    )]
    Scattered,
    /// Its parts contradict each other.
    #[error("this tally contradicts itself: {0}")]
    Inconsistent(&'static str),
}

/// A tally and the ledger of what it covers. Its JSON is canonical: equal values give equal bytes.
///
/// ```
/// use shared::{analysis::tally_chunk, fastq::Layout, wire::TallyDocument};
/// let document = tally_chunk(b"@r1\nACGT\n+\nIIII\n", Layout::FourLine, 0, false).document;
/// let json = document.to_json();
/// assert!(json.starts_with(r#"{"schema":4,"layout":"fastqc-tiles-1","read_length":"#));
/// assert_eq!(TallyDocument::from_json(json.as_bytes())?, document);
/// # Ok::<(), shared::wire::WireError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TallyDocument {
    /// What was counted.
    pub tally: Tally,
    /// Where it was counted.
    pub ledger: Ledger,
}

impl TallyDocument {
    /// The canonical JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Writing plain structs of integers, strings and lists to memory cannot fail.
        serde_json::to_string(&document::Document::from(self)).unwrap_or_default()
    }

    /// Reads a tally from JSON and checks that its parts agree.
    ///
    /// # Errors
    /// [`WireError`] if it is not JSON of this shape, of another schema or layout, or contradicts itself.
    pub fn from_json(json: &[u8]) -> Result<Self, WireError> {
        match serde_json::from_slice::<document::Document>(json) {
            Ok(document) => document.into_tally_document(),
            // Another version may have another shape: say so rather than which field is missing.
            Err(error) => match serde_json::from_slice::<document::Head>(json) {
                Ok(head) if !head.is_ours() => Err(head.into()),
                _ => Err(error.into()),
            },
        }
    }

    /// Adds another part. On an error nothing was added.
    ///
    /// # Errors
    /// [`MergeError`] if both cover some bytes, they counted otherwise, or the sum would be too large.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        self.tally.agrees(&other.tally)?;
        self.ledger.merge(&other.ledger)?;
        self.tally.merge(&other.tally)
    }

    /// `sha256:` and the SHA-256 of the canonical JSON, in hexadecimal: who counts the same file
    /// gets the same receipt, whatever the engine.
    #[must_use]
    pub fn receipt(&self) -> String {
        Self::receipt_of(&self.to_json())
    }

    /// The receipt of a document whose canonical JSON this is, as [`Self::to_json`] writes it.
    #[must_use]
    pub fn receipt_of(json: &str) -> String {
        use std::fmt::Write;
        let mut receipt = String::from("sha256:");
        for byte in Sha256::digest(json.as_bytes()) {
            // Writing to a string cannot fail.
            let _ = write!(receipt, "{byte:02x}");
        }
        receipt
    }

    /// Number of reads.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.tally.reads()
    }
}

impl Serialize for TallyDocument {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        document::Document::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TallyDocument {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        document::Document::deserialize(deserializer)?
            .into_tally_document()
            .map_err(serde::de::Error::custom)
    }
}
