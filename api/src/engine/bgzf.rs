//! BGZF: gzip in blocks that say how long they are (SAM specification, section 4.1).
//!
//! Each thread takes a row of blocks and inflates it; then, in file order, the text is joined to
//! what the row before has left over, and cut at its last record. What blocks say of their length
//! is taken as a hint alone: a row is inflated as a gzip stream of its own, so all is checked as in
//! one piece.

use super::crew::{Buffers, Chunk, Input, Next, lock};
use super::positioned::Positioned;
use super::{EngineOptions, MAX_WINDOW_BYTES};
use shared::fastq::boundary::last_record_start;
use shared::gzip::{Decoder, Structure};
use shared::sniff::{ENOUGH, Sniffed, sniff};
use std::sync::{
    Condvar, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// Compressed bytes read at once.
const PACKED_BYTES: usize = 256 << 10;
/// How many times its share of text a row may unpack to, whatever its blocks say.
const EXCESS: usize = 4;

/// A BGZF file.
pub(super) struct Bgzf<'a> {
    file: &'a Positioned,
    size: u64,
    chunk_bytes: usize,
    progress: &'a AtomicU64,
    rows: Mutex<Rows>,
    seam: Mutex<Seam>,
    turn: Condvar,
}

/// Where the next row of blocks begins.
#[derive(Default)]
struct Rows {
    index: u64,
    at: u64,
}

/// Where rows of text meet.
#[derive(Default)]
struct Seam {
    /// The row whose turn it is.
    row: u64,
    /// Text behind the last cut.
    carry: Vec<u8>,
    /// Place of the next chunk; a row that ends no record gives none.
    index: u64,
    start: u64,
    structure: Structure,
    failed: bool,
}

/// A row of blocks, as it was taken.
struct Row {
    index: u64,
    last: bool,
}

impl<'a> Bgzf<'a> {
    pub(super) fn new(file: &'a Positioned, size: u64, options: &EngineOptions<'a>) -> Self {
        Self {
            file,
            size,
            chunk_bytes: options.chunk_bytes(),
            progress: options.progress,
            rows: Mutex::default(),
            seam: Mutex::new(Seam {
                start: options.start,
                ..Seam::default()
            }),
            turn: Condvar::new(),
        }
    }

    /// What was seen of the stream's structure.
    pub(super) fn structure(&self) -> Structure {
        lock(&self.seam).structure
    }

    /// Reads the next row of blocks; none at the end. What is no whole block ends a row as well.
    fn take(&self, packed: &mut Vec<u8>) -> Option<Row> {
        let mut rows = lock(&self.rows);
        if rows.at >= self.size {
            return None;
        }
        packed.clear();
        let (mut row_bytes, mut text_bytes) = (0, 0);
        // Blocks may be empty, so their own bytes are limited, too.
        while text_bytes.max(row_bytes) < self.chunk_bytes {
            match block(&packed[row_bytes..]) {
                Some((length, text)) => {
                    row_bytes += length;
                    text_bytes = text_bytes.saturating_add(text);
                }
                None if self.read_on(rows.at, packed) => {}
                None => break,
            }
        }
        let whole = row_bytes > 0;
        if whole {
            packed.truncate(row_bytes);
        }
        rows.at += packed.len() as u64;
        rows.index += 1;
        let row = Row {
            index: rows.index - 1,
            last: rows.at == self.size,
        };
        if !whole {
            // The decoder will say what is wrong with it; nothing is read behind it.
            rows.at = self.size;
        }
        self.progress
            .fetch_add(packed.len() as u64, Ordering::Relaxed);
        Some(row)
    }

    /// Reads some more behind what was read of a row; false if there is nothing that could help.
    fn read_on(&self, at: u64, packed: &mut Vec<u8>) -> bool {
        let before = packed.len();
        packed.resize(before + PACKED_BYTES, 0);
        let read = self
            .file
            .read_at_most(&mut packed[before..], at + before as u64);
        packed.truncate(before + read.as_ref().copied().unwrap_or_default());
        packed.len() > before
    }

    /// Inflates a row and joins it to those before.
    fn unpack(&self, row: &Row, buffers: &mut Buffers) -> Option<Joined> {
        let Buffers { text, packed } = buffers;
        text.clear();
        let most = self.chunk_bytes.saturating_mul(EXCESS);
        let mut decoder = Decoder::new(u64::MAX);
        let used = decoder.push(packed, text, most).ok()?;
        if used < packed.len() {
            return None;
        }
        decoder.finish(text).ok()?;
        let structure = decoder.structure();
        let before = |seam: &mut Seam| seam.row != row.index && !seam.failed;
        let seam = self.turn.wait_while(lock(&self.seam), before);
        let mut seam = seam.unwrap_or_else(PoisonError::into_inner);
        if seam.failed {
            return Some(Joined::End);
        }
        // Zeros between members are garbage to a reader of the whole.
        let garbage = structure.zero_padding > 0 && !row.last;
        let untold =
            row.index == 0 && (sniff(text) != Sniffed::Text || (text.len() < ENOUGH && !row.last));
        if garbage || untold {
            return None;
        }
        let joined = join(&mut seam, text, row.last)?;
        seam.structure.members += structure.members;
        seam.structure.bgzf_blocks += structure.bgzf_blocks;
        seam.structure.bgzf_end_marker = structure.bgzf_end_marker;
        seam.structure.zero_padding = structure.zero_padding;
        seam.row += 1;
        self.turn.notify_all();
        Some(joined)
    }
}

/// What came of a row.
enum Joined {
    Chunk(Chunk),
    /// No record ended in it.
    Nothing,
    /// Another thread met trouble.
    End,
}

fn join(seam: &mut Seam, text: &mut Vec<u8>, last: bool) -> Option<Joined> {
    if !seam.carry.is_empty() {
        text.splice(..0, seam.carry.drain(..));
    }
    if !last {
        let Some(end) = last_record_start(text) else {
            seam.carry.append(text);
            return (seam.carry.len() <= MAX_WINDOW_BYTES).then_some(Joined::Nothing);
        };
        seam.carry.extend_from_slice(&text[end..]);
        text.truncate(end);
    }
    let chunk = Chunk {
        index: seam.index,
        start: seam.start,
        more: !last,
    };
    seam.index += 1;
    seam.start = seam.start.saturating_add(text.len() as u64);
    Some(Joined::Chunk(chunk))
}

impl Input for Bgzf<'_> {
    fn next(&self, buffers: &mut Buffers) -> Next {
        while let Some(row) = self.take(&mut buffers.packed) {
            match self.unpack(&row, buffers) {
                Some(Joined::Chunk(chunk)) => return Next::Chunk(chunk),
                Some(Joined::Nothing) => {}
                Some(Joined::End) => return Next::End,
                None => {
                    lock(&self.seam).failed = true;
                    self.turn.notify_all();
                    return Next::Trouble;
                }
            }
        }
        Next::End
    }
}

/// Whether bytes begin with the header of a block.
pub(super) fn is_block(bytes: &[u8]) -> bool {
    block_length(bytes).is_some()
}

/// The length of the block at the start of `bytes`, and that of its text, as it says; none if it is
/// not there as a whole.
fn block(bytes: &[u8]) -> Option<(usize, usize)> {
    let length = block_length(bytes)?;
    let trailer = bytes.get(..length)?.last_chunk::<4>()?;
    Some((length, u32::from_le_bytes(*trailer) as usize))
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
