//! Reads by GC content: the true histogram, and FastQC's.

use super::{add, add_rows, lengthen};
use crate::reciprocal::divide;

/// Reads longer than this are cut to it in FastQC's histogram, so that its classes stay few.
/// FastQC itself knows no such limit; above it a read's claims are the same to within a percent.
pub const LONGEST_CLASS: u64 = 1_000_000;

/// Classes of cut lengths: 1 to 100 singly, 200 to 900 by hundreds, then thousands to 1 Mb.
pub(crate) const CLASSES: usize = 100 + 9 + 1000;

/// Reads by GC content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GcContent {
    /// Reads by (G+C)/(A+C+G+T) in percent, rounded half up.
    pub percent: [u64; 101],
    /// Reads without A, C, G or T, which have no GC content.
    pub undefined: u64,
    /// Per class of FastQC's cut length, the reads that claim each percent.
    claims: Vec<[u64; 101]>,
}

impl Default for GcContent {
    fn default() -> Self {
        Self {
            percent: [0; 101],
            undefined: 0,
            claims: Vec::new(),
        }
    }
}

impl GcContent {
    /// Counts a read by its G+C and A+T.
    #[inline]
    pub(super) fn add_percent(&mut self, gc: u64, at: u64) {
        if gc + at == 0 {
            self.undefined += 1;
            return;
        }
        let percent = divide(200 * gc + (gc + at), 2 * (gc + at));
        self.percent[percent.min(100) as usize] += 1;
    }

    /// Counts FastQC's view of reads: their length cut as [`cut_length`] says, and G+C in that many
    /// first bases. Zero-length reads claim nothing.
    pub(super) fn claim(&mut self, cut: u64, cut_gc: u64, reads: u64) {
        if cut == 0 || reads == 0 {
            return;
        }
        let class = class_of(cut);
        lengthen(&mut self.claims, class + 1);
        let (low, high) = claimed(cut_gc, cut);
        for count in &mut self.claims[class][low..=high] {
            *count += reads;
        }
    }

    /// FastQC's classes that hold a read: the cut length L, and the reads that claim each percent.
    ///
    /// FastQC 0.12.1 (PerSequenceGCContent, GCModel): a read of L bases with k of them G or C
    /// claims the percents from round(100·max(k−½, 0)/L) to round(100·min(k+½, L)/L).
    #[must_use]
    pub fn classes(&self) -> Vec<(u64, [u64; 101])> {
        (0..)
            .map(length_of)
            .zip(&self.claims)
            .filter(|(_, claims)| claims.iter().any(|&n| n > 0))
            .map(|(l, c)| (l, *c))
            .collect()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        add(&mut self.percent, &other.percent);
        self.undefined += other.undefined;
        add_rows(&mut self.claims, &other.claims);
    }

    /// Puts a tally together from the classes of the wire form; none if a class is unknown.
    pub(crate) fn from_parts(
        percent: [u64; 101],
        undefined: u64,
        classes: &[(u64, [u64; 101])],
    ) -> Option<Self> {
        let mut claims: Vec<[u64; 101]> = Vec::new();
        for (length, counts) in classes {
            if *length == 0 || cut_length(*length) != *length || class_of(*length) < claims.len() {
                return None;
            }
            claims.resize(class_of(*length) + 1, [0; 101]);
            claims[class_of(*length)] = *counts;
        }
        Some(Self {
            percent,
            undefined,
            claims,
        })
    }
}

/// FastQC's cut of a read's length: above 1,000 to a multiple of 1,000, above 100 to one of 100.
///
/// ```
/// use shared::tally::gc_content::cut_length;
/// assert_eq!([76, 150, 251, 1511, 3_000_000].map(cut_length), [76, 100, 200, 1000, 1_000_000]);
/// ```
#[must_use]
pub fn cut_length(length: u64) -> u64 {
    match length {
        0..=100 => length,
        101..=1000 => length / 100 * 100,
        _ => (length / 1000 * 1000).min(LONGEST_CLASS),
    }
}

/// The percents that a read of `length` bases with `gc` of them G or C claims, both inclusive.
#[must_use]
pub fn claimed(gc: u64, length: u64) -> (usize, usize) {
    let round_half = |halves: u64| ((100 * halves + length) / (2 * length)).min(100) as usize;
    (
        round_half((2 * gc).saturating_sub(1)),
        round_half((2 * gc + 1).min(2 * length)),
    )
}

pub(super) fn class_of(cut: u64) -> usize {
    let class = match cut {
        0..=100 => cut.saturating_sub(1),
        101..=999 => 98 + cut / 100,
        _ => 107 + cut / 1000,
    };
    (class as usize).min(CLASSES - 1)
}

pub(super) fn length_of(class: u64) -> u64 {
    match class {
        0..=99 => class + 1,
        100..=107 => (class - 98) * 100,
        _ => (class - 107) * 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_lengths_are_inverse() {
        for length in (1..=100)
            .chain((200..1000).step_by(100))
            .chain((1000..=LONGEST_CLASS).step_by(1000))
        {
            assert_eq!(length_of(class_of(length) as u64), length);
        }
    }

    #[test]
    fn every_percent_of_a_class_is_claimed() {
        for length in [1, 7, 50, 100, 300, 5000] {
            assert_eq!(claimed(0, length).0, 0);
            assert_eq!(claimed(length, length).1, 100);
            for gc in 1..=length {
                assert!(claimed(gc, length).0 <= claimed(gc - 1, length).1 + 1);
            }
        }
    }
}
