//! Reads by the first place where they hold an adapter.

use super::adapters::AdapterSet;
use super::{MergeError, position_bin};

/// Per adapter, reads by the position bin in which its first occurrence begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdapterContent {
    /// None before the first read.
    set: Option<AdapterSet>,
    /// A row for each adapter, without zeros at its end.
    first_hits: Vec<Vec<u64>>,
    /// Reads with any of the adapters that are not poly-A or poly-G.
    reads_with_any: u64,
}

impl AdapterContent {
    /// An empty tally of these adapters.
    #[must_use]
    pub fn new(set: AdapterSet) -> Self {
        let first_hits = vec![Vec::new(); set.len()];
        Self {
            set: Some(set),
            first_hits,
            reads_with_any: 0,
        }
    }

    /// The adapters that were looked for; none if nothing was.
    #[must_use]
    pub fn set(&self) -> Option<&AdapterSet> {
        self.set.as_ref()
    }

    /// Per adapter of the set, reads by the position bin of the first base of its first occurrence,
    /// without zeros at the end.
    #[must_use]
    pub fn first_hits(&self) -> &[Vec<u64>] {
        &self.first_hits
    }

    /// Reads that hold an adapter that is more than one letter repeated.
    #[must_use]
    pub fn reads_with_any(&self) -> u64 {
        self.reads_with_any
    }

    /// Counts a read in which adapter number `adapter` begins at `position`, from 0.
    pub(super) fn add(&mut self, adapter: usize, position: usize) {
        let bin = position_bin::of(position as u64 + 1);
        let Some(row) = self.first_hits.get_mut(adapter) else {
            return;
        };
        if row.len() <= bin {
            row.resize(bin + 1, 0);
        }
        row[bin] += 1;
    }

    /// Counts a read that holds any adapter.
    pub(super) fn add_any(&mut self) {
        self.reads_with_any += 1;
    }

    /// Whether both look for the same, or one for nothing.
    pub(super) fn agrees(&self, other: &Self) -> Result<(), MergeError> {
        match (&self.set, &other.set) {
            (Some(ours), Some(theirs)) if ours != theirs => Err(MergeError::Adapters),
            _ => Ok(()),
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if self.set.is_none() {
            self.clone_from(other);
            return;
        }
        for (row, other) in self.first_hits.iter_mut().zip(&other.first_hits) {
            if row.len() < other.len() {
                row.resize(other.len(), 0);
            }
            for (count, other) in row.iter_mut().zip(other) {
                *count += other;
            }
        }
        self.reads_with_any += other.reads_with_any;
    }

    /// Puts a tally together from its parts, which the caller checked.
    pub(crate) fn from_parts(
        set: AdapterSet,
        first_hits: Vec<Vec<u64>>,
        reads_with_any: u64,
    ) -> Self {
        Self {
            set: Some(set),
            first_hits,
            reads_with_any,
        }
    }
}

/// Whether a sequence is one letter repeated, such as poly-A: no sign of an adapter by itself.
#[must_use]
pub fn is_homopolymer(sequence: &str) -> bool {
    let first = sequence.bytes().next();
    sequence.bytes().all(|base| Some(base) == first)
}
