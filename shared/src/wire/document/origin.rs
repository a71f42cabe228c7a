//! Adapters, tiles and what headers say, in JSON.

use super::super::bounded::{Bounded, BoundedMap, list};
use super::super::count::{Count, trim};
use crate::order;
use crate::tally::adapters::{Adapter, MAX_ADAPTERS, MAX_NAME, is_sequence};
use crate::tally::sequencing_run::{
    INDEX_CAPACITY, Index, Indexes, Lanes, MAX_INDEX, MAX_LANE_NAME, MAX_LANES,
};
use crate::tally::tile_quality::{Cell, MAX_CELLS, MAX_TILES, TileField};
use crate::tally::{AdapterContent, SequencingRun, TileQuality, position_bin};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adapters {
    adapters: Bounded<AdapterForm, MAX_ADAPTERS>,
    reads_with_any: Count,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdapterForm {
    name: String,
    sequence: String,
    in_fastqc: bool,
    /// Reads by position bin of the first base of its first occurrence.
    first_hits: Bounded<Count, { position_bin::COUNT }>,
}

impl Adapters {
    pub(super) fn of(content: &AdapterContent) -> Option<Self> {
        let form = |(adapter, hits): (&Adapter, &Vec<u64>)| AdapterForm {
            name: adapter.name.clone(),
            sequence: adapter.sequence.clone(),
            in_fastqc: adapter.in_fastqc,
            first_hits: trim(hits),
        };
        Some(Self {
            adapters: content
                .set()?
                .iter()
                .zip(content.first_hits())
                .map(form)
                .collect(),
            reads_with_any: Count(content.reads_with_any()),
        })
    }

    pub(super) fn into_tally(self, reads: u64) -> Option<AdapterContent> {
        if self.adapters.is_empty() || self.reads_with_any.0 > reads {
            return None;
        }
        let mut set = Vec::new();
        let mut first_hits = Vec::new();
        for form in self.adapters.0 {
            let hits: Vec<u64> = form.first_hits.iter().map(|count| count.0).collect();
            let sum = hits
                .iter()
                .try_fold(0_u64, |sum, &hit| sum.checked_add(hit))?;
            let named = !form.name.is_empty() && form.name.len() <= MAX_NAME;
            if sum > reads || !named || hits.last() == Some(&0) || !is_sequence(&form.sequence) {
                return None;
            }
            set.push(Adapter {
                name: form.name,
                sequence: form.sequence,
                in_fastqc: form.in_fastqc,
            });
            first_hits.push(hits);
        }
        Some(AdapterContent::from_parts(
            set.into(),
            first_hits,
            self.reads_with_any.0,
        ))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", try_from = "FlatTiles")]
pub(super) enum TilesForm {
    /// Every read names its tile.
    Tiles {
        field: Option<FieldForm>,
        tiles: TileForms,
    },
    Overflowed {
        field: FieldForm,
    },
    Absent,
}

/// The same as it is read: a tagged form would be read into a tree of values first, which for many
/// tiles takes time, and its program takes room.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatTiles {
    state: TilesState,
    field: Option<FieldForm>,
    tiles: Option<TileForms>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum TilesState {
    Tiles,
    Overflowed,
    Absent,
}

impl TryFrom<FlatTiles> for TilesForm {
    type Error = &'static str;

    fn try_from(form: FlatTiles) -> Result<Self, Self::Error> {
        match (form.state, form.field, form.tiles) {
            (TilesState::Tiles, field, Some(tiles)) => Ok(Self::Tiles { field, tiles }),
            (TilesState::Tiles, _, None) => Err("missing field `tiles`"),
            (TilesState::Overflowed, Some(field), None) => Ok(Self::Overflowed { field }),
            (TilesState::Overflowed, None, None) => Err("missing field `field`"),
            (TilesState::Absent, None, None) => Ok(Self::Absent),
            _ => Err("tile_quality has a field that its state does not have"),
        }
    }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FieldForm {
    Third,
    Fifth,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TileForm {
    tile: u32,
    /// Number of bases, and of how many position bins in a row that is the number.
    bases: Bounded<(Count, usize), { position_bin::COUNT }>,
    /// Sum of quality bytes of each position bin.
    sums: Bounded<Count, { position_bin::COUNT }>,
}

/// Not many more tiles and cells than there can be.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct TileForms(Vec<TileForm>);

impl<'de> Deserialize<'de> for TileForms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A tile takes about as much memory as so many sums, without them.
        const TILE: usize = 8;
        let weight = |tile: &TileForm| TILE + tile.bases.len() + tile.sums.len();
        list(deserializer, TILE * MAX_TILES + 2 * MAX_CELLS, weight).map(Self)
    }
}

impl From<TileField> for FieldForm {
    fn from(field: TileField) -> Self {
        match field {
            TileField::Third => Self::Third,
            TileField::Fifth => Self::Fifth,
        }
    }
}

impl From<FieldForm> for TileField {
    fn from(form: FieldForm) -> Self {
        match form {
            FieldForm::Third => Self::Third,
            FieldForm::Fifth => Self::Fifth,
        }
    }
}

impl From<&TileQuality> for TilesForm {
    fn from(quality: &TileQuality) -> Self {
        match quality {
            TileQuality::Absent => Self::Absent,
            TileQuality::Overflowed { field } => Self::Overflowed {
                field: (*field).into(),
            },
            TileQuality::Tiles(tiles) => Self::Tiles {
                field: tiles.field().map(FieldForm::from),
                tiles: TileForms(tiles.rows().iter().map(TileForm::from).collect()),
            },
        }
    }
}

impl From<(&u32, &Vec<Cell>)> for TileForm {
    fn from((tile, cells): (&u32, &Vec<Cell>)) -> Self {
        let runs = cells.chunk_by(|a, b| a.bases == b.bases);
        Self {
            tile: *tile,
            bases: runs
                .filter_map(|run| Some((Count(run.first()?.bases), run.len())))
                .collect(),
            sums: cells.iter().map(|cell| Count(cell.sum)).collect(),
        }
    }
}

impl TileForm {
    fn into_row(self) -> Option<(u32, Vec<Cell>)> {
        let mut cells = Vec::with_capacity(self.sums.len());
        let mut sums = self.sums.iter();
        for (bases, length) in self.bases.iter() {
            if *length == 0
                || cells
                    .last()
                    .is_some_and(|cell: &Cell| cell.bases == bases.0)
            {
                return None;
            }
            for sum in sums.by_ref().take(*length) {
                let (low, high) = (bases.0.checked_mul(33)?, bases.0.checked_mul(126)?);
                if !(low..=high).contains(&sum.0) {
                    return None;
                }
                cells.push(Cell {
                    sum: sum.0,
                    bases: bases.0,
                });
            }
        }
        let lengths = self
            .bases
            .iter()
            .try_fold(0_usize, |sum, run| sum.checked_add(run.1))?;
        let whole = lengths == self.sums.len() && cells.len() == lengths;
        let trimmed = cells.last().is_none_or(|cell| cell.bases > 0);
        (whole && trimmed).then_some((self.tile, cells))
    }
}

impl TilesForm {
    /// None if it contradicts itself, or its bases are not `bases` in all.
    pub(super) fn into_tally(self, reads: u64, bases: u64) -> Option<TileQuality> {
        let (field, forms) = match self {
            Self::Absent => return (reads > 0).then_some(TileQuality::Absent),
            Self::Overflowed { field } => {
                return (reads > 0).then_some(TileQuality::Overflowed {
                    field: field.into(),
                });
            }
            Self::Tiles { field, tiles } => (field, tiles.0),
        };
        let number = forms.len();
        let rows: Option<Vec<_>> = forms.into_iter().map(TileForm::into_row).collect();
        let rows = order::map(rows?);
        let counted = rows
            .values()
            .flatten()
            .try_fold(0_u64, |sum, cell| sum.checked_add(cell.bases))?;
        let fits = counted == bases && field.is_some() == (reads > 0) && rows.len() == number;
        fits.then(|| TileQuality::from_rows(field.map(TileField::from), rows))?
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunForm {
    /// Reads by instrument, run, flow cell and lane; null if there are too many.
    lanes: Option<BoundedMap<Count, MAX_LANES>>,
    indexes: IndexesForm,
    /// Reads that passed the filter, and that did not.
    filter: [Count; 2],
    /// First and second reads of pairs.
    read_number: [Count; 2],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexesForm {
    thinning: u32,
    /// Per index, level and number of reads.
    counts: BoundedMap<Levels, INDEX_CAPACITY>,
}

/// Levels of reads, from 0 to 64, each with a number of reads.
type Levels = Bounded<(u32, Count), 65>;

impl From<&SequencingRun> for RunForm {
    fn from(run: &SequencingRun) -> Self {
        let lanes = match &run.lanes {
            Lanes::Known(lanes) => {
                let forms = lanes
                    .iter()
                    .map(|(name, &reads)| (name.clone(), Count(reads)));
                Some(BoundedMap(order::map(forms)))
            }
            Lanes::Overflowed => None,
        };
        let mut counts: BTreeMap<String, Vec<(u32, Count)>> = BTreeMap::new();
        for ((index, level), reads) in run.indexes.levels() {
            let name = String::from_utf8_lossy(index.bytes()).into_owned();
            counts.entry(name).or_default().push((level, Count(reads)));
        }
        let counts = counts
            .into_iter()
            .map(|(name, levels)| (name, Bounded(levels)));
        Self {
            lanes,
            indexes: IndexesForm {
                thinning: run.indexes.thinning(),
                counts: BoundedMap(order::map(counts)),
            },
            filter: run.filter.map(Count),
            read_number: run.read_number.map(Count),
        }
    }
}

impl RunForm {
    /// None if it contradicts itself, or counts more than `reads`.
    pub(super) fn into_tally(self, reads: u64) -> Option<SequencingRun> {
        let printable = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        let lanes = match self.lanes {
            None => Lanes::Overflowed,
            Some(BoundedMap(forms)) => {
                let sound = |(name, count): (&String, &Count)| {
                    count.0 > 0 && name.len() <= MAX_LANE_NAME && printable(name)
                };
                let sum = forms
                    .values()
                    .try_fold(0_u64, |sum, count| sum.checked_add(count.0))?;
                if sum > reads || !forms.iter().all(sound) {
                    return None;
                }
                let counts = forms.into_iter().map(|(name, count)| (name, count.0));
                Lanes::Known(order::map(counts))
            }
        };
        let mut levels = Vec::new();
        for (name, counts) in self.indexes.counts.0 {
            let ascending = counts.is_sorted_by(|a, b| a.0 < b.0) && !counts.is_empty();
            if name.is_empty() || name.len() > MAX_INDEX || !printable(&name) || !ascending {
                return None;
            }
            let index = Index::of(name.as_bytes());
            levels.extend(
                counts
                    .0
                    .into_iter()
                    .map(|(level, count)| ((index, level), count.0)),
            );
        }
        let indexes = Indexes::from_levels(self.indexes.thinning, &levels)?;
        let [filter, read_number] =
            [self.filter, self.read_number].map(|pair| pair.map(|count| count.0));
        let fits =
            |[first, second]: [u64; 2]| first.checked_add(second).is_some_and(|sum| sum <= reads);
        (fits(filter) && fits(read_number) && indexes.reads() <= reads).then_some(SequencingRun {
            lanes,
            indexes,
            filter,
            read_number,
        })
    }
}
