//! The shortest way from bytes to a tally: sniff, unpack, read, count.
//!
//! It takes an input in pieces of any size as they arrive, and keeps no more of them than an
//! unfinished record. The API's body reader and the program `readout` feed it; the browser's
//! workers count plain parts with [`tally_chunk`].

mod chunks;
mod counter;
pub mod pieces;
pub mod rows;
#[cfg(test)]
mod tests;
pub(crate) mod unpacker;

pub use self::chunks::Chunks;
use self::counter::Counter;
use self::unpacker::{TextSink, Unpacker};
use crate::fastq::{FastqError, Layout, MAX_RECORD_BYTES, Position};
use crate::framer::Framer;
use crate::gzip::Structure;
use crate::tally::Settings;
use crate::wire::TallyDocument;

/// How an input is to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The layout to begin with. Reading goes over from four lines to wrapped by itself.
    pub layout: Layout,
    /// Keep to that layout: for a part of an input, of which only a reader of the whole may say
    /// that it is wrapped.
    pub strict: bool,
    /// Offset of the first byte in the whole input: 0 for a whole file.
    pub start: u64,
    /// More records of the same input follow behind these bytes.
    pub more: bool,
    /// The most text, in bytes, that may come out of gzip.
    pub max_output: u64,
    /// The most bytes of one record; never more than [`MAX_RECORD_BYTES`].
    pub max_record: usize,
    /// What is counted.
    pub settings: Settings,
}

impl Default for Options {
    /// A whole file, four lines a record, without a limit.
    fn default() -> Self {
        Self {
            layout: Layout::FourLine,
            strict: false,
            start: 0,
            more: false,
            max_output: u64::MAX,
            max_record: MAX_RECORD_BYTES,
            settings: Settings::default(),
        }
    }
}

/// What was seen of the input beside its reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InputNotes {
    /// The layout in which the last record was read.
    pub layout: Layout,
    /// The structure of the gzip stream, where it was one.
    pub gzip: Option<Structure>,
}

impl InputNotes {
    /// Warnings in words, each a whole sentence.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.layout == Layout::Wrapped {
            warnings.push("Sequence and quality scores of this file are broken over several lines; it was read in order, in one go.".to_owned());
        }
        if let Some(gzip) = self.gzip {
            if gzip.bgzf_blocks > 0 && gzip.bgzf_blocks == gzip.members && !gzip.bgzf_end_marker {
                warnings.push(
                    "This BGZF file lacks its end marker: it may have been cut between two blocks."
                        .to_owned(),
                );
            }
            if gzip.zero_padding > 0 {
                warnings.push(format!(
                    "{} zero bytes follow the gzip data; they were passed over.",
                    gzip.zero_padding
                ));
            }
        }
        warnings
    }
}

/// What became of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The tally and ledger of all records before the end or the error.
    pub document: TallyDocument,
    /// The first thing that was wrong, if anything was.
    pub error: Option<FastqError>,
    /// What was seen of the input.
    pub input: InputNotes,
}

/// Reads an input that arrives in pieces.
///
/// ```
/// use shared::analysis::{Analysis, Options};
/// let mut analysis = Analysis::new(Options::default());
/// for piece in b"@r1\nACGT\n+\nIIII\n@r2\nGG\n+\nII\n".chunks(5) {
///     analysis.feed(piece);
/// }
/// let outcome = analysis.finish();
/// assert_eq!((outcome.error, outcome.document.reads()), (None, 2));
/// ```
pub struct Analysis {
    unpacker: Unpacker,
    counter: Counter,
    error: Option<FastqError>,
}

impl Analysis {
    /// An analysis of an input that begins at a record's start.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let start = Position {
            byte: options.start,
            ..Position::START
        };
        let framer = Framer::new(start, options.layout, options.more)
            .strict(options.strict)
            .limited(options.max_record);
        Self {
            counter: Counter::new(framer, &options.settings),
            unpacker: Unpacker::new(options.start == 0, options.max_output),
            error: None,
        }
    }

    /// Reads on with the next piece; false once an error was met: then no more need be fed.
    pub fn feed(&mut self, input: &[u8]) -> bool {
        if self.error.is_none()
            && let Err(error) = self.unpacker.feed(input, &mut self.counter)
        {
            self.error = Some(error);
        }
        self.error.is_none()
    }

    /// Reads on with some of the next piece and gives the number of bytes taken; none once an error
    /// was met. Of gzip it takes no more than gives 256 KiB of text, however small the piece is packed:
    /// so a caller can do other things between.
    ///
    /// ```
    /// use shared::analysis::{Analysis, Options};
    /// # let packed = { use std::io::Write; let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()); e.write_all(&b"@r\nACGT\n+\nIIII\n".repeat(100_000)).unwrap(); e.finish().unwrap() };
    /// let mut analysis = Analysis::new(Options::default());
    /// let (mut used, mut steps) = (0, 0);
    /// while used < packed.len() {
    ///     let Some(more) = analysis.feed_some(&packed[used..]) else { break };
    ///     used += more;
    ///     steps += 1;
    /// }
    /// let outcome = analysis.finish();
    /// assert_eq!((outcome.error, outcome.document.reads()), (None, 100_000));
    /// assert!(steps > 5);
    /// ```
    #[must_use]
    pub fn feed_some(&mut self, input: &[u8]) -> Option<usize> {
        if self.error.is_some() {
            return None;
        }
        match self.unpacker.step(input, &mut self.counter) {
            Ok(used) => Some(used),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// What was seen of the input so far.
    #[must_use]
    pub fn input(&self) -> InputNotes {
        InputNotes {
            layout: self.counter.framer.layout(),
            gzip: self.unpacker.structure(),
        }
    }

    /// The input is over.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        if self.error.is_none() {
            self.error = self.end().err();
        }
        Outcome {
            input: self.input(),
            document: self.counter.into_document(),
            error: self.error,
        }
    }

    fn end(&mut self) -> Result<(), FastqError> {
        self.unpacker.finish(&mut self.counter)?;
        self.counter.finish()
    }
}

/// Counts plain text that begins at a record's start at offset `start` of the input. `more` says
/// that more records follow behind it: then it must end with a whole record. The layout is kept to.
///
/// ```
/// use shared::{analysis::tally_chunk, fastq::Layout};
/// let outcome = tally_chunk(b"@r1\nACGT\n+\nIIII\n", Layout::FourLine, 100, true);
/// assert_eq!(outcome.document.ledger.segments()[0].start, 100);
/// ```
#[must_use]
pub fn tally_chunk(bytes: &[u8], layout: Layout, start: u64, more: bool) -> Outcome {
    tally_chunk_with(bytes, layout, start, more, &Settings::default())
}

/// The same as [`tally_chunk`], with other adapters, or for a total that is thinned already.
#[must_use]
pub fn tally_chunk_with(
    bytes: &[u8],
    layout: Layout,
    start: u64,
    more: bool,
    settings: &Settings,
) -> Outcome {
    let start = Position {
        byte: start,
        ..Position::START
    };
    let mut counter = Counter::new(Framer::new(start, layout, more).strict(true), settings);
    let error = counter.feed(bytes).and_then(|()| counter.finish()).err();
    let input = InputNotes {
        layout: counter.framer.layout(),
        gzip: None,
    };
    Outcome {
        document: counter.into_document(),
        error,
        input,
    }
}
