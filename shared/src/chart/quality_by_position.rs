//! Box and whiskers of quality by position, before bands at Q28 and Q20.

use super::backend::Scene;
use super::guide::{Column, Guide, MOST_COLUMNS, positions};
use super::ink::Ink;
use super::plot::{Frame, Plot, position_axis};
use super::scale::ticks;
use crate::report::PerBaseSequenceQuality;
use crate::report::number::{quality, trimmed};
use crate::report::per_base_sequence_quality::QualityRow;
use crate::report::thresholds::{BAND_FAIR, BAND_GOOD};

pub(super) fn draw(data: &PerBaseSequenceQuality, scene: &mut Scene) -> Option<Guide> {
    let (first, last) = (data.rows.first()?, data.rows.last()?);
    let x = first.first as f64 - 0.5..last.last as f64 + 0.5;
    let most = data
        .rows
        .iter()
        .filter_map(|row| row.percentile_90.or(row.mean))
        .fold(40.0, f64::max);
    let top = (most / 5.0).ceil() * 5.0;
    let plot = Plot::by_position(scene, x.clone(), 0.0..top, false)?;
    plot.rectangle((x.start, BAND_GOOD), (x.end, top), Ink::BandGood)?;
    plot.rectangle((x.start, BAND_FAIR), (x.end, BAND_GOOD), Ink::BandFair)?;
    plot.rectangle((x.start, 0.0), (x.end, BAND_FAIR), Ink::BandPoor)?;
    let (x_ticks, x_title) = position_axis(&x);
    plot.frame(&Frame {
        x_ticks,
        y_ticks: ticks(0.0, top, 10.0, |value| format!("Q{}", trimmed(value, 0))),
        x_title,
        y_title: "Phred quality",
    })?;
    // At least a hair's width for groups that are narrower than a pixel.
    let least = ((x.end - x.start) / 1000.0).min(0.5);
    for row in &data.rows {
        let middle = (row.first as f64 + row.last as f64) / 2.0;
        let half = ((row.last - row.first + 1) as f64 * 0.36).max(least);
        if let (Some(low), Some(high)) = (row.percentile_10, row.percentile_90) {
            plot.line(&[(middle, low), (middle, high)], Ink::Whisker)?;
        }
        if let (Some(low), Some(high)) = (row.lower_quartile, row.upper_quartile) {
            // Quartiles that are equal still show as a thin box.
            let thin = if high - low < 0.3 { 0.15 } else { 0.0 };
            plot.rectangle(
                (middle - half, low - thin),
                (middle + half, high + thin),
                Ink::Box,
            )?;
        }
    }
    let has_medians = data.rows.iter().any(|row| row.median.is_some());
    let points: Vec<(f64, Option<f64>)> = data
        .rows
        .iter()
        .map(|row| {
            (
                (row.first as f64 + row.last as f64) / 2.0,
                if has_medians { row.median } else { row.mean },
            )
        })
        .collect();
    plot.broken_line(&points, least * 20.0, Ink::Line)?;
    plot.key(if has_medians {
        "line: median · box: middle half · whiskers: 10th to 90th percentile"
    } else {
        "line: mean (too few reads for a median)"
    })?;
    plot.base_line()?;
    let series: &[(&str, &str)] = if has_medians {
        &[
            ("median", "line"),
            ("middle half", "box"),
            ("10th to 90th percentile", "whisker"),
        ]
    } else {
        &[]
    };
    Some(Guide::of(columns(data, &plot), series))
}

fn columns(data: &PerBaseSequenceQuality, plot: &Plot<'_>) -> Vec<Column> {
    let rows = data.rows.iter().take(MOST_COLUMNS);
    rows.map(|row| plot.column(row.first as f64 - 0.5, row.last as f64 + 0.5, words(row)))
        .collect()
}

/// `positions 35–39: median Q37, quartiles Q36–Q38, 10–90 % Q30–Q38`.
fn words(row: &QualityRow) -> String {
    let mut words = positions(row.first, row.last);
    match (row.median, row.mean) {
        (Some(median), _) => words += &format!(": median {}", quality(median)),
        (None, Some(mean)) => words += &format!(": mean {}", quality(mean)),
        (None, None) => words += ": no bases",
    }
    if let (Some(low), Some(high)) = (row.lower_quartile, row.upper_quartile) {
        words += &format!(", quartiles {}–{}", quality(low), quality(high));
    }
    if let (Some(low), Some(high)) = (row.percentile_10, row.percentile_90) {
        words += &format!(", 10–90 % {}–{}", quality(low), quality(high));
    }
    words
}
