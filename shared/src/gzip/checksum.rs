//! CRC-32 (RFC 1952, section 8) of text as it is unpacked.
//!
//! Processors have an instruction for it, which zlib-rs uses; WebAssembly has none, and there a table
//! for each byte took a sixth of the time that 1 GB of gzip takes in the page. Long texts are therefore
//! shortened first: a word may be added (xor) to others behind it in place of standing where it stands,
//! if the polynomial divides what that changes (K. Russell, "Chorba: A novel CRC32 implementation",
//! arXiv 2412.16398). Of a long text the last 2,400 bytes are then left for the table.

/// The checksum of a member's text so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Checksum {
    value: u32,
    #[cfg(target_arch = "wasm32")]
    shortener: shortened::Shortener,
}

impl Checksum {
    /// Takes in the text that follows.
    pub(super) fn update(&mut self, text: &[u8]) {
        #[cfg(target_arch = "wasm32")]
        {
            self.value = self.shortener.crc32(self.value, text);
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.value = zlib_rs::crc32::crc32(self.value, text);
        }
    }

    /// The checksum of all that was taken in; begins anew.
    pub(super) fn take(&mut self) -> u32 {
        std::mem::take(&mut self.value)
    }
}

#[cfg(any(test, target_arch = "wasm32"))]
mod shortened {
    use zlib_rs::crc32::crc32;

    /// How far ahead a word of 64 bits is added, in words. The polynomial of CRC-32 divides
    /// x^(64·300) + x^(64·155) + x^(64·117) + x^(64·89) + 1: of all such sums of five, none is shorter.
    const AHEAD: [usize; 4] = [145, 183, 211, 300];
    /// Words that the next ones may need.
    const KEPT: usize = 300;
    /// Words that need none of each other.
    const STEP: usize = 144;
    /// Words at once: with those that are kept they stay in the processor's first cache.
    const BLOCK: usize = 10 * STEP;
    /// Below it, in bytes, nothing is gained.
    const LEAST_BYTES: usize = 8 << 10;

    #[derive(Clone, Debug, Default)]
    pub(super) struct Shortener {
        /// The words that are kept, and a block behind them.
        room: Vec<u64>,
    }

    impl Shortener {
        /// The checksum of a text whose beginning, left out here, has the checksum `start`.
        pub(super) fn crc32(&mut self, start: u32, text: &[u8]) -> u32 {
            if text.len() < LEAST_BYTES {
                return crc32(start, text);
            }
            self.room.resize(KEPT + BLOCK, 0);
            self.room[..KEPT].fill(0);
            let (words, rest) = text.as_chunks::<8>();
            let (words, last) = words.split_at(words.len() - KEPT);
            // What was there before stands in the first bits.
            let mut state = u64::from(!start);
            for block in words.chunks(BLOCK) {
                self.add(block, state);
                state = 0;
            }
            let mut tail = [0; KEPT];
            for (word, bytes) in tail.iter_mut().zip(last) {
                *word = u64::from_le_bytes(*bytes);
            }
            for ahead in AHEAD {
                for (word, before) in tail.iter_mut().zip(&self.room[KEPT - ahead..KEPT]) {
                    *word ^= before;
                }
            }
            // zlib turns the bits of its state over: this one is empty.
            let shortened = crc32(!0, tail.map(u64::to_le_bytes).as_flattened());
            crc32(shortened, rest)
        }

        /// Adds what the words of a block get from those before them, and keeps the last.
        fn add(&mut self, block: &[[u8; 8]], state: u64) {
            let end = KEPT + block.len();
            for (word, bytes) in self.room[KEPT..end].iter_mut().zip(block) {
                *word = u64::from_le_bytes(*bytes);
            }
            self.room[KEPT] ^= state;
            for at in (KEPT..end).step_by(STEP) {
                let (before, open) = self.room.split_at_mut(at);
                let count = STEP.min(end - at);
                let [a, b, c, d] = AHEAD.map(|ahead| &before[at - ahead..][..count]);
                for (index, word) in open[..count].iter_mut().enumerate() {
                    *word ^= a[index] ^ b[index] ^ c[index] ^ d[index];
                }
            }
            self.room.copy_within(block.len()..end, 0);
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use proptest::prelude::*;

        fn text(length: usize, seed: u64) -> Vec<u8> {
            let mut state = seed | 1;
            let mut next = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            };
            (0..length).map(|_| next()).collect()
        }

        proptest! {
            #[test]
            fn shortened_texts_have_the_same_checksum(
                length in 0_usize..80_000,
                start: u32,
                seed: u64,
            ) {
                let text = text(length, seed);
                let shortened = Shortener::default().crc32(start, &text);
                prop_assert_eq!(shortened, crc32(start, &text));
            }
        }

        #[test]
        fn every_single_bit_counts_as_it_does_without() {
            // The checksum is linear: texts of one bit each stand for all.
            let mut text = vec![0; LEAST_BYTES + 8 * BLOCK + 5];
            let mut shortener = Shortener::default();
            for at in (0..text.len()).step_by(61) {
                text[at] = 1 << (at % 8);
                assert_eq!(shortener.crc32(0, &text), crc32(0, &text), "byte {at}");
                text[at] = 0;
            }
        }

        #[test]
        fn lengths_about_the_edges_of_blocks() {
            let text = text(LEAST_BYTES + 8 * (BLOCK + KEPT) + 64, 7);
            let mut shortener = Shortener::default();
            for base in [LEAST_BYTES, 8 * (BLOCK + KEPT), 8 * (BLOCK + KEPT + STEP)] {
                for length in (base - 17..base + 18).filter(|length| *length <= text.len()) {
                    let text = &text[..length];
                    assert_eq!(shortener.crc32(1, text), crc32(1, text), "{length} bytes");
                }
            }
        }
    }
}
