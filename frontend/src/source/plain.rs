//! Cuts a plain four-line file at record starts, reading only a window at each cut.

use shared::fastq::Layout;
use shared::fastq::boundary::{Boundary, find_record_start};
use shared::tally::settings::Thinned;
use web_sys::Blob;

use super::read::{read_slice, slice};
use super::{Chunk, Data, MAX_WINDOW_BYTES, SourceError};

/// Bytes read at a cut at first; twice as many each time that they do not tell.
const WINDOW_BYTES: u64 = 64 << 10;

/// Where the next chunk begins.
pub(super) struct Plain {
    start: u64,
}

impl Plain {
    pub(super) fn new(start: u64) -> Self {
        Self { start }
    }

    pub(super) async fn next(
        &mut self,
        file: &Blob,
        size: u64,
        chunk_bytes: u64,
    ) -> Result<Option<Chunk>, SourceError> {
        if self.start >= size {
            return Ok(None);
        }
        let start = self.start;
        let end = cut(file, size, start.saturating_add(chunk_bytes.max(1))).await?;
        self.start = end;
        let data = Data::Slice(slice(file, start, end)?);
        Ok(Some(Chunk {
            start,
            end,
            more: end < size,
            row_bytes: None,
            piece: None,
            range: None,
            layout: Layout::FourLine,
            file_bytes: end,
            thinned: Thinned::default(),
            data,
        }))
    }
}

/// The first record start at or after `nominal`, or the end of the file.
pub(super) async fn cut(file: &Blob, size: u64, nominal: u64) -> Result<u64, SourceError> {
    let mut window_bytes = WINDOW_BYTES;
    loop {
        if nominal >= size {
            return Ok(size);
        }
        let end = size.min(nominal.saturating_add(window_bytes));
        // One byte more on the left: it tells whether the window begins a line.
        let window = read_slice(file, nominal - 1, end).await?;
        let Some((previous, window)) = window.split_first() else {
            return Err(SourceError::Changed);
        };
        match find_record_start(window, 0, Some(*previous), end == size) {
            Boundary::Found(at) => return Ok(nominal + at as u64),
            Boundary::End => return Ok(size),
            Boundary::NeedMore if window.len() > MAX_WINDOW_BYTES => {
                return Err(SourceError::CannotCut);
            }
            Boundary::NeedMore => window_bytes = window_bytes.saturating_mul(2),
        }
    }
}
