//! Cuts a BGZF file into rows of blocks, which are inflated where they are counted.

use shared::fastq::Layout;
use shared::gzip::bgzf::Row;
use shared::tally::settings::Thinned;

use super::read::Stream;
use super::{Chunk, Data, SourceError};

/// Bytes read at once.
const READ_BYTES: usize = 1 << 20;

/// What was read and not yet handed out; it begins at a block.
pub(super) struct Blocks {
    /// The file as it stands.
    stream: Stream,
    packed: Vec<u8>,
    /// Bytes of those that were handed out.
    used: usize,
    /// Offset of the next row's text in the uncompressed input.
    start: u64,
    /// Offset of the next row in the file.
    at: u64,
}

impl Blocks {
    pub(super) fn new(stream: Stream) -> Self {
        Self {
            stream,
            packed: Vec::new(),
            used: 0,
            start: 0,
            at: 0,
        }
    }

    pub(super) async fn next(&mut self, chunk_bytes: u64) -> Result<Option<Chunk>, SourceError> {
        let wanted = usize::try_from(chunk_bytes).unwrap_or(usize::MAX).max(1);
        let mut row = Row::default();
        loop {
            let rest = &self.packed[self.used..];
            if row.grow(rest, wanted) || row.ends(rest) || self.stream.ended() {
                break;
            }
            self.packed.drain(..self.used);
            self.used = 0;
            self.stream.read(&mut self.packed, READ_BYTES).await?;
        }
        let more = !self.stream.ended() || self.used + row.packed_bytes < self.packed.len();
        if row.packed_bytes > 0 {
            return Ok(Some(self.take(row, more)));
        }
        // What is no whole block, a reader in order looks into.
        if more {
            Err(SourceError::CannotCut)
        } else {
            Ok(None)
        }
    }

    fn take(&mut self, row: Row, more: bool) -> Chunk {
        let end = self.used + row.packed_bytes;
        let data = Data::of(&self.packed[self.used..end]);
        self.used = end;
        self.at += row.packed_bytes as u64;
        let start = self.start;
        self.start += row.text_bytes as u64;
        Chunk {
            start,
            end: self.start,
            more,
            row_bytes: Some(row.text_bytes),
            piece: None,
            range: None,
            layout: Layout::FourLine,
            file_bytes: self.at,
            thinned: Thinned::default(),
            data,
        }
    }
}
