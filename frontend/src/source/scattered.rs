//! Hands out ranges of a file in a random order, so that what was read is soon a fair sample of it; or
//! of several files whose text is one.
//!
//! Where ranges are large, some of them are cut in two, and their short beginnings come first: so
//! there soon is something to show, and enough places of the file are known to say how sure it is.
//!
//! A plain file's range goes from the first record start in it to the first one behind it. A range
//! of BGZF is a slice that its analyser finds the blocks in (see [`shared::analysis::pieces`]).

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use shared::analysis::pieces::{MARGIN_BYTES, PiecePlace};
use shared::fastq::Layout;
use shared::ledger::MAX_SEGMENTS;
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
    /// The beginning of one that is looked into first; none if they are short enough. Where a file cannot
    /// be cut, none is looked into.
    pub look: Option<u64>,
}

/// So many ranges are looked into before the others are read: as many as it takes to call a verdict
/// steady.
const LOOKS: usize = LEAST_STEADY_PARTS as usize;

/// The most ranges of plain files: whoever asks for shorter ones gets longer. In a random order they
/// leave a quarter of their number as separate places, and a ledger takes [`MAX_SEGMENTS`].
const MOST_RANGES: u64 = 1 << 16;
/// The most ranges of BGZF, which stand apart from each other until all are there.
const MOST_PIECES: u64 = 1 << 14;
const _: () = assert!(MOST_RANGES / 2 <= MAX_SEGMENTS as u64);
const _: () = assert!(2 * MOST_PIECES <= MAX_SEGMENTS as u64);
/// The most files that are read together, each a range at least. All are opened before the first is read.
pub const MOST_FILES: usize = 1 << 12;

/// What is left of the files.
pub(super) struct Scattered {
    files: Vec<Place>,
    /// All ranges, file by file, in the order of their text.
    ranges: Vec<Range>,
    blocks: bool,
    /// Ranges that are to be handed out, the next one last.
    left: Vec<u32>,
    /// Cuts that are known, by file and by where they were looked for.
    cuts: BTreeMap<(usize, u64), u64>,
    /// The file that was last cut.
    file: usize,
}

/// A file.
struct Place {
    file: Blob,
    size: u64,
    /// Offset of a plain file's text in that of all.
    base: u64,
}

/// How long a file is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// Its bytes.
    pub(super) size: u64,
    /// It cannot be cut.
    pub(super) one_range: bool,
}

/// Some bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    file: usize,
    from: u64,
    to: u64,
}

impl Scattered {
    /// All of some files in ranges; `seed` draws their order.
    pub(super) fn new(
        files: Vec<(Blob, Extent)>,
        bytes: RangeBytes,
        blocks: bool,
        seed: u64,
    ) -> Self {
        let extents: Vec<Extent> = files.iter().map(|file| file.1).collect();
        let most = if blocks { MOST_PIECES } else { MOST_RANGES };
        let (ranges, left) = order(&extents, bytes, most, &mut Rng::with_seed(seed));
        let mut end = 0;
        let files = files.into_iter().map(|(file, Extent { size, .. })| {
            let base = end;
            end += size;
            Place { file, size, base }
        });
        Self {
            files: files.collect(),
            ranges,
            blocks,
            left,
            cuts: BTreeMap::new(),
            file: 0,
        }
    }

    /// The file that was last cut.
    pub(super) fn file(&self) -> usize {
        self.file
    }

    /// The number of ranges of each file.
    pub(super) fn ranges(&self) -> Vec<u32> {
        let mut counts = vec![0; self.files.len()];
        for range in &self.ranges {
            counts[range.file] += 1;
        }
        counts
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

    pub(super) async fn next(&mut self) -> Result<Option<Chunk>, SourceError> {
        while let Some(index) = self.left.pop() {
            let Some(range) = self.ranges.get(index as usize).copied() else {
                continue;
            };
            self.file = range.file;
            if self.blocks {
                return self.piece(index, range).map(Some);
            }
            let start = self.cut(range.file, range.from).await?;
            let end = self.cut(range.file, range.to).await?;
            // One record may go through a whole range.
            if start < end {
                let Place { file, size, base } = &self.files[range.file];
                return Ok(Some(Chunk {
                    start: base + start,
                    end: base + end,
                    more: end < *size,
                    row_bytes: None,
                    piece: None,
                    range: Some(index),
                    layout: Layout::FourLine,
                    file_bytes: end - start,
                    thinned: Thinned::default(),
                    data: Data::Slice(slice(file, start, end)?),
                }));
            }
        }
        Ok(None)
    }

    fn piece(&self, index: u32, range: Range) -> Result<Chunk, SourceError> {
        let Place { file, size, .. } = &self.files[range.file];
        let bytes = range.to - range.from;
        let most = usize::try_from(bytes * EXCESS).unwrap_or(usize::MAX);
        let place = PiecePlace {
            index,
            first: range.from == 0,
            at: range.from,
            bytes: usize::try_from(bytes).unwrap_or(usize::MAX),
            last: range.to == *size,
            most,
        };
        let end = (range.to + MARGIN_BYTES as u64).min(*size);
        Ok(Chunk {
            start: 0,
            end: 0,
            more: !place.last,
            row_bytes: None,
            piece: Some(place),
            range: Some(index),
            layout: Layout::FourLine,
            file_bytes: bytes,
            thinned: Thinned::default(),
            data: Data::Slice(slice(file, range.from, end)?),
        })
    }

    /// The first record start at or after an offset of a file, each looked for once.
    async fn cut(&mut self, file: usize, nominal: u64) -> Result<u64, SourceError> {
        if nominal == 0 {
            return Ok(0);
        }
        if let Some(found) = self.cuts.get(&(file, nominal)) {
            return Ok(*found);
        }
        let place = &self.files[file];
        let found = cut(&place.file, place.size, nominal).await?;
        self.cuts.insert((file, nominal), found);
        Ok(found)
    }
}

/// About `most` ranges of files or fewer, and their order, the first one last.
fn order(files: &[Extent], bytes: RangeBytes, most: u64, draw: &mut Rng) -> (Vec<Range>, Vec<u32>) {
    let all: u64 = files.iter().map(|file| file.size).sum();
    let whole = bytes.whole.max(all.div_ceil(most)).max(1);
    let wholes = files.iter().enumerate().flat_map(|(file, extent)| {
        let size = extent.size;
        let whole = if extent.one_range { size.max(1) } else { whole };
        (0..size.div_ceil(whole)).map(move |at| Range {
            file,
            from: at * whole,
            to: (at + 1).saturating_mul(whole).min(size),
        })
    });
    let wholes: Vec<Range> = wholes.collect();
    // A look into some, beside the whole of others, would be no fair sample.
    let uncut = files.iter().any(|file| file.one_range);
    let looks = bytes.look.filter(|_| !uncut).map(|look| {
        let mut drawn: Vec<usize> = (0..wholes.len()).collect();
        draw.shuffle(&mut drawn);
        drawn.truncate(LOOKS);
        (drawn.into_iter().collect::<BTreeSet<_>>(), look.max(1))
    });
    let mut ranges = Vec::with_capacity(wholes.len() + LOOKS);
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for (at, range) in wholes.into_iter().enumerate() {
        let look = looks.as_ref().filter(|looks| looks.0.contains(&at));
        let index = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
        let middle = look.map(|looks| range.from + looks.1);
        if look.is_some() {
            &mut first
        } else {
            &mut then
        }
        .push(index);
        // The last range of a file may be shorter than a look into it.
        match middle.filter(|middle| *middle < range.to) {
            None => ranges.push(range),
            Some(middle) => {
                then.push(index.saturating_add(1));
                ranges.push(Range {
                    to: middle,
                    ..range
                });
                ranges.push(Range {
                    from: middle,
                    ..range
                });
            }
        }
    }
    draw.shuffle(&mut first);
    draw.shuffle(&mut then);
    then.append(&mut first);
    (ranges, then)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(sizes: &[u64]) -> Vec<Extent> {
        let extent = |size: &u64| Extent {
            size: *size,
            one_range: false,
        };
        sizes.iter().map(extent).collect()
    }

    #[test]
    fn what_cannot_be_cut_is_one_range() {
        let mut files = cut(&[35, 35, 35]);
        files[1].one_range = true;
        for look in [None, Some(2)] {
            let bytes = RangeBytes { whole: 10, look };
            let (ranges, left) = order(&files, bytes, MOST_RANGES, &mut Rng::with_seed(7));
            let uncut = ranges.iter().filter(|range| range.file == 1);
            let uncut: Vec<_> = uncut.map(|range| (range.from, range.to)).collect();
            assert_eq!(uncut, [(0, 35)]);
            // Beside it the others are not looked into.
            assert_eq!((left.len(), ranges.len()), (9, 9));
        }
    }

    #[test]
    fn ranges_are_the_whole_files_and_short_ones_come_first() {
        for (sizes, look) in [
            (&[1_000][..], Some(2)),
            (&[1_001], Some(2)),
            (&[95], Some(2)),
            (&[1_000], None),
            (&[1_000, 7, 93, 500], Some(2)),
            (&[1, 1, 1], Some(2)),
        ] {
            let bytes = RangeBytes { whole: 10, look };
            let (ranges, left) = order(&cut(sizes), bytes, MOST_RANGES, &mut Rng::with_seed(7));
            let mut end = (0, 0);
            for range in &ranges {
                if range.file > end.0 {
                    assert_eq!(end, (range.file - 1, sizes[range.file - 1]));
                    end = (range.file, 0);
                }
                assert_eq!((range.file, range.from), end);
                end.1 = range.to;
            }
            assert_eq!(end, (sizes.len() - 1, sizes[sizes.len() - 1]));
            let length = |range: &Range| range.to - range.from;
            assert!(ranges.iter().all(|range| (1..=10).contains(&length(range))));
            let mut all = left.clone();
            all.sort_unstable();
            assert!(all.iter().copied().eq(0..ranges.len() as u32), "{all:?}");
            let order = left.iter().rev().map(|range| ranges[*range as usize]);
            let short = order.take_while(|range| length(range) <= 2).count();
            let count: u64 = sizes.iter().map(|size| size.div_ceil(10)).sum();
            let wanted = look.map_or(0, |_| LOOKS.min(count as usize));
            assert!(short >= wanted && short <= wanted + 1, "{sizes:?}: {short}");
        }
    }

    #[test]
    fn ranges_are_not_so_short_that_they_take_much_memory() {
        let bytes = RangeBytes {
            whole: 1,
            look: None,
        };
        let sizes = cut(&[2 << 30, 3 << 30]);
        let (ranges, left) = order(&sizes, bytes, MOST_RANGES, &mut Rng::with_seed(7));
        assert!(left.len() as u64 <= MOST_RANGES + 2);
        assert_eq!(ranges.last().map(|range| range.to), Some(3 << 30));
    }
}
