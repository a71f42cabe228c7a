//! Ranges of a file, or of several, visited in a random order: committed as they come, and proved to
//! be the whole files when all are in.

use shared::analysis::pieces::Pieces;
use shared::gzip::Structure;
use shared::report::sampling::{Sample, Spread};
use shared::tally::Settings;
use shared::wire::TallyDocument;

use super::rows::Dispatched;
use crate::engine::{Counted, Fault};
use crate::source::Source;

/// Text between pieces that may wait to be counted; with more, the gaps are closed first.
const MAX_HELD_BYTES: usize = 32 << 20;

/// What was visited of the files.
pub(super) struct Scatter {
    /// Behind the last range of each file.
    ends: Vec<u32>,
    /// Bytes of each.
    sizes: Vec<u64>,
    /// Records that were read of each.
    records: Vec<u64>,
    /// The files behind the first.
    others: Vec<Source>,
    spread: Spread,
    /// Of BGZF, the pieces and where they meet.
    pieces: Option<Pieces>,
    /// What was seen of the structure of each file, when all of its pieces were in.
    structures: Vec<Structure>,
}

impl Scatter {
    /// Nothing yet of files with so many ranges and bytes each: the first one, and the `others`.
    pub(super) fn new(ranges: &[u32], sizes: Vec<u64>, others: Vec<Source>, blocks: bool) -> Self {
        let mut end = 0;
        let ends = ranges.iter().map(|count| {
            end += count;
            end
        });
        Self {
            ends: ends.collect(),
            records: vec![0; sizes.len()],
            structures: vec![Structure::default(); sizes.len()],
            sizes,
            others,
            spread: Spread::default(),
            pieces: blocks.then(|| Pieces::new(ranges)),
        }
    }

    /// What the ranges visited say of all.
    pub(super) fn sample(&self) -> Sample {
        Sample {
            spread: self.spread.clone(),
            of: self.ranges(),
            files: u32::try_from(self.sizes.len()).unwrap_or(u32::MAX),
            file_bytes: self.sizes.iter().sum(),
            placed: self.pieces.is_none(),
        }
    }

    fn ranges(&self) -> u32 {
        self.ends.last().copied().unwrap_or_default()
    }

    /// Which file a range is of.
    pub(super) fn file_of(&self, range: u32) -> usize {
        self.ends.partition_point(|end| *end <= range)
    }

    /// What was seen of the structure of each file.
    pub(super) fn structures(&self) -> &[Structure] {
        &self.structures
    }

    /// The files behind the first.
    pub(super) fn others(&self) -> &[Source] {
        &self.others
    }

    /// Ranges visited, and all.
    pub(super) fn visited(&self) -> (u32, u32) {
        (self.spread.parts(), self.ranges())
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
        dispatched: &Dispatched,
        settings: Option<Settings>,
    ) -> Result<TallyDocument, Fault> {
        let share = counted_share(&counted);
        let tally = &counted.document.tally;
        self.spread.add(tally, dispatched.file_bytes, share);
        let document = match (
            &mut self.pieces,
            dispatched.piece,
            counted.ends,
            counted.span,
            settings,
        ) {
            (None, ..) => counted.document,
            (Some(pieces), Some(place), Some(ends), Some(span), Some(settings)) => pieces
                .join(place.index, counted.document, ends, span, &settings)
                .map_err(|_| malformed())?,
            _ => return Err(malformed()),
        };
        let file = dispatched.range.map(|range| self.file_of(range));
        if let Some(records) = file.and_then(|file| self.records.get_mut(file)) {
            *records += document.ledger.records();
        }
        Ok(document)
    }

    /// Proves that the total is the whole files and nothing else, and gives its ledger the places of
    /// the text; false if that is not so, or if a file has no records: a reader in order says so.
    pub(super) fn proves(&mut self, total: &mut TallyDocument) -> bool {
        if self.records.contains(&0) {
            return false;
        }
        match &self.pieces {
            None => total.ledger.is_whole(self.sizes.iter().sum()),
            Some(pieces) => match pieces.finish(&total.ledger, &self.sizes) {
                Ok((ledger, structures)) => {
                    (total.ledger, self.structures) = (ledger, structures);
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

/// The share of a piece's text in which its reads were counted: what stands at its ends is counted when
/// its neighbours are there.
#[expect(clippy::cast_precision_loss, reason = "pieces are of some megabytes")]
fn counted_share(counted: &Counted) -> f64 {
    match (&counted.ends, counted.span) {
        (Some(ends), Some(span)) if span.text_bytes > 0 => {
            let left = ends.head.len() + ends.tail.len();
            1.0 - left as f64 / span.text_bytes as f64
        }
        _ => 1.0,
    }
}
