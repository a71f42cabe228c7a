//! The numbers of a section as a table: headings and cells, ready to print.

use super::number::{grouped, trimmed};
use super::per_sequence_quality_scores::ReadQualityRow;
use super::{PerSequenceQualityScores, SectionData, SequenceLengthDistribution};

mod beyond;

/// A table of text; every row has as many cells as there are headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Column headings.
    pub headings: Vec<&'static str>,
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
            headings: vec![
                "Base",
                "Mean",
                "Median",
                "Lower quartile",
                "Upper quartile",
                "10th percentile",
                "90th percentile",
            ],
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
            headings: vec!["Base", "G %", "A %", "T %", "C %"],
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
            headings: vec![
                "GC %",
                "Reads",
                "Reads, spread",
                "Expected",
                "FastQC count",
                "FastQC expected",
            ],
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
            headings: vec!["Base", "N %"],
            rows: data
                .rows
                .iter()
                .map(|row| vec![row.base.clone(), optional(row.n_percent, 4)])
                .collect(),
        },
        SectionData::SequenceLengthDistribution(data) => lengths(data),
        SectionData::SequencingRun(data) => beyond::sequencing_run(data),
        SectionData::QualityByLength(data) => beyond::quality_by_length(data),
        SectionData::Integrity(data) => beyond::integrity(data),
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
            headings: vec!["Quality", "Reads by mean score", "Reads by mean error"],
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
        headings: vec!["Quality", "Reads by mean score", "Reads by mean error"],
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
        headings: vec!["Length", "Reads"],
        rows: data
            .rows
            .iter()
            .map(|row| vec![row.length.clone(), grouped(row.reads)])
            .collect(),
    }
}

fn optional(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| trimmed(value, decimals))
}
