//! The fast path from records to a [`Tally`]: small counters that stay in the first-level cache,
//! flushed before they can overflow.

use super::base_content::LETTERS;
use super::gc_content::cut_length;
use super::position_bin::{self, SINGLE};
use super::Tally;
use crate::fastq::Record;
use crate::phred::{COLUMNS, FIRST_BYTE, error_table, mean_error_score};

/// Reads after which the `u8` lanes of letters are flushed.
const LANE_READS: u32 = u8::MAX as u32;
/// Reads after which the `u16` rows of quality bytes are flushed.
const ROW_READS: u32 = u16::MAX as u32;

/// Counts records. Call [`Accumulator::add`] for each, then [`Accumulator::finish`].
pub struct Accumulator {
    tally: Tally,
    /// For each of [`LETTERS`], one counter a position.
    lanes: [Vec<u8>; 5],
    lane_reads: u32,
    /// Reads that end at each position since the lanes were flushed: index = number of bases below
    /// [`SINGLE`], the last for all longer ones.
    ends: Vec<u32>,
    rows: Vec<[u16; COLUMNS]>,
    row_reads: u32,
    /// The same as `ends` since the start, for read lengths.
    lengths: Vec<u64>,
}

impl Default for Accumulator {
    fn default() -> Self {
        Self {
            tally: Tally::default(),
            lanes: std::array::from_fn(|_| Vec::new()),
            lane_reads: 0,
            ends: vec![0; SINGLE + 1],
            rows: Vec::new(),
            row_reads: 0,
            lengths: vec![0; SINGLE + 1],
        }
    }
}

impl Accumulator {
    /// Counts one record.
    pub fn add(&mut self, record: &Record<'_>) {
        self.tally.notes.plus_first_word += u64::from(record.plus_first_word);
        self.tally.notes.crlf += u64::from(record.carriage_return);
        let (sequence, scores) = (record.sequence, record.quality_scores);
        let near = sequence.len().min(SINGLE);
        if self.rows.len() < near {
            // Rows stop at the longest read, so that a chunk of short reads stays small.
            self.rows.resize(near, [0; COLUMNS]);
            self.lanes.iter_mut().for_each(|lane| lane.resize(near, 0));
        }
        self.ends[near] += 1;
        if sequence.len() > SINGLE {
            self.tally.read_length.add(sequence.len() as u64, 1);
            self.add_far(&sequence[SINGLE..], &scores[SINGLE..]);
        } else {
            self.lengths[sequence.len()] += 1;
        }
        count_letters(&mut self.lanes, &sequence[..near]);
        self.add_gc(sequence);
        self.add_scores(scores, near);
        self.lane_reads += 1;
        if self.lane_reads == LANE_READS {
            self.flush_lanes();
        }
        self.row_reads += 1;
        if self.row_reads == ROW_READS {
            self.flush_rows();
        }
    }

    /// Number of reads so far.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.tally.reads() + self.lengths.iter().sum::<u64>()
    }

    /// The tally of all records so far; counting may go on.
    #[must_use]
    pub fn snapshot(&mut self) -> Tally {
        self.flush();
        self.tally.clone()
    }

    /// The tally of all records.
    #[must_use]
    pub fn finish(mut self) -> Tally {
        self.flush();
        self.tally
    }

    fn flush(&mut self) {
        self.flush_lanes();
        self.flush_rows();
        for (length, reads) in self.lengths.iter_mut().enumerate() {
            self.tally.read_length.add(length as u64, std::mem::take(reads));
        }
    }

    fn add_gc(&mut self, sequence: &[u8]) {
        let cut = cut_length(sequence.len() as u64);
        let (front, back) = sequence.split_at(cut as usize);
        let (front_gc, front_at) = count_gc_at(front);
        let (back_gc, back_at) = count_gc_at(back);
        self.tally.gc_content.add(front_gc + back_gc, front_at + back_at, cut, front_gc);
    }

    fn add_scores(&mut self, scores: &[u8], near: usize) {
        if scores.is_empty() {
            return;
        }
        let units = error_table();
        let mut errors = 0_u64;
        for (row, &byte) in self.rows[..near].iter_mut().zip(&scores[..near]) {
            // Never out of range: the reader has checked that bytes are '!' to '~'.
            let column = usize::from(byte.wrapping_sub(FIRST_BYTE));
            if column < COLUMNS {
                row[column] += 1;
                errors += units[column];
            }
        }
        for &byte in &scores[near..] {
            errors += units[usize::from(byte.wrapping_sub(FIRST_BYTE)).min(COLUMNS - 1)];
        }
        let bases = scores.len() as u64;
        let mean = sum_bytes(scores) / bases;
        let quality = &mut self.tally.read_quality;
        quality.integer_mean[(mean as usize).saturating_sub(usize::from(FIRST_BYTE)).min(COLUMNS - 1)] += 1;
        quality.error_mean[mean_error_score(errors, bases)] += 1;
    }

    /// Counts what stands past the single-base bins, bin by bin.
    fn add_far(&mut self, sequence: &[u8], scores: &[u8]) {
        let bins = position_bin::of((SINGLE + sequence.len()) as u64) + 1;
        let content = self.tally.base_content.rows_mut(bins);
        let quality = self.tally.base_quality.rows_mut(bins);
        for bin in SINGLE..bins {
            let start = (position_bin::first(bin) as usize - 1 - SINGLE).min(sequence.len());
            let end = position_bin::last(bin).min((SINGLE + sequence.len()) as u64) as usize - SINGLE;
            for block in sequence[start..end].chunks(LANE_READS as usize) {
                let mut others = block.len() as u64;
                for (letter, count) in LETTERS.iter().zip(content[bin].iter_mut()) {
                    let found = block.iter().map(|byte| u8::from(byte & 0xdf == *letter)).fold(0, u8::wrapping_add);
                    *count += u64::from(found);
                    others -= u64::from(found);
                }
                content[bin][5] += others;
            }
            let row = &mut quality[bin];
            for &byte in &scores[start..end] {
                row[usize::from(byte.wrapping_sub(FIRST_BYTE)).min(COLUMNS - 1)] += 1;
            }
        }
    }

    fn flush_lanes(&mut self) {
        let longest = self.ends.iter().rposition(|&reads| reads > 0).unwrap_or(0);
        let content = self.tally.base_content.rows_mut(longest);
        // Reads that reach a position: all, less those that ended before it.
        let mut reaching = u64::from(self.lane_reads);
        for position in 0..longest {
            reaching -= u64::from(self.ends[position]);
            let mut others = reaching;
            for (lane, count) in self.lanes.iter_mut().zip(content[position].iter_mut()) {
                let found = u64::from(std::mem::take(&mut lane[position]));
                *count += found;
                others -= found;
            }
            content[position][5] += others;
        }
        self.ends[..=longest].fill(0);
        self.lane_reads = 0;
    }

    fn flush_rows(&mut self) {
        let quality = self.tally.base_quality.rows_mut(self.rows.len());
        for (row, counts) in self.rows.iter_mut().zip(quality.iter_mut()) {
            for (count, small) in counts.iter_mut().zip(row.iter_mut()) {
                *count += u64::from(std::mem::take(small));
            }
        }
        self.row_reads = 0;
    }
}

/// Adds one to each letter's lane where it stands; plain loops, so that the compiler vectorises them.
fn count_letters(lanes: &mut [Vec<u8>; 5], sequence: &[u8]) {
    for (lane, letter) in lanes.iter_mut().zip(LETTERS) {
        for (count, byte) in lane.iter_mut().zip(sequence) {
            *count = count.wrapping_add(u8::from(byte & 0xdf == letter));
        }
    }
}

/// G+C and A+T of either case.
fn count_gc_at(sequence: &[u8]) -> (u64, u64) {
    let (mut gc, mut at) = (0, 0);
    for block in sequence.chunks(LANE_READS as usize) {
        let (mut block_gc, mut block_at) = (0_u8, 0_u8);
        for byte in block {
            let upper = byte & 0xdf;
            block_gc = block_gc.wrapping_add(u8::from((upper == b'G') | (upper == b'C')));
            block_at = block_at.wrapping_add(u8::from((upper == b'A') | (upper == b'T')));
        }
        gc += u64::from(block_gc);
        at += u64::from(block_at);
    }
    (gc, at)
}

fn sum_bytes(bytes: &[u8]) -> u64 {
    bytes.chunks(1 << 16).map(|block| u64::from(block.iter().map(|&byte| u32::from(byte)).sum::<u32>())).sum()
}
