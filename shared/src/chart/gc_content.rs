//! Reads by GC as bars, the expected curve dashed, a note at a second peak.

use plotters::style::text_anchor::{HPos, VPos};

use super::backend::Scene;
use super::guide::{Column, Guide};
use super::ink::Ink;
use super::plot::{Frame, Plot, count_axis};
use super::scale::ticks;
use crate::report::PerSequenceGcContent;
use crate::report::number::{count, trimmed};
use crate::report::per_sequence_gc_content::GcRow;

pub(super) fn draw(data: &PerSequenceGcContent, scene: &mut Scene) -> Option<Guide> {
    let observed = data
        .rows
        .iter()
        .map(|row| row.spread_reads)
        .reduce(f64::max)
        .filter(|most| *most > 0.0)?;
    let expected = data
        .rows
        .iter()
        .filter_map(|row| row.expected_reads)
        .fold(0.0, f64::max);
    // A curve far higher than the bars would flatten them.
    let (top, y_ticks) = count_axis(observed.max(expected.min(observed * 1.6)));
    let x = -0.5..100.5;
    let plot = Plot::new(scene, x.clone(), 0.0..top, false)?;
    plot.frame(&Frame {
        x_ticks: ticks(0.0, 100.0, 10.0, |value| trimmed(value, 0)),
        y_ticks,
        x_title: "GC of a read (%)",
        y_title: "reads",
    })?;
    for row in data.rows.iter().filter(|row| row.spread_reads > 0.0) {
        let percent = row.gc_percent as f64;
        plot.rectangle(
            (percent - 0.42, 0.0),
            (percent + 0.42, row.spread_reads),
            Ink::Bar,
        )?;
    }
    if data.rows.iter().any(|row| row.expected_reads.is_some()) {
        let curve: Vec<(f64, Option<f64>)> = data
            .rows
            .iter()
            .map(|row| (row.gc_percent as f64, row.expected_reads))
            .collect();
        plot.broken_line(&curve, 0.3, Ink::Curve)?;
        plot.key("dashed: expected around the main peak")?;
    }
    if let Some(peak) = &data.second_peak {
        let row = usize::try_from(peak.gc_percent)
            .ok()
            .and_then(|index| data.rows.get(index));
        let height = row.map_or(0.0, |row| {
            row.spread_reads.max(row.expected_reads.unwrap_or(0.0))
        });
        let (x, y) = plot.pixel((peak.gc_percent as f64, height));
        let side = if peak.gc_percent > 80 {
            HPos::Right
        } else if peak.gc_percent < 20 {
            HPos::Left
        } else {
            HPos::Center
        };
        plot.text(
            &format!("second peak at {} %", peak.gc_percent),
            (x, (y - 8.0).max(40.0)),
            Ink::Note,
            (side, VPos::Bottom),
        )?;
    }
    plot.base_line()?;
    let columns = data.rows.iter().map(|row| column(row, &plot)).collect();
    Some(Guide::of(
        columns,
        &[("reads", "bar"), ("expected", "curve")],
    ))
}

fn column(row: &GcRow, plot: &Plot<'_>) -> Column {
    let percent = row.gc_percent as f64;
    let mut words = format!(
        "GC {} %: {} reads",
        row.gc_percent,
        count(row.spread_reads.round() as u64)
    );
    if let Some(expected) = row.expected_reads {
        words += &format!(", {} expected", count(expected.round() as u64));
    }
    plot.column(percent - 0.5, percent + 0.5, words)
}
