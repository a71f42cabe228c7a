//! Chunks of one input, counted one after the other into the same tally.

use super::counter::count;
use crate::fastq::{Layout, Position};
use crate::framer::{Event, Framer};
use crate::ledger::{Ledger, Names};
use crate::tally::{Accumulator, Settings};
use crate::wire::TallyDocument;

/// Counts plain chunks of whole records, which need not lie beside each other in the input: far
/// cheaper than a tally for each, and the sum is the same.
///
/// ```
/// use shared::{analysis::{Chunks, tally_chunk}, fastq::Layout, tally::Settings};
/// let (first, second) = (b"@r1\nACGT\n+\nIIII\n", b"@r2\nGGGG\n+\nIIII\n");
/// let mut chunks = Chunks::new(&Settings::default());
/// assert!(chunks.add(second, first.len() as u64, false));
/// assert!(chunks.add(first, 0, true));
/// let whole = tally_chunk(&[*first, *second].concat(), Layout::FourLine, 0, false);
/// assert_eq!(chunks.into_document(), whole.document);
/// ```
pub struct Chunks {
    accumulator: Accumulator,
    ledger: Ledger,
    /// How far the marks of the total are thinned, at least.
    thinning: u32,
}

impl Chunks {
    /// No chunk yet.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self {
            accumulator: Accumulator::new(settings),
            ledger: Ledger::default(),
            thinning: settings.thinned.names,
        }
    }

    /// Counts four-line records that begin at offset `start` of the input. `more` says that records
    /// follow behind them in the input: then they must end with a whole one.
    ///
    /// False if something is wrong with them, or if they were counted before. Some of them may be
    /// counted then: what is here is of no use any more.
    #[must_use]
    pub fn add(&mut self, text: &[u8], start: u64, more: bool) -> bool {
        let start = Position {
            byte: start,
            ..Position::START
        };
        let thinning = self.thinning.max(self.ledger.marks().thinning());
        let mut framer = Framer::new(start, Layout::FourLine, more).strict(true);
        let mut names = Names::new(start, thinning);
        let mut count = |event: Event<'_>| count(&mut self.accumulator, &mut names, &event);
        let sound = framer.feed(text, &mut count).is_ok() && framer.finish(&mut count).is_ok();
        sound && self.ledger.merge(&names.ledger(framer.position())).is_ok()
    }

    /// The tally of all chunks.
    #[must_use]
    pub fn into_document(self) -> TallyDocument {
        TallyDocument {
            tally: self.accumulator.finish(),
            ledger: self.ledger,
        }
    }
}
