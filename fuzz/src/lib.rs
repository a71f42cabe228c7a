//! What the fuzz targets have in common: laws, and how to make inputs of arbitrary bytes.
//!
//! Each target hands arbitrary bytes to one function of [`checks`], which panics where a law is
//! broken. Whatever else a check needs (cuts, rooms, an order) follows from the bytes themselves,
//! so that an input that fails is an ordinary file and fails again.

pub mod checks;
pub mod made;

use fastrand::Rng;
use shared::fastq::{Layout, Read, Record, read_records};

/// A record by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    pub definition: Vec<u8>,
    pub sequence: Vec<u8>,
    pub quality_scores: Vec<u8>,
    pub plus_first_word: bool,
    pub carriage_return: bool,
}

impl From<&Record<'_>> for Owned {
    fn from(record: &Record<'_>) -> Self {
        Self {
            definition: record.definition.to_vec(),
            sequence: record.sequence.to_vec(),
            quality_scores: record.quality_scores.to_vec(),
            plus_first_word: record.plus_first_word,
            carriage_return: record.carriage_return,
        }
    }
}

/// All records of some bytes, and how far reading came.
pub fn read_all(bytes: &[u8], layout: Layout, ends_input: bool) -> (Read, Vec<Owned>) {
    let mut records = Vec::new();
    let read = read_records(bytes, layout, ends_input, |record| {
        records.push(Owned::from(record));
    });
    (read, records)
}

/// Numbers that follow from the bytes (FNV-1a), so that the same input gives the same check.
pub fn numbers(bytes: &[u8]) -> Rng {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Rng::with_seed(hash)
}

/// Cuts bytes into pieces of any size: tiny ones, middling ones, or a mixture.
pub fn pieces<'a>(bytes: &'a [u8], numbers: &mut Rng) -> Vec<&'a [u8]> {
    let scale = [1, 3, 40, 700, 9000][numbers.usize(..5)];
    // Very many pieces of one long input show nothing that fewer would not.
    let least = bytes.len() / 2000;
    let mut rest = bytes;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let size = (least + numbers.usize(..=scale)).min(rest.len());
        let (piece, behind) = rest.split_at(size);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// Places at which to cut `length` bytes: all of them where they are few, else some.
pub fn cuts(length: usize, numbers: &mut Rng) -> Vec<usize> {
    if length <= 200 {
        return (0..=length).collect();
    }
    let mut cuts: Vec<usize> = (0..40).map(|_| numbers.usize(..=length)).collect();
    cuts.extend([0, length]);
    cuts.sort_unstable();
    cuts
}
