//! BGZF: gzip in blocks that say how long they are (SAM specification, section 4.1).
//!
//! What blocks say of their length is taken as a hint alone: a row of them is inflated as a gzip
//! stream of its own, so all is checked as in one piece.

use super::{Decoder, Structure};

/// The longest block, in bytes, and its longest text.
pub const MAX_BLOCK_BYTES: usize = 64 << 10;

/// The empty block that ends a sound file.
pub const END_MARKER: &[u8; 28] =
    b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0";

/// Whole blocks in a row, as they say.
///
/// ```
/// use shared::gzip::bgzf::Row;
/// use shared::gzip::bgzf::END_MARKER;
/// let mut row = Row::default();
/// assert!(!row.grow(END_MARKER, 100));
/// assert_eq!((row.packed_bytes, row.text_bytes), (28, 0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Bytes of the blocks.
    pub packed_bytes: usize,
    /// Bytes of their text.
    pub text_bytes: usize,
}

impl Row {
    /// Takes in the blocks that follow in `packed`, which begins where the row begins, until text or
    /// blocks have `wanted` bytes (blocks may be empty); false if there are not so many.
    pub fn grow(&mut self, packed: &[u8], wanted: usize) -> bool {
        while self.text_bytes.max(self.packed_bytes) < wanted {
            match packed.get(self.packed_bytes..).and_then(block) {
                Some((length, text)) => {
                    self.packed_bytes += length;
                    self.text_bytes += text;
                }
                None => return false,
            }
        }
        true
    }

    /// Takes in all blocks that begin before `bytes` in `packed`, which begins where the row begins;
    /// false if one is not there as a whole, or the text would be longer than `most` bytes.
    #[must_use]
    pub fn reach(&mut self, packed: &[u8], bytes: usize, most: usize) -> bool {
        while self.packed_bytes < bytes.min(packed.len()) {
            match packed.get(self.packed_bytes..).and_then(block) {
                Some((length, text)) if self.text_bytes + text <= most => {
                    self.packed_bytes += length;
                    self.text_bytes += text;
                }
                _ => return false,
            }
        }
        true
    }

    /// Whether what stands behind the row in `packed` is long enough to hold a block, and is none.
    #[must_use]
    pub fn ends(&self, packed: &[u8]) -> bool {
        packed.len() - self.packed_bytes >= MAX_BLOCK_BYTES
    }
}

/// Whether bytes begin with the header of a block.
#[must_use]
pub fn is_block(bytes: &[u8]) -> bool {
    block_length(bytes).is_some()
}

/// Where the first block begins in a part of a BGZF file: behind it another begins, or the file ends.
/// The end of `bytes` if none does and the file ends there. None if that cannot be told.
///
/// Text or packed bytes may look like two blocks by chance or by intent, so who goes by this must
/// prove it.
#[must_use]
pub fn first_block(bytes: &[u8], ends_file: bool) -> Option<usize> {
    let mut heads = memchr::memmem::find_iter(bytes, b"\x1f\x8b\x08\x04");
    let begins = |at: &usize| {
        let Some(length) = block_length(&bytes[*at..]) else {
            return false;
        };
        let behind = at + length;
        (ends_file && behind == bytes.len()) || bytes.get(behind..).is_some_and(is_block)
    };
    heads.find(begins).or(ends_file.then_some(bytes.len()))
}

/// Inflates a row of blocks behind what `text` holds; none if anything is wrong with it, or it
/// unpacks to more than `most` bytes.
pub fn inflate(packed: &[u8], text: &mut Vec<u8>, most: usize) -> Option<Structure> {
    let mut decoder = Decoder::new(u64::MAX);
    // A decoder without room stops before the trailer.
    let used = decoder.push(packed, text, most.saturating_add(1)).ok()?;
    if used < packed.len() {
        return None;
    }
    decoder.finish(text).ok()?;
    Some(decoder.structure())
}

/// The length of the block at the start of `bytes`, and that of its text, as it says; none if it is
/// not there as a whole.
fn block(bytes: &[u8]) -> Option<(usize, usize)> {
    let length = block_length(bytes)?;
    let trailer = bytes.get(..length)?.last_chunk::<4>()?;
    let text = u32::from_le_bytes(*trailer) as usize;
    (text <= MAX_BLOCK_BYTES).then_some((length, text))
}

fn block_length(bytes: &[u8]) -> Option<usize> {
    match bytes.first_chunk::<18>()? {
        [
            0x1f,
            0x8b,
            8,
            4,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            b'B',
            b'C',
            2,
            0,
            low,
            high,
        ] => Some(usize::from(u16::from_le_bytes([*low, *high])) + 1),
        _ => None,
    }
}
