//! Where reads come from: what Casava 1.8 headers say of instrument, run, flow cell, lane, filter
//! and index.

use super::sample::Sample;
use std::collections::BTreeMap;

/// The most lanes that are told apart.
pub const MAX_LANES: usize = 256;
/// The most bytes of the text that names a lane.
pub const MAX_LANE_NAME: usize = 100;
/// The most bytes of an index; what is longer counts as cut.
pub const MAX_INDEX: usize = 40;
/// Distinct pairs of index and level that are kept.
pub(crate) const INDEX_CAPACITY: usize = 4_000;

/// Reads by lane; or that there are too many lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// Reads by `instrument:run:flow cell:lane`, as it stands in the header.
    Known(BTreeMap<String, u64>),
    /// More than [`MAX_LANES`] differ.
    Overflowed,
}

impl Default for Lanes {
    fn default() -> Self {
        Self::Known(BTreeMap::new())
    }
}

/// An index (barcode) as it stands in the header, cut to [`MAX_INDEX`] bytes; `?` stands for what
/// cannot be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Index {
    bytes: [u8; MAX_INDEX],
    length: u8,
}

impl Index {
    /// The index of these bytes.
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        let length = text.len().min(MAX_INDEX);
        let mut bytes = [0; MAX_INDEX];
        for (byte, &found) in bytes.iter_mut().zip(text) {
            *byte = if found.is_ascii_graphic() {
                found
            } else {
                b'?'
            };
        }
        Self {
            bytes,
            length: length as u8,
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// Indexes of reads, all of them or drawn by hash.
pub type Indexes = Sample<Index, INDEX_CAPACITY, 0>;

/// What headers say of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SequencingRun {
    /// Reads by lane.
    pub lanes: Lanes,
    /// Reads by index; only of headers that name one.
    pub indexes: Indexes,
    /// Reads that passed the instrument's filter (`:N:`), and those that did not (`:Y:`).
    pub filter: [u64; 2],
    /// Reads that call themselves the first and the second of a pair, by `1:` or `/1`.
    pub read_number: [u64; 2],
}

impl SequencingRun {
    pub(super) fn add_lane(&mut self, name: &str, reads: u64) {
        let Lanes::Known(lanes) = &mut self.lanes else {
            return;
        };
        match lanes.get_mut(name) {
            Some(count) => *count += reads,
            None => {
                lanes.insert(name.to_owned(), reads);
            }
        }
        if lanes.len() > MAX_LANES {
            self.lanes = Lanes::Overflowed;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        match &other.lanes {
            Lanes::Known(lanes) => lanes
                .iter()
                .for_each(|(name, &reads)| self.add_lane(name, reads)),
            Lanes::Overflowed => self.lanes = Lanes::Overflowed,
        }
        self.indexes.merge(&other.indexes);
        super::add(&mut self.filter, &other.filter);
        super::add(&mut self.read_number, &other.read_number);
    }
}

/// `instrument:run:flow cell:lane` of a name as Casava 1.8 and later write it
/// (`instrument:run:flowcell:lane:tile:x:y`, perhaps with a UMI behind), of at most
/// [`MAX_LANE_NAME`] bytes; none for another name.
///
/// ```
/// use shared::tally::sequencing_run::lane_of;
/// assert_eq!(lane_of(b"A00:12:HFC:3:1101:100:200"), Some("A00:12:HFC:3"));
/// assert_eq!(lane_of(b"SRR1.1"), None);
/// ```
#[must_use]
pub fn lane_of(name: &[u8]) -> Option<&str> {
    let mut fields = name.split(|&byte| byte == b':');
    let mut length = 0;
    for field in 0..4 {
        let text = fields.next()?;
        if text.is_empty() && field != 1 {
            return None;
        }
        length += text.len() + 1;
    }
    let mut numbers = 0;
    for text in fields.by_ref().take(3) {
        if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
            return None;
        }
        numbers += 1;
    }
    let lane = std::str::from_utf8(&name[..length - 1]).ok()?;
    let printable = lane.bytes().all(|byte| byte.is_ascii_graphic());
    (numbers == 3 && lane.len() <= MAX_LANE_NAME && printable).then_some(lane)
}

/// What the description of a Casava 1.8 header says: `read:filtered:control:index`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description<'a> {
    /// 1 or 2; other numbers are given as they are.
    pub read_number: u8,
    /// The read did not pass the filter.
    pub filtered: bool,
    /// The index; empty if there is none.
    pub index: &'a [u8],
}

/// Reads the text after a header's first space; none if it is not Casava's.
///
/// ```
/// use shared::tally::sequencing_run::description;
/// let found = description(b"2:Y:18:ACGT+TTGA").unwrap();
/// assert_eq!((found.read_number, found.filtered, found.index), (2, true, &b"ACGT+TTGA"[..]));
/// ```
#[must_use]
pub fn description(text: &[u8]) -> Option<Description<'_>> {
    let [
        number @ b'1'..=b'9',
        b':',
        filtered @ (b'Y' | b'N'),
        b':',
        rest @ ..,
    ] = text
    else {
        return None;
    };
    let colon = memchr::memchr(b':', rest)?;
    if !rest[..colon].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let index = &rest[colon + 1..];
    let end = memchr::memchr2(b' ', b'\t', index).unwrap_or(index.len());
    Some(Description {
        read_number: number - b'0',
        filtered: *filtered == b'Y',
        index: &index[..end],
    })
}
