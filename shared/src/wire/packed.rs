//! Big tables in few bytes: numbers of varying length and packed sequences, as base64 in the JSON.
//!
//! Every value has one form only, so equal tables give equal bytes: what is not in that form is
//! refused on the way in.

use crate::packed::{in_bytes, of_bytes};
use crate::tally::{
    Prefix,
    prefix::{self, Bases, PlainPrefix},
};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Two bits a base: the index of its letter here.
const LETTERS: [u8; 4] = *b"ACGT";
/// Added to the length of a prefix that is not of these letters alone and stands as it is.
const AS_IT_IS: u8 = 0x80;
/// Added to the length of a prefix that stands packed, its few other letters as A, with these after
/// it: how many they are, and the place and the letter of each, places ascending.
const PATCHED: u8 = 0x40;
/// What is left is the length.
const LENGTH: u8 = !(AS_IT_IS | PATCHED);

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
        if let Bases::Plain(plain) = Bases::from(bases) {
            self.plain(plain.length(), plain.ordered());
            return;
        }
        let form = form(prefix);
        if form & AS_IT_IS != 0 {
            self.0.extend(bases);
            return;
        }
        self.0.extend(bases.chunks(4).map(|four| {
            let code = |base: &u8| LETTERS.iter().position(|letter| letter == base);
            (0..).zip(four).fold(0, |byte, (index, base)| {
                byte | (code(base).unwrap_or(0) as u8) << (2 * index)
            })
        }));
        if form & PATCHED != 0 {
            self.0.push(others(bases).count() as u8);
            self.0
                .extend(others(bases).flat_map(|(place, letter)| [place, letter]));
        }
    }

    /// The same of a prefix of A, C, G and T alone, which has so many bases in [`ordered`] words.
    ///
    /// [`ordered`]: crate::packed::ordered
    pub(super) fn plain(&mut self, length: u8, ordered: [u64; 2]) {
        let bytes = ordered.map(in_bytes);
        let bytes = bytes.as_flattened().iter();
        self.0.extend(bytes.take(usize::from(length).div_ceil(4)));
    }

    /// The form of a prefix of A, C, G and T alone: its length.
    pub(super) fn plain_form(&mut self, length: u8) {
        self.0.push(length);
    }

    pub(super) fn finish(self) -> String {
        STANDARD.encode(self.0)
    }
}

/// The length of a prefix, and how it stands: packed if that can be, and patched if that is shorter
/// than as it is.
pub(super) fn form(prefix: &Prefix) -> u8 {
    let bases = prefix.bases();
    let length = bases.len() as u8;
    if let Bases::Plain(plain) = Bases::from(bases) {
        return plain.length();
    }
    length
        | match others(bases).count() {
            0 => 0,
            few if bases.len().div_ceil(4) + 1 + 2 * few < bases.len() => PATCHED,
            _ => AS_IT_IS,
        }
}

/// Whether a form is that of a prefix of A, C, G and T alone: then it is its length.
pub(super) fn is_plain(form: u8) -> bool {
    form & !LENGTH == 0
}

/// Place and letter of what cannot be packed.
fn others(bases: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    let letters = (0..).zip(bases.iter().copied());
    letters.filter(|(_, base)| !LETTERS.contains(base))
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
        (usize::from(form & LENGTH) <= prefix::LENGTH).then_some(form)
    }

    /// A prefix of A, C, G and T alone, of so many bases: its [`ordered`] words.
    ///
    /// [`ordered`]: crate::packed::ordered
    pub(super) fn plain(&mut self, length: u8) -> Option<[u64; 2]> {
        let taken = self.take(usize::from(length).div_ceil(4))?;
        // Bits behind the end would be another form of the same.
        if !length.is_multiple_of(4) && taken.last()? >> (2 * (length % 4)) != 0 {
            return None;
        }
        let mut bytes = [0; 16];
        bytes[..taken.len()].copy_from_slice(taken);
        let (words, _) = bytes.as_chunks::<8>();
        Some([of_bytes(words[0]), of_bytes(words[1])])
    }

    pub(super) fn bases(&mut self, form: u8) -> Option<Prefix> {
        if is_plain(form) {
            let ordered = self.plain(form)?;
            return Some(PlainPrefix::of_ordered(form, ordered).unpack());
        }
        let length = usize::from(form & LENGTH);
        let bases = if form & AS_IT_IS != 0 {
            self.take(length)?.to_vec()
        } else {
            let packed = self.take(length.div_ceil(4))?;
            let base = |at: usize| LETTERS[usize::from(packed[at / 4] >> (2 * (at % 4)) & 3)];
            let mut bases: Vec<u8> = (0..length).map(base).collect();
            if form & PATCHED != 0 {
                let others = usize::from(self.take(1)?[0]);
                for other in self.take(2 * others)?.as_chunks::<2>().0 {
                    *bases.get_mut(usize::from(other[0]))? = other[1];
                }
            }
            bases
        };
        let sound = bases.iter().all(|base| base.is_ascii_graphic());
        let prefix = sound.then(|| Prefix::of(&bases))?;
        // Written again it must be the same: lower case, or bits behind the end, would not be.
        let mut again = Writer::default();
        again.bases(&prefix);
        let start = self.at.checked_sub(again.0.len())?;
        let same = self.bytes.get(start..self.at) == Some(&again.0[..]);
        (self::form(&prefix) == form && same).then_some(prefix)
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
        let mut few = [b'G'; 50];
        few[3] = b'N';
        few[49] = b'-';
        let mut many = few;
        many[10..40].fill(b'N');
        let prefixes = [&b""[..], b"A", b"ACGTT", b"ACGNT", &[b'G'; 50], &few, &many];
        let forms = prefixes.map(|prefix| form(&Prefix::of(prefix)) & !LENGTH);
        let prefixes = prefixes.map(Prefix::of);
        assert_eq!(forms, [0, 0, 0, AS_IT_IS, 0, PATCHED, AS_IT_IS]);
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
        // Of twelve bases, one other letter: at place 2 it is right, and wrong in any other way.
        let patched = |others: &[u8]| read(&[&[0, 0, 0][..], others].concat()).bases(12 | PATCHED);
        assert_eq!(patched(&[1, 2, b'N']), Some(Prefix::of(b"AANAAAAAAAAA")));
        for wrong in [
            &[][..],
            &[0],
            &[1, 2],
            &[1, 2, b'A'],
            &[1, 2, b'C'],
            &[1, 2, b'n'],
            &[1, 2, b'\n'],
            &[1, 12, b'N'],
            &[2, 2, b'N', 2, b'N'],
            &[2, 3, b'N', 2, b'N'],
            &[9, 2, b'N'],
        ] {
            assert_eq!(patched(wrong), None, "{wrong:?}");
        }
        assert_eq!(read(&[0, 1, 2, b'N']).bases(4 | PATCHED), None);
        assert_eq!(read(&[0; 60]).bases(4 | PATCHED | AS_IT_IS), None);
        assert!(Reader::new("no base64!").is_none());
    }
}
