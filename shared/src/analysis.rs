//! The shortest way from bytes to a tally: sniff, unpack, read, count.
//!
//! It takes an input in pieces of any size as they arrive, and keeps no more of them than an
//! unfinished record. The API's body reader and the program `readout` feed it; the browser's
//! workers count plain parts with [`tally_chunk`].

mod counter;

use self::counter::Counter;
use crate::fastq::{FastqError, FastqErrorKind, Layout, Position};
use crate::framer::Framer;
use crate::gzip::{Decoder, Structure};
use crate::sniff::{ENOUGH, Sniffed, sniff};
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
    options: Options,
    stage: Stage,
    counter: Counter,
    error: Option<FastqError>,
}

/// What is known of the input so far.
enum Stage {
    /// Its first bytes, too few to tell.
    Head(Vec<u8>),
    Text,
    Gzip(Box<Unpacking>),
}

struct Unpacking {
    decoder: Decoder,
    text: Vec<u8>,
    /// The text's first bytes were looked at.
    sniffed: bool,
}

/// The most text that is unpacked before it is read, in bytes.
const UNPACKED: usize = 256 << 10;

impl Analysis {
    /// An analysis of an input that begins at a record's start.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let start = Position {
            byte: options.start,
            ..Position::START
        };
        let framer = Framer::new(start, options.layout, options.more).strict(options.strict);
        Self {
            counter: Counter::new(framer, &options.settings),
            options,
            stage: Stage::Head(Vec::new()),
            error: None,
        }
    }

    /// Reads on with the next piece; false once an error was met: then no more need be fed.
    pub fn feed(&mut self, input: &[u8]) -> bool {
        if self.error.is_none()
            && let Err(error) = self.take(input)
        {
            self.error = Some(error);
        }
        self.error.is_none()
    }

    /// What was seen of the input so far.
    #[must_use]
    pub fn input(&self) -> InputNotes {
        let gzip = match &self.stage {
            Stage::Gzip(unpacking) => Some(unpacking.decoder.structure()),
            _ => None,
        };
        InputNotes {
            layout: self.counter.framer.layout(),
            gzip,
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

    fn take(&mut self, input: &[u8]) -> Result<(), FastqError> {
        match &mut self.stage {
            Stage::Head(head) => {
                head.extend_from_slice(input);
                if head.len() < ENOUGH {
                    return Ok(());
                }
                self.leave_head()
            }
            Stage::Text => self.counter.feed(input),
            Stage::Gzip(unpacking) => unpacking.feed(input, &mut self.counter),
        }
    }

    /// Decides from the head what the input is, and reads the head as that.
    fn leave_head(&mut self) -> Result<(), FastqError> {
        let Stage::Head(head) = std::mem::replace(&mut self.stage, Stage::Text) else {
            return Ok(());
        };
        match sniff(&head) {
            Sniffed::Unsupported(error) if self.options.start == 0 => return Err(error),
            Sniffed::Gzip => {
                let decoder = Decoder::new(self.options.max_output);
                self.stage = Stage::Gzip(Box::new(Unpacking {
                    decoder,
                    text: Vec::new(),
                    sniffed: false,
                }));
            }
            Sniffed::Text | Sniffed::Unsupported(_) => {}
        }
        self.take(&head)
    }

    fn end(&mut self) -> Result<(), FastqError> {
        if matches!(self.stage, Stage::Head(_)) {
            self.leave_head()?;
        }
        if let Stage::Gzip(unpacking) = &mut self.stage {
            unpacking.finish(&mut self.counter)?;
        }
        self.counter.finish()
    }
}

impl Unpacking {
    fn feed(&mut self, input: &[u8], counter: &mut Counter) -> Result<(), FastqError> {
        let mut used = 0;
        while used < input.len() {
            let room = UNPACKED.saturating_sub(self.text.len());
            match self.decoder.push(&input[used..], &mut self.text, room) {
                Ok(more) => used += more,
                Err(error) => {
                    self.read_text(true, counter)?;
                    return Err(counter.place(error));
                }
            }
            if self.text.len() >= UNPACKED {
                self.read_text(false, counter)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, counter: &mut Counter) -> Result<(), FastqError> {
        let end = self.decoder.finish(&mut self.text);
        self.read_text(true, counter)?;
        end.map_err(|error| counter.place(error))
    }

    fn read_text(&mut self, all: bool, counter: &mut Counter) -> Result<(), FastqError> {
        if !self.sniffed && (all || self.text.len() >= ENOUGH) {
            self.sniffed = true;
            match sniff(&self.text) {
                Sniffed::Unsupported(error) => {
                    return Err(FastqError {
                        compressed_byte: Some(0),
                        ..error
                    });
                }
                Sniffed::Gzip => return Err(packed_twice()),
                Sniffed::Text => {}
            }
        }
        let text = std::mem::take(&mut self.text);
        let read = counter.feed(&text);
        self.text = text;
        self.text.clear();
        read
    }
}

/// gzip inside gzip.
fn packed_twice() -> FastqError {
    let kind = FastqErrorKind::Unsupported {
        name: "gzip data packed twice".to_owned(),
        remedy: "unpack it once with: gunzip FILE".to_owned(),
    };
    FastqError {
        compressed_byte: Some(0),
        ..FastqError::new(kind, Position::START, None)
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
