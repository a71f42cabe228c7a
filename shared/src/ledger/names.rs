//! The names of a part of the input while it is read.

use super::marks::{Mark, Marks};
use super::name::{HashedName, NameDigest};
use super::{Ledger, Segment};
use crate::fastq::{Position, Record};

/// Takes the names of consecutive records in, and gives the ledger of that part.
#[derive(Clone, Debug)]
pub struct Names {
    start: Position,
    digest: NameDigest,
    names: u64,
    marks: Marks,
}

impl Names {
    /// No name yet, of a part that begins here, for a total whose marks are thinned so far already;
    /// 0 if there is none.
    #[must_use]
    pub fn new(start: Position, thinning: u32) -> Self {
        Self {
            start,
            digest: NameDigest::default(),
            names: 0,
            marks: Marks::thinned(thinning),
        }
    }

    /// Where the part begins.
    #[must_use]
    pub fn start(&self) -> Position {
        self.start
    }

    /// Takes the name of the next record in; gives it, and its hash.
    #[inline]
    pub fn push<'a>(&mut self, record: &Record<'a>) -> HashedName<'a> {
        let name = self.digest.push(record);
        if self.marks.keeps(name.hash) {
            let mark = Mark {
                start: self.start.byte,
                ordinal: self.names,
                digest: self.digest.value(),
            };
            self.marks.add(name.hash, mark);
        }
        self.names += 1;
        name
    }

    /// The ledger of the part, which ends here.
    #[must_use]
    pub fn ledger(&self, end: Position) -> Ledger {
        let segment = Segment {
            start: self.start.byte,
            end: end.byte,
            records: self.names,
            lines: end.line - self.start.line,
            digest: self.digest.value(),
        };
        Ledger {
            segments: Some(segment)
                .filter(|segment| segment.start < segment.end)
                .into_iter()
                .collect(),
            marks: self.marks.clone(),
        }
    }
}
