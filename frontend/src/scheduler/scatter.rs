//! Ranges of a file visited in a random order: committed as they come, and proved to be the whole
//! file when all are in.

use shared::analysis::pieces::{PiecePlace, Pieces};
use shared::gzip::Structure;
use shared::report::sampling::{Sample, Spread};
use shared::tally::Settings;
use shared::wire::TallyDocument;

use crate::engine::{Counted, Fault};

/// Text between pieces that may wait to be counted; with more, the gaps are closed first.
const MAX_HELD_BYTES: usize = 32 << 20;

/// What was visited of a file.
pub(super) struct Scatter {
    ranges: u32,
    spread: Spread,
    /// Of BGZF, the pieces and where they meet.
    pieces: Option<Pieces>,
}

impl Scatter {
    pub(super) fn new(ranges: u32, base: u64, blocks: bool) -> Self {
        Self {
            ranges,
            spread: Spread::default(),
            pieces: blocks.then(|| Pieces::new(ranges, base)),
        }
    }

    /// What the ranges visited say of a file of so many bytes.
    pub(super) fn sample(&self, file_bytes: u64) -> Sample {
        Sample {
            spread: self.spread.clone(),
            of: self.ranges,
            file_bytes,
            placed: self.pieces.is_none(),
        }
    }

    /// Ranges visited, and all.
    pub(super) fn visited(&self) -> (u32, u32) {
        (self.spread.parts(), self.ranges)
    }

    /// Whether gaps are to be closed before more is read.
    pub(super) fn is_full(&self) -> bool {
        let held = self.pieces.as_ref().map_or(0, Pieces::held_bytes);
        held > MAX_HELD_BYTES
    }

    /// A range's tally, with what it closes the gap to.
    pub(super) fn joined(
        &mut self,
        counted: Counted,
        file_bytes: u64,
        piece: Option<PiecePlace>,
        settings: Option<Settings>,
    ) -> Result<TallyDocument, Fault> {
        self.spread.add(&counted.document.tally, file_bytes);
        match (
            &mut self.pieces,
            piece,
            counted.ends,
            counted.span,
            settings,
        ) {
            (None, ..) => Ok(counted.document),
            (Some(pieces), Some(place), Some(ends), Some(span), Some(settings)) => pieces
                .join(place.index, counted.document, ends, span, &settings)
                .map_err(|_| malformed()),
            _ => Err(malformed()),
        }
    }

    /// Proves that the total is the whole file and nothing else, and gives its ledger the places of
    /// the text; false if that is not so.
    pub(super) fn proves(
        &self,
        total: &mut TallyDocument,
        base: u64,
        file_bytes: u64,
        structure: &mut Structure,
    ) -> bool {
        match &self.pieces {
            None => total.ledger.is_whole(base + file_bytes),
            Some(pieces) => match pieces.finish(&total.ledger, file_bytes) {
                Ok((ledger, seen)) => {
                    (total.ledger, *structure) = (ledger, seen);
                    true
                }
                Err(_) => false,
            },
        }
    }
}

fn malformed() -> Fault {
    Fault::Malformed("a record is malformed".to_owned())
}
