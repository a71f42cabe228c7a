//! In which order a job reads: ranges at random, or its files one after the other.

use std::future::Future;

use shared::report::sampling::LEAST_PARTS;
use shared::tally::settings::Thinned;

use super::Scheduler;
use super::scatter::Scatter;
use crate::source::{RangeBytes, Source};

/// What is read is visited in about so many ranges, if they are not too small or too large for that: its
/// figures are known well enough from them, and a range is soon counted.
const RANGES: u64 = 64;
/// The smallest range of a plain file, in bytes.
const LEAST_RANGE_BYTES: u64 = 1 << 20;
/// The smallest and the largest range of BGZF, in bytes as it stands; its text is about four times
/// as long. What is left over where two meet is counted for itself, which makes short ones dear.
const LEAST_BLOCKS_BYTES: u64 = 256 << 10;
const MOST_BLOCKS_BYTES: u64 = 4 << 20;

impl Scheduler {
    /// Has the files behind the source's read together with it, if that can go well; `others` opens
    /// them.
    pub async fn beside(&mut self, others: impl Future<Output = Option<Vec<Source>>>) {
        if self.source.has_ranges(self.counts_blocks()) {
            self.others = others.await;
        }
    }

    fn counts_blocks(&self) -> bool {
        self.engine.settings(Thinned::default()).is_some()
    }

    /// Chooses the order: ranges at random, if all files are sound where they were looked at.
    pub(super) fn begin(&mut self) {
        let counts_blocks = self.counts_blocks();
        if let Some(others) = self.others.take() {
            let sizes = std::iter::once(&self.source).chain(&others);
            let sizes: Vec<u64> = sizes.map(Source::file_bytes).collect();
            let bytes = self.range_bytes(sizes.iter().sum());
            // Of a few large ranges there is nothing to show for long, nor to be said of the whole.
            let concurrency = u32::try_from(self.engine.concurrency()).unwrap_or(u32::MAX);
            let least = concurrency.saturating_mul(4).max(LEAST_PARTS);
            let ranges = self.source.scatter(&others, bytes, counts_blocks, least);
            if let Some(ranges) = ranges {
                let blocks = self.source.is_gzip();
                self.scatter = Some(Scatter::new(&ranges, sizes, others, blocks));
                return;
            }
        }
        self.source.rewind(0);
        if counts_blocks {
            self.source.hand_out_blocks();
        }
    }

    fn range_bytes(&self, size: u64) -> RangeBytes {
        if let Some(whole) = self.chunk_bytes {
            return RangeBytes { whole, look: None };
        }
        let (least, most) = if self.source.is_gzip() {
            (LEAST_BLOCKS_BYTES, MOST_BLOCKS_BYTES)
        } else {
            (LEAST_RANGE_BYTES, self.engine.chunk_bytes(false, self.next))
        };
        let whole = (size / RANGES).clamp(least.min(most), most);
        // Else a range is soon counted, too.
        let look = (whole / least >= 4).then_some(least);
        RangeBytes { whole, look }
    }
}
