//! Hands out ranges of a file in a random order, so that what was read is soon a fair sample of it.
//!
//! Where ranges are large, some of them are cut in two, and their short beginnings come first: so
//! there soon is something to show, and enough places of the file are known to say how sure it is.
//!
//! A plain file's range goes from the first record start in it to the first one behind it. A range
//! of BGZF is a slice that its analyser finds the blocks in (see [`shared::analysis::pieces`]).

use std::collections::BTreeMap;

use fastrand::Rng;
use shared::analysis::pieces::{MARGIN_BYTES, PiecePlace};
use shared::fastq::Layout;
use shared::report::sampling::LEAST_STEADY_PARTS;
use shared::tally::settings::Thinned;
use web_sys::Blob;

use super::plain::cut;
use super::read::slice;
use super::{Chunk, Data, SourceError};

/// The most text, in bytes, that a range of BGZF may unpack to, as a multiple of its own bytes.
const EXCESS: u64 = 32;

/// How long ranges are, in bytes of the file as it stands.
#[derive(Clone, Copy, Debug)]
pub struct RangeBytes {
    /// A range.
    pub whole: u64,
    /// The beginning of one that is looked into first; none if they are short enough.
    pub look: Option<u64>,
}

/// So many ranges are looked into before the others are read: as many as it takes to call a verdict
/// steady.
const LOOKS: usize = LEAST_STEADY_PARTS as usize;

/// The most ranges of a file, each some bytes of memory: whoever asks for shorter ones gets longer.
const MOST_RANGES: u64 = 1 << 17;

/// What is left of a file.
pub(super) struct Scattered {
    /// Where ranges begin, and where the last one ends.
    bounds: Vec<u64>,
    /// Offset of the file's text in that of the sample.
    base: u64,
    blocks: bool,
    /// Ranges that are to be handed out, the next one last.
    left: Vec<u32>,
    /// Cuts that are known, by where they were looked for.
    cuts: BTreeMap<u64, u64>,
}

impl Scattered {
    /// All of a file in ranges; `seed` draws their order.
    pub(super) fn new(size: u64, ranges: RangeBytes, base: u64, blocks: bool, seed: u64) -> Self {
        let (bounds, left) = order(size, ranges, &mut Rng::with_seed(seed));
        Self {
            bounds,
            base,
            blocks,
            left,
            cuts: BTreeMap::new(),
        }
    }

    /// All ranges of the file.
    pub(super) fn ranges(&self) -> u32 {
        u32::try_from(self.bounds.len() - 1).unwrap_or(u32::MAX)
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
            let Some(&[from, to]) = self.bounds.get(range as usize..range as usize + 2) else {
                continue;
            };
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

/// Bounds of ranges, and their order, the first one last.
fn order(size: u64, bytes: RangeBytes, draw: &mut Rng) -> (Vec<u64>, Vec<u32>) {
    let whole = bytes.whole.max(size.div_ceil(MOST_RANGES)).max(1);
    let count = usize::try_from(size.div_ceil(whole)).unwrap_or(usize::MAX);
    let mut drawn: Vec<u64> = (0..count as u64).collect();
    draw.shuffle(&mut drawn);
    let looks = bytes.look.map_or(&[][..], |_| &drawn[..LOOKS.min(count)]);
    let look = bytes.look.unwrap_or(whole).clamp(1, whole);
    let mut bounds: Vec<u64> = (0..=count as u64).map(|at| size.min(at * whole)).collect();
    bounds.extend(looks.iter().map(|at| size.min(at * whole + look)));
    bounds.sort_unstable();
    // The last range may be shorter than a look into it.
    bounds.dedup();
    let starts = &bounds[..bounds.len() - 1];
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for (range, start) in (0..).zip(starts) {
        let looked_into = start % whole == 0 && looks.contains(&(start / whole));
        if looked_into { &mut first } else { &mut then }.push(range);
    }
    draw.shuffle(&mut first);
    draw.shuffle(&mut then);
    then.append(&mut first);
    (bounds, then)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_the_whole_file_and_short_ones_come_first() {
        for (size, look) in [
            (1_000, Some(2)),
            (1_001, Some(2)),
            (95, Some(2)),
            (1_000, None),
        ] {
            let bytes = RangeBytes { whole: 10, look };
            let (bounds, left) = order(size, bytes, &mut Rng::with_seed(7));
            assert_eq!((bounds[0], bounds[bounds.len() - 1]), (0, size));
            let lengths: Vec<u64> = bounds.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(lengths.iter().all(|length| (1..=10).contains(length)));
            let mut all = left.clone();
            all.sort_unstable();
            assert!(all.iter().copied().eq(0..lengths.len() as u32), "{all:?}");
            let first = left.iter().rev().map(|range| lengths[*range as usize]);
            let short = first.take_while(|length| *length <= 2).count();
            let wanted = if look.is_some() {
                LOOKS.min(size.div_ceil(10) as usize)
            } else {
                0
            };
            assert!(short >= wanted && short <= wanted + 1, "{size}: {short}");
        }
    }

    #[test]
    fn ranges_are_not_so_short_that_they_take_much_memory() {
        let bytes = RangeBytes {
            whole: 1,
            look: None,
        };
        let (bounds, left) = order(5 << 30, bytes, &mut Rng::with_seed(7));
        assert_eq!(left.len() as u64, MOST_RANGES);
        assert_eq!(bounds.last(), Some(&(5 << 30)));
    }
}
