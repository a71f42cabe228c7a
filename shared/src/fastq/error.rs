//! What can be wrong with an input, and where.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Where in the input something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Offset of the offending byte, from 0, in the uncompressed text.
    pub byte: u64,
    /// The record, from 1.
    pub record: u64,
    /// The line, from 1.
    pub line: u64,
}

impl Position {
    /// The first byte of an input.
    pub const START: Self = Self {
        byte: 0,
        record: 1,
        line: 1,
    };

    /// This position, given relative to a part of the input that begins at `base`.
    ///
    /// ```
    /// use shared::fastq::Position;
    /// let base = Position { byte: 100, record: 11, line: 41 };
    /// assert_eq!(Position { byte: 7, record: 1, line: 2 }.from_base(base),
    ///            Position { byte: 107, record: 11, line: 42 });
    /// ```
    #[must_use]
    pub fn from_base(self, base: Self) -> Self {
        Self {
            byte: base.byte.saturating_add(self.byte),
            record: base.record.saturating_add(self.record).saturating_sub(1),
            line: base.line.saturating_add(self.line).saturating_sub(1),
        }
    }
}

/// A part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The `@name` line.
    Name,
    /// The bases.
    Sequence,
    /// The `+` line.
    Plus,
    /// The quality scores.
    QualityScores,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "name line",
            Self::Sequence => "sequence",
            Self::Plus => "'+' line",
            Self::QualityScores => "quality scores",
        })
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FastqErrorKind {
    /// The input has no bytes at all, or only blank lines.
    #[error("the input is empty; choose a file that has reads in it")]
    Empty,
    /// A record does not begin with `@`.
    #[error("a record must start with '@' but {} stands here", show_byte(*found))]
    MissingAt {
        /// The byte that stands in its place.
        found: u8,
    },
    /// A blank line stands between two records.
    #[error("a blank line stands between two records; remove it")]
    BlankLine,
    /// The line after the sequence does not begin with `+`.
    #[error("the line after the sequence must start with '+' but {}", show_found(*found))]
    MissingPlus {
        /// The byte that stands in its place; none for a blank line.
        found: Option<u8>,
    },
    /// `+name` differs from `@name`.
    #[error("the name after '+' differs from the name after '@'; leave it out or make them equal")]
    NameMismatch,
    /// The input ends inside a record.
    #[error(
        "the input ends in the {part} of this record; it was probably cut short, copy it again"
    )]
    Truncated {
        /// The part in which it ends.
        part: Part,
    },
    /// Sequence and quality scores differ in length.
    #[error("{bases} bases but {scores} quality scores; a record needs one score a base")]
    LengthMismatch {
        /// Number of bases.
        bases: u64,
        /// Number of quality scores.
        scores: u64,
    },
    /// A byte that is no base.
    #[error("{} is not a base; IUPAC letters, '.', '-' and '*' are", show_byte(*found))]
    InvalidBase {
        /// The byte.
        found: u8,
    },
    /// A byte that is no quality score.
    #[error("{} is not a quality score; '!' to '~' are", show_byte(*found))]
    InvalidQuality {
        /// The byte.
        found: u8,
    },
    /// A record is longer than [`super::MAX_RECORD_BYTES`], or than the reader was told to take.
    #[error("no record ends within {limit} bytes; the longest that can be read has that many")]
    RecordTooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// The input is something else that we can name.
    #[error("this is {name}, not FASTQ; {remedy}")]
    Unsupported {
        /// What it is, with its article.
        name: String,
        /// What to do about it.
        remedy: String,
    },
    /// The gzip stream ends too early.
    #[error("the gzip stream ends before its end; the file was probably cut short, copy it again")]
    GzipTruncated,
    /// Deflated data that cannot be inflated.
    #[error("the gzip data is damaged and cannot be unpacked; copy the file again")]
    GzipCorrupt,
    /// A member's CRC-32 is not that of its data.
    #[error("the gzip checksum (CRC-32) does not fit the data; the file is damaged, copy it again")]
    GzipChecksum,
    /// A member's length is not that of its data.
    #[error(
        "the length in the gzip trailer does not fit the data; the file is damaged, copy it again"
    )]
    GzipLength,
    /// Bytes that are no gzip member follow the last one.
    #[error(
        "bytes that are not gzip follow the end of the gzip data; remove them or copy the file again"
    )]
    GzipTrailingGarbage,
    /// More came out of the gzip stream than is allowed.
    #[error("the gzip data unpacks to more than {limit} bytes, the most that is allowed here")]
    GzipTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

impl FastqErrorKind {
    /// A stable name for programs, in kebab case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::MissingAt { .. } => "missing-at",
            Self::BlankLine => "blank-line",
            Self::MissingPlus { .. } => "missing-plus",
            Self::NameMismatch => "name-mismatch",
            Self::Truncated { .. } => "truncated",
            Self::LengthMismatch { .. } => "length-mismatch",
            Self::InvalidBase { .. } => "invalid-base",
            Self::InvalidQuality { .. } => "invalid-quality",
            Self::RecordTooLong { .. } => "record-too-long",
            Self::Unsupported { .. } => "unsupported",
            Self::GzipTruncated => "gzip-truncated",
            Self::GzipCorrupt => "gzip-corrupt",
            Self::GzipChecksum => "gzip-checksum",
            Self::GzipLength => "gzip-length",
            Self::GzipTrailingGarbage => "gzip-trailing-garbage",
            Self::GzipTooLarge { .. } => "gzip-too-large",
        }
    }
}

/// An error with its place: what, where and which read.
///
/// ```
/// use shared::fastq::{FastqError, FastqErrorKind, Position};
/// let error = FastqError::new(
///     FastqErrorKind::LengthMismatch { bases: 4, scores: 3 },
///     Position { byte: 10, record: 1, line: 4 },
///     Some(b"read1"),
/// );
/// assert_eq!(error.to_string(),
///     "record 1 (read1), line 4, byte 10: 4 bases but 3 quality scores; a record needs one score a base");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FastqError {
    /// What is wrong.
    pub kind: FastqErrorKind,
    /// Where, in the uncompressed text.
    pub position: Position,
    /// The read's name, where it was read: at most 100 characters, without control characters.
    pub name: Option<String>,
    /// For gzip input, the offset of the offending block in the compressed file, from 0.
    pub compressed_byte: Option<u64>,
}

impl FastqError {
    /// An error of `kind` at `position` in the read called `name` (raw bytes of the file).
    #[must_use]
    pub fn new(kind: FastqErrorKind, position: Position, name: Option<&[u8]>) -> Self {
        Self {
            kind,
            position,
            name: name.map(printable),
            compressed_byte: None,
        }
    }

    /// The same error, its position given relative to `base`.
    #[must_use]
    pub fn from_base(mut self, base: Position) -> Self {
        self.position = self.position.from_base(base);
        self
    }
}

impl fmt::Display for FastqError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}", self.position.record)?;
        if let Some(name) = self.name.as_deref().filter(|name| !name.is_empty()) {
            write!(f, " ({name})")?;
        }
        write!(
            f,
            ", line {}, byte {}",
            self.position.line, self.position.byte
        )?;
        if let Some(byte) = self.compressed_byte {
            write!(f, " (compressed byte {byte})")?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl std::error::Error for FastqError {}

/// A read name as it may be shown: lossy UTF-8, control characters replaced, cut to 100 characters.
fn printable(name: &[u8]) -> String {
    let head = name.get(..400).unwrap_or(name);
    let text = String::from_utf8_lossy(head);
    let mut shown: String = text
        .chars()
        .take(100)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(100).is_some() {
        shown.push('…');
    }
    shown
}

fn show_byte(byte: u8) -> String {
    match byte {
        b'\n' | b'\r' => "a line end".to_owned(),
        b'\t' => "a tab".to_owned(),
        b' ' => "a space".to_owned(),
        0x21..=0x7e => format!("'{}'", char::from(byte)),
        _ => format!("byte 0x{byte:02X}"),
    }
}

fn show_found(found: Option<u8>) -> String {
    match found {
        Some(byte) => format!("{} stands here", show_byte(byte)),
        None => "it is blank".to_owned(),
    }
}
