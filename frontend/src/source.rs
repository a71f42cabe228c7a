//! The source: cuts a file into chunks of whole records.
//!
//! What a file is, is told by its content, never by its name. A plain file is cut where records
//! begin, and its chunks are handles of slices: no byte passes through the coordinator. A gzip
//! file is inflated here, in order, and cut as it comes out; of BGZF, rows of blocks can be handed
//! out as they are. Where a record is malformed, or where
//! cuts cannot be trusted, the source goes on in order, framing record by record: every verdict on
//! bad input comes from that one way.

mod blocks;
mod inflated;
mod plain;
mod read;
mod sequential;

use shared::analysis::{Analysis, InputNotes, Options};
use shared::fastq::{FastqError, FastqErrorKind, Layout, Position};
use shared::gzip::Structure;
use shared::gzip::bgzf::is_block;
use shared::sniff::{Sniffed, sniff};
use shared::tally::settings::Thinned;
use thiserror::Error;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use self::read::{Fingerprint, Stream, read_slice};

/// Bytes read to tell what a file is, and digested to tell whether it changed.
const HEAD_BYTES: u64 = 64 << 10;
/// A window without a record start longer than this cannot be cut: a record may be 32 MiB, and two must be seen.
const MAX_WINDOW_BYTES: usize = 3 * shared::fastq::MAX_RECORD_BYTES;

/// Whole records of the input, or a row of BGZF blocks.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Offset of the first byte in the uncompressed input.
    pub start: u64,
    /// Offset behind the last byte.
    pub end: u64,
    /// Whether records follow.
    pub more: bool,
    /// Bytes of text, where the data is a row of BGZF blocks and not text itself.
    pub row_bytes: Option<usize>,
    /// How the records are laid out.
    pub layout: Layout,
    /// Bytes of the file behind this chunk, for the progress bar.
    pub file_bytes: u64,
    /// How far the total is thinned to which its tally will be added; the scheduler knows.
    pub thinned: Thinned,
    /// A `Blob` (a slice of the file) or an `ArrayBuffer`.
    pub data: JsValue,
}

/// Why there is no next chunk.
#[derive(Debug, Error)]
pub enum SourceError {
    /// The input is bad from here on; everything before was handed out.
    #[error("{0}")]
    Malformed(Box<FastqError>),
    /// No cut can be found; go on in order from the end of the last chunk.
    #[error("no record start was found")]
    CannotCut,
    /// The file is not what it was.
    #[error("the file changed while it was read; choose it again")]
    Changed,
    /// The browser will not read it.
    #[error("the file could not be read: {0}")]
    Unreadable(String),
}

impl From<FastqError> for SourceError {
    fn from(error: FastqError) -> Self {
        Self::Malformed(Box::new(error))
    }
}

/// A file that is being cut.
pub struct Source {
    file: Blob,
    gzip: bool,
    bgzf: bool,
    fingerprint: Fingerprint,
    cutter: Cutter,
}

enum Cutter {
    Plain(plain::Plain),
    Blocks(Box<blocks::Blocks>),
    Inflated(Box<inflated::Inflated>),
    Sequential(Box<sequential::Sequential>),
}

impl Source {
    /// Looks at the content of a file.
    ///
    /// # Errors
    /// If it is empty, of a format that is only named, or cannot be read.
    pub async fn open(file: Blob) -> Result<Self, SourceError> {
        let fingerprint = Fingerprint::take(&file).await?;
        let head = read_slice(&file, 0, HEAD_BYTES).await?;
        let gzip = matches!(sniff(&head), Sniffed::Gzip);
        let bgzf = gzip && is_block(&head);
        if let Some(error) = refusal(&head, fingerprint.size) {
            return Err(error.into());
        }
        let mut source = Self {
            file,
            gzip,
            bgzf,
            fingerprint,
            cutter: Cutter::Plain(plain::Plain::new(0)),
        };
        source.rewind(0);
        Ok(source)
    }

    /// Whether chunks are bytes that were inflated here.
    #[must_use]
    pub fn is_gzip(&self) -> bool {
        self.gzip
    }

    /// Bytes of the file.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        self.fingerprint.size
    }

    /// The next chunk of about `chunk_bytes`; none after the last.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn next(&mut self, chunk_bytes: u64) -> Result<Option<Chunk>, SourceError> {
        match &mut self.cutter {
            Cutter::Plain(cutter) => {
                cutter
                    .next(&self.file, self.fingerprint.size, chunk_bytes)
                    .await
            }
            Cutter::Blocks(cutter) => cutter.next(chunk_bytes).await,
            Cutter::Inflated(cutter) => cutter.next(chunk_bytes).await,
            Cutter::Sequential(cutter) => cutter.next(chunk_bytes).await,
        }
    }

    /// From the start, hands out rows of blocks if the file is BGZF; goes back to inflating it here
    /// with the next rewind.
    pub fn hand_out_blocks(&mut self) {
        if self.bgzf {
            let stream = Stream::open(&self.file, self.fingerprint.size, false, 0);
            self.cutter = Cutter::Blocks(Box::new(blocks::Blocks::new(stream)));
        }
    }

    /// Goes back to the record that begins at `offset` of the uncompressed input.
    pub fn rewind(&mut self, offset: u64) {
        self.cutter = if self.gzip {
            Cutter::Inflated(Box::new(inflated::Inflated::new(
                self.stream(offset),
                offset,
            )))
        } else {
            Cutter::Plain(plain::Plain::new(offset))
        };
    }

    /// Goes back to the record that begins at `position`, and goes on record by record.
    pub fn rewind_in_order(&mut self, position: Position) {
        let stream = self.stream(position.byte);
        self.cutter = Cutter::Sequential(Box::new(sequential::Sequential::new(stream, position)));
    }

    /// What was seen of the input so far; `rows` is what was seen in rows of blocks.
    #[must_use]
    pub fn input(&self, rows: Structure) -> InputNotes {
        match &self.cutter {
            Cutter::Plain(_) => InputNotes::default(),
            Cutter::Blocks(_) => InputNotes {
                layout: Layout::FourLine,
                gzip: Some(rows),
            },
            Cutter::Inflated(cutter) => InputNotes {
                layout: Layout::FourLine,
                gzip: cutter.structure(),
            },
            Cutter::Sequential(cutter) => cutter.input(),
        }
    }

    /// Whether the file is still what it was at the start.
    ///
    /// # Errors
    /// [`SourceError::Changed`] if it is not.
    pub async fn verify(&self) -> Result<(), SourceError> {
        let now = Fingerprint::take(&self.file).await?;
        if now == self.fingerprint {
            Ok(())
        } else {
            Err(SourceError::Changed)
        }
    }

    fn stream(&self, offset: u64) -> Stream {
        Stream::open(&self.file, self.fingerprint.size, self.gzip, offset)
    }
}

/// What is wrong with an input as a whole: it is empty, or something else that has a name. The
/// analysis of the head says it in the words that the other engines use.
fn refusal(head: &[u8], size: u64) -> Option<FastqError> {
    let mut analysis = Analysis::new(Options::default());
    analysis.feed(head);
    let error = analysis.finish().error?;
    match error.kind {
        FastqErrorKind::Unsupported { .. } => Some(error),
        FastqErrorKind::Empty if size == 0 => Some(error),
        _ => None,
    }
}
