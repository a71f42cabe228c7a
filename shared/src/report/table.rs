//! The numbers of a section as a table: headings and cells, ready to print.

use std::borrow::Cow;

use super::adapter_content::AdapterRow;
use super::number::{grouped, trimmed};
use super::per_sequence_quality_scores::ReadQualityRow;
use super::{
    AdapterContent, OverrepresentedSequences, PerSequenceQualityScores, PerTileSequenceQuality,
    SectionData, SequenceLengthDistribution,
};

mod beyond;

/// A table of text; every row has as many cells as there are headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Column headings.
    pub headings: Vec<Cow<'static, str>>,
    /// Rows of cells; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

/// Shown where there is no number.
const NOTHING: &str = "–";

/// The table of a section's numbers.
#[must_use]
pub fn of(data: &SectionData) -> Table {
    match data {
        SectionData::PerBaseSequenceQuality(data) => Table {
            headings: headings(&[
                "Base",
                "Mean",
                "Median",
                "Lower quartile",
                "Upper quartile",
                "10th percentile",
                "90th percentile",
            ]),
            rows: data
                .rows
                .iter()
                .map(|row| {
                    let mut cells = vec![row.base.clone()];
                    let values = [
                        row.mean,
                        row.median,
                        row.lower_quartile,
                        row.upper_quartile,
                        row.percentile_10,
                        row.percentile_90,
                    ];
                    cells.extend(values.map(|value| optional(value, 2)));
                    cells
                })
                .collect(),
        },
        SectionData::PerSequenceQualityScores(data) => read_quality(data),
        SectionData::PerBaseSequenceContent(data) => Table {
            headings: headings(&["Base", "G %", "A %", "T %", "C %"]),
            rows: data
                .rows
                .iter()
                .map(|row| {
                    let mut cells = vec![row.base.clone()];
                    cells.extend([row.g, row.a, row.t, row.c].map(|value| optional(value, 2)));
                    cells
                })
                .collect(),
        },
        SectionData::PerSequenceGcContent(data) => Table {
            headings: headings(&[
                "GC %",
                "Reads",
                "Reads, spread",
                "Expected",
                "FastQC count",
                "FastQC expected",
            ]),
            rows: data
                .rows
                .iter()
                .map(|row| {
                    vec![
                        row.gc_percent.to_string(),
                        grouped(row.reads),
                        trimmed(row.spread_reads, 1),
                        optional(row.expected_reads, 1),
                        trimmed(row.fastqc_count, 2),
                        optional(row.fastqc_expected, 2),
                    ]
                })
                .collect(),
        },
        SectionData::PerBaseNContent(data) => Table {
            headings: headings(&["Base", "N %"]),
            rows: data
                .rows
                .iter()
                .map(|row| vec![row.base.clone(), optional(row.n_percent, 4)])
                .collect(),
        },
        SectionData::SequenceLengthDistribution(data) => lengths(data),
        SectionData::PerTileSequenceQuality(data) => tiles(data),
        SectionData::SequenceDuplicationLevels(data) => Table {
            headings: headings(&["Reads with the same start", "Reads %"]),
            rows: data
                .rows
                .iter()
                .map(|row| vec![row.level.clone(), trimmed(row.percent_of_total, 2)])
                .collect(),
        },
        SectionData::OverrepresentedSequences(data) => overrepresented(data),
        SectionData::AdapterContent(data) => adapters(data),
        SectionData::SequencingRun(data) => beyond::sequencing_run(data),
        SectionData::QualityByLength(data) => beyond::quality_by_length(data),
        SectionData::ObservedQuality(data) => beyond::observed_quality(data),
        SectionData::Integrity(data) => beyond::integrity(data),
        SectionData::ReadPairs(data) => beyond::read_pairs(data),
    }
}

fn read_quality(data: &PerSequenceQualityScores) -> Table {
    let all = || {
        data.rows
            .iter()
            .chain(&data.error_rows)
            .map(|row| row.quality)
    };
    let (Some(least), Some(most)) = (all().min(), all().max()) else {
        return Table {
            headings: headings(&["Quality", "Reads by mean score", "Reads by mean error"]),
            rows: Vec::new(),
        };
    };
    let reads = |rows: &[ReadQualityRow], quality: i64| {
        grouped(
            rows.iter()
                .find(|row| row.quality == quality)
                .map_or(0, |row| row.reads),
        )
    };
    Table {
        headings: headings(&["Quality", "Reads by mean score", "Reads by mean error"]),
        rows: (least..=most)
            .map(|quality| {
                vec![
                    quality.to_string(),
                    reads(&data.rows, quality),
                    reads(&data.error_rows, quality),
                ]
            })
            .collect(),
    }
}

fn lengths(data: &SequenceLengthDistribution) -> Table {
    Table {
        headings: headings(&["Length", "Reads"]),
        rows: data
            .rows
            .iter()
            .map(|row| vec![row.length.clone(), grouped(row.reads)])
            .collect(),
    }
}

/// The most tiles in the table.
const TILES: usize = 20;

/// The tiles that differ most, and how many are left out.
fn tiles(data: &PerTileSequenceQuality) -> Table {
    let worst = data.worst();
    let shown = worst.iter().take(TILES);
    let mut rows: Vec<Vec<String>> = shown
        .map(|(row, most, group)| {
            vec![row.tile.to_string(), trimmed(*most, 2), (*group).to_owned()]
        })
        .collect();
    if worst.len() > TILES {
        let rest = worst.len() - TILES;
        let text = format!("{} more, closer to the mean", grouped(rest as u64));
        rows.push(vec![text, String::new(), String::new()]);
    }
    Table {
        headings: headings(&["Tile", "Largest difference from the mean", "Base"]),
        rows,
    }
}

fn overrepresented(data: &OverrepresentedSequences) -> Table {
    let headings = if data.exact {
        headings(&["Sequence", "Reads", "Reads %", "Possible source"])
    } else {
        headings(&[
            "Sequence",
            "Reads",
            "Reads %",
            "95 % interval",
            "Possible source",
        ])
    };
    Table {
        rows: data
            .rows
            .iter()
            .map(|row| {
                let mut cells = vec![
                    row.sequence.clone(),
                    grouped(row.count),
                    trimmed(row.percent, 3),
                ];
                if !data.exact {
                    cells.push(match (row.low_percent, row.high_percent) {
                        (Some(low), Some(high)) => {
                            format!("{} to {}", trimmed(low, 3), trimmed(high, 3))
                        }
                        _ => "exact".to_owned(),
                    });
                }
                cells.push(row.possible_source.clone());
                cells
            })
            .collect(),
        headings,
    }
}

/// Shares by position; then, in rows of their own, those of adapters that have no lines.
fn adapters(data: &AdapterContent) -> Table {
    let mut names = headings(&["Position"]);
    names.extend(data.adapters.iter().map(|name| format!("{name} %").into()));
    let row = |row: &AdapterRow| {
        let mut cells = vec![row.position.clone()];
        cells.extend(row.percents.iter().map(|value| trimmed(*value, 3)));
        cells
    };
    let mut rows: Vec<Vec<String>> = data.rows.iter().map(row).collect();
    if names.len() == 1 && !data.others.is_empty() {
        names.push("Reads %".into());
    }
    for share in &data.others {
        let mut cells = vec![
            format!("{}, anywhere", share.name),
            trimmed(share.percent, 3),
        ];
        cells.resize(names.len(), String::new());
        rows.push(cells);
    }
    Table {
        headings: names,
        rows,
    }
}

fn headings(names: &[&'static str]) -> Vec<Cow<'static, str>> {
    names.iter().map(|name| Cow::Borrowed(*name)).collect()
}

fn optional(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| trimmed(value, decimals))
}
