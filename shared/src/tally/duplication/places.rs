//! Where a table puts what it keeps.

use std::hash::{BuildHasher, RandomState};

/// Puts hashes into places of a table.
///
/// Hashes are fixed and easy to invert, so their places must hang on something that whoever makes
/// an input does not know: else all its prefixes could be made to crowd into one. (In the browser
/// the standard library has no source of randomness, and the seeds can be guessed. There it is
/// one's own tab.) What is kept hangs on the hash alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places([u64; 2]);

impl Default for Places {
    fn default() -> Self {
        let random = RandomState::new();
        Self([0_u8, 1].map(|which| random.hash_one(which)))
    }
}

impl Places {
    #[inline]
    /// The place of a hash: that of the table's hash function.
    pub(super) fn of(self, hash: u64) -> u64 {
        let product = u128::from(hash ^ self.0[0]) * u128::from(self.0[1] | 1);
        (product >> 64) as u64 ^ product as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn hashes_that_agree_in_most_bits_stand_apart() {
        let places = Places::default();
        for shift in [0, 24, 40, 50] {
            let hashes = (0..5_000_u64).map(|number| number << shift);
            let found: HashSet<u64> = hashes.map(|hash| places.of(hash) & 0xffff).collect();
            // In 65,536 places drawn at random, some 4,800 would be taken.
            assert!(found.len() > 2_500, "{places:?} {shift} {}", found.len());
        }
    }
}
