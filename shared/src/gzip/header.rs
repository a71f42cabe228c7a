//! The header of a gzip member (RFC 1952, section 2.3), pushed in pieces.

use super::MAGIC;
use crate::fastq::FastqErrorKind;

/// Bits of the flag byte.
const HEADER_CHECKSUM: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;

/// A header that is being read. Names and comments are passed over, not kept.
#[derive(Debug, Default)]
pub(super) struct Header {
    part: Part,
    flags: u8,
    /// Bytes of the present part so far, where they matter.
    bytes: Vec<u8>,
    bgzf: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Fixed,
    ExtraLength,
    Extra(usize),
    Name,
    Comment,
    Checksum,
    Done,
}

/// What came of pushing some bytes.
pub(super) enum Parsed {
    NeedMore,
    Done { bgzf: bool },
}

impl Header {
    /// Takes in bytes of the header; gives how many it used.
    pub(super) fn push(&mut self, input: &[u8]) -> Result<(usize, Parsed), FastqErrorKind> {
        for (index, &byte) in input.iter().enumerate() {
            self.take(byte)?;
            if self.part == Part::Done {
                return Ok((index + 1, Parsed::Done { bgzf: self.bgzf }));
            }
        }
        Ok((input.len(), Parsed::NeedMore))
    }

    fn take(&mut self, byte: u8) -> Result<(), FastqErrorKind> {
        match self.part {
            Part::Fixed => {
                self.bytes.push(byte);
                let known = match self.bytes.len() {
                    1 | 2 => byte == MAGIC[self.bytes.len() - 1],
                    // Deflate is the only method there is; the upper flags are reserved.
                    3 => byte == 8,
                    4 => byte & 0xe0 == 0,
                    _ => true,
                };
                if !known {
                    let magic = self.bytes.len() <= 2;
                    return Err(if magic {
                        FastqErrorKind::GzipTrailingGarbage
                    } else {
                        FastqErrorKind::GzipCorrupt
                    });
                }
                if self.bytes.len() == 10 {
                    self.flags = self.bytes[3];
                    self.next_after(0);
                }
            }
            Part::ExtraLength => {
                self.bytes.push(byte);
                if let [low, high] = self.bytes[..] {
                    let length = usize::from(u16::from_le_bytes([low, high]));
                    self.bytes.clear();
                    self.part = Part::Extra(length);
                    if length == 0 {
                        self.next_after(EXTRA);
                    }
                }
            }
            Part::Extra(length) => {
                self.bytes.push(byte);
                if self.bytes.len() == length {
                    self.bgzf = is_bgzf(&self.bytes);
                    self.next_after(EXTRA);
                }
            }
            Part::Name if byte == 0 => self.next_after(NAME),
            Part::Comment if byte == 0 => self.next_after(COMMENT),
            Part::Checksum => {
                self.bytes.push(byte);
                if self.bytes.len() == 2 {
                    self.part = Part::Done;
                }
            }
            Part::Name | Part::Comment | Part::Done => {}
        }
        Ok(())
    }

    /// Goes on to the first part after that of `flag` that the flags announce.
    fn next_after(&mut self, flag: u8) {
        self.bytes.clear();
        let order = [
            (EXTRA, Part::ExtraLength),
            (NAME, Part::Name),
            (COMMENT, Part::Comment),
            (HEADER_CHECKSUM, Part::Checksum),
        ];
        let behind = order
            .iter()
            .position(|&(other, _)| other == flag)
            .map_or(0, |index| index + 1);
        self.part = order[behind..]
            .iter()
            .find(|(other, _)| self.flags & other != 0)
            .map_or(Part::Done, |&(_, part)| part);
    }
}

/// Whether an extra field holds BGZF's subfield: `BC`, two bytes long (SAM specification, section 4.1).
fn is_bgzf(extra: &[u8]) -> bool {
    let mut rest = extra;
    while let [first, second, low, high, tail @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        if (*first, *second, length) == (b'B', b'C', 2) {
            return true;
        }
        rest = tail.get(length..).unwrap_or(&[]);
    }
    false
}
