//! Framing and counting together.

use super::unpacker::TextSink;
use crate::fastq::{FastqError, Position};
use crate::framer::{Event, Framer};
use crate::ledger::{Ledger, NameDigest, Segment};
use crate::tally::{Accumulator, Settings};
use crate::wire::TallyDocument;

/// Frames and counts records.
pub(super) struct Counter {
    pub(super) framer: Framer,
    accumulator: Accumulator,
    digest: NameDigest,
    start: Position,
}

impl Counter {
    pub(super) fn new(framer: Framer, settings: &Settings) -> Self {
        let start = framer.position();
        Self {
            framer,
            accumulator: Accumulator::new(settings),
            digest: NameDigest::default(),
            start,
        }
    }

    pub(super) fn finish(&mut self) -> Result<(), FastqError> {
        let Self {
            framer,
            accumulator,
            digest,
            ..
        } = self;
        framer.finish(&mut |event| count(accumulator, digest, &event))
    }

    pub(super) fn document(&mut self) -> TallyDocument {
        let end = self.framer.position();
        let mut ledger = Ledger::default();
        let segment = Segment {
            start: self.start.byte,
            end: end.byte,
            records: end.record - self.start.record,
            lines: end.line - self.start.line,
            digest: self.digest.value(),
        };
        // One segment cannot overlap itself.
        let committed = ledger.commit(segment);
        debug_assert!(committed.is_ok());
        TallyDocument {
            tally: self.accumulator.snapshot(),
            ledger,
        }
    }
}

impl TextSink for Counter {
    fn feed(&mut self, text: &[u8]) -> Result<(), FastqError> {
        let Self {
            framer,
            accumulator,
            digest,
            ..
        } = self;
        framer.feed(text, &mut |event| count(accumulator, digest, &event))
    }

    fn place(&self, error: FastqError) -> FastqError {
        let at = self.framer.position();
        FastqError {
            position: Position {
                byte: error.position.byte.saturating_add(self.start.byte),
                ..at
            },
            ..error
        }
    }
}

fn count(accumulator: &mut Accumulator, digest: &mut NameDigest, event: &Event<'_>) {
    if let Event::Record(record) = event {
        let name = digest.push(record);
        accumulator.add(record, name);
    }
}
