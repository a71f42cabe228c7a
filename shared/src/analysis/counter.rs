//! Framing and counting together.

use super::unpacker::TextSink;
use crate::fastq::{FastqError, Position};
use crate::framer::{Event, Framer};
use crate::ledger::Names;
use crate::tally::{Accumulator, Settings};
use crate::wire::TallyDocument;

/// Frames and counts records.
pub(super) struct Counter {
    pub(super) framer: Framer,
    accumulator: Accumulator,
    names: Names,
}

impl Counter {
    pub(super) fn new(framer: Framer, settings: &Settings) -> Self {
        Self {
            names: Names::new(framer.position(), settings.thinned.names),
            framer,
            accumulator: Accumulator::new(settings),
        }
    }

    pub(super) fn finish(&mut self) -> Result<(), FastqError> {
        let Self {
            framer,
            accumulator,
            names,
            ..
        } = self;
        framer.finish(&mut |event| count(accumulator, names, &event))
    }

    pub(super) fn into_document(self) -> TallyDocument {
        TallyDocument {
            ledger: self.names.ledger(self.framer.position()),
            tally: self.accumulator.finish(),
        }
    }
}

impl TextSink for Counter {
    fn feed(&mut self, text: &[u8]) -> Result<(), FastqError> {
        let Self {
            framer,
            accumulator,
            names,
            ..
        } = self;
        framer.feed(text, &mut |event| count(accumulator, names, &event))
    }

    fn place(&self, error: FastqError) -> FastqError {
        let at = self.framer.position();
        FastqError {
            position: Position {
                byte: error.position.byte.saturating_add(self.names.start().byte),
                ..at
            },
            ..error
        }
    }
}

pub(super) fn count(accumulator: &mut Accumulator, names: &mut Names, event: &Event<'_>) {
    if let Event::Record(record) = event {
        let name = names.push(record);
        accumulator.add(record, name);
    }
}
