//! Reads by how often their prefix occurs.

mod blocks;
mod known;
mod places;

use self::blocks::Blocks;
use self::known::Known;
use self::places::Places;
use super::prefix::{Bases, PlainPrefix, Prefix};
use hashbrown::{HashTable, hash_table::Entry};

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
/// While nothing is thinned, the bases themselves are kept as well. Prefixes with the same hash count
/// as one, which somebody who makes an input can bring about, and nobody else: shown is then the
/// first of them, so that this does not depend on the order either.
#[derive(Clone, Debug, Default)]
pub struct Duplication {
    thinning: u32,
    places: Places,
    /// Empty once thinned.
    sequences: HashTable<Known>,
    /// Prefixes with other letters than A, C, G and T, to which those of `sequences` point.
    letters: Blocks<Prefix>,
    /// Hash and reads; empty until thinned.
    hashes: HashTable<(u64, u64)>,
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
            self.add_kept(&Bases::from(sequence), hash, reads);
        }
    }

    /// Counts a read of which the prefix and its hash are known.
    pub(super) fn add_bases(&mut self, bases: &Bases<'_>, hash: u64) {
        if self.keeps(hash) {
            self.add_kept(bases, hash, 1);
        }
    }

    /// Counts a read for each prefix, of which the hash is known, and clears the list.
    pub(super) fn add_all(&mut self, prefixes: &mut Vec<(PlainPrefix, u64)>) {
        for (prefix, hash) in prefixes.drain(..) {
            self.add_bases(&Bases::Plain(prefix), hash);
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
        // Nearly all are of few reads, and need no sorting.
        let mut few = [0_u64; 64];
        let mut many = Vec::new();
        for count in self.counts() {
            match usize::try_from(count).ok().and_then(|at| few.get_mut(at)) {
                Some(prefixes) => *prefixes += 1,
                None => many.push(count),
            }
        }
        many.sort_unstable();
        let runs = many.chunk_by(|a, b| a == b);
        let many = runs.filter_map(|run| Some((*run.first()?, run.len() as u64)));
        let few = (0..).zip(few).filter(|level| level.1 > 0);
        few.chain(many).collect()
    }

    /// Every distinct prefix with its reads, by prefix; none once thinned.
    #[must_use]
    pub fn sequences(&self) -> Option<Vec<(Prefix, u64)>> {
        let mut sequences: Vec<_> = self.sequences_above(0)?.collect();
        sequences.sort_unstable();
        Some(sequences)
    }

    /// The distinct prefixes of more than so many reads, in no order; none once thinned.
    pub fn sequences_above(&self, reads: u64) -> Option<impl Iterator<Item = (Prefix, u64)>> {
        let known = self.entries()?.filter(move |known| known.1 > reads);
        Some(known.map(|(bases, reads)| (bases.prefix(), reads)))
    }

    /// Every distinct prefix as it is kept, with its reads, in no order; none once thinned.
    pub(crate) fn entries(&self) -> Option<impl Iterator<Item = (Bases<'_>, u64)>> {
        let known = self.sequences.iter();
        (self.thinning == 0).then(|| known.map(|known| (self.bases(known), known.reads)))
    }

    /// The exact number of reads with the prefix of hash `hash`; none if that is not kept.
    #[must_use]
    pub fn reads_of(&self, hash: u64) -> Option<u64> {
        if !self.keeps(hash) {
            return None;
        }
        let place = self.places.of(hash);
        if self.thinning == 0 {
            let found = self.sequences.find(place, |known| known.hash == hash);
            return Some(found.map_or(0, |known| known.reads));
        }
        let found = self.hashes.find(place, |item| item.0 == hash);
        Some(found.map_or(0, |item| item.1))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.thin_to(other.thinning);
        // About so many of the other's are kept; some of them may be here already.
        self.make_room(other.kept() >> (self.thinning - other.thinning));
        for known in &other.sequences {
            if self.keeps(known.hash) {
                self.add_kept(&other.bases(known), known.hash, known.reads);
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

    /// Makes room for so many prefixes more; not for more than are ever kept.
    pub(crate) fn make_room(&mut self, more: usize) {
        self.reserve(more.min(CAPACITY.saturating_sub(self.kept())));
    }

    /// Counts reads of a prefix.
    pub(crate) fn put(&mut self, bases: &Bases<'_>, reads: u64) {
        let hash = bases.hash();
        if self.keeps(hash) {
            self.add_kept(bases, hash, reads);
        }
    }

    /// A thinned tally of its parts; none if they contradict each other.
    pub(crate) fn from_hashes(thinning: u32, hashes: &[(u64, u64)]) -> Option<Self> {
        if thinning == 0 || thinning > MOST || hashes.len() >= CAPACITY {
            return None;
        }
        let mut tally = Self::thinned(thinning);
        tally.reserve(hashes.len());
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

    /// Whether a prefix with this hash is kept.
    #[inline]
    pub(super) fn keeps(&self, hash: u64) -> bool {
        hash.leading_zeros() >= self.thinning
    }

    fn bases(&self, known: &Known) -> Bases<'_> {
        known.bases(&self.letters)
    }

    fn add_kept(&mut self, bases: &Bases<'_>, hash: u64, reads: u64) {
        if self.thinning > 0 {
            self.add_hash(hash, reads);
        } else {
            if self.sequences.len() == self.sequences.capacity() {
                self.grow();
            }
            let places = self.places;
            let slot = self.sequences.entry(
                places.of(hash),
                |known| known.hash == hash,
                |known| places.of(known.hash),
            );
            match slot {
                Entry::Occupied(found) => {
                    let known = found.into_mut();
                    known.reads += reads;
                    if !known.is(bases, &self.letters) {
                        known.keep_first(bases, &mut self.letters);
                    }
                }
                Entry::Vacant(free) => {
                    free.insert(Known::new(bases, hash, reads, &mut self.letters));
                }
            }
        }
        self.thin_while_full();
    }

    fn add_hash(&mut self, hash: u64, reads: u64) {
        let places = self.places;
        let slot = self.hashes.entry(
            places.of(hash),
            |item| item.0 == hash,
            |item| places.of(item.0),
        );
        slot.or_insert((hash, 0)).get_mut().1 += reads;
    }

    /// Makes room for four times as many, for at every growth all are put into their places again.
    #[cold]
    fn grow(&mut self) {
        self.make_room((3 * self.kept()).clamp(SMALL, CAPACITY));
    }

    fn reserve(&mut self, more: usize) {
        let places = self.places;
        if self.thinning > 0 {
            self.hashes.reserve(more, |item| places.of(item.0));
        } else {
            self.sequences.reserve(more, |known| places.of(known.hash));
        }
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
        self.letters = Blocks::default();
        self.hashes
            .retain(|item| item.0.leading_zeros() >= thinning);
        let sequences = std::mem::take(&mut self.sequences);
        // With as many places as before, they are filled in the same order.
        self.reserve(sequences.len());
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

/// Room for so many prefixes at first: most tallies are of thousands.
const SMALL: usize = 56;

impl PartialEq for Duplication {
    fn eq(&self, other: &Self) -> bool {
        self.thinning == other.thinning
            && self.sequences() == other.sequences()
            && self.hashes() == other.hashes()
    }
}

impl Eq for Duplication {}

#[cfg(test)]
mod tests;
