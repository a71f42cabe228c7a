//! Text of many records, and gzip of several structures.

use std::fmt::Write as _;
use std::io::Write as _;

/// Records whose lengths, letters and scores differ; `bases` each at most.
pub(crate) fn records(bytes: usize, bases: usize, line_end: &str) -> String {
    let (mut text, mut state, mut number) = (String::new(), 7_u64, 0);
    while text.len() < bytes {
        let mut next = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            (state >> 33) as usize
        };
        let length = bases - next() % (bases / 3 + 1);
        let sequence: String = (0..length)
            .map(|_| char::from(b"ACGTN"[next() % 5]))
            .collect();
        // Scores may begin with '@' and '+', as if a record or its third line began.
        let scores: String = (0..length)
            .map(|_| char::from(b"@+I#5,F:"[next() % 8]))
            .collect();
        write!(text, "@M1:1:FC:1:{}:{number}:2 1:N:0:ACGT{line_end}{sequence}{line_end}+{line_end}{scores}{line_end}", 1101 + number / 50).unwrap();
        number += 1;
    }
    text
}

/// Records whose lines are broken.
pub(crate) fn wrapped(bytes: usize) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        write!(
            text,
            "@w{number}\nACGTACGTAC\nGGGTT\n+\nIIIIIIIIII\n@+FF:\n"
        )
        .unwrap();
    }
    text
}

pub(crate) fn member(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A member that says how long it is.
pub(crate) fn block(text: &[u8]) -> Vec<u8> {
    let extra = |length: u16| [&b"BC\x02\0"[..], &length.to_le_bytes()].concat();
    let pack = |length: u16| {
        let mut encoder = flate2::GzBuilder::new()
            .extra(extra(length))
            .write(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    pack(u16::try_from(pack(0).len() - 1).unwrap())
}

pub(crate) fn blocks(text: &[u8]) -> Vec<u8> {
    text.chunks(5_000).flat_map(block).collect()
}

pub(crate) fn bgzf(text: &[u8]) -> Vec<u8> {
    [blocks(text), block(b"")].concat()
}
