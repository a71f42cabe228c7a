//! What is counted from reads: integers only, mergeable in any order.
//!
//! A [`Tally`] is a commutative monoid: [`Tally::default`] is its identity, [`Tally::merge`] is
//! associative and commutative, and `tally(a ++ b) = tally(a) ⊕ tally(b)` for whole records.
//! Means, percentiles and verdicts are not here: they exist only in a report.
//! The memory of a tally is bounded whatever the input (about 25 MB at the most).

pub mod accumulator;
pub mod adapter_content;
pub mod adapters;
pub mod base_content;
pub mod base_quality;
pub mod duplication;
pub mod gc_content;
pub mod position_bin;
pub mod prefix;
pub mod quality_by_length;
pub mod read_length;
pub mod read_number;
pub mod read_quality;
pub mod sample;
pub mod sequencing_run;
pub mod settings;
pub mod tile_quality;

pub use accumulator::Accumulator;
pub use adapter_content::AdapterContent;
pub use base_content::BaseContent;
pub use base_quality::BaseQuality;
pub use duplication::Duplication;
pub use gc_content::GcContent;
pub use prefix::Prefix;
pub use quality_by_length::QualityByLength;
pub use read_length::ReadLength;
pub use read_number::ReadNumber;
pub use read_quality::ReadQuality;
pub use sample::Sample;
pub use sequencing_run::SequencingRun;
pub use settings::Settings;
pub use tile_quality::TileQuality;

use thiserror::Error;

/// The most bases that a tally may hold, 2^56 (72 petabases): sums of counts, times 100, then
/// always fit in 64 bits.
pub const MAX_BASES: u64 = 1 << 56;

/// Why two tallies cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MergeError {
    /// The sum would pass [`MAX_BASES`] bases or as many reads, or the largest offset of a ledger.
    #[error(
        "the tallies together hold more than 2^56 reads or bases, or lie past 2^59 bytes of the input"
    )]
    Overflow,
    /// The parts are scattered over more than [`crate::ledger::MAX_SEGMENTS`] places.
    #[error(
        "the tallies together cover more than {} separate places of the input; merge those first whose parts stand side by side",
        crate::ledger::MAX_SEGMENTS
    )]
    Scattered,
    /// They looked for different adapters.
    #[error("the tallies looked for different adapters; count all parts with the same")]
    Adapters,
    /// They counted different reads of pairs.
    #[error(
        "the tallies counted different reads of pairs; count all parts with the same read number, or all without one"
    )]
    ReadNumbers,
    /// Both cover the same bytes of the input.
    #[error(
        "both tallies cover bytes {start} to {end}; a part of a file counts only once, and `start` says where a part begins"
    )]
    Overlap {
        /// First byte that both cover.
        start: u64,
        /// End of what both cover, exclusive.
        end: u64,
    },
}

/// Records that are valid but worth a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Records whose `+` line repeats only the first word of the header.
    pub plus_first_word: u64,
    /// Records whose header line ends in CR LF.
    pub crlf: u64,
    /// Records that were passed over, as they are not the read of a pair that was asked for. Nothing
    /// else counts them, but the ledger.
    pub other_mates: u64,
}

/// All that is counted from reads.
///
/// ```
/// use shared::fastq::{Layout, read_records};
/// use shared::ledger::HashedName;
/// use shared::tally::{Accumulator, Tally};
/// let count = |bytes: &[u8]| {
///     let mut accumulator = Accumulator::default();
///     read_records(bytes, Layout::FourLine, true, |record| {
///         accumulator.add(record, HashedName::of(record));
///     });
///     accumulator.finish()
/// };
/// let (a, b) = (b"@r1\nACGT\n+\nIIII\n", b"@r2\nGG\n+\n!!\n");
/// let mut merged = count(b);
/// merged.merge(&count(a))?;
/// assert_eq!(merged, count(&[&a[..], b].concat()));
/// # Ok::<(), shared::tally::MergeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reads by length.
    pub read_length: ReadLength,
    /// Reads by GC content.
    pub gc_content: GcContent,
    /// Bases by quality byte and position.
    pub base_quality: BaseQuality,
    /// Bases by letter and position.
    pub base_content: BaseContent,
    /// Reads by mean quality.
    pub read_quality: ReadQuality,
    /// Reads by how often their prefix occurs.
    pub duplication: Duplication,
    /// Prefixes of reads drawn by hash.
    pub overrepresented: ReadSample,
    /// Reads by the place of their first adapter.
    pub adapter_content: AdapterContent,
    /// Quality by tile and position.
    pub tile_quality: TileQuality,
    /// Reads by length and mean quality.
    pub quality_by_length: QualityByLength,
    /// What headers say of the run.
    pub sequencing_run: SequencingRun,
    /// The only read of each pair that was counted; none if all records were, or there were none.
    pub read_number: Option<ReadNumber>,
    /// Oddities.
    pub notes: Notes,
}

/// Prefixes of reads drawn by hash of name and prefix. It begins with one read in 8: it is needed
/// only where [`Duplication`] is thinned, which takes 100,000 reads, of which it would have to give
/// up more than half otherwise.
pub type ReadSample = Sample<Prefix, SAMPLE_CAPACITY, 3>;

/// Distinct pairs of prefix and level that [`ReadSample`] keeps.
pub(crate) const SAMPLE_CAPACITY: usize = 20_000;

impl Tally {
    /// Number of reads.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.read_length.reads()
    }

    /// Number of records, those that were passed over too.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.reads().saturating_add(self.notes.other_mates)
    }

    /// Number of bases.
    #[must_use]
    pub fn bases(&self) -> u64 {
        self.read_length.bases()
    }

    /// Whether `other` can be added; the errors are those of [`Self::merge`].
    pub(crate) fn agrees(&self, other: &Self) -> Result<(), MergeError> {
        // Every other count is at most the number of reads or of bases (a read claims at most 101
        // percents, and 101 · 2^56 fits), so one check serves for all.
        let fits = |a: u64, b: u64| a.checked_add(b).is_some_and(|sum| sum <= MAX_BASES);
        if !fits(self.records(), other.records()) || !fits(self.bases(), other.bases()) {
            return Err(MergeError::Overflow);
        }
        self.adapter_content.agrees(&other.adapter_content)?;
        let both = self.records() > 0 && other.records() > 0;
        if both && self.read_number != other.read_number {
            return Err(MergeError::ReadNumbers);
        }
        Ok(())
    }

    /// Adds what `other` counted. On an error nothing was added.
    ///
    /// # Errors
    /// [`MergeError::Overflow`] if the sum would hold more than [`MAX_BASES`] reads or bases;
    /// [`MergeError::Adapters`] if they looked for different adapters; [`MergeError::ReadNumbers`] if
    /// they counted different reads of pairs.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        self.agrees(other)?;
        if self.records() == 0 {
            self.read_number = other.read_number;
        }
        self.read_length.merge(&other.read_length);
        self.gc_content.merge(&other.gc_content);
        self.base_quality.merge(&other.base_quality);
        self.base_content.merge(&other.base_content);
        self.read_quality.merge(&other.read_quality);
        self.duplication.merge(&other.duplication);
        self.overrepresented.merge(&other.overrepresented);
        self.adapter_content.merge(&other.adapter_content);
        self.tile_quality.merge(&other.tile_quality);
        self.quality_by_length.merge(&other.quality_by_length);
        self.sequencing_run.merge(&other.sequencing_run);
        self.notes.plus_first_word += other.notes.plus_first_word;
        self.notes.crlf += other.notes.crlf;
        self.notes.other_mates += other.notes.other_mates;
        Ok(())
    }
}

/// Adds rows of counts, making the first as long as the second needs.
fn add_rows<const N: usize>(rows: &mut Vec<[u64; N]>, other: &[[u64; N]]) {
    lengthen(rows, other.len());
    for (row, other) in rows.iter_mut().zip(other) {
        add(row, other);
    }
}

/// Makes rows at least `length` long, and takes no more memory than that needs.
fn lengthen<const N: usize>(rows: &mut Vec<[u64; N]>, length: usize) {
    if rows.len() < length {
        rows.reserve_exact(length - rows.len());
        rows.resize(length, [0; N]);
    }
}

/// Adds counts.
fn add<const N: usize>(counts: &mut [u64; N], other: &[u64; N]) {
    for (count, other) in counts.iter_mut().zip(other) {
        *count += other;
    }
}
