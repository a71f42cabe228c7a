//! A bounded sample of read names with their places, by which two ledgers tell where they begin to
//! differ.

use super::Segment;
use super::name::{MODULUS, append, concatenate};
use crate::tally::prefix::mix;
use std::collections::BTreeMap;

/// Fewer marks than this are kept.
pub const CAPACITY: usize = 512;

/// The most zeros that a hash can begin with. Since no two names' hashes are mixed to the same,
/// there is room for all that begin with so many.
const MOST: u32 = 64;

/// Where a name stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Offset of the first byte of its segment.
    pub start: u64,
    /// Number of names before it in that segment.
    pub ordinal: u64,
    /// Digest of that segment's names up to this one, itself included.
    pub digest: u64,
}

/// Names drawn by hash, each with the place where it stands first in what is covered.
///
/// A name is a mark if its hash, mixed, begins with at least [`Marks::thinning`] zeros: the smallest
/// number for which fewer than [`CAPACITY`] distinct names are marks. Both that number and the marks
/// depend on nothing but the covered names and their places, not on cuts or order: names only grow
/// in number, and of two places of one name the first is kept, whichever came first. So a file of a
/// million equal names has one mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    thinning: u32,
    by_hash: BTreeMap<u64, Mark>,
}

/// How many zeros the hash of a name begins with, once it is mixed so that it has nothing to do with
/// what other samples draw.
#[inline]
pub fn level(hash: u64) -> u32 {
    /// Any number: else the hash 0 would stay 0.
    const SEED: u64 = 0xd1b5_4a32_d192_ed03;
    mix(hash ^ SEED).leading_zeros()
}

impl Marks {
    /// No marks yet, and no more than one name in 2^`thinning` is to be one. Merged into marks that
    /// are thinned so far already, they give the same as those that began with all.
    pub(super) fn thinned(thinning: u32) -> Self {
        Self {
            thinning: thinning.min(MOST),
            ..Self::default()
        }
    }

    /// One name in 2^thinning is a mark.
    #[must_use]
    pub fn thinning(&self) -> u32 {
        self.thinning
    }

    /// The marks by the hashes of their names, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Mark)> {
        self.by_hash.iter().map(|(&hash, &mark)| (hash, mark))
    }

    /// Whether a name of this hash is a mark.
    #[inline]
    pub(super) fn keeps(&self, hash: u64) -> bool {
        level(hash) >= self.thinning
    }

    /// Takes a name in that is a mark, unless it is known from a place before.
    pub(super) fn add(&mut self, hash: u64, mark: Mark) {
        let kept = self.by_hash.entry(hash).or_insert(mark);
        *kept = mark.min(*kept);
        while self.by_hash.len() >= CAPACITY {
            self.thin_to(self.thinning + 1);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.thin_to(other.thinning);
        for (hash, mark) in other.iter() {
            if self.keeps(hash) {
                self.add(hash, mark);
            }
        }
    }

    /// The same marks in segments that begin elsewhere; none if `stands` does not know where.
    pub(super) fn moved(&self, stands: impl Fn(u64) -> Option<u64>) -> Option<Self> {
        let moved = |(hash, mark): (u64, Mark)| {
            let start = stands(mark.start)?;
            Some((hash, Mark { start, ..mark }))
        };
        Some(Self {
            thinning: self.thinning,
            by_hash: self.iter().map(moved).collect::<Option<_>>()?,
        })
    }

    /// These segments, in order, joined where they touch; their marks are told.
    pub(super) fn joined(&mut self, segments: Vec<Segment>) -> Vec<Segment> {
        let mut joined: Vec<Segment> = Vec::with_capacity(segments.len());
        for segment in segments {
            match joined.last_mut().filter(|last| last.end == segment.start) {
                Some(last) => {
                    self.join(last, &segment);
                    *last = Segment {
                        start: last.start,
                        end: segment.end,
                        records: last.records + segment.records,
                        lines: last.lines + segment.lines,
                        digest: concatenate(last.digest, segment.digest, segment.records),
                    };
                }
                None => joined.push(segment),
            }
        }
        joined
    }

    /// Tells the marks of `right` that it was joined to `left`.
    fn join(&mut self, left: &Segment, right: &Segment) {
        for mark in self.by_hash.values_mut() {
            if mark.start == right.start {
                mark.digest = concatenate(left.digest, mark.digest, mark.ordinal + 1);
                mark.ordinal += left.records;
                mark.start = left.start;
            }
        }
    }

    /// Marks of a wire form; none if they are not as this type keeps them, or contradict the
    /// segments or each other. `segments` are sound.
    pub(super) fn from_parts(
        thinning: u32,
        by_hash: BTreeMap<u64, Mark>,
        segments: &[Segment],
    ) -> Option<Self> {
        let marks = Self { thinning, by_hash };
        let kept = marks.by_hash.keys().all(|&hash| marks.keeps(hash));
        let sound = thinning <= MOST
            && marks.by_hash.len() < CAPACITY
            && kept
            && marks.agree_with(segments);
        sound.then_some(marks)
    }

    /// Whether every mark stands in a segment, at a place of its own, with a digest that goes with
    /// those beside it.
    fn agree_with(&self, segments: &[Segment]) -> bool {
        let mut places: Vec<(u64, Mark)> = self.iter().collect();
        places.sort_unstable_by_key(|place| place.1);
        let mut before: Option<Mark> = None;
        places.into_iter().all(|(hash, mark)| {
            let at = segments.binary_search_by_key(&mark.start, |segment| segment.start);
            let Some(segment) = at.ok().and_then(|at| segments.get(at)) else {
                return false;
            };
            let before = before.replace(mark).filter(|one| one.start == mark.start);
            let next_to = match (before, mark.ordinal) {
                (_, 0) => Some(0),
                (Some(one), ordinal) if one.ordinal + 1 == ordinal => Some(one.digest),
                _ => None,
            };
            mark.ordinal < segment.records
                && before.is_none_or(|one| one.ordinal < mark.ordinal)
                && mark.digest < MODULUS
                && next_to.is_none_or(|digest| append(digest, hash) == mark.digest)
                && (mark.ordinal + 1 < segment.records || mark.digest == segment.digest)
        })
    }

    fn thin_to(&mut self, thinning: u32) {
        if thinning > self.thinning {
            self.thinning = thinning;
            self.by_hash.retain(|&hash, _| level(hash) >= thinning);
        }
    }
}
