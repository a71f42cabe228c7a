//! The source: cuts a file into chunks of whole records.
//!
//! What a file is, is told by its content, never by its name. A plain file is cut where records
//! begin, and its chunks are handles of slices: no byte passes through the coordinator. A gzip
//! file is inflated here, in order, and cut as it comes out; of BGZF, blocks can be handed out as
//! they are. Plain files and BGZF are visited in a random order where nothing speaks against it.
//! Where a record is malformed, or where cuts cannot be trusted, the source goes on in order,
//! framing record by record: every verdict on bad input comes from that one way.

mod blocks;
mod data;
mod inflated;
mod plain;
mod read;
mod scattered;
mod sequential;

use shared::analysis::pieces::PiecePlace;
use shared::analysis::{Analysis, InputNotes, Options, tally_chunk};
use shared::fastq::boundary::{Boundary, find_record_start};
use shared::fastq::{FastqError, FastqErrorKind, Layout, Position};
use shared::gzip::Structure;
use shared::gzip::bgzf::{END_MARKER, is_block};
use shared::sniff::{Sniffed, sniff};
use shared::tally::settings::Thinned;
use thiserror::Error;
use web_sys::Blob;

pub use self::data::{Data, give_back};
pub(crate) use self::read::read_slice;
use self::read::{Ends, Fingerprint, Stream};
use self::scattered::Extent;
pub use self::scattered::{MOST_FILES, RangeBytes};

/// Bytes read to tell what a file is, and digested to tell whether it changed.
const HEAD_BYTES: u64 = 64 << 10;
/// Gzip of so many bytes at most is soon unpacked and counted by one worker.
const SMALL_GZIP_BYTES: u64 = 32 << 20;
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
    /// Which piece of a BGZF file the data is, where it is one: its place in the text is not known.
    pub piece: Option<PiecePlace>,
    /// Which of the files' ranges it is, where they are visited in a random order.
    pub range: Option<u32>,
    /// How the records are laid out.
    pub layout: Layout,
    /// For the progress bar, bytes of the file: those up to the end of this chunk, or, of a range,
    /// its own.
    pub file_bytes: u64,
    /// How far the total is thinned to which its tally will be added; the scheduler knows.
    pub thinned: Thinned,
    /// The bytes.
    pub data: Data,
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
    /// Nothing speaks against cutting it into ranges: a plain file whose beginning and end are sound, or
    /// BGZF with its end marker.
    has_cuts: bool,
    fingerprint: Fingerprint,
    cutter: Cutter,
}

enum Cutter {
    Plain(plain::Plain),
    Scattered(scattered::Scattered),
    Blocks(Box<blocks::Blocks>),
    Inflated(Box<inflated::Inflated>),
    Sequential(Box<sequential::Sequential>),
}

impl Source {
    /// Looks at the content of a file. An order to read it in must be chosen first: [`Source::scatter`],
    /// [`Source::rewind`] or [`Source::hand_out_blocks`].
    ///
    /// # Errors
    /// If it is empty, of a format that is only named, or cannot be read.
    pub async fn open(file: Blob) -> Result<Self, SourceError> {
        let ends = Ends::read(&file).await?;
        let fingerprint = ends.fingerprint();
        let gzip = matches!(sniff(&ends.head), Sniffed::Gzip);
        let bgzf = gzip && is_block(&ends.head);
        let (layout, error) = judge(&ends.head, fingerprint.size);
        if let Some(error) = error {
            return Err(error.into());
        }
        let has_cuts = if gzip {
            bgzf && ends.tail.ends_with(END_MARKER)
        } else {
            layout == Layout::FourLine && ends_well(&ends.tail, fingerprint.size)
        };
        Ok(Self {
            file,
            gzip,
            bgzf,
            has_cuts,
            fingerprint,
            cutter: Cutter::Plain(plain::Plain::new(0)),
        })
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
            Cutter::Scattered(cutter) => cutter.next().await,
            Cutter::Blocks(cutter) => cutter.next(chunk_bytes).await,
            Cutter::Inflated(cutter) => cutter.next(chunk_bytes).await,
            Cutter::Sequential(cutter) => cutter.next(chunk_bytes).await,
        }
    }

    /// Whether ranges of this file may be handed out, alone or with those of others. `blocks` says that
    /// gzip can be unpacked where it is counted: BGZF block by block, other gzip as a whole, if it is small.
    #[must_use]
    pub fn has_ranges(&self, blocks: bool) -> bool {
        let small_gzip = self.gzip && self.fingerprint.size <= SMALL_GZIP_BYTES;
        (self.has_cuts || small_gzip) && (blocks || !self.gzip)
    }

    /// From the start, hands out ranges of about so many bytes in a random order, of this file and of
    /// `others` whose text follows it, if that can go well: all have ranges, and all are gzip or none.
    /// Gives the number of ranges of each file then. Where a file cannot be cut, there must be `least`
    /// ranges. What is wrong with a file is said by who reads it in order.
    pub fn scatter(
        &mut self,
        others: &[Self],
        bytes: RangeBytes,
        blocks: bool,
        least: u32,
    ) -> Option<Vec<u32>> {
        let mut files = Vec::new();
        for source in std::iter::once(&*self).chain(others) {
            if source.gzip != self.gzip || !source.has_ranges(blocks) {
                return None;
            }
            let extent = Extent {
                size: source.fingerprint.size,
                one_range: !source.has_cuts,
            };
            files.push((source.file.clone(), extent));
        }
        let size: u64 = files.iter().map(|file| file.1.size).sum();
        if size <= bytes.whole.saturating_mul(2) {
            return None;
        }
        let uncut = files.iter().any(|file| file.1.one_range);
        let seed = self.fingerprint.seed();
        let cutter = scattered::Scattered::new(files, bytes, self.gzip, seed);
        let ranges = cutter.ranges();
        if uncut && ranges.iter().sum::<u32>() < least {
            return None;
        }
        self.cutter = Cutter::Scattered(cutter);
        Some(ranges)
    }

    /// Which of the files that are read together was last cut, 0 for this one.
    #[must_use]
    pub fn file(&self) -> usize {
        match &self.cutter {
            Cutter::Scattered(cutter) => cutter.file(),
            _ => 0,
        }
    }

    /// Takes back ranges that were handed out and not counted.
    pub fn put_back(&mut self, ranges: impl IntoIterator<Item = u32>) {
        if let Cutter::Scattered(cutter) = &mut self.cutter {
            cutter.put_back(ranges);
        }
    }

    /// Has the first of the ranges that are left handed out next.
    pub fn first_next(&mut self) {
        if let Cutter::Scattered(cutter) = &mut self.cutter {
            cutter.first_next();
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
            Cutter::Scattered(_) if !self.gzip => InputNotes::default(),
            Cutter::Blocks(_) | Cutter::Scattered(_) => InputNotes {
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

/// Whether the last records of a plain file are whole: most damage is that they are not.
fn ends_well(tail: &[u8], size: u64) -> bool {
    let at = match find_record_start(tail, 0, Some(0), true) {
        _ if tail.len() as u64 == size => 0,
        Boundary::Found(at) => at,
        // Longer records than that are judged when they come.
        Boundary::NeedMore | Boundary::End => return true,
    };
    let outcome = tally_chunk(&tail[at..], Layout::FourLine, 0, false);
    outcome.error.is_none()
}

/// The layout of the first records; and what is wrong with an input as a whole: it is empty, or
/// something else that has a name. The analysis of the head says it in the words that the other
/// engines use.
fn judge(head: &[u8], size: u64) -> (Layout, Option<FastqError>) {
    let mut analysis = Analysis::new(Options::default());
    analysis.feed(head);
    let outcome = analysis.finish();
    let as_a_whole = |error: &FastqError| match error.kind {
        FastqErrorKind::Unsupported { .. } => true,
        FastqErrorKind::Empty => size == 0,
        _ => false,
    };
    (outcome.input.layout, outcome.error.filter(as_a_whole))
}
