//! A file that nobody keeps: three million distinct read starts, some of them twice, and reads of an
//! adapter dimer between them. Every record is made from its number alone and all are equally long,
//! so any part of the file can be made by itself.

use super::mixer::{bases, mix};

/// The dimer's start: the adapter that FastQC names `TruSeq Adapter, Index 4`.
pub(crate) const DIMER: &[u8; 50] = b"GATCGGAAGAGCACACGTCTGAACTCCAGTCACTGACCAATCTCGTATGC";
/// Bases of a read.
const LENGTH: usize = 60;
/// Digits of a read's number.
const DIGITS: usize = 8;
/// Bytes of a record: `@`, seed, `.` and number, bases, `+`, scores, and four line ends.
pub(crate) const RECORD: usize = 1 + 2 + 1 + DIGITS + 1 + LENGTH + 3 + LENGTH + 1;

/// A file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File {
    /// Files of other seeds, to 99, have other names and other sequences.
    pub(crate) seed: u64,
    /// Reads that begin with [`DIMER`].
    pub(crate) dimers: u64,
    /// Starts that occur once.
    pub(crate) once: u64,
    /// Starts that occur twice.
    pub(crate) twice: u64,
}

/// Three million distinct starts, that of the dimer among them, which has 5 % of all reads.
pub(crate) const THREE_MILLION: File = File {
    seed: 0,
    dimers: 173_684,
    once: 2_700_000,
    twice: 299_999,
};

impl File {
    pub(crate) fn reads(&self) -> u64 {
        self.dimers + self.once + 2 * self.twice
    }

    /// Distinct starts.
    pub(crate) fn distinct(&self) -> u64 {
        1 + self.once + self.twice
    }

    /// Writes the records of these numbers, from 0, in the place of what `text` holds.
    pub(crate) fn write(&self, numbers: std::ops::Range<u64>, text: &mut Vec<u8>) {
        text.clear();
        for number in numbers.start..numbers.end.min(self.reads()) {
            self.record(number, text);
        }
    }

    fn record(&self, number: u64, text: &mut Vec<u8>) {
        text.push(b'@');
        digits(self.seed, 2, text);
        text.push(b'.');
        digits(number, DIGITS, text);
        text.push(b'\n');
        // A prime that divides no number of reads used here: a step of it visits every place once,
        // so that reads of each kind stand all over the file.
        let place = number * 1_000_003 % self.reads();
        let twice = self.dimers + self.once;
        let start = place.min(twice) + place.saturating_sub(twice) / 2;
        let start = self.seed << 32 | start;
        let begin = text.len();
        if place < self.dimers {
            text.extend_from_slice(DIMER);
        } else {
            // The first 32 bases alone tell two starts apart: the mixer is a bijection.
            bases(mix(2 * start), 32, text);
            bases(mix(2 * start + 1), 18, text);
        }
        // Behind base 50 all reads differ.
        bases(mix(!(self.seed << 32 | number)), LENGTH - 50, text);
        debug_assert_eq!(text.len() - begin, LENGTH);
        text.extend_from_slice(b"\n+\n");
        text.extend_from_slice(&[b'F'; LENGTH]);
        text.push(b'\n');
    }
}

/// A number of so many digits.
fn digits(number: u64, count: usize, text: &mut Vec<u8>) {
    let begin = text.len();
    text.resize(begin + count, b'0');
    let mut rest = number;
    for digit in text[begin..].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
}
