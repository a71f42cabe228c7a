//! Share of N by position.

use plotters::style::text_anchor::{HPos, VPos};

use super::backend::Scene;
use super::guide::{Guide, MOST_COLUMNS, positions};
use super::ink::Ink;
use super::plot::{Frame, LEFT, Plot, position_axis};
use super::scale::{from_zero, ticks};
use crate::report::PerBaseNContent;
use crate::report::number::{percent, trimmed};

pub(super) fn draw(data: &PerBaseNContent, scene: &mut Scene) -> Option<Guide> {
    let (first, last) = (data.rows.first()?, data.rows.last()?);
    let x = first.first as f64 - 0.5..last.last as f64 + 0.5;
    let most = data
        .rows
        .iter()
        .filter_map(|row| row.n_percent)
        .reduce(f64::max)?;
    // The scale always holds the first limit, so that a trace of N looks like one.
    let (top, step) = from_zero(most.max(2.0 * data.warn_percent), 5.0, 1.0);
    let plot = Plot::by_position(scene, x.clone(), 0.0..top, false)?;
    let (x_ticks, x_title) = position_axis(&x);
    plot.frame(&Frame {
        x_ticks,
        y_ticks: ticks(0.0, top, step, |value| format!("{} %", trimmed(value, 0))),
        x_title,
        y_title: "share of N (%)",
    })?;
    plot.base_line()?;
    plot.line(
        &[(x.start, data.warn_percent), (x.end, data.warn_percent)],
        Ink::Limit,
    )?;
    let points: Vec<(f64, Option<f64>)> = data
        .rows
        .iter()
        .map(|row| ((row.first as f64 + row.last as f64) / 2.0, row.n_percent))
        .collect();
    plot.broken_line(&points, 0.3, Ink::Line)?;
    // Below its line, where the reads of few files are, and over them.
    let (_, y) = plot.pixel((x.start, data.warn_percent));
    plot.text(
        &format!("unusual above {} %", data.warn_percent),
        (f64::from(LEFT) + 6.0, y + 4.0),
        Ink::Note,
        (HPos::Left, VPos::Top),
    )?;
    let columns = data.rows.iter().take(MOST_COLUMNS).map(|row| {
        let share = row.n_percent.map_or_else(
            || "no bases".to_owned(),
            |share| format!("{} N", percent(share)),
        );
        let words = format!("{}: {share}", positions(row.first, row.last));
        plot.column(row.first as f64 - 0.5, row.last as f64 + 0.5, words)
    });
    Some(Guide::of(columns.collect(), &[]))
}
