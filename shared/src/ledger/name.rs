//! Read names: a hash of each, and an order-sensitive digest of many.

use crate::fastq::Record;

/// The prime 2^61 − 1.
pub(super) const MODULUS: u64 = (1 << 61) - 1;
/// Base of the polynomial; any number below the modulus that is not special.
const BASE: u64 = 0x0bad_5eed_1234_5677;

/// An order-sensitive digest of read names: Σ h(nameᵢ) · B^(n−i) modulo 2^61 − 1.
///
/// Digests of two runs combine to that of their concatenation, so it does not matter where a file
/// was cut. The name is the header up to the first space or tab, without a `/1` or `/2` at its
/// end: the digests of R1 and R2 are equal if their reads are named alike in the same order.
/// It tells mistakes, not forgeries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameDigest(u64);

impl NameDigest {
    /// Appends one name; gives it, and its hash.
    pub fn push<'a>(&mut self, record: &Record<'a>) -> HashedName<'a> {
        let name = HashedName::of(record);
        self.0 = append(self.0, name.hash);
        name
    }

    /// The digest as a number.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }
}

/// The digest of the names of `left` and then `right`, which has `right_records` names.
pub(super) fn concatenate(left: u64, right: u64, right_records: u64) -> u64 {
    let mut factor = 1;
    let mut square = BASE;
    let mut exponent = right_records;
    while exponent > 0 {
        if exponent & 1 == 1 {
            factor = multiply(factor, square);
        }
        square = multiply(square, square);
        exponent >>= 1;
    }
    add(multiply(left, factor), right)
}

/// The digest of the names that `digest` stands for and then the one with this hash.
pub(super) fn append(digest: u64, hash: u64) -> u64 {
    add(multiply(digest, BASE), hash % MODULUS)
}

fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= MODULUS { sum - MODULUS } else { sum }
}

fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    // 2^61 ≡ 1: fold the high bits onto the low ones.
    let folded = (product as u64 & MODULUS) + (product >> 61) as u64;
    if folded >= MODULUS {
        folded - MODULUS
    } else {
        folded
    }
}

/// A fixed hash of bytes, the same on every platform.
fn hash(bytes: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let step = |state: u64, word: u64| (state.rotate_left(23) ^ word).wrapping_mul(MIX);
    let mut state = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state = step(state, u64::from_le_bytes(*word));
    }
    state = step(state, rest_as_word(bytes, rest));
    (state ^ (state >> 29)).wrapping_mul(MIX)
}

/// The last bytes of a text that fill no word, filled up with zeros. Most texts are longer than a word:
/// then it is a shift of their last eight bytes, which costs less than a copy of changing length.
fn rest_as_word(bytes: &[u8], rest: &[u8]) -> u64 {
    if let Some(last) = bytes.last_chunk::<8>() {
        let unused = 64 - 8 * rest.len() as u32;
        return u64::from_le_bytes(*last).checked_shr(unused).unwrap_or(0);
    }
    let mut word = [0; 8];
    word[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(word)
}

/// A read's name, and a hash of it.
#[derive(Clone, Copy, Debug)]
pub struct HashedName<'a> {
    /// The header up to the first space or tab.
    pub text: &'a [u8],
    /// Hash of the name without `/1` or `/2`, the same on every platform.
    pub hash: u64,
}

impl<'a> HashedName<'a> {
    /// The name of a record.
    #[must_use]
    pub fn of(record: &Record<'a>) -> Self {
        let text = record.name();
        Self {
            text,
            hash: hash(without_mate(text)),
        }
    }
}

/// A read's name without `/1` or `/2` at its end: mates have the same.
#[must_use]
pub fn without_mate(name: &[u8]) -> &[u8] {
    name.strip_suffix(b"/1")
        .or_else(|| name.strip_suffix(b"/2"))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_combine_wherever_the_names_are_cut() {
        let names: Vec<Vec<u8>> = (0..20).map(|i| format!("read{i}/1").into_bytes()).collect();
        let digest = |names: &[Vec<u8>]| {
            let mut digest = NameDigest::default();
            for name in names {
                let record = Record {
                    definition: name,
                    sequence: b"",
                    quality_scores: b"",
                    plain: true,
                    room: Default::default(),
                    plus_first_word: false,
                    carriage_return: false,
                };
                digest.push(&record);
            }
            digest.value()
        };
        for cut in 0..=names.len() {
            let (left, right) = names.split_at(cut);
            assert_eq!(
                concatenate(digest(left), digest(right), right.len() as u64),
                digest(&names)
            );
        }
        let mut swapped = names.clone();
        swapped.swap(3, 4);
        assert_ne!(digest(&swapped), digest(&names));
    }
}
