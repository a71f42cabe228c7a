//! What depends on order: which bytes of the input have been covered, where records and lines
//! stand, and a digest of the read names in their order.

use crate::fastq::{Position, Record};
use crate::tally::{MAX_BASES, MergeError};
use serde::{Deserialize, Serialize};

/// The largest offset that a tally may be merged or read from JSON with, 2^59 bytes.
pub const MAX_END: u64 = MAX_BASES * 8;

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

/// The prime 2^61 − 1.
const MODULUS: u64 = (1 << 61) - 1;
/// Base of the polynomial; any number below the modulus that is not special.
const BASE: u64 = 0x0bad_5eed_1234_5677;

/// An order-sensitive digest of read names: Σ h(nameᵢ) · B^(n−i) modulo 2^61 − 1.
///
/// Digests of two runs combine to that of their concatenation, so it does not matter where a file
/// was cut. The name is the header up to the first space or tab, without a `/1` or `/2` at its
/// end: the digests of R1 and R2 are equal if their reads are named alike in the same order.
/// It tells mistakes, not forgeries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameDigest(u64);

impl NameDigest {
    /// Appends one name; gives it, and its hash.
    pub fn push<'a>(&mut self, record: &Record<'a>) -> HashedName<'a> {
        let name = HashedName::of(record);
        self.0 = add(multiply(self.0, BASE), name.hash % MODULUS);
        name
    }

    /// The digest as a number.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }
}

/// The digest of the names of `left` and then `right`, which has `right_records` names.
fn concatenate(left: u64, right: u64, right_records: u64) -> u64 {
    let mut factor = 1;
    let mut square = BASE;
    let mut exponent = right_records;
    while exponent > 0 {
        if exponent & 1 == 1 {
            factor = multiply(factor, square);
        }
        square = multiply(square, square);
        exponent >>= 1;
    }
    add(multiply(left, factor), right)
}

fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= MODULUS { sum - MODULUS } else { sum }
}

fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    // 2^61 ≡ 1: fold the high bits onto the low ones.
    let folded = (product as u64 & MODULUS) + (product >> 61) as u64;
    if folded >= MODULUS {
        folded - MODULUS
    } else {
        folded
    }
}

/// A fixed hash of bytes, the same on every platform.
fn hash(bytes: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let step = |state: u64, word: u64| (state.rotate_left(23) ^ word).wrapping_mul(MIX);
    let mut state = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state = step(state, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    state = step(state, u64::from_le_bytes(last));
    (state ^ (state >> 29)).wrapping_mul(MIX)
}

/// A read's name, and a hash of it.
#[derive(Clone, Copy, Debug)]
pub struct HashedName<'a> {
    /// The header up to the first space or tab.
    pub text: &'a [u8],
    /// Hash of the name without `/1` or `/2`, the same on every platform.
    pub hash: u64,
}

impl<'a> HashedName<'a> {
    /// The name of a record.
    #[must_use]
    pub fn of(record: &Record<'a>) -> Self {
        let text = record.name();
        Self {
            text,
            hash: hash(without_mate(text)),
        }
    }
}

/// A read's name without `/1` or `/2` at its end: mates have the same.
#[must_use]
pub fn without_mate(name: &[u8]) -> &[u8] {
    name.strip_suffix(b"/1")
        .or_else(|| name.strip_suffix(b"/2"))
        .unwrap_or(name)
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ledger {
    segments: Vec<Segment>,
}

impl Ledger {
    /// The segments, in order, none touching another.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
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

    /// Takes one segment in. Empty ones leave no trace.
    ///
    /// # Errors
    /// [`MergeError::Overlap`] if some of its bytes are covered; nothing is taken in then.
    pub fn commit(&mut self, segment: Segment) -> Result<(), MergeError> {
        if segment.start >= segment.end {
            return Ok(());
        }
        let at = self
            .segments
            .partition_point(|other| other.start < segment.start);
        let before = at.checked_sub(1).and_then(|index| self.segments.get(index));
        let after = self.segments.get(at);
        for other in before.into_iter().chain(after) {
            let (start, end) = (other.start.max(segment.start), other.end.min(segment.end));
            if start < end {
                return Err(MergeError::Overlap { start, end });
            }
        }
        self.segments.insert(at, segment);
        self.join(at);
        if let Some(before) = at.checked_sub(1) {
            self.join(before);
        }
        Ok(())
    }

    /// Takes in all that `other` covers.
    ///
    /// # Errors
    /// [`MergeError::Overlap`] if both cover some bytes, [`MergeError::Overflow`] if it lies past
    /// [`MAX_END`]; nothing is taken in then.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        let mut merged = self.clone();
        for segment in &other.segments {
            // What is merged here can be read back from its JSON.
            if segment.end > MAX_END {
                return Err(MergeError::Overflow);
            }
            merged.commit(*segment)?;
        }
        *self = merged;
        Ok(())
    }

    /// Whether the segments are in order, apart, not empty and within reason, as this type keeps them.
    pub(crate) fn is_sound(&self) -> bool {
        let within = |segment: &Segment| {
            segment.start < segment.end
                && segment.end <= MAX_END
                && segment.records <= segment.end - segment.start
                && segment.lines <= segment.end - segment.start + 1
                && segment.digest < MODULUS
        };
        self.segments.iter().all(within)
            && self
                .segments
                .windows(2)
                .all(|pair| pair[0].end < pair[1].start)
    }

    /// Joins the segment at `index` with the next one if they touch.
    fn join(&mut self, index: usize) {
        let (Some(&left), Some(&right)) = (self.segments.get(index), self.segments.get(index + 1))
        else {
            return;
        };
        if left.end != right.start {
            return;
        }
        self.segments[index] = Segment {
            start: left.start,
            end: right.end,
            records: left.records + right.records,
            lines: left.lines + right.lines,
            digest: concatenate(left.digest, right.digest, right.records),
        };
        self.segments.remove(index + 1);
    }
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
        assert!(total.is_sound());
        let before = total.clone();
        assert_eq!(total.merge(&ledger(MAX_END + 1)), Err(MergeError::Overflow));
        assert_eq!(total, before);
    }

    #[test]
    fn digests_combine_wherever_the_names_are_cut() {
        let names: Vec<Vec<u8>> = (0..20).map(|i| format!("read{i}/1").into_bytes()).collect();
        let digest = |names: &[Vec<u8>]| {
            let mut digest = NameDigest::default();
            for name in names {
                let record = Record {
                    definition: name,
                    sequence: b"",
                    quality_scores: b"",
                    plus_first_word: false,
                    carriage_return: false,
                };
                digest.push(&record);
            }
            digest.value()
        };
        for cut in 0..=names.len() {
            let (left, right) = names.split_at(cut);
            assert_eq!(
                concatenate(digest(left), digest(right), right.len() as u64),
                digest(&names)
            );
        }
        let mut swapped = names.clone();
        swapped.swap(3, 4);
        assert_ne!(digest(&swapped), digest(&names));
    }
}
