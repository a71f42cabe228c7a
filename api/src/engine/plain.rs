//! Cuts a plain four-line file at record starts, reading only a window at each cut.

use super::crew::{Buffers, Chunk, Input, Next, lock};
use super::positioned::Positioned;
use super::{EngineOptions, MAX_WINDOW_BYTES};
use shared::fastq::boundary::{Boundary, find_record_start};
use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

/// Bytes read at a cut at first; twice as many each time that they do not tell.
const WINDOW_BYTES: usize = 16 << 10;

/// A plain file.
pub(super) struct Plain<'a> {
    file: &'a Positioned,
    size: u64,
    chunk_bytes: u64,
    /// Offset of the file in the sample's text.
    start: u64,
    progress: &'a AtomicU64,
    cutter: Mutex<Cutter>,
}

/// Where the next chunk begins.
#[derive(Default)]
struct Cutter {
    index: u64,
    at: u64,
}

impl<'a> Plain<'a> {
    pub(super) fn new(file: &'a Positioned, size: u64, options: &EngineOptions<'a>) -> Self {
        Self {
            file,
            size,
            chunk_bytes: options.chunk_bytes() as u64,
            start: options.start,
            progress: options.progress,
            cutter: Mutex::default(),
        }
    }

    /// The first record start at or after `nominal`, or the end of the file; none if there is no
    /// telling. The window stands in the chunk's own buffer: one record may need a very long one.
    fn cut(&self, nominal: u64, window: &mut Vec<u8>) -> Option<u64> {
        let mut window_bytes = WINDOW_BYTES;
        loop {
            if nominal >= self.size {
                return Some(self.size);
            }
            let rest = usize::try_from(self.size - nominal).unwrap_or(usize::MAX);
            // One byte more on the left: it tells whether the window begins a line.
            window.resize(window_bytes.min(rest) + 1, 0);
            if self.file.read_at_most(window, nominal - 1).ok()? != window.len() {
                return None;
            }
            let (previous, text) = window.split_first()?;
            match find_record_start(text, 0, Some(*previous), text.len() == rest) {
                Boundary::Found(at) => return Some(nominal + at as u64),
                Boundary::End => return Some(self.size),
                Boundary::NeedMore if text.len() > MAX_WINDOW_BYTES => return None,
                Boundary::NeedMore => window_bytes = window_bytes.saturating_mul(2),
            }
        }
    }

    fn take(&self, text: &mut Vec<u8>) -> Option<(Chunk, u64, u64)> {
        let mut cutter = lock(&self.cutter);
        let at = cutter.at;
        if at >= self.size {
            return None;
        }
        let end = self.cut(at.saturating_add(self.chunk_bytes), text);
        // Where no cut is found there is no chunk, and none behind it.
        cutter.at = end.unwrap_or(self.size);
        cutter.index += 1;
        let chunk = Chunk {
            index: cutter.index - 1,
            start: self.start.saturating_add(at),
            more: cutter.at < self.size,
        };
        Some((chunk, at, end.unwrap_or(at)))
    }
}

impl Input for Plain<'_> {
    fn next(&self, buffers: &mut Buffers) -> Next {
        let text = &mut buffers.text;
        let Some((chunk, at, end)) = self.take(text) else {
            return Next::End;
        };
        let Ok(length) = usize::try_from(end - at) else {
            return Next::Trouble;
        };
        text.resize(length, 0);
        match self.file.read_at_most(text, at) {
            Ok(read) if read == length && length > 0 => {
                self.progress.fetch_add(end - at, Ordering::Relaxed);
                Next::Chunk(chunk)
            }
            _ => Next::Trouble,
        }
    }
}
