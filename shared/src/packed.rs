//! Sequences packed to two bits a base.

use wide::{u8x16, u64x2};

use crate::lanes::{is_plain as plain, rest_as_words, words_of};

/// Packs a sequence, 32 bases a word, the first base lowest: A 0, C 1, T 2, G 3, of either case.
/// Other letters get some value, too. What is left of the last word is zeros.
#[inline(always)]
pub fn pack(sequence: &[u8], packed: &mut Vec<u64>) {
    packed.resize(sequence.len().div_ceil(32), 0);
    let (blocks, rest) = sequence.as_chunks::<32>();
    for (word, block) in packed.iter_mut().zip(blocks) {
        *word = pack_block(block);
    }
    if let Some(last) = packed.get_mut(blocks.len()) {
        let words = rest_as_words(sequence);
        let first = rest.first_chunk::<16>();
        *last = pack_halves(first.map_or([words, [0; 2]], |first| [words_of(first), words]));
    }
}

/// Whether a sequence of at most 64 bases is of A, C, G and T alone, of either case.
#[inline]
pub(crate) fn is_plain(sequence: &[u8]) -> bool {
    let Some(last) = sequence.last_chunk::<16>() else {
        return sequence.iter().all(|base| b"ACGTacgt".contains(base));
    };
    // The last block overlaps the one before it: testing a base twice does no harm.
    let mut all = plain(u8x16::from(*last));
    for block in sequence.as_chunks::<16>().0 {
        all &= plain(u8x16::from(*block));
    }
    all.to_bitmask() & 0xffff == 0xffff
}

/// Packs up to 32 bases.
pub(crate) fn pack_up_to_32(sequence: &[u8]) -> u64 {
    pack_block(&padded(sequence))
}

/// The letters of a word's 32 bases, in upper case.
pub(crate) fn unpack(word: u64, letters: &mut [u8; 32]) {
    let (fours, _) = letters.as_chunks_mut::<4>();
    for (four, byte) in fours.iter_mut().zip(word.to_le_bytes()) {
        *four = FOURS[usize::from(byte)];
    }
}

/// A packed word with its first base highest, as A 0, C 1, G 2, T 3: such words, of equally many
/// bases, are ordered as the letters are.
pub(crate) fn ordered(word: u64) -> u64 {
    let alphabetic = word ^ (word >> 1 & EVERY_LOW_BIT);
    reversed_in_bytes(alphabetic).swap_bytes()
}

/// The bases of an [`ordered`] word, four a byte, the first of them lowest.
pub(crate) fn in_bytes(ordered: u64) -> [u8; 8] {
    reversed_in_bytes(ordered).to_be_bytes()
}

/// What [`in_bytes`] was given.
pub(crate) fn of_bytes(bytes: [u8; 8]) -> u64 {
    reversed_in_bytes(u64::from_be_bytes(bytes))
}

/// What [`ordered`] was given.
pub(crate) fn of_ordered(ordered: u64) -> u64 {
    let alphabetic = reversed_in_bytes(ordered.swap_bytes());
    alphabetic ^ (alphabetic >> 1 & EVERY_LOW_BIT)
}

/// The lower bit of every base.
const EVERY_LOW_BIT: u64 = u64::MAX / 3;

/// The four bases of every byte in reverse.
fn reversed_in_bytes(word: u64) -> u64 {
    const PAIRS: u64 = u64::MAX / 5;
    const FOURS: u64 = u64::MAX / 17;
    let word = word >> 2 & PAIRS | (word & PAIRS) << 2;
    word >> 4 & FOURS | (word & FOURS) << 4
}

/// The letters of four packed bases.
const FOURS: [[u8; 4]; 256] = {
    let mut fours = [[0; 4]; 256];
    let mut at = 0;
    while at < 1024 {
        fours[at / 4][at % 4] = b"ACTG"[((at / 4) >> (at % 4 * 2)) & 3];
        at += 1;
    }
    fours
};

fn padded(sequence: &[u8]) -> [u8; 32] {
    let mut block = [0; 32];
    let length = sequence.len().min(32);
    block[..length].copy_from_slice(&sequence[..length]);
    block
}

#[inline(always)]
fn pack_block(block: &[u8; 32]) -> u64 {
    let (halves, _) = block.as_chunks::<16>();
    pack_halves([words_of(&halves[0]), words_of(&halves[1])])
}

#[inline(always)]
fn pack_halves(halves: [[u64; 2]; 2]) -> u64 {
    // Two words at a time: 2 bits a byte, then 4 a pair, 8 a quadruple, 16 a word.
    let [first, second] = halves.map(|words| {
        let mut pair = u64x2::from(words);
        pair = (pair >> 1) & u64x2::splat(0x0303_0303_0303_0303);
        pair = (pair | (pair >> 6)) & u64x2::splat(0x000f_000f_000f_000f);
        pair = (pair | (pair >> 12)) & u64x2::splat(0x0000_00ff_0000_00ff);
        pair = pair | (pair >> 24);
        let [low, high] = pair.to_array();
        (low & 0xffff) | (high & 0xffff) << 16
    });
    first | second << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_stand_where_they_should() {
        let sequence: Vec<u8> = (0..151).map(|i| b"ACTGactg"[i * 5 % 8]).collect();
        let mut packed = Vec::new();
        for length in 0..=sequence.len() {
            pack(&sequence[..length], &mut packed);
            assert_eq!(packed.len(), length.div_ceil(32));
            for at in 0..packed.len() * 32 {
                let code = if at < length { (at * 5 % 4) as u64 } else { 0 };
                assert_eq!(packed[at / 32] >> (at % 32 * 2) & 3, code);
            }
            let unpacked = packed.iter().flat_map(|&word| {
                let mut letters = [0; 32];
                unpack(word, &mut letters);
                letters
            });
            let unpacked: Vec<u8> = unpacked.take(length).collect();
            assert_eq!(unpacked, sequence[..length].to_ascii_uppercase());
        }
    }

    #[test]
    fn one_other_letter_is_seen() {
        for length in 0..=64 {
            let mut sequence: Vec<u8> = (0..length).map(|i| b"ACGTacgt"[i % 8]).collect();
            assert!(is_plain(&sequence));
            for at in 0..length {
                let base = std::mem::replace(&mut sequence[at], b'N');
                assert!(!is_plain(&sequence));
                sequence[at] = base;
            }
        }
    }
}
