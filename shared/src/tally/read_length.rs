//! Reads by length.

use std::collections::BTreeMap;

/// The most distinct lengths that are kept apart.
pub const MAX_DISTINCT: usize = 65_536;

/// Reads by ⌊length / 2^shift⌋, with the smallest shift for which at most [`MAX_DISTINCT`] differ.
///
/// The shift depends on the set of lengths alone, not on their order: the number of distinct
/// values at a given shift only grows with more reads, so a shift once needed stays needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadLength {
    reads: u64,
    bases: u64,
    /// Shortest and longest, exact.
    range: Option<(u64, u64)>,
    shift: u32,
    counts: BTreeMap<u64, u64>,
}

impl ReadLength {
    /// Counts `reads` reads of `length` bases.
    pub fn add(&mut self, length: u64, reads: u64) {
        if reads == 0 {
            return;
        }
        self.reads += reads;
        self.bases += length * reads;
        self.widen(length, length);
        *self.counts.entry(length >> self.shift).or_default() += reads;
        self.halve_while_full();
    }

    /// Number of reads.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads
    }

    /// Number of bases.
    #[must_use]
    pub fn bases(&self) -> u64 {
        self.bases
    }

    /// Length of the shortest read, none without reads.
    #[must_use]
    pub fn min(&self) -> Option<u64> {
        self.range.map(|(shortest, _)| shortest)
    }

    /// Length of the longest read, none without reads.
    #[must_use]
    pub fn max(&self) -> Option<u64> {
        self.range.map(|(_, longest)| longest)
    }

    /// Lengths are known to within 2^shift bases; 0 means exactly.
    #[must_use]
    pub fn shift(&self) -> u32 {
        self.shift
    }

    /// Length (where the shift is not 0: the least that is counted there) and number of reads, by length.
    #[must_use]
    pub fn counts(&self) -> Vec<(u64, u64)> {
        self.counts
            .iter()
            .map(|(&length, &reads)| (length << self.shift, reads))
            .collect()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.reads += other.reads;
        self.bases += other.bases;
        if let Some((shortest, longest)) = other.range {
            self.widen(shortest, longest);
        }
        self.coarsen(other.shift.max(self.shift));
        for (&length, &reads) in &other.counts {
            *self
                .counts
                .entry(length >> (self.shift - other.shift))
                .or_default() += reads;
        }
        self.halve_while_full();
    }

    /// Puts a tally together from its parts, as they stand in the wire form: `counts` are of
    /// `length >> shift`. None if the parts contradict each other.
    pub(crate) fn from_parts(
        bases: u64,
        range: Option<(u64, u64)>,
        shift: u32,
        counts: BTreeMap<u64, u64>,
    ) -> Option<Self> {
        if shift >= 32 || counts.len() > MAX_DISTINCT {
            return None;
        }
        let mut reads = 0_u64;
        let (mut least, mut most) = (0_u64, 0_u64);
        for (&length, &count) in &counts {
            if count == 0 || length > u64::from(u32::MAX) {
                return None;
            }
            reads = reads.checked_add(count)?;
            least = least.checked_add((length << shift).checked_mul(count)?)?;
            // Rounded lengths may all be far shorter, so this may pass all numbers, and so may a sum.
            let longest = (length << shift) + (1 << shift) - 1;
            most = most.saturating_add(longest.saturating_mul(count));
        }
        let ends = counts
            .first_key_value()
            .zip(counts.last_key_value())
            .map(|(a, b)| (*a.0, *b.0));
        let fits = ends == range.map(|(shortest, longest)| (shortest >> shift, longest >> shift));
        let ordered = range.is_none_or(|(shortest, longest)| shortest <= longest);
        (fits && ordered && (least..=most).contains(&bases)).then_some(Self {
            reads,
            bases,
            range,
            shift,
            counts,
        })
    }

    /// The counts as they are kept: by `length >> shift`.
    pub(crate) fn shifted_counts(&self) -> &BTreeMap<u64, u64> {
        &self.counts
    }

    fn widen(&mut self, shortest: u64, longest: u64) {
        self.range = Some(match self.range {
            Some((low, high)) => (low.min(shortest), high.max(longest)),
            None => (shortest, longest),
        });
    }

    fn halve_while_full(&mut self) {
        while self.counts.len() > MAX_DISTINCT {
            self.coarsen(self.shift + 1);
        }
    }

    fn coarsen(&mut self, shift: u32) {
        if shift == self.shift {
            return;
        }
        let by = shift - self.shift;
        let mut counts = BTreeMap::new();
        for (&length, &reads) in &self.counts {
            *counts.entry(length >> by).or_default() += reads;
        }
        self.counts = counts;
        self.shift = shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_table_halves_its_resolution_whatever_the_order() {
        let lengths: Vec<u64> = (0..70_000).map(|i| (i * 7919) % 70_000).collect();
        let mut whole = ReadLength::default();
        lengths.iter().for_each(|&length| whole.add(length, 1));
        let (mut front, mut back) = (ReadLength::default(), ReadLength::default());
        lengths[..100]
            .iter()
            .for_each(|&length| front.add(length, 1));
        lengths[100..]
            .iter()
            .rev()
            .for_each(|&length| back.add(length, 1));
        back.merge(&front);
        assert_eq!(whole, back);
        assert_eq!(
            (whole.shift(), whole.counts().len(), whole.max()),
            (1, 35_000, Some(69_999))
        );
    }
}
