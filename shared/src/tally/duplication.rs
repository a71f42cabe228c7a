//! Reads by how often their prefix occurs.

mod blocks;

use self::blocks::Blocks;
use super::prefix::Prefix;
use hashbrown::HashTable;

/// The most distinct prefixes that are kept, plus one: FastQC 0.12.1 freezes its table on the
/// 100,000th, so below that both count the same.
pub const CAPACITY: usize = 100_000;

/// Distinct prefixes and their reads: all of them, or a sample drawn by hash.
///
/// Kept are the prefixes whose hash has [`Duplication::thinning`] zeros at its top: the smallest
/// number for which fewer than [`CAPACITY`] are kept. It depends on the set of prefixes alone, not
/// on their order: that set only grows, so a thinning once needed stays needed. Each distinct
/// prefix is kept with the same chance of 2^−thinning, and with *all* of its reads.
///
/// While nothing is thinned, the bases themselves are kept as well.
#[derive(Clone, Debug, Default)]
pub struct Duplication {
    thinning: u32,
    /// Empty once thinned.
    sequences: HashTable<Known>,
    /// Their bases, apart: a table that grows is there twice for a moment.
    prefixes: Blocks<Prefix>,
    /// Hash and reads; empty until thinned.
    hashes: HashTable<(u64, u64)>,
}

/// A distinct prefix and what is known of it.
#[derive(Clone, Copy, Debug)]
struct Known {
    hash: u64,
    reads: u64,
    /// Where its bases stand.
    place: u32,
}

impl Duplication {
    /// An empty tally that keeps no more than a share of 2^−`thinning`. Merged into one that is
    /// thinned so far already, it gives the same as one that began with everything.
    #[must_use]
    pub fn thinned(thinning: u32) -> Self {
        Self {
            thinning: thinning.min(MOST),
            ..Self::default()
        }
    }

    /// Counts reads that begin with `sequence`, whose [`hash`](super::prefix::hash) is `hash`.
    #[inline]
    pub fn add(&mut self, sequence: &[u8], hash: u64, reads: u64) {
        if self.keeps(hash) {
            self.add_kept(|| Prefix::of(sequence), hash, reads);
        }
    }

    /// Zeros at the top of every kept hash; 0 if every distinct prefix is kept.
    #[must_use]
    pub fn thinning(&self) -> u32 {
        self.thinning
    }

    /// Number of distinct prefixes that are kept.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.sequences.len() + self.hashes.len()
    }

    /// The numbers of reads of all kept prefixes, each with the number of prefixes that have so many, ascending.
    #[must_use]
    pub fn levels(&self) -> Vec<(u64, u64)> {
        let mut counts: Vec<u64> = self.counts().collect();
        counts.sort_unstable();
        counts
            .chunk_by(|a, b| a == b)
            .filter_map(|equal| Some((*equal.first()?, equal.len() as u64)))
            .collect()
    }

    /// Every distinct prefix with its reads, by prefix; none once thinned.
    #[must_use]
    pub fn sequences(&self) -> Option<Vec<(Prefix, u64)>> {
        let known = self.sequences.iter();
        let mut sequences: Vec<_> = known
            .filter_map(|known| Some((*self.prefixes.get(known.place)?, known.reads)))
            .collect();
        sequences.sort_unstable();
        (self.thinning == 0).then_some(sequences)
    }

    /// The exact number of reads with the prefix of hash `hash`; none if that is not kept.
    #[must_use]
    pub fn reads_of(&self, hash: u64) -> Option<u64> {
        if !self.keeps(hash) {
            return None;
        }
        if self.thinning == 0 {
            let found = self
                .sequences
                .find(spread(hash), |known| known.hash == hash);
            return Some(found.map_or(0, |known| known.reads));
        }
        let found = self.hashes.find(spread(hash), |item| item.0 == hash);
        Some(found.map_or(0, |item| item.1))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.thin_to(other.thinning);
        for known in &other.sequences {
            if self.keeps(known.hash)
                && let Some(prefix) = other.prefixes.get(known.place)
            {
                self.add_kept(|| *prefix, known.hash, known.reads);
            }
        }
        for &(hash, reads) in &other.hashes {
            if self.keeps(hash) {
                self.add_hash(hash, reads);
                self.thin_while_full();
            }
        }
    }

    /// Hashes and reads of a thinned tally, by hash.
    pub(crate) fn hashes(&self) -> Vec<(u64, u64)> {
        let mut hashes: Vec<_> = self.hashes.iter().copied().collect();
        hashes.sort_unstable();
        hashes
    }

    /// An unthinned tally of its parts; none if they are too many, empty or twice there.
    pub(crate) fn from_sequences(sequences: &[(Prefix, u64)]) -> Option<Self> {
        if sequences.len() >= CAPACITY {
            return None;
        }
        let mut tally = Self::default();
        for (prefix, reads) in sequences {
            if *reads == 0 {
                return None;
            }
            tally.add_kept(|| *prefix, prefix.hash(), *reads);
        }
        (tally.sequences.len() == sequences.len()).then_some(tally)
    }

    /// A thinned tally of its parts; none if they contradict each other.
    pub(crate) fn from_hashes(thinning: u32, hashes: &[(u64, u64)]) -> Option<Self> {
        if thinning == 0 || thinning > MOST || hashes.len() >= CAPACITY {
            return None;
        }
        let mut tally = Self::thinned(thinning);
        for &(hash, reads) in hashes {
            if reads == 0 || !tally.keeps(hash) {
                return None;
            }
            tally.add_hash(hash, reads);
        }
        (tally.hashes.len() == hashes.len()).then_some(tally)
    }

    /// The sum of all counts, as far as it fits.
    pub(crate) fn reads(&self) -> Option<u64> {
        self.counts().try_fold(0_u64, u64::checked_add)
    }

    fn counts(&self) -> impl Iterator<Item = u64> {
        let unthinned = self.sequences.iter().map(|known| known.reads);
        unthinned.chain(self.hashes.iter().map(|item| item.1))
    }

    #[inline]
    fn keeps(&self, hash: u64) -> bool {
        hash.leading_zeros() >= self.thinning
    }

    fn add_kept(&mut self, prefix: impl FnOnce() -> Prefix, hash: u64, reads: u64) {
        if self.thinning > 0 {
            self.add_hash(hash, reads);
        } else {
            let prefixes = &mut self.prefixes;
            let slot = self.sequences.entry(
                spread(hash),
                |known| known.hash == hash,
                |known| spread(known.hash),
            );
            let new = || Known {
                hash,
                reads: 0,
                place: prefixes.push(prefix()),
            };
            slot.or_insert_with(new).get_mut().reads += reads;
        }
        self.thin_while_full();
    }

    fn add_hash(&mut self, hash: u64, reads: u64) {
        let slot = self
            .hashes
            .entry(spread(hash), |item| item.0 == hash, |item| spread(item.0));
        slot.or_insert((hash, 0)).get_mut().1 += reads;
    }

    #[inline]
    fn thin_while_full(&mut self) {
        while self.kept() >= CAPACITY && self.thinning < MOST {
            self.thin_to(self.thinning + 1);
        }
    }

    fn thin_to(&mut self, thinning: u32) {
        if thinning <= self.thinning {
            return;
        }
        self.thinning = thinning;
        self.hashes
            .retain(|item| item.0.leading_zeros() >= thinning);
        self.prefixes = Blocks::default();
        let sequences = std::mem::take(&mut self.sequences);
        for known in &sequences {
            if self.keeps(known.hash) {
                self.add_hash(known.hash, known.reads);
            }
        }
    }
}

/// The most zeros that are asked for. Two hashes have so many, so nobody can fill the table by
/// making sequences whose hashes begin with zeros.
const MOST: u32 = 63;

/// The table looks at the top bits, which thinning makes zeros.
fn spread(hash: u64) -> u64 {
    hash.rotate_left(32)
}

impl PartialEq for Duplication {
    fn eq(&self, other: &Self) -> bool {
        self.thinning == other.thinning
            && self.sequences() == other.sequences()
            && self.hashes() == other.hashes()
    }
}

impl Eq for Duplication {}
