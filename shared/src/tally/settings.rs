//! What to count, and how much of it to keep.

use super::ReadNumber;
use super::Tally;
use super::adapters::{AdapterSet, standard};
use crate::ledger::Ledger;
use serde::{Deserialize, Serialize};

/// How reads are counted.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The adapters to look for.
    pub adapters: AdapterSet,
    /// The only read of each pair to count: records whose headers say another number, or none, are
    /// passed over. All records are counted without it.
    pub read_number: Option<ReadNumber>,
    /// How far the total is thinned already to which this tally will be added.
    pub thinned: Thinned,
    /// What to leave out.
    pub skip: Skip,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            adapters: standard(),
            read_number: None,
            thinned: Thinned::default(),
            skip: Skip::default(),
        }
    }
}

/// How far samples of a tally are thinned. A part that is counted for a total may leave out what
/// the total would drop: the sum is the same, and the part is smaller and counted faster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thinned {
    /// Of [`Tally::duplication`].
    pub duplication: u32,
    /// Of [`Tally::overrepresented`].
    pub overrepresented: u32,
    /// Of the names that are marks of the ledger.
    pub names: u32,
}

impl Thinned {
    /// How far a tally and its ledger are thinned.
    #[must_use]
    pub fn of(tally: &Tally, ledger: &Ledger) -> Self {
        Self {
            duplication: tally.duplication.thinning(),
            overrepresented: tally.overrepresented.thinning(),
            names: ledger.marks().thinning(),
        }
    }
}

/// Measurements that are left out, to see what each costs. Such a tally is no document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skip {
    /// Bases by letter and position, and GC content.
    pub base_content: bool,
    /// Quality scores by position, and means of reads.
    pub base_quality: bool,
    /// Duplication and overrepresented sequences.
    pub duplication: bool,
    /// Adapters.
    pub adapters: bool,
    /// Headers: lanes, indexes and, as they name them, tiles.
    pub headers: bool,
    /// Quality by tile.
    pub tiles: bool,
}
