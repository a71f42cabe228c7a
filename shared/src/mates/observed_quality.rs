//! How often bases of each quality score differ from their mate's.

use super::overlap::{MAX_LENGTH, MIN_OVERLAP, OverlapSearch};
use super::pair_reader::Pair;
use crate::phred::FIRST_BYTE;
use crate::tally::{MAX_BASES, MergeError};
use serde::{Deserialize, Serialize};

/// Number of quality bytes, `!` to `~`.
pub const SCORES: usize = 94;
/// The longest fragment whose mates can overlap, in bases.
const MAX_FRAGMENT: usize = 2 * MAX_LENGTH - MIN_OVERLAP;

/// Bases that both mates read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many there are.
    pub bases: u64,
    /// In how many of them the mates differ.
    pub mismatches: u64,
}

/// Counts of overlapping mates. Like a [`Tally`](crate::tally::Tally) it is integers that merge in
/// any order, with [`ObservedQuality::default`] as identity. Its size is bounded: 94 · 94 pairs of
/// scores, 1,970 lengths of fragments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct ObservedQuality {
    pairs: u64,
    too_long: u64,
    /// By lower and higher quality byte of the two.
    scores: Vec<Compared>,
    /// Pairs by length of their fragment.
    fragment_lengths: Vec<u64>,
}

impl Default for ObservedQuality {
    fn default() -> Self {
        Self {
            pairs: 0,
            too_long: 0,
            scores: vec![Compared::default(); SCORES * SCORES],
            fragment_lengths: vec![0; MAX_FRAGMENT + 1],
        }
    }
}

impl ObservedQuality {
    /// Pairs that were seen.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// Pairs whose mates overlap.
    #[must_use]
    pub fn overlapping(&self) -> u64 {
        self.fragment_lengths.iter().sum()
    }

    /// Pairs that were not looked at, as a read is longer than [`MAX_LENGTH`].
    #[must_use]
    pub fn too_long(&self) -> u64 {
        self.too_long
    }

    /// What was compared of bases with these quality bytes, counted from `!` as 0; `lower` is not
    /// above `higher`.
    #[must_use]
    pub fn compared(&self, lower: usize, higher: usize) -> Compared {
        let inside = lower <= higher && higher < SCORES;
        let cell = inside.then(|| self.scores.get(lower * SCORES + higher));
        cell.flatten().copied().unwrap_or_default()
    }

    /// Length in bases and number of the fragments of overlapping pairs, by length. Longer fragments
    /// are not seen, as their mates do not overlap.
    #[must_use]
    pub fn fragment_lengths(&self) -> Vec<(u64, u64)> {
        let all = (0..).zip(self.fragment_lengths.iter().copied());
        all.filter(|(_, pairs)| *pairs > 0).collect()
    }

    /// Adds what `other` counted. On an error nothing was added.
    ///
    /// # Errors
    /// [`MergeError::Overflow`] if the sum would hold more than [`MAX_BASES`] pairs or bases.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        let fits = |a: u64, b: u64| a.checked_add(b).is_some_and(|sum| sum <= MAX_BASES);
        if !fits(self.pairs, other.pairs) || !fits(self.bases(), other.bases()) {
            return Err(MergeError::Overflow);
        }
        self.pairs += other.pairs;
        self.too_long += other.too_long;
        for (cell, other) in self.scores.iter_mut().zip(&other.scores) {
            cell.bases += other.bases;
            cell.mismatches += other.mismatches;
        }
        let lengths = self.fragment_lengths.iter_mut();
        for (pairs, other) in lengths.zip(&other.fragment_lengths) {
            *pairs += other;
        }
        Ok(())
    }

    fn bases(&self) -> u64 {
        self.scores.iter().map(|cell| cell.bases).sum()
    }
}

/// Counts pairs.
#[derive(Debug, Default)]
pub struct PairCounter {
    counts: ObservedQuality,
    search: OverlapSearch,
}

impl PairCounter {
    /// Counts one pair.
    pub fn add(&mut self, pair: &Pair<'_>) {
        let (first, second) = (pair.first, pair.second);
        let counts = &mut self.counts;
        counts.pairs += 1;
        if first.sequence.len().max(second.sequence.len()) > MAX_LENGTH {
            counts.too_long += 1;
            return;
        }
        let Some(overlap) = self.search.find(first.sequence, second.sequence) else {
            return;
        };
        if let Some(pairs) = counts.fragment_lengths.get_mut(overlap.fragment_length) {
            *pairs += 1;
        }
        for (a, b) in overlap.positions() {
            let found = CODES[usize::from(first.sequence[a])];
            let mate = CODES[usize::from(second.sequence[b])];
            if (found | mate) & OTHER != 0 {
                continue;
            }
            let scores = [first.quality_scores[a], second.quality_scores[b]]
                .map(|byte| usize::from(byte.wrapping_sub(FIRST_BYTE)).min(SCORES - 1));
            let (lower, higher) = (scores[0].min(scores[1]), scores[0].max(scores[1]));
            let cell = &mut counts.scores[lower * SCORES + higher];
            cell.bases += 1;
            cell.mismatches += u64::from(found ^ mate != COMPLEMENT);
        }
    }

    /// The counts so far.
    #[must_use]
    pub fn finish(self) -> ObservedQuality {
        self.counts
    }
}

/// No base that can be compared.
const OTHER: u8 = 4;
/// What a base's code and its complement's differ by.
const COMPLEMENT: u8 = 3;

/// A 0, C 1, G 2, T 3, of either case.
static CODES: [u8; 256] = {
    let mut codes = [OTHER; 256];
    let mut code = 0;
    while code < 4 {
        let base = b"ACGT"[code];
        codes[base as usize] = code as u8;
        codes[base.to_ascii_lowercase() as usize] = code as u8;
        code += 1;
    }
    codes
};

/// The counts as they stand in JSON, without those that are 0.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    pairs: u64,
    overlapping: u64,
    too_long: u64,
    /// Lower and higher quality byte from `!` as 0, bases compared, bases that differ.
    scores: Vec<(usize, usize, u64, u64)>,
    /// Length of a fragment in bases, and pairs.
    fragment_lengths: Vec<(usize, u64)>,
}

impl From<ObservedQuality> for Form {
    fn from(counts: ObservedQuality) -> Self {
        let cells = counts.scores.iter().enumerate();
        let lengths = counts.fragment_lengths.iter().copied().enumerate();
        Self {
            pairs: counts.pairs,
            overlapping: counts.overlapping(),
            too_long: counts.too_long,
            scores: cells
                .filter(|(_, cell)| cell.bases > 0)
                .map(|(at, cell)| (at / SCORES, at % SCORES, cell.bases, cell.mismatches))
                .collect(),
            fragment_lengths: lengths.filter(|(_, pairs)| *pairs > 0).collect(),
        }
    }
}

impl TryFrom<Form> for ObservedQuality {
    type Error = &'static str;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        let mut counts = Self {
            pairs: form.pairs,
            too_long: form.too_long,
            ..Self::default()
        };
        let ascending = form.scores.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1));
        for &(lower, higher, bases, mismatches) in &form.scores {
            if lower > higher || higher >= SCORES || bases == 0 || mismatches > bases {
                return Err("scores of overlapping mates contradict themselves");
            }
            counts.scores[lower * SCORES + higher] = Compared { bases, mismatches };
        }
        let within = |sum: u64, count: u64| sum.checked_add(count).filter(|sum| *sum <= MAX_BASES);
        let bases = form
            .scores
            .iter()
            .try_fold(0, |sum, row| within(sum, row.2));
        for &(length, pairs) in &form.fragment_lengths {
            match counts.fragment_lengths.get_mut(length) {
                Some(count) if pairs > 0 && length >= MIN_OVERLAP => *count = pairs,
                _ => return Err("lengths of fragments contradict themselves"),
            }
        }
        let overlapping = form
            .fragment_lengths
            .iter()
            .try_fold(0, |sum, row| within(sum, row.1));
        let looked_at = form.pairs.checked_sub(form.too_long);
        let sound = ascending
            && form.fragment_lengths.is_sorted_by(|a, b| a.0 < b.0)
            && form.pairs <= MAX_BASES
            && overlapping == Some(form.overlapping)
            && looked_at.is_some_and(|pairs| pairs >= form.overlapping)
            && bases.is_some_and(|bases| bases / MIN_OVERLAP as u64 >= form.overlapping);
        sound
            .then_some(counts)
            .ok_or("counts of pairs contradict each other")
    }
}

#[cfg(test)]
mod tests;
