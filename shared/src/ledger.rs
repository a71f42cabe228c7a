//! What depends on order: which bytes of the input have been covered, where records and lines
//! stand, a digest of the read names in their order, and the places of some of them.

mod marks;
mod name;
mod names;

pub use self::marks::{CAPACITY, Mark, Marks};
pub use self::name::{HashedName, NameDigest, without_mate};
pub use self::names::Names;

pub use self::marks::level;

use self::name::MODULUS;
use crate::fastq::Position;
use crate::tally::{MAX_BASES, MergeError};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::Range};

/// The largest offset that a tally may be merged or read from JSON with, 2^59 bytes.
pub const MAX_END: u64 = MAX_BASES * 8;

/// The most segments that a ledger may be merged to or read from JSON with; they take 1.3 MB of memory.
/// Parts in random order leave the most where half of them are there: a quarter of their number. So
/// a file of 500 GB may come in parts of 4 MB in any random order.
pub const MAX_SEGMENTS: usize = 1 << 15;

/// A run of whole records of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Offset of its first byte in the uncompressed input, from 0.
    pub start: u64,
    /// Offset behind its last byte.
    pub end: u64,
    /// Number of records.
    pub records: u64,
    /// Number of lines of those records; blank lines at the end of the input are not counted.
    pub lines: u64,
    /// Digest of the read names in order; see [`NameDigest`].
    #[serde(with = "hexadecimal")]
    pub digest: u64,
}

/// Which parts of the input have been counted: segments in order, joined where they touch.
///
/// A segment is taken whole or not at all, so a part that was sent twice cannot count twice.
///
/// ```
/// use shared::ledger::{Ledger, Segment};
/// let part = |start, end| Segment { start, end, records: 1, lines: 4, digest: 0 };
/// let mut ledger = Ledger::default();
/// ledger.commit(part(10, 20))?;
/// ledger.commit(part(0, 10))?;
/// assert!(ledger.commit(part(10, 20)).is_err());
/// assert!(ledger.is_whole(20));
/// # Ok::<(), shared::tally::MergeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    segments: Vec<Segment>,
    marks: Marks,
}

impl Ledger {
    /// The segments, in order, none touching another.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Some of the covered names, with their places.
    #[must_use]
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Number of records covered.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.segments.iter().map(|segment| segment.records).sum()
    }

    /// The part from the first byte on without a gap, if any.
    #[must_use]
    pub fn prefix(&self) -> Option<&Segment> {
        self.segments.first().filter(|segment| segment.start == 0)
    }

    /// Record, line and byte at which the covered prefix ends: what a part that begins there has
    /// as its base.
    #[must_use]
    pub fn prefix_end(&self) -> Position {
        self.prefix().map_or(Position::START, |prefix| Position {
            byte: prefix.end,
            record: prefix.records + 1,
            line: prefix.lines + 1,
        })
    }

    /// Whether the covered bytes are one run from the first byte to `length`.
    #[must_use]
    pub fn is_whole(&self, length: u64) -> bool {
        self.segments.len() == 1 && self.prefix().is_some_and(|prefix| prefix.end == length)
    }

    /// Takes one segment in, without marks of its names. Empty ones leave no trace.
    ///
    /// # Errors
    /// [`MergeError::Overlap`] if some of its bytes are covered; nothing is taken in then.
    pub fn commit(&mut self, segment: Segment) -> Result<(), MergeError> {
        if segment.start < segment.end {
            let (place, taken) = self.with(&[segment])?;
            self.put(place, taken);
        }
        Ok(())
    }

    /// Takes in all that `other` covers.
    ///
    /// # Errors
    /// [`MergeError::Overlap`] if both cover some bytes, [`MergeError::Overflow`] if it lies past
    /// [`MAX_END`], [`MergeError::Scattered`] if together they have more than [`MAX_SEGMENTS`]; nothing
    /// is taken in then.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        // What is merged here can be read back from its JSON.
        if other.segments.last().is_some_and(|last| last.end > MAX_END) {
            return Err(MergeError::Overflow);
        }
        let (place, taken) = self.with(&other.segments)?;
        let joined = taken.windows(2).filter(|pair| touch(pair)).count();
        let count = self.segments.len() - place.len() + taken.len() - joined;
        if count > MAX_SEGMENTS {
            return Err(MergeError::Scattered);
        }
        // Marks move with their segments where those are joined.
        self.marks.merge(&other.marks);
        self.put(place, taken);
        Ok(())
    }

    /// These segments and those of ours that lie among or beside them, in order and not yet joined,
    /// with the place of ours. `segments` are in order and do not overlap each other.
    fn with(&self, segments: &[Segment]) -> Result<(Range<usize>, Vec<Segment>), MergeError> {
        let (Some(first), Some(last)) = (segments.first(), segments.last()) else {
            return Ok((0..0, Vec::new()));
        };
        let from = self.segments.partition_point(|own| own.end < first.start);
        let to = self.segments.partition_point(|own| own.start <= last.end);
        let own = self.segments.get(from..to).unwrap_or_default();
        let mut all = [own, segments].concat();
        // Two runs in order: the sort finds them, and takes time in proportion to their length.
        all.sort_by_key(|segment| segment.start);
        let shared = |pair: &[Segment]| {
            (pair[1].start < pair[0].end).then(|| (pair[1].start, pair[0].end.min(pair[1].end)))
        };
        match all.windows(2).find_map(shared) {
            Some((start, end)) => Err(MergeError::Overlap { start, end }),
            None => Ok((from..to, all)),
        }
    }

    /// Puts segments in the place of some, joined where they touch.
    fn put(&mut self, place: Range<usize>, segments: Vec<Segment>) {
        let joined = self.marks.joined(segments);
        self.segments.splice(place, joined);
    }

    /// The same with segments that begin elsewhere: `stands` gives the new offset of each one's first
    /// byte, in the same order. None if it gives none, or if some would overlap.
    pub(crate) fn moved(&self, stands: impl Fn(u64) -> Option<u64>) -> Option<Self> {
        let mut moved = Self {
            segments: Vec::with_capacity(self.segments.len()),
            marks: self.marks.moved(&stands)?,
        };
        for segment in &self.segments {
            let start = stands(segment.start)?;
            moved.segments.push(Segment {
                start,
                end: start.checked_add(segment.end - segment.start)?,
                ..*segment
            });
        }
        let apart = |pair: &[Segment]| pair[0].end <= pair[1].start;
        if !moved.segments.windows(2).all(apart) {
            return None;
        }
        moved.segments = moved.marks.joined(moved.segments);
        Some(moved)
    }

    /// A ledger of its parts; none unless they are as this type keeps them: segments in order,
    /// apart, not empty and within reason, not more than [`MAX_SEGMENTS`], and marks that go with them.
    pub(crate) fn from_parts(
        segments: Vec<Segment>,
        thinning: u32,
        marks: BTreeMap<u64, Mark>,
    ) -> Option<Self> {
        let within = |segment: &Segment| {
            segment.start < segment.end
                && segment.end <= MAX_END
                && segment.records <= segment.end - segment.start
                // A line has a byte, its end. That of the last one may be missing, but each record has
                // an @ and a + besides. So it holds of segments that are joined, too.
                && segment.lines <= segment.end - segment.start
                && segment.digest < MODULUS
                && (segment.records > 0 || segment.digest == 0)
        };
        let apart = |pair: &[Segment]| pair[0].end < pair[1].start;
        let sound = segments.len() <= MAX_SEGMENTS
            && segments.iter().all(within)
            && segments.windows(2).all(apart);
        let marks = Marks::from_parts(thinning, marks, &segments).filter(|_| sound)?;
        Some(Self { segments, marks })
    }
}

/// Whether one ends where the next begins.
fn touch(pair: &[Segment]) -> bool {
    pair[0].end == pair[1].start
}

mod hexadecimal {
    //! A digest as 16 hexadecimal digits, so that no reader of JSON rounds it.

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(digest: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{digest:016x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16)
            .map_err(|_| D::Error::custom("a digest is 16 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_merged_can_be_read_back() {
        let ledger = |end: u64| {
            let mut ledger = Ledger::default();
            let segment = Segment {
                start: end - 9,
                end,
                records: 1,
                lines: 4,
                digest: 0,
            };
            assert_eq!(ledger.commit(segment), Ok(()));
            ledger
        };
        let mut total = ledger(9);
        assert_eq!(total.merge(&ledger(MAX_END)), Ok(()));
        assert!(Ledger::from_parts(total.segments.clone(), 0, BTreeMap::new()).is_some());
        let before = total.clone();
        assert_eq!(total.merge(&ledger(MAX_END + 1)), Err(MergeError::Overflow));
        assert_eq!(total, before);
    }

    #[test]
    fn a_line_has_a_byte() {
        let read = |lines| {
            let segment = Segment {
                start: 0,
                end: 5,
                records: 1,
                lines,
                digest: 0,
            };
            Ledger::from_parts(vec![segment], 0, BTreeMap::new())
        };
        assert!(read(5).is_some() && read(6).is_none());
    }

    /// A ledger of `count` segments of one byte, `apart` bytes from each other.
    fn scattered(first: u64, apart: u64, count: usize) -> Ledger {
        let segment = |index: u64| Segment {
            start: first + index * apart,
            end: first + index * apart + 1,
            records: 1,
            lines: 1,
            digest: 0,
        };
        let segments = (0..count as u64).map(segment).collect();
        Ledger::from_parts(segments, 0, BTreeMap::new()).unwrap()
    }

    #[test]
    fn places_are_bounded() {
        let most = scattered(0, 4, MAX_SEGMENTS);
        let mut sum = most.clone();
        assert_eq!(sum.merge(&scattered(2, 4, 1)), Err(MergeError::Scattered));
        assert_eq!(sum, most);
        // What closes gaps is welcome.
        assert_eq!(sum.merge(&scattered(1, 4, MAX_SEGMENTS)), Ok(()));
        assert_eq!(sum.segments().len(), MAX_SEGMENTS);
        assert_eq!(sum.records(), 2 * MAX_SEGMENTS as u64);
        let mut segments = most.segments.clone();
        segments.push(scattered(1 << 40, 1, 1).segments[0]);
        assert!(Ledger::from_parts(segments, 0, BTreeMap::new()).is_none());
    }
}
