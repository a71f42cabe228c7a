//! Reads drawn by hash, counted by what they have in common.

use crate::order;
use hashbrown::HashMap;
use std::hash::Hash;

/// Reads by key, drawn so that the draw does not depend on their order.
///
/// A read's level is the number of zeros at the top of its hash: half of all reads have level 0, a
/// quarter level 1, and so on. Kept are the reads of level [`Sample::thinning`] and above: the
/// smallest number, not below `START`, for which at most `CAPACITY` distinct pairs of key and level
/// are kept. That depends on the set of reads alone: the pairs only
/// grow in number, so a thinning once needed stays needed.
///
/// A key's share of the kept reads estimates its share of all reads. Unlike a sample of distinct
/// keys, it cannot miss one that many reads have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample<K: Ord + Hash + Copy, const CAPACITY: usize, const START: u32> {
    thinning: u32,
    counts: HashMap<(K, u32), u64>,
}

/// A key and a level, and the reads that have both.
pub(crate) type Pair<K> = ((K, u32), u64);

/// The most zeros that can be asked for. No hash has so many: where somebody made names for which
/// all hashes are 0, nothing is kept.
const MOST: u32 = 65;

impl<K: Ord + Hash + Copy, const CAPACITY: usize, const START: u32> Default
    for Sample<K, CAPACITY, START>
{
    fn default() -> Self {
        Self::thinned(START)
    }
}

impl<K: Ord + Hash + Copy, const CAPACITY: usize, const START: u32> Sample<K, CAPACITY, START> {
    /// An empty sample that keeps no more than one read in 2^`thinning`. Merged into one that is
    /// thinned so far already, it gives the same as one that began with everything.
    #[must_use]
    pub fn thinned(thinning: u32) -> Self {
        Self {
            thinning: thinning.clamp(START, MOST),
            counts: HashMap::new(),
        }
    }

    /// Whether a read with this hash would be kept.
    #[inline]
    #[must_use]
    pub fn keeps(&self, hash: u64) -> bool {
        hash.leading_zeros() >= self.thinning
    }

    /// Counts a read, if it is one of those that are kept.
    #[inline]
    pub fn add(&mut self, key: K, hash: u64) {
        if self.keeps(hash) {
            self.add_at(key, hash.leading_zeros(), 1);
        }
    }

    /// Counts `reads` reads of one level, if that is kept.
    pub fn add_level(&mut self, key: K, level: u32, reads: u64) {
        if level >= self.thinning && reads > 0 {
            self.add_at(key, level, reads);
        }
    }

    /// One read in 2^thinning is kept.
    #[must_use]
    pub fn thinning(&self) -> u32 {
        self.thinning
    }

    /// Number of reads kept.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Kept reads by key, in the keys' order.
    #[must_use]
    pub fn counts(&self) -> Vec<(K, u64)> {
        self.counts_above(0)
    }

    /// The keys that more than `reads` of the kept reads have, in their order.
    #[must_use]
    pub fn counts_above(&self, reads: u64) -> Vec<(K, u64)> {
        let counts = self.by_key().into_iter().filter(|count| count.1 > reads);
        let mut counts: Vec<(K, u64)> = counts.map(|(key, reads)| (*key, reads)).collect();
        order::sort_by(&mut counts, |one, other| one.0.cmp(&other.0));
        counts
    }

    /// Kept reads by key, in no order, which takes less time.
    #[must_use]
    pub fn by_key(&self) -> HashMap<&K, u64> {
        let mut counts = HashMap::with_capacity(self.counts.len());
        for (key, reads) in self.drawn() {
            *counts.entry(key).or_default() += reads;
        }
        counts
    }

    /// Kept reads, in no order; a key may come more than once.
    pub fn drawn(&self) -> impl Iterator<Item = (&K, u64)> {
        self.counts.iter().map(|((key, _), reads)| (key, *reads))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.thin_to(other.thinning);
        for (&(key, level), &reads) in &other.counts {
            self.add_level(key, level, reads);
        }
    }

    /// The pairs of key and level with their reads, ascending, as they stand in the wire form.
    pub(crate) fn levels(&self) -> Vec<Pair<K>> {
        let pairs = self.counts.iter().map(|(&pair, &reads)| (pair, reads));
        let mut levels: Vec<_> = pairs.collect();
        order::sort_by(&mut levels, |one, other| one.0.cmp(&other.0));
        levels
    }

    /// Puts a sample together from its parts; none if they contradict each other or a pair is twice
    /// there.
    pub(crate) fn from_levels(thinning: u32, levels: &[Pair<K>]) -> Option<Self> {
        let sound = |&((_, level), reads): &Pair<K>| (thinning..=64).contains(&level) && reads > 0;
        levels
            .iter()
            .try_fold(0_u64, |sum, pair| sum.checked_add(pair.1))?;
        if !(START..=MOST).contains(&thinning)
            || levels.len() > CAPACITY
            || !levels.iter().all(sound)
        {
            return None;
        }
        let counts: HashMap<(K, u32), u64> = levels.iter().copied().collect();
        (counts.len() == levels.len()).then_some(Self { thinning, counts })
    }

    fn add_at(&mut self, key: K, level: u32, reads: u64) {
        *self.counts.entry((key, level)).or_default() += reads;
        while self.counts.len() > CAPACITY && self.thinning < MOST {
            self.thin_to(self.thinning + 1);
        }
    }

    fn thin_to(&mut self, thinning: u32) {
        if thinning > self.thinning {
            self.thinning = thinning;
            self.counts.retain(|(_, level), _| *level >= thinning);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::prefix::mix;
    use super::*;

    type Small = Sample<u32, 100, 1>;

    #[test]
    fn what_is_kept_does_not_depend_on_the_order() {
        let reads: Vec<(u32, u64)> = (0..20_000).map(|i| (i % 700, mix(u64::from(i)))).collect();
        let mut whole = Small::default();
        reads.iter().for_each(|&(key, hash)| whole.add(key, hash));
        let (mut front, mut back) = (Small::default(), Small::default());
        reads[..50]
            .iter()
            .for_each(|&(key, hash)| front.add(key, hash));
        reads[50..]
            .iter()
            .rev()
            .for_each(|&(key, hash)| back.add(key, hash));
        front.merge(&back);
        assert_eq!(front, whole);
        assert!(whole.thinning() > 1 && whole.levels().len() <= 100);
        let again = Small::from_levels(whole.thinning(), &whole.levels());
        assert_eq!(again, Some(whole));
    }

    #[test]
    fn a_key_that_many_reads_have_is_not_missed() {
        let mut sample = Small::default();
        for i in 0..100_000_u32 {
            let key = if i % 20 == 0 { 7 } else { 1_000 + i };
            sample.add(key, mix(u64::from(i)));
        }
        let found = sample
            .counts()
            .iter()
            .find(|item| item.0 == 7)
            .map_or(0, |item| item.1);
        let share = found as f64 / sample.reads() as f64;
        assert!((0.01..0.15).contains(&share), "{share}");
    }

    #[test]
    fn counts_are_sums_over_levels_in_the_keys_order() {
        let mut sample = Small::default();
        for i in 0..20_000_u32 {
            sample.add(i % 40, mix(u64::from(i)));
        }
        let counts = sample.counts();
        assert!(counts.len() > 30 && counts.is_sorted_by(|one, other| one.0 < other.0));
        assert_eq!(
            counts.iter().map(|count| count.1).sum::<u64>(),
            sample.reads()
        );
        assert_eq!(
            sample.drawn().map(|drawn| drawn.1).sum::<u64>(),
            sample.reads()
        );
        for (key, reads) in &counts {
            assert_eq!(sample.by_key().get(key), Some(reads));
        }
        let middle = counts[20].1;
        let above: Vec<_> = counts
            .into_iter()
            .filter(|count| count.1 > middle)
            .collect();
        assert_eq!(sample.counts_above(middle), above);
    }

    #[test]
    fn contradictions_are_refused() {
        assert_eq!(Small::from_levels(3, &[((1, 2), 1)]), None);
        assert_eq!(Small::from_levels(1, &[((1, 2), 0)]), None);
        assert_eq!(Small::from_levels(1, &[((1, 2), 3), ((1, 2), 4)]), None);
        assert_eq!(Small::from_levels(66, &[]), None);
    }
}
