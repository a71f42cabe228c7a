//! Quality by tile of the flow cell and position.

use std::collections::BTreeMap;

/// The most tiles: FastQC 0.12.1 gives up beyond (PerTileQualityScores.java).
pub const MAX_TILES: usize = 2500;
/// The most cells of all tiles together, one a tile and position bin.
pub const MAX_CELLS: usize = 500_000;

/// Sum of quality bytes and number of bases of a tile in a position bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Sum of the quality bytes, as they stand in the file.
    pub sum: u64,
    /// Number of bases.
    pub bases: u64,
}

/// Per tile, quality by position; or why there is nothing of it.
///
/// The states absorb each other from the first to the last, whatever the order of reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileQuality {
    /// Every read so far names its tile.
    Tiles(Tiles),
    /// There are more than [`MAX_TILES`] tiles or [`MAX_CELLS`] cells.
    Overflowed {
        /// Which field of the header names the tile.
        field: TileField,
    },
    /// Some read names no tile, or reads name it in different fields. FastQC leaves the module out then.
    Absent,
}

/// Tiles and their cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tiles {
    /// None before the first read.
    field: Option<TileField>,
    rows: BTreeMap<u32, Vec<Cell>>,
    /// Cells of all rows.
    cells: usize,
}

impl Tiles {
    /// Which field of the header names the tile; none before the first read.
    #[must_use]
    pub fn field(&self) -> Option<TileField> {
        self.field
    }

    /// Per tile, one cell a position bin.
    #[must_use]
    pub fn rows(&self) -> &BTreeMap<u32, Vec<Cell>> {
        &self.rows
    }

    /// The cells of a tile, at least `bins` of them.
    fn row_mut(&mut self, tile: u32, bins: usize) -> &mut [Cell] {
        let row = self.rows.entry(tile).or_default();
        if row.len() < bins {
            self.cells += bins - row.len();
            // Reads that grow base by base must not double the memory of every tile.
            row.reserve_exact(bins - row.len());
            row.resize(bins, Cell::default());
        }
        row
    }

    fn is_full(&self) -> bool {
        self.rows.len() > MAX_TILES || self.cells > MAX_CELLS
    }
}

/// The field of a header, split at colons, in which the tile stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileField {
    /// The third of five or six fields, as before Casava 1.8.
    Third,
    /// The fifth of seven or more, as since Casava 1.8.
    Fifth,
}

impl Default for TileQuality {
    fn default() -> Self {
        Self::Tiles(Tiles::default())
    }
}

impl TileQuality {
    /// The tiles, if every read named one and they are not too many.
    #[must_use]
    pub fn tiles(&self) -> Option<&Tiles> {
        match self {
            Self::Tiles(tiles) => Some(tiles),
            _ => None,
        }
    }

    /// Adds to a tile, a cell for each position bin.
    pub(super) fn add(&mut self, field: TileField, tile: u32, cells: &[Cell]) {
        self.agree(Some(field));
        let Self::Tiles(tiles) = self else {
            return;
        };
        for (cell, other) in tiles.row_mut(tile, cells.len()).iter_mut().zip(cells) {
            cell.sum += other.sum;
            cell.bases += other.bases;
        }
        if tiles.is_full() {
            *self = Self::Overflowed { field };
        }
    }

    /// A read names no tile.
    pub(super) fn lose(&mut self) {
        *self = Self::Absent;
    }

    /// Whether reads need not be looked at any more.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        match other {
            Self::Absent => self.lose(),
            Self::Overflowed { field } => {
                self.agree(Some(*field));
                if !self.is_absent() {
                    *self = other.clone();
                }
            }
            Self::Tiles(other) => {
                self.agree(other.field);
                let Some(field) = other.field else { return };
                for (tile, cells) in &other.rows {
                    self.add(field, *tile, cells);
                }
            }
        }
    }

    /// Puts a tally together from its parts; none if they are too many.
    pub fn from_rows(field: Option<TileField>, rows: BTreeMap<u32, Vec<Cell>>) -> Option<Self> {
        let cells = rows.values().map(Vec::len).sum();
        let tiles = Tiles { field, rows, cells };
        (!tiles.is_full() && tiles.field.is_some() != tiles.rows.is_empty())
            .then_some(Self::Tiles(tiles))
    }

    /// The field must be the same in all reads.
    fn agree(&mut self, theirs: Option<TileField>) {
        let Some(theirs) = theirs else { return };
        match self {
            Self::Tiles(tiles) if tiles.field.is_none_or(|field| field == theirs) => {
                tiles.field = Some(theirs);
            }
            Self::Overflowed { field } if *field == theirs => {}
            _ => self.lose(),
        }
    }
}

/// The tile of a read, by FastQC 0.12.1's rule (PerTileQualityScores.java:176–307): the header line
/// is split at its colons; of seven fields or more the fifth is the tile, of five or six the third.
///
/// ```
/// use shared::tally::tile_quality::{TileField, tile_of};
/// assert_eq!(tile_of(b"A0:1:FC:2:1101:5:6 1:N:0:ACGT"), Some((TileField::Fifth, 1101)));
/// assert_eq!(tile_of(b"HWUSI:6:73:941:1973#0/1"), Some((TileField::Third, 73)));
/// assert_eq!(tile_of(b"read7"), None);
/// ```
#[must_use]
pub fn tile_of(definition: &[u8]) -> Option<(TileField, u32)> {
    let mut colons = [0; 6];
    let mut found = 0;
    for at in memchr::memchr_iter(b':', definition).take(colons.len()) {
        colons[found] = at;
        found += 1;
    }
    let (field, text) = match found {
        6 => (TileField::Fifth, &definition[colons[3] + 1..colons[4]]),
        4 | 5 => (TileField::Third, &definition[colons[1] + 1..colons[2]]),
        _ => return None,
    };
    Some((field, parse(text)?))
}

/// A number of one to nine digits.
fn parse(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })
}
