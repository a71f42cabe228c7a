//! Big tables in few bytes: numbers of varying length and packed sequences, as base64 in the JSON.
//!
//! Every value has one form only, so equal tables give equal bytes: what is not in that form is
//! refused on the way in.

use crate::tally::{Prefix, prefix};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Two bits a base: the index of its letter here.
const LETTERS: [u8; 4] = *b"ACGT";
/// Added to the length of a prefix that is not of these letters alone and stands as it is.
const AS_IT_IS: u8 = 0x80;

/// Writes a table.
#[derive(Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    /// Seven bits a byte, the lowest first; the top bit says that more follow.
    pub(super) fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Eight bytes, the highest first.
    pub(super) fn hash(&mut self, value: u64) {
        self.0.extend(value.to_be_bytes());
    }

    /// What must be known to read a prefix: its length and whether it is packed.
    pub(super) fn form(&mut self, prefix: &Prefix) {
        self.0.push(form(prefix));
    }

    /// The bases, without their form.
    pub(super) fn bases(&mut self, prefix: &Prefix) {
        let bases = prefix.bases();
        if form(prefix) & AS_IT_IS != 0 {
            self.0.extend(bases);
            return;
        }
        self.0.extend(bases.chunks(4).map(|four| {
            let code = |base: &u8| LETTERS.iter().position(|letter| letter == base);
            (0..).zip(four).fold(0, |byte, (index, base)| {
                byte | (code(base).unwrap_or(0) as u8) << (2 * index)
            })
        }));
    }

    pub(super) fn finish(self) -> String {
        STANDARD.encode(self.0)
    }
}

/// The length of a prefix, and whether it stands packed.
pub(super) fn form(prefix: &Prefix) -> u8 {
    let bases = prefix.bases();
    let packable = bases.iter().all(|base| LETTERS.contains(base));
    bases.len() as u8 | if packable { 0 } else { AS_IT_IS }
}

/// Reads a table. Every function gives none where the bytes are not in the one form of a value.
pub(super) struct Reader {
    bytes: Vec<u8>,
    at: usize,
}

impl Reader {
    pub(super) fn new(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        Some(Self { bytes, at: 0 })
    }

    pub(super) fn is_over(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// The bytes that are left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return (byte != 0 || shift == 0).then_some(value);
            }
        }
        None
    }

    pub(super) fn hash(&mut self) -> Option<u64> {
        let bytes = self.take(8)?.try_into().ok()?;
        Some(u64::from_be_bytes(bytes))
    }

    pub(super) fn form(&mut self) -> Option<u8> {
        let form = self.take(1)?[0];
        (usize::from(form & !AS_IT_IS) <= prefix::LENGTH).then_some(form)
    }

    pub(super) fn bases(&mut self, form: u8) -> Option<Prefix> {
        let length = usize::from(form & !AS_IT_IS);
        let prefix = if form & AS_IT_IS != 0 {
            let bases = self.take(length)?;
            let sound = bases.iter().all(|base| base.is_ascii_graphic());
            sound.then(|| Prefix::of(bases))?
        } else {
            let packed = self.take(length.div_ceil(4))?;
            let base = |at: usize| LETTERS[usize::from(packed[at / 4] >> (2 * (at % 4)) & 3)];
            let bases: Vec<u8> = (0..length).map(base).collect();
            Prefix::of(&bases)
        };
        // Written again it must be the same: lower case, or bits behind the end, would not be.
        let mut again = Writer::default();
        again.bases(&prefix);
        let here = &self.bytes[self.at - again.0.len()..self.at];
        (self::form(&prefix) == form && here == again.0).then_some(prefix)
    }

    fn take(&mut self, bytes: usize) -> Option<&[u8]> {
        let taken = self.bytes.get(self.at..self.at + bytes)?;
        self.at += bytes;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let prefixes = [&b""[..], b"A", b"ACGTT", b"ACGNT", &[b'G'; 50]].map(Prefix::of);
        let mut writer = Writer::default();
        numbers.iter().for_each(|&number| writer.number(number));
        for prefix in &prefixes {
            writer.form(prefix);
            writer.bases(prefix);
            writer.hash(prefix.hash());
        }
        let mut reader = Reader::new(&writer.finish()).unwrap();
        for number in numbers {
            assert_eq!(reader.number(), Some(number));
        }
        for prefix in prefixes {
            let form = reader.form().unwrap();
            assert_eq!(reader.bases(form), Some(prefix));
            assert_eq!(reader.hash(), Some(prefix.hash()));
        }
        assert!(reader.is_over() && reader.number().is_none());
    }

    #[test]
    fn other_forms_are_refused() {
        let read = |bytes: &[u8]| Reader::new(&STANDARD.encode(bytes)).unwrap();
        assert_eq!(read(&[0x80, 0]).number(), None);
        assert_eq!(read(&[0xff; 9]).number(), None);
        assert_eq!(
            read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]).number(),
            None
        );
        assert_eq!(read(&[51]).form(), None);
        assert_eq!(read(b"acgN").bases(4 | AS_IT_IS), None);
        assert_eq!(read(b"ACGT").bases(4 | AS_IT_IS), None);
        assert_eq!(read(&[0xff]).bases(3), None);
        assert!(Reader::new("no base64!").is_none());
    }
}
