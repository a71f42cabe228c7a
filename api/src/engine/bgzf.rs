//! BGZF: gzip in blocks that say how long they are (SAM specification, section 4.1).
//!
//! Each thread takes a row of blocks and inflates it; then, in file order, the text is joined to
//! what the row before has left over, and cut at its last record.

use super::crew::{Buffers, Chunk, Input, Next, lock};
use super::positioned::Positioned;
use super::{EngineOptions, MAX_WINDOW_BYTES};
use shared::fastq::boundary::last_record_start;
use shared::gzip::{
    Structure,
    bgzf::{self, inflate},
};
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
        let mut blocks = bgzf::Row::default();
        while !blocks.grow(packed, self.chunk_bytes)
            && !blocks.ends(packed)
            && self.read_on(rows.at, packed)
        {}
        let whole = blocks.packed_bytes > 0;
        if whole {
            packed.truncate(blocks.packed_bytes);
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
        let structure = inflate(packed, text, most)?;
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
        seam.structure.append(&structure);
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
