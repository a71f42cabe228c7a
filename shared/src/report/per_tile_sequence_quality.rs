//! Quality by tile of the flow cell and position in the read.
//!
//! FastQC 0.12.1, `PerTileQualityScores.java` lines 176–307 and 360–376: a tile's value in a group
//! is its mean less the mean over tiles; a tile's mean is the unweighted average over positions, and
//! 0 where it has no bases there. FastQC looks at one read in ten past the first 10,000; all reads
//! count here.

use serde::{Deserialize, Serialize};

use super::base_groups::groups;
use super::number::{grouped, trimmed};
use super::summary::offset;
use super::thresholds::Limits;
use super::{Section, SectionData, Verdict, help};
use crate::order;
use crate::phred::Encoding;
use crate::tally::TileQuality;
use crate::tally::tile_quality::{Cell, MAX_TILES, Tiles};

/// Deviations by tile and group of positions, or why there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerTileSequenceQuality {
    /// FastQC's labels of the groups: `7` or `10-14`.
    pub groups: Vec<String>,
    /// One row a tile, by number.
    pub tiles: Vec<TileRow>,
    /// Why there is nothing, in a sentence; FastQC leaves the module out then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<String>,
}

/// One tile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TileRow {
    /// Its number, as the names of the reads have it.
    pub tile: u32,
    /// Its mean score less the mean over tiles, one for each group.
    pub deviations: Vec<f64>,
}

impl TileRow {
    /// The largest deviation to either side, with the index of its group.
    #[must_use]
    pub fn worst(&self) -> Option<(usize, f64)> {
        let deviations = self.deviations.iter().copied().enumerate();
        deviations.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
    }
}

impl PerTileSequenceQuality {
    /// The tiles from the most deviant one on, each with its largest deviation and the label of the
    /// group where it is.
    #[must_use]
    pub fn worst(&self) -> Vec<(&TileRow, f64, &str)> {
        let worst = |row| {
            let (group, most) = TileRow::worst(row)?;
            Some((row, most, self.groups.get(group)?.as_str()))
        };
        let mut rows: Vec<_> = self.tiles.iter().filter_map(worst).collect();
        order::sort_by(&mut rows, |a, b| b.1.abs().total_cmp(&a.1.abs()));
        rows
    }
}

/// Builds the section for reads up to `longest` bases.
#[must_use]
pub fn section(quality: &TileQuality, longest: u64, encoding: Encoding, limits: Limits) -> Section {
    let data = match quality {
        TileQuality::Tiles(tiles) if tiles.rows().is_empty() => {
            removed("There are no reads to judge.".to_owned())
        }
        TileQuality::Tiles(tiles) => of(tiles, longest, offset(encoding)),
        TileQuality::Overflowed { .. } => removed(format!(
            "There are more than {} tiles, or too many tiles for reads so long; they are not compared.",
            grouped(MAX_TILES as u64)
        )),
        TileQuality::Absent => removed(
            "The names of the reads, or of some of them, do not say from which tile of the flow cell they come, so tiles cannot be compared."
                .to_owned(),
        ),
    };
    let deviations = data.tiles.iter().flat_map(|row| &row.deviations);
    let verdict = if data.removed.is_some() {
        Verdict::None
    } else {
        Verdict::above(deviations.map(|value| value.abs()), limits)
    };
    Section {
        id: "per_tile_sequence_quality".to_owned(),
        title: "Per tile sequence quality".to_owned(),
        verdict,
        sentence: sentence(&data, limits.warn),
        expected: None,
        help: help::PER_TILE_SEQUENCE_QUALITY.to_owned(),
        data: SectionData::PerTileSequenceQuality(data),
    }
}

fn removed(why: String) -> PerTileSequenceQuality {
    PerTileSequenceQuality {
        removed: Some(why),
        ..PerTileSequenceQuality::default()
    }
}

fn of(tiles: &Tiles, longest: u64, offset: i64) -> PerTileSequenceQuality {
    let groups = groups(longest);
    let mut rows: Vec<TileRow> = tiles
        .rows()
        .iter()
        .map(|(tile, cells)| TileRow {
            tile: *tile,
            deviations: groups
                .iter()
                .map(|group| mean(cells.get(group.bins(cells.len())).unwrap_or(&[]), offset))
                .collect(),
        })
        .collect();
    for group in 0..groups.len() {
        let mut values: Vec<&mut f64> = rows
            .iter_mut()
            .filter_map(|row| row.deviations.get_mut(group))
            .collect();
        let sum: f64 = values.iter().map(|value| **value).sum();
        let average = sum / values.len() as f64;
        values.iter_mut().for_each(|value| **value -= average);
    }
    PerTileSequenceQuality {
        groups: groups.into_iter().map(|group| group.label()).collect(),
        tiles: rows,
        removed: None,
    }
}

/// The average of the means of positions that have bases; 0 if there are none.
fn mean(cells: &[Cell], offset: i64) -> f64 {
    let means: Vec<f64> = cells
        .iter()
        .filter(|cell| cell.bases > 0)
        .map(|cell| cell.sum as f64 / cell.bases as f64 - offset as f64)
        .collect();
    if means.is_empty() {
        0.0
    } else {
        means.iter().sum::<f64>() / means.len() as f64
    }
}

fn sentence(data: &PerTileSequenceQuality, limit: f64) -> String {
    if let Some(why) = &data.removed {
        return why.clone();
    }
    let worst = data.worst();
    let Some(&(row, most, group)) = worst.first() else {
        return "There are no bases to judge.".to_owned();
    };
    if worst.len() == 1 {
        return format!(
            "All reads come from one tile, {}, so there is nothing to compare it with.",
            row.tile
        );
    }
    let tiles = grouped(worst.len() as u64);
    let points = trimmed(most.abs(), 1);
    let side = if most < 0.0 { "below" } else { "above" };
    let place = if group.contains('-') {
        format!("bases {}", group.replace('-', " to "))
    } else {
        format!("base {group}")
    };
    let beyond = worst.iter().filter(|item| item.1.abs() > limit).count();
    if beyond == 0 {
        format!(
            "The {tiles} tiles are alike: none is further than Q{points} from their mean, tile {} at {place}.",
            row.tile
        )
    } else {
        format!(
            "{} of {tiles} tiles differ from the mean of all by more than Q{} somewhere; the furthest is tile {}, Q{points} {side} it at {place}.",
            grouped(beyond as u64),
            limit,
            row.tile
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::thresholds::TILE_DEVIATION;
    use super::*;
    use crate::tally::tile_quality::TileField;
    use std::collections::BTreeMap;

    fn of_scores(rows: &[(u32, &[u64])]) -> Section {
        let cells = |scores: &[u64]| {
            let cell = |score: &u64| Cell {
                sum: 10 * (33 + score),
                bases: 10,
            };
            scores.iter().map(cell).collect()
        };
        let rows: BTreeMap<u32, Vec<Cell>> = rows.iter().map(|row| (row.0, cells(row.1))).collect();
        let tiles = TileQuality::from_rows(Some(TileField::Fifth), rows).unwrap();
        section(&tiles, 2, Encoding::Phred33, TILE_DEVIATION)
    }

    #[test]
    fn a_tile_is_compared_with_the_mean_of_tiles() {
        let found = of_scores(&[(1, &[30, 30]), (2, &[30, 18])]);
        let SectionData::PerTileSequenceQuality(data) = &found.data else {
            unreachable!()
        };
        assert_eq!(data.tiles[1].deviations, [0.0, -6.0]);
        assert_eq!(found.verdict, Verdict::Warn);
        assert!(
            found.sentence.starts_with("2 of 2 tiles differ"),
            "{}",
            found.sentence
        );
    }

    #[test]
    fn a_tile_without_bases_in_a_group_scores_0_there() {
        let found = of_scores(&[(1, &[30, 30]), (2, &[30])]);
        let SectionData::PerTileSequenceQuality(data) = &found.data else {
            unreachable!()
        };
        assert_eq!(data.tiles[1].deviations, [0.0, -15.0]);
        assert_eq!(found.verdict, Verdict::Fail);
    }

    #[test]
    fn one_tile_is_shown_and_none_is_not() {
        assert_eq!(of_scores(&[(7, &[30, 2])]).verdict, Verdict::Pass);
        let absent = section(&TileQuality::Absent, 2, Encoding::Phred33, TILE_DEVIATION);
        assert_eq!(absent.verdict, Verdict::None);
        assert!(absent.sentence.starts_with("The names of the reads"));
        let nothing = section(
            &TileQuality::default(),
            0,
            Encoding::Phred33,
            TILE_DEVIATION,
        );
        assert_eq!(nothing.verdict, Verdict::None);
    }
}
