//! Pairs of reads: the two mates that were read from both ends of one fragment.
//!
//! Where a fragment is shorter than both reads together, its mates read some bases twice. They come
//! from one molecule, so where they differ, one of them is wrong: that tells whether quality scores
//! are true, without a reference genome. [`PairReader`] reads the mates of two files, or of an
//! interleaved one, side by side; [`OverlapSearch`] finds what both read; [`ObservedQuality`]
//! counts it.
//!
//! ```
//! use shared::mates::{PairCounter, PairReader};
//! use shared::tally::ReadNumber;
//! let (mut reader, mut counter) = (PairReader::of_two_files(), PairCounter::default());
//! while let Some(mate) = reader.wants() {
//!     let text: &[u8] = match mate {
//!         ReadNumber::First => b"@r/1\nACGT\n+\nIIII\n",
//!         ReadNumber::Second => b"@r/2\nACGT\n+\nIIII\n",
//!     };
//!     reader.feed(mate, text, |pair| counter.add(&pair));
//!     reader.end(mate, |pair| counter.add(&pair));
//! }
//! assert_eq!(reader.error(), None);
//! assert_eq!(counter.finish().pairs(), 1);
//! ```

mod observed_quality;
mod overlap;
mod pair_error;
mod pair_reader;

pub use self::observed_quality::{Compared, ObservedQuality, PairCounter, SCORES};
pub use self::overlap::{
    MAX_LENGTH, MAX_MISMATCH_PERCENT, MIN_OVERLAP, Overlap, OverlapSearch, overlap,
};
pub use self::pair_error::PairError;
pub use self::pair_reader::{Pair, PairReader};
