//! A ledger in JSON.

use super::packed::{Reader, Writer};
use crate::ledger::{CAPACITY, Ledger, Mark, Segment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A ledger as it stands in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coverage {
    segments: Vec<Segment>,
    thinning: u32,
    /// base64. By ascending hash: the hash of a name, the segment's index, the names before it
    /// there, and their digest with it.
    marks: String,
}

impl From<&Ledger> for Coverage {
    fn from(ledger: &Ledger) -> Self {
        let segments = ledger.segments();
        let mut writer = Writer::default();
        for (hash, mark) in ledger.marks().iter() {
            writer.hash(hash);
            let index = segments.partition_point(|segment| segment.start < mark.start);
            writer.number(index as u64);
            writer.number(mark.ordinal);
            writer.hash(mark.digest);
        }
        Self {
            segments: segments.to_vec(),
            thinning: ledger.marks().thinning(),
            marks: writer.finish(),
        }
    }
}

impl Coverage {
    /// Number of separate places of the input.
    pub(super) fn places(&self) -> usize {
        self.segments.len()
    }

    /// None if the parts contradict each other, or the table is not in the one form that it has.
    pub(super) fn into_ledger(self) -> Option<Ledger> {
        let mut reader = Reader::new(&self.marks)?;
        let mut marks = BTreeMap::new();
        while !reader.is_over() {
            let hash = reader.hash()?;
            let index = usize::try_from(reader.number()?).ok()?;
            let mark = Mark {
                start: self.segments.get(index)?.start,
                ordinal: reader.number()?,
                digest: reader.hash()?,
            };
            let ascends = marks.last_key_value().is_none_or(|(&last, _)| last < hash);
            if !ascends || marks.len() >= CAPACITY {
                return None;
            }
            marks.insert(hash, mark);
        }
        Ledger::from_parts(self.segments, self.thinning, marks)
    }
}

impl Serialize for Ledger {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Coverage::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Ledger {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ledger = Coverage::deserialize(deserializer)?.into_ledger();
        ledger.ok_or_else(|| serde::de::Error::custom("this ledger contradicts itself"))
    }
}
