//! The fast path from records to a [`Tally`]: small counters that stay in the first-level cache,
//! flushed before they can overflow.

mod adapter_search;
mod blocks;
mod headers;
mod letters;
mod scores;
mod tiles;

use self::adapter_search::AdapterSearch;
use self::headers::HeaderCounter;
use self::letters::LetterCounter;
use self::scores::ScoreCounter;
use self::tiles::TileCounter;
use super::position_bin::{self, SINGLE};
use super::prefix::{self, Bases, PlainPrefix};
use super::settings::{Settings, Skip};
use super::{AdapterContent, Duplication, Prefix, ReadNumber, Sample, Tally};
use crate::fastq::Record;
use crate::lanes;
use crate::ledger::HashedName;
use crate::packed::pack;
use crate::phred::{COLUMNS, FIRST_BYTE, error_units_by_byte, mean_error_score};
use crate::reciprocal::divide;

/// So many prefixes are counted one after the other: then the processor fetches what it needs for the
/// next from memory before it is done with the first.
const PREFIXES: usize = 64;
/// Room for packed bases that is kept from read to read, in words: for a read of 1 Mb.
const KEPT_WORDS: usize = 1 << 15;

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
    /// Prefixes that are to be counted, with their hashes: at most [`PREFIXES`].
    prefixes: Vec<(PlainPrefix, u64)>,
    letters: LetterCounter,
    scores: ScoreCounter,
    /// Reads by length below or at [`SINGLE`].
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
            prefixes: Vec::with_capacity(PREFIXES),
            letters: LetterCounter::default(),
            scores: ScoreCounter::default(),
            lengths: vec![0; SINGLE + 1],
        }
    }

    /// Counts one record, of which the caller knows the name and its hash.
    #[inline]
    pub fn add(&mut self, record: &Record<'_>, name: HashedName<'_>) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[expect(unsafe_code, reason = "the machine has what the function needs")]
            // SAFETY: AVX2 was detected.
            return unsafe { self.add_with_avx2(record, name) };
        }
        self.count(record, name);
    }

    /// The same loops, compiled for vectors of 32 bytes.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn add_with_avx2(&mut self, record: &Record<'_>, name: HashedName<'_>) {
        self.count(record, name);
    }

    #[inline(always)]
    fn count(&mut self, record: &Record<'_>, name: HashedName<'_>) {
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
        if self.packed.capacity() > KEPT_WORDS {
            self.packed = Vec::new();
        }
        if !self.skip.base_content {
            let tally = &mut self.tally;
            self.letters.add(
                sequence,
                record.room.at_sequence(),
                record.plain,
                &mut tally.base_content,
                &mut tally.gc_content,
            );
        }
        if sequence.len() > SINGLE {
            self.tally.read_length.add(sequence.len() as u64, 1);
            self.add_far_scores(&scores[SINGLE..], sequence.len());
        } else {
            self.lengths[sequence.len()] += 1;
        }
        if !self.skip.base_quality {
            self.add_scores(scores, record.room.at_scores(scores.len()));
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
    #[inline(always)]
    fn add_header(&mut self, record: &Record<'_>, name: HashedName<'_>) {
        let mut hash = name.hash;
        if !self.skip.duplication {
            let word = |index| self.packed.get(index).copied().unwrap_or_default();
            let bases = Bases::new(record.sequence, [word(0), word(1)], record.plain);
            let prefix_hash = bases.hash();
            let tally = &mut self.tally;
            if tally.duplication.keeps(prefix_hash) {
                match bases {
                    Bases::Plain(plain) => self.prefixes.push((plain, prefix_hash)),
                    Bases::Letters(_) => tally.duplication.add_bases(&bases, prefix_hash),
                }
                if self.prefixes.len() >= PREFIXES {
                    tally.duplication.add_all(&mut self.prefixes);
                }
            }
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

    /// The tally of all records.
    #[must_use]
    pub fn finish(mut self) -> Tally {
        self.flush();
        self.tally
    }

    fn flush(&mut self) {
        let tally = &mut self.tally;
        tally.duplication.add_all(&mut self.prefixes);
        self.letters
            .flush(&mut tally.base_content, &mut tally.gc_content);
        self.scores.flush(&mut self.tally.base_quality);
        self.headers.flush(&mut self.tally.sequencing_run);
        self.tiles.flush(&mut self.tally.tile_quality);
        for (length, reads) in self.lengths.iter_mut().enumerate() {
            self.tally
                .read_length
                .add(length as u64, std::mem::take(reads));
        }
    }

    #[inline(always)]
    fn add_scores(&mut self, scores: &[u8], room: &[u8]) {
        if scores.is_empty() {
            return;
        }
        let (scores, far) = scores.split_at(scores.len().min(SINGLE));
        let units = error_units_by_byte();
        let mut sums = self.scores.add(scores, room, &mut self.tally.base_quality);
        sums.errors += far
            .iter()
            .map(|&byte| units[usize::from(byte & 0x7f)])
            .sum::<u64>();
        sums.bytes += lanes::sum(far);
        let bases = (scores.len() + far.len()) as u64;
        let mean = (divide(sums.bytes, bases) as usize).saturating_sub(usize::from(FIRST_BYTE));
        let quality = &mut self.tally.read_quality;
        quality.integer_mean[mean.min(COLUMNS - 1)] += 1;
        let error_mean = mean_error_score(sums.errors, bases);
        quality.error_mean[error_mean] += 1;
        self.tally.quality_by_length.add(bases, error_mean);
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
}

/// The part of a bin among the `length` positions past the single-base bins.
fn far_range(bin: usize, length: usize) -> std::ops::Range<usize> {
    let start = (position_bin::first(bin) as usize - 1 - SINGLE).min(length);
    let end = position_bin::last(bin).min((SINGLE + length) as u64) as usize - SINGLE;
    start..end
}
