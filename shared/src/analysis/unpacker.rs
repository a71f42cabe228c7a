//! From the bytes of an input, plain or gzip, to its text.

use crate::fastq::{FastqError, FastqErrorKind, Position};
use crate::gzip::{Decoder, Structure};
use crate::sniff::{ENOUGH, Sniffed, sniff};

/// Takes the text of an input.
pub(crate) trait TextSink {
    /// Reads on with the next piece of text.
    fn feed(&mut self, text: &[u8]) -> Result<(), FastqError>;

    /// Gives an error of the gzip stream the record and line at which the text broke off.
    fn place(&self, error: FastqError) -> FastqError;
}

/// Tells what an input is from its first bytes, and hands on its text.
pub(crate) struct Unpacker {
    /// The input begins with its first byte, so it can be told what it is if it is no FASTQ.
    whole: bool,
    max_output: u64,
    stage: Stage,
}

/// What is known of the input so far.
enum Stage {
    /// Its first bytes, too few to tell.
    Head(Vec<u8>),
    Text,
    Gzip(Box<Unpacking>),
}

struct Unpacking {
    whole: bool,
    decoder: Decoder,
    text: Vec<u8>,
    /// The text's first bytes were looked at.
    sniffed: bool,
}

/// The most text that is unpacked before it is read, in bytes.
const UNPACKED: usize = 256 << 10;

impl Unpacker {
    /// An unpacker of an input from its first byte on, if it is `whole`.
    pub(crate) fn new(whole: bool, max_output: u64) -> Self {
        Self {
            whole,
            max_output,
            stage: Stage::Head(Vec::new()),
        }
    }

    /// The structure of the gzip stream so far, if it is one.
    pub(crate) fn structure(&self) -> Option<Structure> {
        match &self.stage {
            Stage::Gzip(unpacking) => Some(unpacking.decoder.structure()),
            Stage::Head(_) | Stage::Text => None,
        }
    }

    /// Takes the next piece of the input.
    pub(crate) fn feed(
        &mut self,
        input: &[u8],
        sink: &mut impl TextSink,
    ) -> Result<(), FastqError> {
        let mut used = 0;
        while used < input.len() {
            used += self.step(&input[used..], sink)?;
        }
        Ok(())
    }

    /// Takes some of a piece of the input: of gzip no more than gives [`UNPACKED`] bytes of text. Gives
    /// the number of bytes taken, perhaps none where more text comes of what was taken before.
    pub(crate) fn step(
        &mut self,
        input: &[u8],
        sink: &mut impl TextSink,
    ) -> Result<usize, FastqError> {
        match &mut self.stage {
            Stage::Head(head) => {
                let used = input.len().min(ENOUGH.saturating_sub(head.len()));
                head.extend_from_slice(&input[..used]);
                if head.len() >= ENOUGH {
                    self.leave_head(sink)?;
                }
                Ok(used)
            }
            Stage::Text => sink.feed(input).map(|()| input.len()),
            Stage::Gzip(unpacking) => unpacking.step(input, sink),
        }
    }

    /// Hands on what is left, the input being over.
    pub(crate) fn finish(&mut self, sink: &mut impl TextSink) -> Result<(), FastqError> {
        if matches!(self.stage, Stage::Head(_)) {
            self.leave_head(sink)?;
        }
        match &mut self.stage {
            Stage::Gzip(unpacking) => unpacking.finish(sink),
            Stage::Head(_) | Stage::Text => Ok(()),
        }
    }

    /// Decides from the head what the input is, and reads the head as that.
    fn leave_head(&mut self, sink: &mut impl TextSink) -> Result<(), FastqError> {
        let Stage::Head(head) = std::mem::replace(&mut self.stage, Stage::Text) else {
            return Ok(());
        };
        match sniff(&head) {
            Sniffed::Unsupported(error) if self.whole => return Err(error),
            Sniffed::Gzip => {
                let decoder = Decoder::new(self.max_output);
                self.stage = Stage::Gzip(Box::new(Unpacking {
                    whole: self.whole,
                    decoder,
                    text: Vec::new(),
                    sniffed: false,
                }));
            }
            Sniffed::Text | Sniffed::Unsupported(_) => {}
        }
        self.feed(&head, sink)
    }
}

impl Unpacking {
    fn step(&mut self, input: &[u8], sink: &mut impl TextSink) -> Result<usize, FastqError> {
        let room = UNPACKED.saturating_sub(self.text.len());
        match self.decoder.push(input, &mut self.text, room) {
            Ok(used) => {
                if self.text.len() >= UNPACKED {
                    self.read_text(false, sink)?;
                }
                Ok(used)
            }
            Err(error) => {
                self.read_text(true, sink)?;
                Err(sink.place(error))
            }
        }
    }

    fn finish(&mut self, sink: &mut impl TextSink) -> Result<(), FastqError> {
        let end = self.decoder.finish(&mut self.text);
        self.read_text(true, sink)?;
        end.map_err(|error| sink.place(error))
    }

    fn read_text(&mut self, all: bool, sink: &mut impl TextSink) -> Result<(), FastqError> {
        if !self.sniffed && (all || self.text.len() >= ENOUGH) {
            self.sniffed = true;
            match sniff(&self.text) {
                Sniffed::Unsupported(error) if self.whole => {
                    return Err(sink.place(FastqError {
                        compressed_byte: Some(0),
                        ..error
                    }));
                }
                Sniffed::Gzip => return Err(sink.place(packed_twice())),
                // A part may begin like another format: what is wrong with it is the reader's to say.
                Sniffed::Text | Sniffed::Unsupported(_) => {}
            }
        }
        let text = std::mem::take(&mut self.text);
        let read = sink.feed(&text);
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
