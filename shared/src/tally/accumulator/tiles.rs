//! Sums of quality by position, for one tile at a time.

use super::super::position_bin::{self, SINGLE};
use super::super::tile_quality::{Cell, TileField, TileQuality};

/// Reads after which the `u16` sums are flushed: 520 · 126 < 65,536.
const SUM_READS: u32 = 520;

/// Sums up the tile at hand.
pub(super) struct TileCounter {
    tile: Option<(TileField, u32)>,
    /// Sum of the quality bytes at each single-base position.
    sums: Vec<u16>,
    /// Reads by length below [`SINGLE`]; the last for all longer ones.
    ends: Vec<u32>,
    /// Longest read since the last flush, in single-base positions.
    longest: usize,
    reads: u32,
    cells: Vec<Cell>,
}

impl Default for TileCounter {
    fn default() -> Self {
        Self {
            tile: None,
            sums: Vec::new(),
            ends: vec![0; SINGLE + 1],
            longest: 0,
            reads: 0,
            cells: Vec::new(),
        }
    }
}

impl TileCounter {
    /// Counts a read's scores for its tile.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        tile: Option<(TileField, u32)>,
        scores: &[u8],
        quality: &mut TileQuality,
    ) {
        if quality.is_absent() {
            return;
        }
        let Some(found) = tile else {
            quality.lose();
            return;
        };
        if self.tile != tile || self.reads == SUM_READS {
            self.flush(quality);
            self.tile = tile;
        }
        let near = scores.len().min(SINGLE);
        if self.sums.len() < near {
            self.sums.resize(near, 0);
        }
        for (sum, &byte) in self.sums.iter_mut().zip(&scores[..near]) {
            *sum += u16::from(byte);
        }
        self.ends[near] += 1;
        self.longest = self.longest.max(near);
        self.reads += 1;
        if scores.len() > SINGLE {
            self.add_far(found, &scores[SINGLE..], quality);
        }
    }

    /// Moves all counts to the tally.
    pub(super) fn flush(&mut self, quality: &mut TileQuality) {
        let Some((field, tile)) = self.tile.filter(|_| self.reads > 0) else {
            return;
        };
        self.cells.clear();
        let mut reaching = u64::from(self.reads);
        for (sum, ends) in self.sums.iter_mut().zip(&self.ends).take(self.longest) {
            reaching -= u64::from(*ends);
            let sum = u64::from(std::mem::take(sum));
            self.cells.push(Cell {
                sum,
                bases: reaching,
            });
        }
        quality.add(field, tile, &self.cells);
        self.ends[..=self.longest].fill(0);
        (self.longest, self.reads) = (0, 0);
    }

    /// What stands past the single-base bins, bin by bin.
    fn add_far(
        &mut self,
        (field, tile): (TileField, u32),
        scores: &[u8],
        quality: &mut TileQuality,
    ) {
        let bins = position_bin::of((SINGLE + scores.len()) as u64) + 1;
        let mut cells = vec![Cell::default(); bins];
        for (bin, cell) in cells.iter_mut().enumerate().skip(SINGLE) {
            let part = &scores[super::far_range(bin, scores.len())];
            *cell = Cell {
                sum: crate::lanes::sum(part),
                bases: part.len() as u64,
            };
        }
        quality.add(field, tile, &cells);
    }
}
