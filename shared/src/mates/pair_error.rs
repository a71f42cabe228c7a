//! Where two mates part company.

use crate::fastq::FastqError;
use crate::tally::ReadNumber;
use thiserror::Error;

/// Why pairs cannot be read on. Names are those of the reads up to the first space, with `/1` or
/// `/2` if they have it; records count from 1 in their file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PairError {
    /// The files' records of one number have different names.
    #[error(
        "record {record} is called {first} in the first file and {second} in the second: they are no pair; the files must hold the same reads in the same order"
    )]
    Names {
        /// The record.
        record: u64,
        /// Its name in the first file.
        first: String,
        /// Its name in the second file.
        second: String,
    },
    /// Two records of an interleaved file that should be a pair have different names.
    #[error(
        "records {record} and {} are called {first} and {second}: they are no pair; in an interleaved file mates stand next to each other, and mates in two files are given as two files",
        record + 1
    )]
    NotInterleaved {
        /// The first of the two records.
        record: u64,
        /// Its name.
        first: String,
        /// The next record's name.
        second: String,
    },
    /// One file ends, the other goes on.
    #[error(
        "the {ended} file ends after {records} records, and the {} file goes on with record {}, {next}; the files must hold the same reads in the same order",
        ended.other(),
        records + 1
    )]
    Ended {
        /// The file that ends.
        ended: ReadNumber,
        /// How many records it has.
        records: u64,
        /// The name of the next record of the other file.
        next: String,
    },
    /// An interleaved file ends with a read that has no mate.
    #[error("record {record}, {name}, is the last and has no mate")]
    NoMate {
        /// The record.
        record: u64,
        /// Its name.
        name: String,
    },
    /// A file is malformed.
    #[error("the {mate} file: {error}")]
    Malformed {
        /// Which file.
        mate: ReadNumber,
        /// What is wrong with it.
        error: FastqError,
    },
    /// An interleaved file is malformed.
    #[error("{0}")]
    MalformedInterleaved(FastqError),
}

/// The most characters of a name that are kept.
const MAX_NAME: usize = 1000;

/// A name as it may be shown: control characters are replaced, and very long ones are cut.
pub(super) fn shown(name: &[u8]) -> String {
    let head = name.get(..4 * MAX_NAME).unwrap_or(name);
    let text = String::from_utf8_lossy(head);
    let mut shown: String = text
        .chars()
        .take(MAX_NAME)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(MAX_NAME).is_some() {
        shown.push('…');
    }
    shown
}
