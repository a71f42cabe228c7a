//! Reads by length and mean quality together: of interest for long reads.

use super::{add_rows, lengthen};
use crate::phred::COLUMNS;

/// Classes of lengths: four to each doubling.
pub const CLASSES: usize = 4 * 26;

/// Reads by class of length and by mean error probability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QualityByLength {
    rows: Vec<[u64; COLUMNS]>,
}

impl QualityByLength {
    /// One row a class of length, from the first; column i counts reads whose mean error
    /// probability is worth Q i, as [`error_mean`](super::ReadQuality::error_mean) has it.
    /// Zero-length reads are not counted.
    #[must_use]
    pub fn rows(&self) -> &[[u64; COLUMNS]] {
        &self.rows
    }

    pub(super) fn add(&mut self, length: u64, quality: usize) {
        let class = class_of(length);
        lengthen(&mut self.rows, class + 1);
        self.rows[class][quality.min(COLUMNS - 1)] += 1;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        add_rows(&mut self.rows, &other.rows);
    }

    pub(crate) fn from_rows(rows: Vec<[u64; COLUMNS]>) -> Self {
        Self { rows }
    }
}

/// The class of a length: lengths of up to 4 have one each, longer ones four to each doubling.
///
/// ```
/// use shared::tally::quality_by_length::{class_of, first_of};
/// assert_eq!([1, 2, 3, 4].map(class_of), [0, 1, 2, 3]);
/// assert_eq!((first_of(class_of(150)), first_of(class_of(150) + 1)), (128, 160));
/// ```
#[must_use]
pub fn class_of(length: u64) -> usize {
    let length = length.max(1);
    if length < 4 {
        return length as usize - 1;
    }
    let doublings = length.ilog2();
    let quarter = (length >> (doublings - 2)) & 3;
    (4 * (doublings as usize - 2) + 3 + quarter as usize).min(CLASSES - 1)
}

/// The shortest length of a class.
#[must_use]
pub fn first_of(class: usize) -> u64 {
    if class < 3 {
        return class as u64 + 1;
    }
    let (doublings, quarter) = ((class - 3) / 4 + 2, (class - 3) % 4);
    (4 + quarter as u64) << (doublings - 2).min(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_tile_all_lengths() {
        for class in 0..CLASSES - 1 {
            assert_eq!(class_of(first_of(class)), class);
            assert_eq!(class_of(first_of(class + 1) - 1), class);
        }
        assert_eq!(class_of(u64::MAX), CLASSES - 1);
        // The longest record allowed is in no open class.
        assert!(first_of(CLASSES - 1) > crate::fastq::MAX_RECORD_BYTES as u64);
    }
}
