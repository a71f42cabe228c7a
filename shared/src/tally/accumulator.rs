//! The fast path from records to a [`Tally`]: small counters that stay in the first-level cache,
//! flushed before they can overflow.

mod adapter_search;
mod headers;
mod scores;
mod tiles;

use self::adapter_search::AdapterSearch;
use self::headers::HeaderCounter;
use self::scores::ScoreCounter;
use self::tiles::TileCounter;
use super::base_content::LETTERS;
use super::gc_content::cut_length;
use super::position_bin::{self, SINGLE};
use super::settings::{Settings, Skip};
use super::{AdapterContent, Duplication, Prefix, ReadNumber, Sample, Tally, prefix};
use crate::fastq::Record;
use crate::lanes::{self, WIDTH, total_of};
use crate::ledger::HashedName;
use crate::packed::pack;
use crate::phred::{COLUMNS, FIRST_BYTE, error_units_by_byte, mean_error_score};
use wide::u8x16;

/// Reads after which the `u8` lanes of letters are flushed. (A read has at most 82 blocks of single
/// positions, so its own counts in `u8` lanes cannot overflow.)
const LANE_READS: u32 = u8::MAX as u32;

/// Counts records. Call [`Accumulator::add`] for each, then [`Accumulator::finish`].
pub struct Accumulator {
    tally: Tally,
    read_number: Option<ReadNumber>,
    skip: Skip,
    headers: HeaderCounter,
    tiles: TileCounter,
    adapters: AdapterSearch,
    /// The present read's bases, two bits each.
    packed: Vec<u64>,
    /// For each block of positions and each of [`LETTERS`], one counter a position.
    lanes: Vec<[u8x16; 5]>,
    /// The present read's single-base positions, filled up with zeros to whole blocks.
    padded: Vec<[u8; WIDTH]>,
    lane_reads: u32,
    /// Reads that end at each position since the lanes were flushed: index = number of bases below
    /// [`SINGLE`], the last for all longer ones.
    ends: Vec<u32>,
    scores: ScoreCounter,
    /// The same as `ends` since the start, for read lengths.
    lengths: Vec<u64>,
}

impl Default for Accumulator {
    fn default() -> Self {
        Self::new(&Settings::default())
    }
}

impl Accumulator {
    /// An accumulator of nothing yet.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let tally = Tally {
            duplication: Duplication::thinned(settings.thinned.duplication),
            overrepresented: Sample::thinned(settings.thinned.overrepresented),
            ..Tally::default()
        };
        Self {
            tally,
            read_number: settings.read_number,
            skip: settings.skip,
            headers: HeaderCounter::default(),
            tiles: TileCounter::default(),
            adapters: AdapterSearch::new(settings.adapters.clone()),
            packed: Vec::new(),
            lanes: Vec::new(),
            padded: Vec::new(),
            lane_reads: 0,
            ends: vec![0; SINGLE + 1],
            scores: ScoreCounter::default(),
            lengths: vec![0; SINGLE + 1],
        }
    }

    /// Counts one record, of which the caller knows the name and its hash.
    pub fn add(&mut self, record: &Record<'_>, name: HashedName<'_>) {
        if self.passes_over(record) {
            return;
        }
        self.tally.notes.plus_first_word += u64::from(record.plus_first_word);
        self.tally.notes.crlf += u64::from(record.carriage_return);
        let (sequence, scores) = (record.sequence, record.quality_scores);
        if !(self.skip.adapters && self.skip.duplication) {
            pack(sequence, &mut self.packed);
        }
        self.add_header(record, name);
        if !self.skip.adapters {
            if self.tally.adapter_content.set().is_none() {
                // Not before the first read: a tally of nothing is the identity, whatever is looked for.
                self.tally.adapter_content = AdapterContent::new(self.adapters.set());
            }
            self.adapters
                .add(sequence, &self.packed, &mut self.tally.adapter_content);
        }
        let near = sequence.len().min(SINGLE);
        self.add_letters(sequence, near);
        if sequence.len() > SINGLE {
            self.tally.read_length.add(sequence.len() as u64, 1);
            self.add_far_scores(&scores[SINGLE..], sequence.len());
        } else {
            self.lengths[sequence.len()] += 1;
        }
        if !self.skip.base_quality {
            self.add_scores(scores, near);
        }
    }

    /// Whether a record is not the read that is to be counted.
    fn passes_over(&mut self, record: &Record<'_>) -> bool {
        let Some(number) = self.read_number else {
            return false;
        };
        // Not before the first record: a tally of nothing is the identity, whatever is counted.
        self.tally.read_number = Some(number);
        let other = ReadNumber::of(record.definition) != Some(number);
        self.tally.notes.other_mates += u64::from(other);
        other
    }

    /// Counts what hangs on header and prefix.
    fn add_header(&mut self, record: &Record<'_>, name: HashedName<'_>) {
        let mut hash = name.hash;
        if !self.skip.duplication {
            let word = |index| self.packed.get(index).copied().unwrap_or_default();
            let prefix_hash = prefix::hash_packed(record.sequence, [word(0), word(1)]);
            let tally = &mut self.tally;
            tally.duplication.add(record.sequence, prefix_hash, 1);
            // Reads of the same prefix must not share their fate: the name tells them apart.
            hash = prefix::mix(name.hash ^ prefix_hash);
            if tally.overrepresented.keeps(hash) {
                tally.overrepresented.add(Prefix::of(record.sequence), hash);
            }
        }
        if self.skip.headers {
            return;
        }
        let run = &mut self.tally.sequencing_run;
        let tile = self.headers.add(record.definition, name.text, hash, run);
        if !self.skip.tiles {
            self.tiles
                .add(tile, record.quality_scores, &mut self.tally.tile_quality);
        }
    }

    /// Counts letters by position, and GC content.
    fn add_letters(&mut self, sequence: &[u8], near: usize) {
        if self.skip.base_content {
            return;
        }
        if self.padded.len() < near.div_ceil(WIDTH) {
            // Lanes stop at the longest read, so that a chunk of short reads stays small.
            self.lanes.resize(near.div_ceil(WIDTH), [u8x16::ZERO; 5]);
            self.padded.resize(near.div_ceil(WIDTH), [0; WIDTH]);
        }
        self.ends[near] += 1;
        let mut gc_at = self.add_near(&sequence[..near]);
        if sequence.len() > SINGLE {
            let far = self.add_far_letters(&sequence[SINGLE..]);
            gc_at = (gc_at.0 + far.0, gc_at.1 + far.1);
        }
        self.add_gc(sequence, gc_at);
        self.lane_reads += 1;
        if self.lane_reads == LANE_READS {
            self.flush_lanes();
        }
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
        self.scores.flush(&mut self.tally.base_quality);
        self.headers.flush(&mut self.tally.sequencing_run);
        self.tiles.flush(&mut self.tally.tile_quality);
        for (length, reads) in self.lengths.iter_mut().enumerate() {
            self.tally
                .read_length
                .add(length as u64, std::mem::take(reads));
        }
    }

    /// Counts the letters of single-base positions; gives G+C and A+T.
    fn add_near(&mut self, sequence: &[u8]) -> (u64, u64) {
        let blocks = sequence.len().div_ceil(WIDTH);
        let padded = &mut self.padded[..blocks];
        if let Some(last) = padded.last_mut() {
            *last = [0; WIDTH];
        }
        padded.as_flattened_mut()[..sequence.len()].copy_from_slice(sequence);
        let (mut gc, mut at) = (u8x16::ZERO, u8x16::ZERO);
        for (lanes, block) in self.lanes.iter_mut().zip(padded) {
            let upper = lanes::upper(u8x16::from(*block));
            let (a, c, g) = (
                lanes::is(upper, b'A'),
                lanes::is(upper, b'C'),
                lanes::is(upper, b'G'),
            );
            let (t, n) = (lanes::is(upper, b'T'), lanes::is(upper, b'N'));
            // All bits are −1. Written out, in the order of LETTERS: a loop over an array of vectors stays a loop.
            lanes[0] -= a;
            lanes[1] -= c;
            lanes[2] -= g;
            lanes[3] -= t;
            lanes[4] -= n;
            gc -= g | c;
            at -= a | t;
        }
        (total_of(gc), total_of(at))
    }

    fn add_gc(&mut self, sequence: &[u8], (gc, at): (u64, u64)) {
        let cut = cut_length(sequence.len() as u64);
        let behind = lanes::count(&sequence[cut as usize..], |block| {
            let upper = lanes::upper(block);
            lanes::is(upper, b'G') | lanes::is(upper, b'C')
        });
        self.tally.gc_content.add(gc, at, cut, gc - behind);
    }

    fn add_scores(&mut self, scores: &[u8], near: usize) {
        if scores.is_empty() {
            return;
        }
        let (scores, far) = scores.split_at(near);
        let units = error_units_by_byte();
        let mut sums = self.scores.add(scores, &mut self.tally.base_quality);
        sums.errors += far
            .iter()
            .map(|&byte| units[usize::from(byte & 0x7f)])
            .sum::<u64>();
        sums.bytes += lanes::sum(far);
        let bases = (scores.len() + far.len()) as u64;
        let mean = ((sums.bytes / bases) as usize).saturating_sub(usize::from(FIRST_BYTE));
        let quality = &mut self.tally.read_quality;
        quality.integer_mean[mean.min(COLUMNS - 1)] += 1;
        let error_mean = mean_error_score(sums.errors, bases);
        quality.error_mean[error_mean] += 1;
        self.tally.quality_by_length.add(bases, error_mean);
    }

    /// Counts letters past the single-base bins, bin by bin; gives G+C and A+T.
    fn add_far_letters(&mut self, sequence: &[u8]) -> (u64, u64) {
        let bins = position_bin::of((SINGLE + sequence.len()) as u64) + 1;
        let content = self.tally.base_content.rows_mut(bins);
        let (mut gc, mut at) = (0, 0);
        for bin in SINGLE..bins {
            let part = &sequence[far_range(bin, sequence.len())];
            let found = LETTERS
                .map(|letter| lanes::count(part, |block| lanes::is(lanes::upper(block), letter)));
            let others = part.len() as u64 - found.iter().sum::<u64>();
            super::add(
                &mut content[bin],
                &[found[0], found[1], found[2], found[3], found[4], others],
            );
            gc += found[1] + found[2];
            at += found[0] + found[3];
        }
        (gc, at)
    }

    /// Counts scores past the single-base bins of a read of `length` bases.
    fn add_far_scores(&mut self, scores: &[u8], length: usize) {
        let bins = position_bin::of(length as u64) + 1;
        let quality = self.tally.base_quality.rows_mut(bins);
        for (bin, row) in quality.iter_mut().enumerate().take(bins).skip(SINGLE) {
            for &byte in &scores[far_range(bin, scores.len())] {
                row[usize::from(byte.wrapping_sub(FIRST_BYTE)).min(COLUMNS - 1)] += 1;
            }
        }
    }

    fn flush_lanes(&mut self) {
        let longest = self.ends.iter().rposition(|&reads| reads > 0).unwrap_or(0);
        let content = self.tally.base_content.rows_mut(longest);
        // Reads that reach a position: all, less those that ended before it.
        let mut reaching = u64::from(self.lane_reads);
        for (position, counts) in content[..longest].iter_mut().enumerate() {
            reaching -= u64::from(self.ends[position]);
            let mut others = reaching;
            for (lane, count) in self.lanes[position / WIDTH].iter().zip(counts.iter_mut()) {
                let found = u64::from(lane.as_array()[position % WIDTH]);
                *count += found;
                others -= found;
            }
            counts[5] += others;
        }
        self.lanes[..longest.div_ceil(WIDTH)].fill([u8x16::ZERO; 5]);
        self.ends[..=longest].fill(0);
        self.lane_reads = 0;
    }
}

/// The part of a bin among the `length` positions past the single-base bins.
fn far_range(bin: usize, length: usize) -> std::ops::Range<usize> {
    let start = (position_bin::first(bin) as usize - 1 - SINGLE).min(length);
    let end = position_bin::last(bin).min((SINGLE + length) as u64) as usize - SINGLE;
    start..end
}
