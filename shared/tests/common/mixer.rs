//! Sequences that are made from numbers.

/// Up to 32 bases, from two bits each.
pub(crate) fn bases(bits: u64, count: usize, text: &mut Vec<u8>) {
    let word: [u8; 32] = std::array::from_fn(|at| b"ACGT"[(bits >> (2 * at) & 3) as usize]);
    text.extend_from_slice(&word[..count]);
}

/// Spreads a number over all bits; no two have the same (splitmix64, by Sebastiano Vigna, public
/// domain).
pub(crate) fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
