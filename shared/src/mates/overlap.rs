//! Where two mates overlap: every placement is tried, 32 bases at a time.

use crate::lanes;
use crate::packed::pack;

/// The fewest bases that must be compared: by chance, fewer would agree now and then.
pub const MIN_OVERLAP: usize = 30;
/// The most bases that may differ, in percent of those compared. Repeats that resemble each other
/// mostly differ by more.
pub const MAX_MISMATCH_PERCENT: usize = 10;
/// The longest read that is looked at, in bases: the cost of a search grows with its square where
/// reads are repetitive.
pub const MAX_LENGTH: usize = 1000;

/// Where two mates read the same bases of their fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Offset in the first read of the first base that both read, from 0.
    pub start: usize,
    /// Number of bases that both read.
    pub length: usize,
    /// Number of bases from the start of the first read to that of the second: the length of the
    /// fragment (insert size). Where it is shorter than a read, that read runs on into the adapter.
    pub fragment_length: usize,
    /// Of these bases, those that are A, C, G or T in both reads.
    pub compared: usize,
    /// Of those, the ones that differ.
    pub mismatches: usize,
}

impl Overlap {
    /// Offsets in both reads, as they stand in their files, of the bases that both read. One base is
    /// the complement of the other if both are right.
    pub fn positions(self) -> impl Iterator<Item = (usize, usize)> {
        let last = self.fragment_length - 1;
        (self.start..self.start + self.length).map(move |first| (first, last - first))
    }
}

/// Looks for overlaps; keeps its buffers from pair to pair.
#[derive(Debug, Default)]
pub struct OverlapSearch {
    first: Packed,
    second: Packed,
    reversed: Vec<u8>,
}

/// Where two mates, as they stand in their files, overlap; see [`OverlapSearch::find`].
///
/// ```
/// use shared::mates::overlap;
/// let fragment = b"ACGATTACAGGCTTCAAGTCCGATGCTAGGTCAACTGG";
/// let complement = |base: &u8| b"TGCA"[b"ACGT".iter().position(|other| other == base).unwrap()];
/// let second: Vec<u8> = fragment.iter().rev().map(complement).collect();
/// let found = overlap(&fragment[..36], &second[..36]).unwrap();
/// assert_eq!((found.start, found.length, found.fragment_length), (2, 34, 38));
/// ```
#[must_use]
pub fn overlap(first: &[u8], second: &[u8]) -> Option<Overlap> {
    OverlapSearch::default().find(first, second)
}

impl OverlapSearch {
    /// Where the first read and the reverse complement of the second overlap: at least
    /// [`MIN_OVERLAP`] bases, of which at most [`MAX_MISMATCH_PERCENT`] differ. None if there is no
    /// such placement, or more than one, as in repeats; or if a read is longer than [`MAX_LENGTH`].
    ///
    /// Scores play no part, so that what is observed does not depend on what they promise.
    #[must_use]
    pub fn find(&mut self, first: &[u8], second: &[u8]) -> Option<Overlap> {
        let (long, short) = (first.len().max(second.len()), first.len().min(second.len()));
        if short < MIN_OVERLAP || long > MAX_LENGTH {
            return None;
        }
        self.reversed.clear();
        self.reversed.extend(second.iter().rev());
        self.first.set(first, 0);
        self.second.set(&self.reversed, COMPLEMENT);
        // The second read, reversed, begins at each base of the first one, …
        let mut found = None;
        for start in 0..=first.len() - MIN_OVERLAP {
            let length = second.len().min(first.len() - start);
            if let Some((compared, mismatches)) =
                mismatches(&self.second, &self.first, start, length)
            {
                let overlap = Overlap {
                    start,
                    length,
                    fragment_length: start + second.len(),
                    compared,
                    mismatches,
                };
                if found.replace(overlap).is_some() {
                    return None;
                }
            }
        }
        // … or before it, where both run into the adapter.
        for before in 1..=second.len() - MIN_OVERLAP {
            let length = first.len().min(second.len() - before);
            if let Some((compared, mismatches)) =
                mismatches(&self.first, &self.second, before, length)
            {
                let overlap = Overlap {
                    start: 0,
                    length,
                    fragment_length: second.len() - before,
                    compared,
                    mismatches,
                };
                if found.replace(overlap).is_some() {
                    return None;
                }
            }
        }
        found
    }
}

/// Turns 32 packed bases into their complements: A 0, C 1, T 2, G 3.
const COMPLEMENT: u64 = 0xaaaa_aaaa_aaaa_aaaa;
/// The lower bit of each packed base.
const LOW_BITS: u64 = 0x5555_5555_5555_5555;
/// Bases in a word.
const WORD: usize = 32;

/// A read, two bits a base.
#[derive(Debug, Default)]
struct Packed {
    /// One word more than needed, so that any 32 bases can be taken from two words.
    bases: Vec<u64>,
    /// The lower bit of each base that is none of A, C, G, T; empty if all are.
    unknown: Vec<u64>,
}

impl Packed {
    fn set(&mut self, sequence: &[u8], flip: u64) {
        pack(sequence, &mut self.bases);
        for word in &mut self.bases {
            *word ^= flip;
        }
        self.bases.push(0);
        self.unknown.clear();
        let rare = lanes::any(sequence, b'A', |block| {
            let upper = lanes::upper(block);
            !(lanes::is(upper, b'A')
                | lanes::is(upper, b'C')
                | lanes::is(upper, b'G')
                | lanes::is(upper, b'T'))
        });
        if rare {
            self.unknown.resize(self.bases.len(), 0);
            for (at, base) in sequence.iter().enumerate() {
                if !b"ACGTacgt".contains(base) {
                    self.unknown[at / WORD] |= 1 << (at % WORD * 2);
                }
            }
        }
    }
}

/// How many of `length` bases of `fixed`, from its first on, are compared with those of `shifted`
/// from `start` on, and how many of them differ; none if they are too few or too many.
#[inline]
fn mismatches(
    fixed: &Packed,
    shifted: &Packed,
    start: usize,
    length: usize,
) -> Option<(usize, usize)> {
    // With letters that are left out the bound is a little too wide here, and right at the end.
    let most = (length * MAX_MISMATCH_PERCENT / 100) as u32;
    let known = fixed.unknown.is_empty() && shifted.unknown.is_empty();
    let (compared, differ) = if known {
        (length, differing(fixed, shifted, start, length, most)?)
    } else {
        differing_of_known(fixed, shifted, start, length)
    };
    let differ = differ as usize;
    let fits = compared >= MIN_OVERLAP && differ * 100 <= compared * MAX_MISMATCH_PERCENT;
    fits.then_some((compared, differ))
}

/// How many bases differ, where all are known; none as soon as they are more than `most`.
#[inline]
fn differing(
    fixed: &Packed,
    shifted: &Packed,
    start: usize,
    length: usize,
    most: u32,
) -> Option<u32> {
    let mut differ = 0;
    let mut left = length;
    let pairs = shifted.bases.get(start / WORD..)?.array_windows();
    for (fixed, pair) in fixed.bases.iter().zip(pairs) {
        let bits = fixed ^ joined(*pair, start);
        differ += ((bits | bits >> 1) & inside(left)).count_ones();
        if differ > most {
            return None;
        }
        left = left.saturating_sub(WORD);
        if left == 0 {
            break;
        }
    }
    Some(differ)
}

/// How many bases are known in both reads, and how many of them differ.
#[cold]
fn differing_of_known(
    fixed: &Packed,
    shifted: &Packed,
    start: usize,
    length: usize,
) -> (usize, u32) {
    let (mut known, mut differ) = (0, 0);
    for (index, at) in (0..length).step_by(WORD).enumerate() {
        let word = |words: &[u64], at: usize| words.get(at).copied().unwrap_or_default();
        let taken = |words: &[u64]| {
            let first = start / WORD + index;
            joined([word(words, first), word(words, first + 1)], start)
        };
        let unknown = word(&fixed.unknown, index) | taken(&shifted.unknown);
        let inside = inside(length - at) & !unknown;
        let bits = word(&fixed.bases, index) ^ taken(&shifted.bases);
        known += inside.count_ones() as usize;
        differ += ((bits | bits >> 1) & inside).count_ones();
    }
    (known, differ)
}

/// 32 bases of two words, from base number `start` modulo 32 on.
#[inline]
fn joined([low, high]: [u64; 2], start: usize) -> u64 {
    let shift = start % WORD * 2;
    // Two steps, for a shift by all 64 bits is none.
    low >> shift | (high << 2) << (62 - shift)
}

/// The lower bit of the first `left` bases of a word.
#[inline]
fn inside(left: usize) -> u64 {
    if left >= WORD {
        LOW_BITS
    } else {
        LOW_BITS >> (2 * (WORD - left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bases without a pattern.
    fn random(length: usize, seed: u64) -> Vec<u8> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(9);
            b"ACGT"[(state >> 60) as usize % 4]
        };
        (0..length).map(|_| next()).collect()
    }

    fn reverse_complement(sequence: &[u8]) -> Vec<u8> {
        let complement = |base: &u8| match base {
            b'A' => b'T',
            b'C' => b'G',
            b'G' => b'C',
            b'T' => b'A',
            other => *other,
        };
        sequence.iter().rev().map(complement).collect()
    }

    /// The mates of a fragment; where it is shorter than a read, an adapter follows.
    fn mates(fragment: &[u8], lengths: (usize, usize)) -> (Vec<u8>, Vec<u8>) {
        let read = |fragment: &[u8], length, seed| {
            let mut read = fragment.to_vec();
            read.extend(random(length, seed));
            read.truncate(length);
            read
        };
        (
            read(fragment, lengths.0, 1 << 40),
            read(&reverse_complement(fragment), lengths.1, 1 << 41),
        )
    }

    #[test]
    fn fragments_of_any_length_are_placed() {
        for lengths in [
            (150, 150),
            (151, 76),
            (76, 151),
            (250, 33),
            (30, 30),
            (64, 32),
        ] {
            for length in 30..lengths.0 + lengths.1 + 40 {
                let (first, second) = mates(&random(length, length as u64 + 1), lengths);
                let found = overlap(&first, &second);
                let end = length.min(lengths.0);
                let start = length.saturating_sub(lengths.1);
                let expected = (start + MIN_OVERLAP <= end).then_some(Overlap {
                    start,
                    length: end - start.min(end),
                    fragment_length: length,
                    compared: end - start.min(end),
                    mismatches: 0,
                });
                assert_eq!(found, expected, "{lengths:?}, fragment of {length}");
                for (a, b) in found.iter().flat_map(|found| found.positions()) {
                    assert_eq!(first[a..=a], reverse_complement(&second[b..=b])[..]);
                }
            }
        }
    }

    #[test]
    fn other_letters_are_left_out_and_case_is_none() {
        let fragment = random(180, 5);
        let (mut first, mut second) = mates(&fragment, (150, 150));
        // Both read the bases 30 to 149 of the fragment.
        first[40] = b'N';
        second[180 - 1 - 140] = b'R';
        first[100] = if first[100] == b'A' { b'C' } else { b'A' };
        first[0] = b'N';
        first.make_ascii_lowercase();
        let found = overlap(&first, &second).unwrap();
        assert_eq!((found.start, found.length), (30, 120));
        assert_eq!((found.compared, found.mismatches), (118, 1));
        // An N agrees with nothing, and differs from nothing.
        assert_eq!(overlap(&[b'N'; 150], &[b'N'; 150]), None);
    }

    #[test]
    fn one_base_in_ten_may_differ() {
        let fragment = random(200, 3);
        for (wrong, found) in [(0, true), (10, true), (11, false)] {
            let (mut first, second) = mates(&fragment, (150, 150));
            for base in first[50..].iter_mut().step_by(9).take(wrong) {
                *base = if *base == b'A' { b'C' } else { b'A' };
            }
            assert_eq!(overlap(&first, &second).is_some(), found, "{wrong} of 100");
        }
    }

    #[test]
    fn repeats_are_refused() {
        for unit in [1, 2, 3, 10, 37] {
            let repeat = random(unit, unit as u64).repeat(300);
            let (first, second) = mates(&repeat[..180], (150, 150));
            assert_eq!(overlap(&first, &second), None, "unit of {unit}");
        }
        // A repeat within an overlap that is otherwise unique is none.
        let unique = [random(60, 1), b"CA".repeat(30), random(60, 2)].concat();
        let (first, second) = mates(&unique, (150, 150));
        assert_eq!(overlap(&first, &second).unwrap().fragment_length, 180);
    }

    #[test]
    fn reads_that_are_too_short_or_too_long_have_none() {
        let (first, second) = mates(&random(40, 1), (29, 40));
        assert_eq!(overlap(&first, &second), None);
        assert_eq!(overlap(b"", b""), None);
        let (first, second) = mates(&random(1100, 1), (1000, 1000));
        assert_eq!(overlap(&first, &second).unwrap().fragment_length, 1100);
        let (first, second) = mates(&random(1100, 1), (1001, 1000));
        assert_eq!(overlap(&first, &second), None);
    }
}
