//! Quality scores at single-base positions, counted in one of two ways with the same result.
//!
//! Most files today hold few distinct scores (four on NovaSeq, eight on HiSeq X). For these the
//! commonest eight are counted sixteen positions at a time, and only the rest one by one. Where
//! eight do not cover most bases, every base is counted by itself.

use super::super::base_quality::BaseQuality;
use super::super::position_bin::SINGLE;
use crate::lanes::{WIDTH, total_of};
use crate::phred::{FIRST_BYTE, error_units_by_byte};
use wide::u8x16;

/// Seven bits: masked so, a quality byte is its own column, and the inner loop has neither a
/// subtraction nor a bounds check.
const BYTE_MASK: usize = 0x7f;
/// Columns of a row of quality bytes. 128 would do; with 160 a row is five cache lines long, and an
/// odd number spreads the same column of all rows over all sets of the cache (a fifth faster).
const ROW: usize = 160;
/// Scores that are counted in lanes.
const COMMON: usize = 8;
/// Reads after which it is decided whether lanes are worth while.
const TRIAL_READS: u32 = 64;
/// Lanes are used while they take at least this share of the bases, as a fraction.
const WORTH: (u64, u64) = (3, 4);
/// Reads after which `u8` lanes are flushed.
const LANE_READS: u32 = u8::MAX as u32;
/// Reads after which `u16` rows are flushed.
const ROW_READS: u32 = u16::MAX as u32;

/// Which way scores are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Singly, to see which are common.
    Trial,
    Lanes,
    Singly,
}

/// What the scores of one read add up to.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    /// Error probabilities in units of 2^−36.
    pub(super) errors: u64,
    /// The bytes themselves.
    pub(super) bytes: u64,
}

/// Counts quality bytes by position.
pub(super) struct ScoreCounter {
    way: Way,
    /// Per position, bases by quality byte.
    rows: Vec<[u16; ROW]>,
    row_reads: u32,
    /// The common bytes; 1, which is no score, where there are fewer.
    common: [u8; COMMON],
    /// For each block of positions and each common byte, one counter a position.
    lanes: Vec<[u8x16; COMMON]>,
    lane_reads: u32,
    /// Bases since the lanes were flushed, and how many of them were counted singly.
    bases: u64,
    rare: u64,
    /// The present read's scores, filled up with zeros to whole blocks.
    padded: Vec<[u8; WIDTH]>,
}

impl Default for ScoreCounter {
    fn default() -> Self {
        Self {
            way: Way::Trial,
            rows: Vec::new(),
            row_reads: 0,
            common: [1; COMMON],
            lanes: Vec::new(),
            lane_reads: 0,
            bases: 0,
            rare: 0,
            padded: Vec::new(),
        }
    }
}

impl ScoreCounter {
    /// Counts one read's scores at single-base positions, at most [`SINGLE`] of them.
    pub(super) fn add(&mut self, scores: &[u8], quality: &mut BaseQuality) -> Sums {
        debug_assert!(scores.len() <= SINGLE);
        if self.rows.len() < scores.len() {
            // Rows stop at the longest read, so that a chunk of short reads stays small.
            self.rows.resize(scores.len(), [0; ROW]);
            let blocks = scores.len().div_ceil(WIDTH);
            self.lanes.resize(blocks, [u8x16::ZERO; COMMON]);
            self.padded.resize(blocks, [0; WIDTH]);
        }
        let sums = match self.way {
            Way::Lanes => self.add_in_lanes(scores),
            Way::Trial | Way::Singly => self.add_singly(scores),
        };
        self.row_reads += 1;
        self.lane_reads += 1;
        if self.way == Way::Trial && self.row_reads == TRIAL_READS {
            self.choose();
        }
        if self.way == Way::Lanes && self.lane_reads >= LANE_READS {
            self.flush_lanes(quality);
        }
        if self.row_reads == ROW_READS {
            self.flush_rows(quality);
        }
        sums
    }

    /// Moves all counts to the tally.
    pub(super) fn flush(&mut self, quality: &mut BaseQuality) {
        self.flush_lanes(quality);
        self.flush_rows(quality);
    }

    fn add_singly(&mut self, scores: &[u8]) -> Sums {
        let units = error_units_by_byte();
        let mut errors = 0;
        let mut count = |row: &mut [u16; ROW], byte: u8| {
            let byte = usize::from(byte) & BYTE_MASK;
            row[byte] += 1;
            errors += units[byte];
        };
        let (rows, last_rows) = self.rows[..scores.len()].as_chunks_mut::<4>();
        let (quads, rest) = scores.as_chunks::<4>();
        for ([a, b, c, d], bytes) in rows.iter_mut().zip(quads) {
            count(a, bytes[0]);
            count(b, bytes[1]);
            count(c, bytes[2]);
            count(d, bytes[3]);
        }
        for (row, &byte) in last_rows.iter_mut().zip(rest) {
            count(row, byte);
        }
        Sums {
            errors,
            bytes: crate::lanes::sum(scores),
        }
    }

    fn add_in_lanes(&mut self, scores: &[u8]) -> Sums {
        let units = error_units_by_byte();
        let blocks = scores.len().div_ceil(WIDTH);
        let padded = &mut self.padded[..blocks];
        if let Some(last) = padded.last_mut() {
            *last = [0; WIDTH];
        }
        padded.as_flattened_mut()[..scores.len()].copy_from_slice(scores);
        let common = self.common.map(u8x16::splat);
        let mut counts = [u8x16::ZERO; COMMON];
        let mut sums = Sums::default();
        for (index, (block, lanes)) in padded.iter().zip(&mut self.lanes).enumerate() {
            let bytes = u8x16::from(*block);
            let mut covered = bytes.simd_eq(u8x16::ZERO);
            for k in 0..COMMON {
                // All bits are −1.
                let hits = bytes.simd_eq(common[k]);
                lanes[k] -= hits;
                counts[k] -= hits;
                covered |= hits;
            }
            let mut rare = !covered.to_bitmask() & 0xffff;
            self.rare += u64::from(rare.count_ones());
            while rare != 0 {
                let at = rare.trailing_zeros() as usize;
                rare &= rare - 1;
                let byte = usize::from(block[at % WIDTH]) & BYTE_MASK;
                self.rows[index * WIDTH + at][byte] += 1;
                sums.errors += units[byte];
                sums.bytes += byte as u64;
            }
        }
        for k in 0..COMMON {
            let count = total_of(counts[k]);
            sums.errors += count * units[usize::from(self.common[k]) & BYTE_MASK];
            sums.bytes += count * u64::from(self.common[k]);
        }
        self.bases += scores.len() as u64;
        sums
    }

    /// Finds the common bytes of the trial.
    fn choose(&mut self) {
        let mut totals = [(0_u64, 0_u8); BYTE_MASK + 1];
        for (byte, total) in (0_u8..).zip(&mut totals) {
            let column = self
                .rows
                .iter()
                .map(|row| u64::from(row[usize::from(byte)]));
            *total = (column.sum(), byte);
        }
        totals.sort_unstable_by(|a, b| b.cmp(a));
        let taken = totals.iter().take(COMMON).filter(|(count, _)| *count > 0);
        for (common, (_, byte)) in self.common.iter_mut().zip(taken) {
            *common = *byte;
        }
        let all: u64 = totals.iter().map(|(count, _)| count).sum();
        let rare: u64 = totals.iter().skip(COMMON).map(|(count, _)| count).sum();
        self.way = way(all, rare);
        self.lane_reads = 0;
    }

    fn flush_lanes(&mut self, quality: &mut BaseQuality) {
        if self.way != Way::Lanes {
            return;
        }
        let rows = quality.rows_mut(self.rows.len());
        for (block, rows) in self.lanes.iter_mut().zip(rows.chunks_mut(WIDTH)) {
            for (lane, byte) in block.iter_mut().zip(self.common) {
                let column = usize::from(byte.saturating_sub(FIRST_BYTE));
                for (row, &count) in rows.iter_mut().zip(lane.as_array()) {
                    row[column] += u64::from(count);
                }
                *lane = u8x16::ZERO;
            }
        }
        self.way = way(self.bases, self.rare);
        (self.bases, self.rare, self.lane_reads) = (0, 0, 0);
    }

    fn flush_rows(&mut self, quality: &mut BaseQuality) {
        let rows = quality.rows_mut(self.rows.len());
        for (row, counts) in self.rows.iter_mut().zip(rows) {
            let row = &mut row[usize::from(FIRST_BYTE)..];
            for (count, small) in counts.iter_mut().zip(row) {
                *count += u64::from(std::mem::take(small));
            }
        }
        self.row_reads = 0;
    }
}

/// Lanes if few enough bases have to be counted singly beside them.
fn way(bases: u64, rare: u64) -> Way {
    let (part, whole) = WORTH;
    if (bases - rare) * whole >= bases * part {
        Way::Lanes
    } else {
        Way::Singly
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads of changing lengths whose scores are drawn from `values` bytes, mostly from the first four.
    fn reads(values: u64) -> Vec<Vec<u8>> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        (0..700)
            .map(|i| {
                let length = [150, 151, 1, 0, 16, 1309][i % 6];
                let value = |draw: u64| {
                    if draw.is_multiple_of(20) {
                        draw % values
                    } else {
                        draw % values.min(4)
                    }
                };
                (0..length)
                    .map(|_| FIRST_BYTE + value(next()) as u8)
                    .collect()
            })
            .collect()
    }

    #[test]
    fn both_ways_count_what_is_there() {
        for (values, expected) in [(4, Way::Lanes), (12, Way::Lanes), (1, Way::Lanes)] {
            let mut counter = ScoreCounter::default();
            let mut quality = BaseQuality::default();
            let mut plain = vec![[0_u64; crate::phred::COLUMNS]; SINGLE];
            for scores in reads(values) {
                let sums = counter.add(&scores, &mut quality);
                for (row, &byte) in plain.iter_mut().zip(&scores) {
                    row[usize::from(byte - FIRST_BYTE)] += 1;
                }
                let units = error_units_by_byte();
                let errors: u64 = scores.iter().map(|&byte| units[usize::from(byte)]).sum();
                let bytes: u64 = scores.iter().map(|&byte| u64::from(byte)).sum();
                assert_eq!((sums.errors, sums.bytes), (errors, bytes));
            }
            assert!(counter.way == expected, "{values} values");
            counter.flush(&mut quality);
            assert_eq!(quality.rows(), plain);
        }
    }

    #[test]
    fn scores_that_turn_manifold_are_counted_singly() {
        let mut counter = ScoreCounter::default();
        let mut quality = BaseQuality::default();
        for _ in 0..100 {
            counter.add(&[b'F'; 150], &mut quality);
        }
        assert!(counter.way == Way::Lanes);
        let manifold: Vec<u8> = (0..150).map(|i| FIRST_BYTE + i % 40).collect();
        for _ in 0..600 {
            counter.add(&manifold, &mut quality);
        }
        assert!(counter.way == Way::Singly);
        counter.flush(&mut quality);
        assert_eq!(
            quality.totals()[usize::from(b'F' - FIRST_BYTE)],
            100 * 150 + 600 * 3
        );
        assert_eq!(quality.totals().iter().sum::<u64>(), 700 * 150);
    }
}
