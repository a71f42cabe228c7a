//! A read's first bases: what duplication and overrepresented sequences are counted by.

use crate::packed;
use std::fmt;

/// Bases of a read that count: FastQC 0.12.1 cuts longer reads to 50 (OverRepresentedSeqs.java:161–188).
pub const LENGTH: usize = 50;

/// The first [`LENGTH`] bases of a read, or all of a shorter one, in upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix {
    /// In upper case, filled up with zeros.
    bases: [u8; LENGTH],
    length: u8,
}

impl Prefix {
    /// The prefix of a sequence.
    ///
    /// ```
    /// use shared::tally::prefix::Prefix;
    /// assert_eq!(Prefix::of(b"acgN").bases(), b"ACGN");
    /// assert_eq!(Prefix::of(&[b'A'; 151]).bases().len(), 50);
    /// ```
    #[must_use]
    pub fn of(sequence: &[u8]) -> Self {
        let length = sequence.len().min(LENGTH);
        let mut bases = [0; LENGTH];
        bases[..length].copy_from_slice(&sequence[..length]);
        bases.make_ascii_uppercase();
        Self {
            bases,
            length: length as u8,
        }
    }

    /// The bases.
    #[must_use]
    pub fn bases(&self) -> &[u8] {
        &self.bases[..usize::from(self.length)]
    }

    /// Its hash; see [`hash`].
    #[must_use]
    pub fn hash(&self) -> u64 {
        hash(self.bases())
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.bases()))
    }
}

/// A fixed hash of a sequence's prefix, the same on every platform and for either case.
///
/// Its top bits decide what a thinned tally keeps, so every bit depends on every base.
#[must_use]
pub fn hash(sequence: &[u8]) -> u64 {
    Bases::from(sequence).hash()
}

/// A prefix in as few bytes as it can stand in.
#[derive(Clone, Copy)]
pub(crate) enum Bases<'a> {
    /// Of A, C, G and T alone.
    Plain(PlainPrefix),
    /// With other letters, of either case and of any length of which the first [`LENGTH`] count.
    Letters(&'a [u8]),
}

impl<'a> Bases<'a> {
    /// The prefix of a sequence of which the first 64 bases are known packed. `plain` says that it
    /// is known to be of A, C, G and T alone.
    #[inline]
    pub(crate) fn new(sequence: &'a [u8], words: [u64; 2], plain: bool) -> Self {
        let sequence = &sequence[..sequence.len().min(LENGTH)];
        if plain || packed::is_plain(sequence) {
            let length = (sequence.len() as u64) << LENGTH_SHIFT;
            Self::Plain(PlainPrefix([words[0], words[1] & SECOND | length]))
        } else {
            Self::Letters(sequence)
        }
    }

    /// The same as [`hash`] of the sequence.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        match self {
            Self::Plain(plain) => plain.hash(),
            Self::Letters(sequence) => hash_letters(sequence),
        }
    }
}

impl Bases<'_> {
    /// The prefix, letter by letter.
    pub(crate) fn prefix(&self) -> Prefix {
        match self {
            Self::Plain(plain) => plain.unpack(),
            Self::Letters(sequence) => Prefix::of(sequence),
        }
    }
}

impl<'a> From<&'a [u8]> for Bases<'a> {
    fn from(sequence: &'a [u8]) -> Self {
        let sequence = &sequence[..sequence.len().min(LENGTH)];
        let (first, second) = sequence.split_at(sequence.len().min(32));
        let words = [packed::pack_up_to_32(first), packed::pack_up_to_32(second)];
        Self::new(sequence, words, false)
    }
}

/// A prefix of A, C, G and T alone: 32 bases in the first word, 18 in the second as
/// [`pack`](packed::pack) puts them, and above these the length, where nothing else can look like it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlainPrefix([u64; 2]);

/// The second word's bases.
const SECOND: u64 = (1 << (2 * (LENGTH - 32))) - 1;

/// Where the length stands in the second word. The bits from 54 up are zeros.
const LENGTH_SHIFT: u32 = 48;

impl PlainPrefix {
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        mix(mix(self.0[0] ^ SEED) ^ self.0[1])
    }

    /// The words as they are.
    pub(crate) fn words(self) -> [u64; 2] {
        self.0
    }

    /// Takes back what [`PlainPrefix::words`] gave.
    pub(crate) fn from_words(words: [u64; 2]) -> Self {
        Self(words)
    }

    /// Number of bases.
    pub(crate) fn length(self) -> u8 {
        (self.0[1] >> LENGTH_SHIFT) as u8
    }

    /// The bases as [`ordered`](packed::ordered) words.
    pub(crate) fn ordered(self) -> [u64; 2] {
        let [first, second] = self.0;
        [first, second & SECOND].map(packed::ordered)
    }

    /// The prefix of so many bases, at most [`LENGTH`], of which [`PlainPrefix::ordered`] gives these
    /// words.
    pub(crate) fn of_ordered(length: u8, ordered: [u64; 2]) -> Self {
        let [first, second] = ordered.map(packed::of_ordered);
        Self([first, second & SECOND | u64::from(length) << LENGTH_SHIFT])
    }

    pub(crate) fn unpack(self) -> Prefix {
        let [first, second] = self.0;
        let length = usize::from(self.length());
        let mut letters = [[0; 32]; 2];
        packed::unpack(first, &mut letters[0]);
        packed::unpack(second, &mut letters[1]);
        let letters = letters.as_flattened();
        let mut bases = [0; LENGTH];
        bases.copy_from_slice(&letters[..LENGTH]);
        bases[length..].fill(0);
        Prefix {
            bases,
            length: length as u8,
        }
    }
}

/// Any number: else the hash of nothing would be 0.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a sequence with other letters than A, C, G and T.
#[cold]
fn hash_letters(sequence: &[u8]) -> u64 {
    sequence.chunks(8).fold(!SEED, |state, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        word.make_ascii_uppercase();
        mix(state ^ u64::from_le_bytes(word))
    })
}

/// Spreads every bit over all (the finaliser of MurmurHash3, by Austin Appleby, public domain).
#[must_use]
pub(crate) fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_all_else_does() {
        assert_eq!(hash(b"acgtnACGTN"), hash(b"ACGTNacgtn"));
        assert_eq!(Prefix::of(b"acgt").hash(), hash(b"ACGT"));
        assert_eq!(hash(&[b'A'; 50]), hash(&[b'A'; 500]));
        assert_ne!(hash(&[b'A'; 49]), hash(&[b'A'; 50]));
        assert_ne!(hash(b""), hash(b"A"));
    }

    #[test]
    fn plain_prefixes_unpack_to_what_they_were() {
        let mut sequence = Vec::new();
        for length in 0..=60 {
            let Bases::Plain(plain) = Bases::from(&sequence[..]) else {
                panic!("{length}")
            };
            assert_eq!(plain.unpack(), Prefix::of(&sequence));
            assert_eq!(plain.hash(), Prefix::of(&sequence).hash());
            assert_eq!(PlainPrefix::from_words(plain.words()), plain);
            assert_eq!(
                PlainPrefix::of_ordered(plain.length(), plain.ordered()),
                plain
            );
            assert_eq!(plain.words()[1] >> 54, 0);
            sequence.push(b"ACGTacgt"[length * 5 % 8]);
        }
        for at in 0..60 {
            let base = std::mem::replace(&mut sequence[at], b'n');
            let letters = matches!(Bases::from(&sequence[..]), Bases::Letters(_));
            assert_eq!(letters, at < LENGTH);
            sequence[at] = base;
        }
    }

    #[test]
    fn short_sequences_do_not_collide() {
        let mut seen = std::collections::HashSet::new();
        let mut sequences = vec![Vec::new()];
        for _ in 0..6 {
            for sequence in &sequences {
                seen.insert(hash(sequence));
            }
            let longer = |sequence: &Vec<u8>| b"ACGTN".map(|base| [sequence, &[base][..]].concat());
            sequences = sequences.iter().flat_map(longer).collect();
        }
        assert_eq!(
            seen.len(),
            (0..6).map(|length| 5_usize.pow(length)).sum::<usize>()
        );
    }

    #[test]
    fn a_share_of_hashes_begins_with_zeros() {
        let count = (0..100_000_u32)
            .filter(|number| {
                let text: Vec<u8> = (0..20)
                    .map(|shift| b"ACGT"[(number >> (shift % 17) & 3) as usize])
                    .chain(number.to_string().bytes().map(|digit| digit - b'0' + b'A'))
                    .collect();
                hash(&text).leading_zeros() >= 4
            })
            .count();
        // A binomial of 100,000 draws at 1/16: 6,250 ± 77.
        assert!((5_900..6_600).contains(&count), "{count}");
    }
}
