//! The headings and rows of FastQC's modules.

use std::fmt::Write as _;

use super::cell;
use super::number::{double, optional, total_bases};
use crate::report::SectionData;
use crate::tally::Tally;

/// The rows of Basic Statistics (BasicStats.java lines 157–205).
pub(super) fn basic_statistics(text: &mut String, tally: &Tally, name: &str, encoding: &str) {
    let length = &tally.read_length;
    let lengths = match (length.min().unwrap_or(0), length.max().unwrap_or(0)) {
        (min, max) if min == max => max.to_string(),
        (min, max) => format!("{min}-{max}"),
    };
    // Writing to a string cannot fail, here and below.
    let _ = write!(
        text,
        "#Measure\tValue\nFilename\t{name}\nFile type\tConventional base calls\nEncoding\t{encoding}\n\
         Total Sequences\t{}\nTotal Bases\t{}\nSequences flagged as poor quality\t0\n\
         Sequence length\t{lengths}\n%GC\t{}\n",
        tally.reads(),
        total_bases(tally.bases()),
        gc_percent(tally)
    );
}

/// G and C in percent of A, C, G and T, rounded down; 0 of nothing.
fn gc_percent(tally: &Tally) -> u128 {
    let mut letters = [0_u128; 6];
    for row in tally.base_content.rows() {
        for (sum, count) in letters.iter_mut().zip(row) {
            *sum += u128::from(*count);
        }
    }
    let [a, c, g, t, ..] = letters;
    (100 * (g + c)).checked_div(a + c + g + t).unwrap_or(0)
}

/// A heading and rows of a label and numbers.
fn table<'a>(text: &mut String, heading: &str, rows: impl Iterator<Item = (&'a str, Vec<String>)>) {
    let _ = writeln!(text, "#{heading}");
    for (label, cells) in rows {
        text.push_str(label);
        for cell in cells {
            text.push('\t');
            text.push_str(&cell);
        }
        text.push('\n');
    }
}

/// The heading and rows of a module.
pub(super) fn rows(text: &mut String, data: &SectionData) {
    match data {
        SectionData::PerBaseSequenceQuality(data) => table(
            text,
            "Base\tMean\tMedian\tLower Quartile\tUpper Quartile\t10th Percentile\t90th Percentile",
            data.rows.iter().map(|row| {
                let values = [
                    row.mean,
                    row.median,
                    row.lower_quartile,
                    row.upper_quartile,
                    row.percentile_10,
                    row.percentile_90,
                ];
                (row.base.as_str(), values.map(optional).to_vec())
            }),
        ),
        SectionData::PerTileSequenceQuality(data) => {
            text.push_str("#Tile\tBase\tMean\n");
            for row in &data.tiles {
                for (group, deviation) in data.groups.iter().zip(&row.deviations) {
                    let _ = writeln!(text, "{}\t{group}\t{}", row.tile, double(*deviation));
                }
            }
        }
        SectionData::PerSequenceQualityScores(data) => {
            text.push_str("#Quality\tCount\n");
            for row in &data.rows {
                let _ = writeln!(text, "{}\t{}", row.quality, double(row.reads as f64));
            }
        }
        SectionData::PerBaseSequenceContent(data) => table(
            text,
            "Base\tG\tA\tT\tC",
            data.rows.iter().map(|row| {
                let values = [row.g, row.a, row.t, row.c];
                (row.base.as_str(), values.map(optional).to_vec())
            }),
        ),
        SectionData::PerSequenceGcContent(data) => {
            text.push_str("#GC Content\tCount\n");
            for row in &data.rows {
                let _ = writeln!(text, "{}\t{}", row.gc_percent, double(row.fastqc_count));
            }
        }
        SectionData::PerBaseNContent(data) => table(
            text,
            "Base\tN-Count",
            data.rows
                .iter()
                .map(|row| (row.base.as_str(), vec![optional(row.n_percent)])),
        ),
        SectionData::SequenceLengthDistribution(data) => table(
            text,
            "Length\tCount",
            data.rows
                .iter()
                .map(|row| (row.length.as_str(), vec![double(row.reads as f64)])),
        ),
        SectionData::SequenceDuplicationLevels(data) => {
            // Of no reads, all are distinct.
            let deduplicated = double(data.deduplicated_percent.unwrap_or(100.0));
            let _ = writeln!(text, "#Total Deduplicated Percentage\t{deduplicated}");
            table(
                text,
                "Duplication Level\tPercentage of total",
                data.rows
                    .iter()
                    .map(|row| (row.level.as_str(), vec![double(row.percent_of_total)])),
            );
        }
        // FastQC does not have these.
        SectionData::SequencingRun(_)
        | SectionData::QualityByLength(_)
        | SectionData::ObservedQuality(_)
        | SectionData::Integrity(_)
        | SectionData::ReadPairs(_) => {}
        SectionData::OverrepresentedSequences(data) if data.rows.is_empty() => {}
        SectionData::OverrepresentedSequences(data) => table(
            text,
            "Sequence\tCount\tPercentage\tPossible Source",
            data.rows.iter().map(|row| {
                let cells = vec![
                    row.count.to_string(),
                    double(row.percent),
                    cell(&row.possible_source),
                ];
                (row.sequence.as_str(), cells)
            }),
        ),
        // Reads as short as the adapters: FastQC warns and shows nothing.
        SectionData::AdapterContent(data) if data.rows.is_empty() => {}
        SectionData::AdapterContent(data) => {
            let names: Vec<String> = data.adapters.iter().map(|name| cell(name)).collect();
            table(
                text,
                &format!("Position\t{}", names.join("\t")),
                data.rows.iter().map(|row| {
                    let cells = row.percents.iter().map(|percent| double(*percent));
                    (row.position.as_str(), cells.collect())
                }),
            );
        }
    }
}
