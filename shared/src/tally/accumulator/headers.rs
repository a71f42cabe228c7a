//! What headers say, counted with the header at hand compared to the one before: in a file as the
//! sequencer writes it, instrument, run, flow cell, lane and tile are the same for long stretches.

use super::super::sequencing_run::{Index, SequencingRun, description, lane_of};
use super::super::tile_quality::{TileField, tile_of};

/// Levels of a hash of 64 bits.
const LEVELS: usize = 65;

/// Counts headers. Keep calling [`HeaderCounter::add`]; [`HeaderCounter::flush`] hands the counts over.
pub(super) struct HeaderCounter {
    /// The start of the last Casava 1.8 name, to the colon behind the tile; empty if there is none.
    stem: Vec<u8>,
    /// Length of the part of it that names the lane.
    lane: usize,
    tile: Option<(TileField, u32)>,
    /// Reads of that lane since the last flush.
    reads: u64,
    /// The last description, what it says, and reads by level since the last flush.
    description: Vec<u8>,
    said: Option<Said>,
    levels: [u64; LEVELS],
    /// Names that end in `/1` and `/2`, where no description says it.
    suffixes: [u64; 2],
}

#[derive(Clone, Copy)]
struct Said {
    read_number: u8,
    filtered: bool,
    index: Option<Index>,
}

impl Default for HeaderCounter {
    fn default() -> Self {
        Self {
            stem: Vec::new(),
            lane: 0,
            tile: None,
            reads: 0,
            description: Vec::new(),
            said: None,
            levels: [0; LEVELS],
            suffixes: [0; 2],
        }
    }
}

impl HeaderCounter {
    /// Counts a header, of which `name` is the first word; `hash` is the read's. Gives its tile.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        definition: &[u8],
        name: &[u8],
        hash: u64,
        run: &mut SequencingRun,
    ) -> Option<(TileField, u32)> {
        let description = definition.get(name.len() + 1..).unwrap_or_default();
        if description != self.description {
            self.change_description(description, run);
        }
        if self.said.is_some() {
            self.levels[hash.leading_zeros() as usize] += 1;
        } else {
            match name {
                [.., b'/', b'1'] => self.suffixes[0] += 1,
                [.., b'/', b'2'] => self.suffixes[1] += 1,
                _ => {}
            }
        }
        if self.stem.is_empty() || !same_stem(name, &self.stem) {
            self.change_stem(definition, name, run);
        }
        self.reads += 1;
        self.tile
    }

    pub(super) fn flush(&mut self, run: &mut SequencingRun) {
        self.flush_lane(run);
        self.flush_description(run);
        for (count, suffixes) in run.read_number.iter_mut().zip(&mut self.suffixes) {
            *count += std::mem::take(suffixes);
        }
    }

    fn change_stem(&mut self, definition: &[u8], name: &[u8], run: &mut SequencingRun) {
        self.flush_lane(run);
        self.stem.clear();
        self.tile = tile_of(definition);
        let Some(lane) = lane_of(name) else { return };
        self.lane = lane.len();
        let tile = name[self.lane + 1..].iter().position(|&byte| byte == b':');
        self.stem
            .extend_from_slice(&name[..self.lane + tile.unwrap_or(0) + 2]);
    }

    fn flush_lane(&mut self, run: &mut SequencingRun) {
        let reads = std::mem::take(&mut self.reads);
        if self.stem.is_empty() || reads == 0 {
            return;
        }
        if let Ok(lane) = std::str::from_utf8(&self.stem[..self.lane]) {
            run.add_lane(lane, reads);
        }
    }

    #[cold]
    fn change_description(&mut self, text: &[u8], run: &mut SequencingRun) {
        self.flush_description(run);
        self.description.clear();
        self.description.extend_from_slice(text);
        self.said = description(text).map(|said| Said {
            read_number: said.read_number,
            filtered: said.filtered,
            index: (!said.index.is_empty()).then(|| Index::of(said.index)),
        });
    }

    fn flush_description(&mut self, run: &mut SequencingRun) {
        let Some(said) = self.said else { return };
        let reads: u64 = self.levels.iter().sum();
        if reads == 0 {
            return;
        }
        run.filter[usize::from(said.filtered)] += reads;
        if let 1 | 2 = said.read_number {
            run.read_number[usize::from(said.read_number) - 1] += reads;
        }
        for (level, reads) in (0..).zip(&mut self.levels) {
            let reads = std::mem::take(reads);
            if let Some(index) = said.index {
                run.indexes.add_level(index, level, reads);
            }
        }
    }
}

/// Whether a name is `stem` and then two numbers, of which the second ends the name or a field: then
/// it is a Casava 1.8 name of the same lane and tile.
#[inline]
fn same_stem(name: &[u8], stem: &[u8]) -> bool {
    let Some(rest) = name.strip_prefix(stem) else {
        return false;
    };
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let x = digits(rest);
    if x == 0 || rest.get(x) != Some(&b':') {
        return false;
    }
    let rest = &rest[x + 1..];
    let y = digits(rest);
    y > 0 && matches!(rest.get(y), None | Some(b':'))
}
