//! Bases by letter and position.

use super::{add_rows, lengthen};

/// The letters with a column of their own, in order; the sixth column is every other letter.
pub const LETTERS: [u8; 5] = *b"ACGTN";

/// Per position bin, bases by letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseContent {
    rows: Vec<[u64; 6]>,
}

impl BaseContent {
    /// One row a position bin from the first: A, C, G, T, N and other letters, of either case.
    #[must_use]
    pub fn rows(&self) -> &[[u64; 6]] {
        &self.rows
    }

    /// Bases by letter over all positions.
    #[must_use]
    pub fn totals(&self) -> [u64; 6] {
        let mut totals = [0; 6];
        self.rows
            .iter()
            .for_each(|row| super::add(&mut totals, row));
        totals
    }

    pub(super) fn merge(&mut self, other: &Self) {
        add_rows(&mut self.rows, &other.rows);
    }

    pub(super) fn rows_mut(&mut self, bins: usize) -> &mut [[u64; 6]] {
        lengthen(&mut self.rows, bins);
        &mut self.rows
    }

    pub(crate) fn from_rows(rows: Vec<[u64; 6]>) -> Self {
        Self { rows }
    }
}
