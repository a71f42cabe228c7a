//! Hands out ranges of a file in a random order, so that what was read is soon a fair sample of it.
//!
//! A plain file's range goes from the first record start in it to the first one behind it. A range
//! of BGZF is a slice that its analyser finds the blocks in (see [`shared::analysis::pieces`]).

use std::collections::BTreeMap;

use fastrand::Rng;
use shared::analysis::pieces::{MARGIN_BYTES, PiecePlace};
use shared::fastq::Layout;
use shared::tally::settings::Thinned;
use web_sys::Blob;

use super::plain::cut;
use super::read::slice;
use super::{Chunk, Data, SourceError};

/// The most text, in bytes, that a range of BGZF may unpack to, as a multiple of its own bytes.
const EXCESS: u64 = 32;

/// What is left of a file.
pub(super) struct Scattered {
    range_bytes: u64,
    ranges: u32,
    /// Offset of the file's text in that of the sample.
    base: u64,
    blocks: bool,
    /// Ranges that are to be handed out, the next one last.
    left: Vec<u32>,
    /// Cuts that are known, by where they were looked for.
    cuts: BTreeMap<u64, u64>,
}

impl Scattered {
    /// All of a file in ranges of so many bytes; `seed` draws their order.
    pub(super) fn new(size: u64, range_bytes: u64, base: u64, blocks: bool, seed: u64) -> Self {
        let range_bytes = range_bytes.max(1);
        let ranges = u32::try_from(size.div_ceil(range_bytes)).unwrap_or(u32::MAX);
        let mut left: Vec<u32> = (0..ranges).collect();
        Rng::with_seed(seed).shuffle(&mut left);
        Self {
            range_bytes,
            ranges,
            base,
            blocks,
            left,
            cuts: BTreeMap::new(),
        }
    }

    /// All ranges of the file.
    pub(super) fn ranges(&self) -> u32 {
        self.ranges
    }

    /// Takes back ranges that were not counted.
    pub(super) fn put_back(&mut self, ranges: impl IntoIterator<Item = u32>) {
        self.left.extend(ranges);
    }

    /// Hands out the first of the ranges that are left next: so gaps close.
    pub(super) fn first_next(&mut self) {
        let first = self.left.iter().enumerate().min_by_key(|range| range.1);
        if let Some((at, _)) = first {
            let last = self.left.len() - 1;
            self.left.swap(at, last);
        }
    }

    pub(super) async fn next(
        &mut self,
        file: &Blob,
        size: u64,
    ) -> Result<Option<Chunk>, SourceError> {
        while let Some(range) = self.left.pop() {
            let from = u64::from(range) * self.range_bytes;
            let to = size.min(from + self.range_bytes);
            if self.blocks {
                return self.piece(file, size, range, from, to).map(Some);
            }
            let start = self.cut(file, size, from).await?;
            let end = self.cut(file, size, to).await?;
            // One record may go through a whole range.
            if start < end {
                return Ok(Some(Chunk {
                    start: self.base + start,
                    end: self.base + end,
                    more: end < size,
                    row_bytes: None,
                    piece: None,
                    range: Some(range),
                    layout: Layout::FourLine,
                    file_bytes: end - start,
                    thinned: Thinned::default(),
                    data: Data::Slice(slice(file, start, end)?),
                }));
            }
        }
        Ok(None)
    }

    fn piece(
        &self,
        file: &Blob,
        size: u64,
        range: u32,
        from: u64,
        to: u64,
    ) -> Result<Chunk, SourceError> {
        let bytes = to - from;
        let most = usize::try_from(bytes * EXCESS).unwrap_or(usize::MAX);
        let place = PiecePlace {
            index: range,
            base: self.base,
            at: from,
            bytes: usize::try_from(bytes).unwrap_or(usize::MAX),
            last: to == size,
            most,
        };
        let end = size.min(to + MARGIN_BYTES as u64);
        Ok(Chunk {
            start: 0,
            end: 0,
            more: !place.last,
            row_bytes: None,
            piece: Some(place),
            range: Some(range),
            layout: Layout::FourLine,
            file_bytes: bytes,
            thinned: Thinned::default(),
            data: Data::Slice(slice(file, from, end)?),
        })
    }

    /// The first record start at or after an offset, each looked for once.
    async fn cut(&mut self, file: &Blob, size: u64, nominal: u64) -> Result<u64, SourceError> {
        if nominal == 0 {
            return Ok(0);
        }
        if let Some(found) = self.cuts.get(&nominal) {
            return Ok(*found);
        }
        let found = cut(file, size, nominal).await?;
        self.cuts.insert(nominal, found);
        Ok(found)
    }
}
