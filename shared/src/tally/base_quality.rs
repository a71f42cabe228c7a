//! Bases by quality byte and position.

use super::{add_rows, lengthen};
use crate::phred::{COLUMNS, FIRST_BYTE};

/// Per position bin, bases by quality byte.
///
/// Bytes, not scores: the Phred offset is resolved in the report, so that parts of a file with
/// different ranges of bytes merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseQuality {
    rows: Vec<[u64; COLUMNS]>,
}

impl BaseQuality {
    /// One row a position bin from the first; column i counts bases whose byte is 33 + i.
    #[must_use]
    pub fn rows(&self) -> &[[u64; COLUMNS]] {
        &self.rows
    }

    /// Bases by quality byte over all positions.
    #[must_use]
    pub fn totals(&self) -> [u64; COLUMNS] {
        let mut totals = [0; COLUMNS];
        self.rows
            .iter()
            .for_each(|row| super::add(&mut totals, row));
        totals
    }

    /// The lowest quality byte of any base.
    #[must_use]
    pub fn min_byte(&self) -> Option<u8> {
        self.totals().iter().position(|&count| count > 0).map(byte)
    }

    /// The highest quality byte of any base.
    #[must_use]
    pub fn max_byte(&self) -> Option<u8> {
        self.totals().iter().rposition(|&count| count > 0).map(byte)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        add_rows(&mut self.rows, &other.rows);
    }

    pub(super) fn rows_mut(&mut self, bins: usize) -> &mut [[u64; COLUMNS]] {
        lengthen(&mut self.rows, bins);
        &mut self.rows
    }

    pub(crate) fn from_rows(rows: Vec<[u64; COLUMNS]>) -> Self {
        Self { rows }
    }
}

fn byte(column: usize) -> u8 {
    FIRST_BYTE.saturating_add(column.min(COLUMNS) as u8)
}
