//! Quality scores at single-base positions, counted in one of three ways with the same result.
//!
//! Most files today hold few distinct scores (four on NovaSeq, eight on HiSeq X). For these the
//! commonest four or eight are counted sixteen positions at a time, and only the rest one by one.
//! Where eight do not cover nearly all bases, every base is counted by itself.

use super::super::base_quality::BaseQuality;
use super::super::position_bin::SINGLE;
use super::blocks::count_common;
use crate::lanes::{WIDE, WIDTH, last_block, total_of_wide};
use crate::phred::{COLUMNS, FIRST_BYTE, error_units_by_byte};
use wide::u8x16;

/// Columns of a row of quality bytes. Any byte is a column, so the inner loop needs no bounds check;
/// with 288 a row is nine cache lines long, and an odd number spreads the same column of all rows
/// over all sets of the cache.
const ROW: usize = 288;
/// Scores that are counted in lanes, at the most.
const COMMON: usize = 8;
/// Reads after which it is decided whether lanes are worth while.
const TRIAL_READS: u32 = 64;
/// Lanes are used while all but this share of the bases are in them, for four and for eight: one
/// part in so many.
const RARE: [u64; 2] = [25, 400];
/// Reads after which `u8` lanes are flushed.
const LANE_READS: u32 = u8::MAX as u32;
/// Reads after which `u16` rows are flushed.
const ROW_READS: u32 = u16::MAX as u32;
/// Bases whose sums fit in one word: 1,000 · 2^36 < 2^46, and 1,000 · 126 < 2^18.
const WORD_BASES: usize = 1000;
/// The bits of a word in which error probabilities are summed up; above them are the bytes.
const ERROR_BITS: u32 = 46;
const ERRORS: u64 = (1 << ERROR_BITS) - 1;

/// Which way scores are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Singly, to see which are common.
    Trial,
    /// The four commonest in lanes.
    Four,
    /// The eight commonest in lanes.
    Eight,
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

impl Sums {
    /// Adds a word of [`sums_by_byte`], or a sum of them.
    #[inline]
    fn add(&mut self, word: u64) {
        self.errors += word & ERRORS;
        self.bytes += word >> ERROR_BITS;
    }
}

/// For each byte, its error probability and, above it, itself.
fn sums_by_byte() -> Box<[u64; 256]> {
    let mut table = Box::new([0; 256]);
    for ((byte, sums), units) in (0..).zip(table.iter_mut()).zip(error_units_by_byte()) {
        *sums = byte << ERROR_BITS | units;
    }
    table
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
    lanes: Vec<[[u8; WIDE]; COMMON]>,
    lane_reads: u32,
    /// Bases since the lanes were flushed, and how many of them were counted singly.
    bases: u64,
    rare: u64,
    /// For each byte, its error probability and, from [`ERROR_BITS`] on, itself.
    sums: Box<[u64; 256]>,
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
            sums: sums_by_byte(),
        }
    }
}

impl ScoreCounter {
    /// Counts one read's scores at single-base positions, at most [`SINGLE`] of them. `room` is the scores
    /// and what follows them, or nothing.
    #[inline(always)]
    pub(super) fn add(&mut self, scores: &[u8], room: &[u8], quality: &mut BaseQuality) -> Sums {
        debug_assert!(scores.len() <= SINGLE);
        if self.rows.len() < scores.len() {
            // Rows stop at the longest read, so that a chunk of short reads stays small.
            self.rows.resize(scores.len(), [0; ROW]);
            let blocks = scores.len().div_ceil(WIDE);
            self.lanes.resize(blocks, [[0; WIDE]; COMMON]);
        }
        let sums = match self.way {
            Way::Four => self.add_in_lanes::<4>(scores, room),
            Way::Eight => self.add_in_lanes::<COMMON>(scores, room),
            Way::Trial | Way::Singly => self.add_singly(scores),
        };
        self.row_reads += 1;
        self.lane_reads += 1;
        if self.way == Way::Trial && self.row_reads == TRIAL_READS {
            self.choose();
        }
        if self.lane_reads >= LANE_READS {
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

    #[inline(always)]
    fn add_singly(&mut self, scores: &[u8]) -> Sums {
        let mut sums = Sums::default();
        for (rows, scores) in self
            .rows
            .chunks_mut(WORD_BASES)
            .zip(scores.chunks(WORD_BASES))
        {
            let mut word = 0;
            let mut count = |row: &mut [u16; ROW], byte: u8| {
                row[usize::from(byte)] += 1;
                word += self.sums[usize::from(byte)];
            };
            let (rows, last_rows) = rows[..scores.len()].as_chunks_mut::<4>();
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
            sums.add(word);
        }
        sums
    }

    #[inline(always)]
    fn add_in_lanes<const N: usize>(&mut self, scores: &[u8], room: &[u8]) -> Sums {
        let mut counts = [[0; WIDE]; N];
        let (blocks, rest) = scores.as_chunks::<WIDE>();
        for (block, lanes) in blocks.iter().zip(&mut self.lanes) {
            count_common(block, lanes, &self.common, &mut counts);
        }
        if let (Some(lanes), false) = (self.lanes.get_mut(blocks.len()), rest.is_empty()) {
            // Zeros are no score.
            let last = last_block(scores, room);
            count_common(&last, lanes, &self.common, &mut counts);
        }
        let (mut sums, mut covered) = (Sums::default(), 0);
        for (counts, common) in counts.iter().zip(self.common) {
            let count = total_of_wide(counts);
            covered += count;
            sums.errors += count * (self.sums[usize::from(common)] & ERRORS);
            sums.bytes += count * u64::from(common);
        }
        self.bases += scores.len() as u64;
        if covered < scores.len() as u64 {
            self.rare += scores.len() as u64 - covered;
            self.add_rare::<N>(scores, &mut sums);
        }
        sums
    }

    /// Counts singly what is not among the first `N` common scores.
    fn add_rare<const N: usize>(&mut self, scores: &[u8], sums: &mut Sums) {
        for (rows, scores) in self.rows.chunks_mut(WIDTH).zip(scores.chunks(WIDTH)) {
            let mut block = [self.common[0]; WIDTH];
            block[..scores.len()].copy_from_slice(scores);
            let bytes = u8x16::from(block);
            let mut covered = u8x16::ZERO;
            for k in 0..N {
                covered |= bytes.simd_eq(u8x16::splat(self.common[k]));
            }
            let mut rare = !covered.to_bitmask() & 0xffff;
            while rare != 0 {
                let at = rare.trailing_zeros() as usize;
                rare &= rare - 1;
                let byte = usize::from(block[at % WIDTH]);
                rows[at][byte] += 1;
                sums.add(self.sums[byte]);
            }
        }
    }

    /// Finds the common bytes of the trial.
    fn choose(&mut self) {
        // How often a byte was seen, and the byte below that.
        let mut totals = [0_u64; 256];
        for (byte, total) in (0_u8..=u8::MAX).zip(&mut totals) {
            let column = self
                .rows
                .iter()
                .map(|row| u64::from(row[usize::from(byte)]));
            *total = column.sum::<u64>() << 8 | u64::from(byte);
        }
        totals.sort_unstable();
        totals.reverse();
        let totals = totals.map(|total| (total >> 8, total as u8));
        let taken = totals.iter().take(COMMON).filter(|(count, _)| *count > 0);
        for (common, (_, byte)) in self.common.iter_mut().zip(taken) {
            *common = *byte;
        }
        let all: u64 = totals.iter().map(|(count, _)| count).sum();
        let rare = |common: usize| totals.iter().skip(common).map(|(count, _)| count).sum();
        self.way = match [rare(4), rare(COMMON)] {
            [rare, _] if is_worth(all, rare, RARE[0]) => Way::Four,
            [_, rare] if is_worth(all, rare, RARE[1]) => Way::Eight,
            _ => Way::Singly,
        };
        self.lane_reads = 0;
    }

    fn flush_lanes(&mut self, quality: &mut BaseQuality) {
        self.lane_reads = 0;
        let (used, most) = match self.way {
            Way::Trial | Way::Singly => return,
            Way::Four => (4, RARE[0]),
            Way::Eight => (COMMON, RARE[1]),
        };
        let rows = quality.rows_mut(self.rows.len());
        for (block, rows) in self.lanes.iter_mut().zip(rows.chunks_mut(WIDE)) {
            for (lane, byte) in block.iter_mut().zip(self.common).take(used) {
                let column = usize::from(byte.saturating_sub(FIRST_BYTE));
                for (row, &count) in rows.iter_mut().zip(lane.iter()) {
                    row[column] += u64::from(count);
                }
                *lane = [0; WIDE];
            }
        }
        if !is_worth(self.bases, self.rare, most) {
            self.way = Way::Singly;
        }
        (self.bases, self.rare) = (0, 0);
    }

    fn flush_rows(&mut self, quality: &mut BaseQuality) {
        let rows = quality.rows_mut(self.rows.len());
        for (row, counts) in self.rows.iter_mut().zip(rows) {
            let row = &mut row[usize::from(FIRST_BYTE)..][..COLUMNS];
            for (count, small) in counts.iter_mut().zip(row) {
                *count += u64::from(std::mem::take(small));
            }
        }
        self.row_reads = 0;
    }
}

/// Whether few enough bases have to be counted singly beside lanes: one in `most`.
fn is_worth(bases: u64, rare: u64, most: u64) -> bool {
    rare * most <= bases
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
                    if draw.is_multiple_of(5) {
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
        for (values, expected) in [
            (1, Way::Four),
            (4, Way::Four),
            (6, Way::Eight),
            (12, Way::Singly),
        ] {
            let mut counter = ScoreCounter::default();
            let mut quality = BaseQuality::default();
            let mut plain = vec![[0_u64; COLUMNS]; SINGLE];
            for scores in reads(values) {
                let sums = counter.add(&scores, &[], &mut quality);
                for (row, &byte) in plain.iter_mut().zip(&scores) {
                    row[usize::from(byte - FIRST_BYTE)] += 1;
                }
                let units = error_units_by_byte();
                let errors: u64 = scores.iter().map(|&byte| units[usize::from(byte)]).sum();
                let bytes: u64 = scores.iter().map(|&byte| u64::from(byte)).sum();
                assert_eq!((sums.errors, sums.bytes), (errors, bytes));
            }
            assert_eq!(counter.way, expected, "{values} values");
            counter.flush(&mut quality);
            assert_eq!(quality.rows(), plain);
        }
    }

    #[test]
    fn scores_that_turn_manifold_are_counted_singly() {
        let mut counter = ScoreCounter::default();
        let mut quality = BaseQuality::default();
        for _ in 0..100 {
            counter.add(&[b'F'; 150], &[], &mut quality);
        }
        assert_eq!(counter.way, Way::Four);
        let manifold: Vec<u8> = (0..150).map(|i| FIRST_BYTE + i % 40).collect();
        for _ in 0..600 {
            counter.add(&manifold, &[], &mut quality);
        }
        assert_eq!(counter.way, Way::Singly);
        counter.flush(&mut quality);
        assert_eq!(
            quality.totals()[usize::from(b'F' - FIRST_BYTE)],
            100 * 150 + 600 * 3
        );
        assert_eq!(quality.totals().iter().sum::<u64>(), 700 * 150);
    }
}
