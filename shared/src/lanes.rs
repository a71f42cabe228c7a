//! Loops over bytes, sixteen at a time.
//!
//! The compiler leaves too many of these loops scalar, so they are written with `wide`'s vectors,
//! which are SSE2 natively and simd128 in wasm.

use wide::u8x16;

/// Bytes of a block.
pub(crate) const WIDTH: usize = 16;

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
    const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
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
    sum(&block.to_array())
}

/// All bits where a byte is `letter`; the block's letters are upper case.
#[inline]
pub(crate) fn is(upper: u8x16, letter: u8) -> u8x16 {
    upper.simd_eq(u8x16::splat(letter))
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
                let equal = bytes.iter().filter(|&&byte| byte == wanted).count() as u64;
                assert_eq!(count(&bytes, |block| is(block, wanted)), equal);
            }
        }
        assert_eq!(sum(&[255; 5000]), 255 * 5000);
        assert_eq!(count(&[7; 9000], |block| is(block, 7)), 9000);
    }
}
