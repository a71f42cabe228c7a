//! Loops over bytes, in blocks.
//!
//! The compiler leaves loops over slices scalar too often, so they are written with `wide`'s
//! vectors, which are SSE2 natively and simd128 in wasm; or, where AVX2 is to serve them, as plain
//! loops over wide blocks, arrays of a fixed length.

use wide::u8x16;

/// Bytes of a block.
pub(crate) const WIDTH: usize = 16;

/// Bytes of a wide block: one vector of AVX2, where there is that; one of simd128 as wasm.
pub(crate) const WIDE: usize = if cfg!(target_arch = "wasm32") { 16 } else { 32 };

/// Every other byte of a word.
const EVEN: u64 = 0x00ff_00ff_00ff_00ff;

/// Whether `test` gives any bit for any byte. `neutral` is a byte for which it gives none.
#[inline]
pub(crate) fn any(bytes: &[u8], neutral: u8, test: impl Fn(u8x16) -> u8x16) -> bool {
    let Some(last) = bytes.last_chunk::<WIDTH>() else {
        return test(padded(bytes, neutral)).to_bitmask() != 0;
    };
    // The last block overlaps the one before it: testing a byte twice does no harm.
    let mut hits = test(u8x16::from(*last));
    for block in bytes.as_chunks::<WIDTH>().0 {
        hits |= test(u8x16::from(*block));
    }
    hits.to_bitmask() != 0
}

/// Whether no byte is below `lowest` or above `highest`.
#[inline]
pub(crate) fn all_between(bytes: &[u8], lowest: u8, highest: u8) -> bool {
    let last = bytes.last_chunk::<WIDTH>();
    let last = last.map_or_else(|| padded(bytes, lowest), |last| u8x16::from(*last));
    // Two steps a block: what is smallest and largest is compared once, at the end.
    let (mut least, mut most) = (last, last);
    for block in bytes.as_chunks::<WIDTH>().0 {
        let block = u8x16::from(*block);
        least = least.min(block);
        most = most.max(block);
    }
    let (lowest, highest) = (u8x16::splat(lowest), u8x16::splat(highest));
    let kept = least.max(lowest).simd_eq(least) & most.min(highest).simd_eq(most);
    kept.to_bitmask() == 0xffff
}

/// How many bytes `test` gives all bits for; it gives none for 0.
#[inline]
pub(crate) fn count(bytes: &[u8], test: impl Fn(u8x16) -> u8x16) -> u64 {
    let (blocks, rest) = bytes.as_chunks::<WIDTH>();
    let mut total = 0;
    let mut counts = u8x16::ZERO - test(padded(rest, 0));
    // One block of the rest and 254 more fit in a `u8`.
    for blocks in blocks.chunks(254) {
        for block in blocks {
            // All bits are −1.
            counts -= test(u8x16::from(*block));
        }
        total += total_of(counts);
        counts = u8x16::ZERO;
    }
    total + total_of(counts)
}

/// The sum of all bytes.
#[inline]
pub(crate) fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut total = rest.iter().map(|&byte| u64::from(byte)).sum();
    // 128 times two bytes fit in each of the four 16-bit lanes of a word.
    for words in words.chunks(128) {
        let mut lanes = 0;
        for word in words {
            let word = u64::from_le_bytes(*word);
            lanes += (word & EVEN) + (word >> 8 & EVEN);
        }
        total += (lanes & 0xffff) + (lanes >> 16 & 0xffff) + (lanes >> 32 & 0xffff) + (lanes >> 48);
    }
    total
}

/// The sum of a block's bytes.
#[inline]
pub(crate) fn total_of(block: u8x16) -> u64 {
    let (words, _) = block.as_array().as_chunks::<8>();
    total_of_words([0, 1].map(|index| words.get(index).copied().map_or(0, u64::from_le_bytes)))
}

/// The sum of the bytes of two words.
#[inline]
pub(crate) fn total_of_words([low, high]: [u64; 2]) -> u64 {
    // At most four times 255 in each of four lanes, which the multiplication adds up in the highest.
    let lanes = (low & EVEN) + (low >> 8 & EVEN) + (high & EVEN) + (high >> 8 & EVEN);
    lanes.wrapping_mul(0x0001_0001_0001_0001) >> 48
}

/// The last bytes of a sequence that fill no whole block, as two words filled up with zeros: the
/// same as [`slice::as_chunks`]' rest, without a copy of changing length.
#[inline]
pub(crate) fn rest_as_words(bytes: &[u8]) -> [u64; 2] {
    let length = bytes.len() % WIDTH;
    let rest = &bytes[bytes.len() - length..];
    let Some(last) = bytes.last_chunk::<8>() else {
        let mut word = [0; 8];
        word[..length].copy_from_slice(rest);
        return [u64::from_le_bytes(word), 0];
    };
    let last = u64::from_le_bytes(*last);
    let shifted = |length: usize| last.checked_shr(64 - 8 * length as u32).unwrap_or(0);
    match rest.first_chunk::<8>() {
        Some(first) => [u64::from_le_bytes(*first), shifted(length - 8)],
        None => [shifted(length), 0],
    }
}

/// The sum of a wide block's bytes.
#[inline(always)]
pub(crate) fn total_of_wide(block: &[u8; WIDE]) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    let mut lanes = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        lanes += (word & EVEN) + (word >> 8 & EVEN);
    }
    // At most eight times 255 in each of four lanes, which the multiplication adds up in the highest.
    lanes.wrapping_mul(0x0001_0001_0001_0001) >> 48
}

/// The last bytes of a sequence that fill no wide block, filled up with zeros. `room` is the sequence
/// and what follows it in memory, or nothing: a block read from there and masked need not be copied
/// byte by byte and read again as one, for which the processor waits.
#[inline(always)]
pub(crate) fn last_block(bytes: &[u8], room: &[u8]) -> [u8; WIDE] {
    let rest = bytes.as_chunks::<WIDE>().1;
    let mut block = [0; WIDE];
    match room
        .get(bytes.len() - rest.len()..)
        .and_then(<[u8]>::first_chunk::<WIDE>)
    {
        Some(found) => {
            let mask = &BEFORE[rest.len() % WIDE];
            for i in 0..WIDE {
                block[i] = found[i] & mask[i];
            }
        }
        None => block[..rest.len()].copy_from_slice(rest),
    }
    block
}

/// For each position in a block and its end, all bits of the bytes before it. (Without the end the
/// compiler sees that the last byte is always 0, and works on 31 bytes, in six pieces.)
static BEFORE: [[u8; WIDE]; WIDE + 1] = {
    let mut masks = [[0; WIDE]; WIDE + 1];
    let mut at = 0;
    while at < WIDE * (WIDE + 1) {
        masks[at / WIDE][at % WIDE] = if at % WIDE < at / WIDE { 0xff } else { 0 };
        at += 1;
    }
    masks
};

/// The words of a block.
#[inline]
pub(crate) fn words_of(block: &[u8; WIDTH]) -> [u64; 2] {
    let (words, _) = block.as_chunks::<8>();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
}

/// All bits where a byte is `letter`; the block's letters are upper case.
#[inline]
pub(crate) fn is(upper: u8x16, letter: u8) -> u8x16 {
    upper.simd_eq(u8x16::splat(letter))
}

/// All bits where a letter is A, C, G or T, of either case.
#[inline]
pub(crate) fn is_plain(block: u8x16) -> u8x16 {
    let upper = upper(block);
    // A and C differ in one bit.
    is(upper | u8x16::splat(2), b'C') | is(upper, b'G') | is(upper, b'T')
}

/// ASCII letters in upper case. (No other byte becomes a letter by it.)
#[inline]
pub(crate) fn upper(block: u8x16) -> u8x16 {
    block & u8x16::splat(0xdf)
}

/// Fewer bytes than a block has, filled up.
#[inline]
fn padded(bytes: &[u8], with: u8) -> u8x16 {
    let mut block = [with; WIDTH];
    block[..bytes.len()].copy_from_slice(bytes);
    u8x16::from(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_what_fills_no_block() {
        let bytes: Vec<u8> = (1..=100).collect();
        for length in 0..=bytes.len() {
            let mut block = [0; WIDTH];
            let rest = bytes[..length].as_chunks::<WIDTH>().1;
            block[..rest.len()].copy_from_slice(rest);
            assert_eq!(
                rest_as_words(&bytes[..length]),
                words_of(&block),
                "{length}"
            );
        }
    }

    #[test]
    fn the_last_block_is_the_same_with_and_without_room() {
        let bytes: Vec<u8> = (1..=200).collect();
        for length in 0..=bytes.len() {
            let mut block = [0; WIDE];
            let rest = bytes[..length].as_chunks::<WIDE>().1;
            block[..rest.len()].copy_from_slice(rest);
            for room in [&bytes[..], &bytes[..length], &[]] {
                assert_eq!(last_block(&bytes[..length], room), block, "{length}");
            }
        }
    }

    #[test]
    fn blocks_and_rests_count_alike() {
        for length in [0, 1, 15, 16, 17, 31, 33, 300, 5000] {
            let bytes: Vec<u8> = (0..length).map(|i: u32| (i * 37 % 250) as u8 + 1).collect();
            assert_eq!(
                sum(&bytes),
                bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>()
            );
            for wanted in [1, 37, 250, 255] {
                assert_eq!(
                    any(&bytes, 0, |block| is(block, wanted)),
                    bytes.contains(&wanted)
                );
                let between = bytes.iter().all(|&byte| (1..=wanted).contains(&byte));
                assert_eq!(all_between(&bytes, 1, wanted), between);
                let equal = bytes.iter().filter(|&&byte| byte == wanted).count() as u64;
                assert_eq!(count(&bytes, |block| is(block, wanted)), equal);
            }
        }
        assert_eq!(sum(&[255; 5000]), 255 * 5000);
        assert_eq!(total_of(u8x16::splat(255)), 255 * 16);
        assert_eq!(count(&[7; 9000], |block| is(block, 7)), 9000);
    }
}
