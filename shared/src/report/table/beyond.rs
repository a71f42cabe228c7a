//! Tables of the sections that FastQC does not have.

use super::{NOTHING, Table, headings, optional};
use crate::fastq::Layout;
use crate::report::integrity::Packing;
use crate::report::number::{grouped, trimmed};
use crate::report::{Integrity, ObservedQuality, QualityByLength, ReadPairs, SequencingRun};

pub(super) fn quality_by_length(data: &QualityByLength) -> Table {
    let score = |value: Option<i64>| value.map_or(NOTHING.to_owned(), |value| value.to_string());
    Table {
        headings: headings(&[
            "Length",
            "Reads",
            "Bases",
            "Bases %",
            "Median quality",
            "Lower quartile",
            "Upper quartile",
        ]),
        rows: data
            .rows
            .iter()
            .map(|row| {
                vec![
                    format!("{}-{}", row.first, row.last),
                    grouped(row.reads),
                    grouped(row.bases),
                    optional(row.bases_percent, 2),
                    score(row.median),
                    score(row.lower_quartile),
                    score(row.upper_quartile),
                ]
            })
            .collect(),
    }
}

/// Scores from the highest down; then figures of the pairs, in rows of their own.
pub(super) fn observed_quality(data: &ObservedQuality) -> Table {
    let names = headings(&[
        "Quality",
        "Bases compared",
        "Mates differ",
        "Mates differ %",
        "Errors reported %",
        "Errors observed %",
        "Quality observed",
        "95 % interval",
    ]);
    let mut rows: Vec<Vec<String>> = data
        .rows
        .iter()
        .rev()
        .map(|row| {
            let interval = match (row.low_quality, row.high_quality) {
                (Some(low), Some(high)) => format!("{} to {}", trimmed(low, 1), trimmed(high, 1)),
                (Some(low), None) => format!("{} or more", trimmed(low, 1)),
                (None, _) => NOTHING.to_owned(),
            };
            vec![
                row.quality.to_string(),
                grouped(row.bases),
                grouped(row.mismatches),
                optional(row.mismatch_percent, 4),
                trimmed(row.reported_error_percent, 4),
                optional(row.observed_error_percent, 4),
                optional(row.observed_quality, 1),
                interval,
            ]
        })
        .collect();
    let lengths = &data.fragment_length;
    for (name, value) in [
        ("Pairs", Some(data.pairs)),
        ("Pairs whose mates overlap", Some(data.overlapping_pairs)),
        (
            "Pairs with reads too long to compare",
            Some(data.too_long_pairs).filter(|pairs| *pairs > 0),
        ),
        ("Fragment length, lower quartile", lengths.lower_quartile),
        ("Fragment length, median", lengths.median),
        ("Fragment length, upper quartile", lengths.upper_quartile),
    ] {
        if let Some(value) = value {
            let mut cells = vec![name.to_owned(), grouped(value)];
            cells.resize(names.len(), String::new());
            rows.push(cells);
        }
    }
    Table {
        headings: names,
        rows,
    }
}

pub(super) fn sequencing_run(data: &SequencingRun) -> Table {
    let mut rows = Vec::new();
    for row in &data.lanes {
        let family = row
            .family
            .as_ref()
            .map_or_else(String::new, |family| format!(" ({family})"));
        rows.push(vec![
            format!(
                "Instrument {}{family}, run {}, flow cell {}, lane {}",
                row.instrument, row.run, row.flow_cell, row.lane
            ),
            grouped(row.reads),
            optional(row.percent, 2),
        ]);
    }
    for row in &data.indexes {
        rows.push(vec![
            format!("Index {}", row.index),
            grouped(row.reads),
            optional(row.percent, 2),
        ]);
    }
    for (name, reads) in ["First reads of pairs", "Second reads of pairs"]
        .iter()
        .zip(data.read_numbers)
    {
        if reads > 0 {
            rows.push(vec![(*name).to_owned(), grouped(reads), NOTHING.to_owned()]);
        }
    }
    if data.read_number.is_some() {
        rows.push(vec![
            "Passed over, as other reads of pairs".to_owned(),
            grouped(data.passed_over),
            NOTHING.to_owned(),
        ]);
    }
    for (name, percent) in [
        ("Index of nothing but G", data.g_index_percent),
        ("Index with N", data.n_index_percent),
        ("Did not pass the filter", data.filtered_percent),
        ("12 G in a row", data.poly_g_percent),
    ] {
        if percent.is_some() {
            rows.push(vec![
                name.to_owned(),
                NOTHING.to_owned(),
                optional(percent, 2),
            ]);
        }
    }
    Table {
        headings: headings(&["What read names say", "Reads", "Share %"]),
        rows,
    }
}

pub(super) fn integrity(data: &Integrity) -> Table {
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let packing = match data.packing {
        Packing::Plain => "none",
        Packing::Gzip => "gzip",
        Packing::Bgzf => "BGZF",
    };
    let layout = match data.layout {
        Layout::FourLine => "four lines a record",
        Layout::Wrapped => "broken over several lines",
    };
    let rows = [
        ("Packing", packing.to_owned()),
        (
            "gzip members with CRC-32 and length right",
            grouped(data.checked_members),
        ),
        (
            "BGZF end marker",
            data.bgzf_end_marker.map_or(NOTHING.to_owned(), yes),
        ),
        ("Zero bytes after the gzip data", grouped(data.zero_padding)),
        ("Layout", layout.to_owned()),
        ("Records with CR LF", grouped(data.crlf_records)),
        (
            "Damage",
            data.problem.clone().unwrap_or_else(|| "none".to_owned()),
        ),
    ];
    Table {
        headings: headings(&["What", "Found"]),
        rows: rows
            .into_iter()
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect(),
    }
}

pub(super) fn read_pairs(data: &ReadPairs) -> Table {
    let comparison = &data.comparison;
    let names = &comparison.names;
    let each = |name: &str, [first, second]: [String; 2]| vec![name.to_owned(), first, second];
    let both = |name: &str, value: u64| each(name, [grouped(value), grouped(value)]);
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let number = |say: Option<u8>| say.map_or(NOTHING.to_owned(), |number| number.to_string());
    let differ_by = comparison.differ_by.map_or(NOTHING.to_owned(), grouped);
    Table {
        headings: ["What".into()]
            .into_iter()
            .chain(data.files.iter().cloned().map(Into::into))
            .collect(),
        rows: vec![
            each("Reads compared", comparison.reads.map(grouped)),
            each("Read whole", comparison.complete.map(yes)),
            both("Reads from the first on that agree", comparison.agree),
            each("Differ by read", [differ_by.clone(), differ_by]),
            both("One name drawn in", names.one_in),
            both("Drawn names in both", names.both),
            each(
                "Drawn names in this file only",
                [names.first_only, names.second_only].map(grouped),
            ),
            each(
                "Number of the read in all headers",
                comparison.headers_say.map(number),
            ),
        ],
    }
}
