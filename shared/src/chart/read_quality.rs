//! Reads by mean score as bars, by mean error as a dashed outline.

use plotters::style::text_anchor::{HPos, VPos};

use super::backend::Scene;
use super::guide::{Column, Guide, MOST_COLUMNS};
use super::ink::Ink;
use super::plot::{Frame, Plot, count_axis};
use super::scale::{step, ticks};
use crate::report::PerSequenceQualityScores;
use crate::report::number::{reads, trimmed};
use crate::report::per_sequence_quality_scores::ReadQualityRow;

pub(super) fn draw(data: &PerSequenceQualityScores, scene: &mut Scene) -> Option<Guide> {
    let all = || data.rows.iter().chain(&data.error_rows);
    let most = all()
        .map(|row| row.reads)
        .max()
        .filter(|reads| *reads > 0)?;
    let least_quality = all().map(|row| row.quality).min()?.min(0);
    let most_quality = all().map(|row| row.quality).max()?.max(40);
    let x = least_quality as f64 - 0.5..most_quality as f64 + 0.5;
    let (top, y_ticks) = count_axis(most as f64);
    let plot = Plot::new(scene, x.clone(), 0.0..top, false)?;
    plot.frame(&Frame {
        x_ticks: ticks(x.start, x.end, step(x.end - x.start, 10.0), |value| {
            format!("Q{}", trimmed(value, 0))
        }),
        y_ticks,
        x_title: "mean quality of a read (Phred)",
        y_title: "reads",
    })?;
    for row in data.rows.iter().filter(|row| row.reads > 0) {
        let quality = row.quality as f64;
        plot.rectangle(
            (quality - 0.42, 0.0),
            (quality + 0.42, row.reads as f64),
            Ink::Bar,
        )?;
    }
    let mut outline = Vec::new();
    if let (Some(first), Some(last)) = (data.error_rows.first(), data.error_rows.last()) {
        outline.push((first.quality as f64 - 0.5, 0.0));
        for row in &data.error_rows {
            outline.push((row.quality as f64 - 0.5, row.reads as f64));
            outline.push((row.quality as f64 + 0.5, row.reads as f64));
        }
        outline.push((last.quality as f64 + 0.5, 0.0));
        plot.line(&outline, Ink::Curve)?;
    }
    plot.key("bars: mean of the scores · dashed: by the mean error")?;
    if let Some(mode) = data.mode.filter(|mode| *mode > 4) {
        let reads = data
            .rows
            .iter()
            .find(|row| row.quality == mode)
            .map_or(0, |row| row.reads);
        let (at, y) = plot.pixel((mode as f64 - 0.5, reads as f64));
        plot.text(
            &format!("Q{mode}"),
            (at - 4.0, y + 10.0),
            Ink::Note,
            (HPos::Right, VPos::Center),
        )?;
    }
    plot.base_line()?;
    Some(Guide::of(
        columns(data, &plot),
        &[
            ("by the mean of the scores", "bar"),
            ("by the mean error", "curve"),
        ],
    ))
}

/// `mean quality Q36: 812 reads by the mean of the scores, 4 reads by the mean error`, from the lowest
/// score that a read has to the highest.
fn columns(data: &PerSequenceQualityScores, plot: &Plot<'_>) -> Vec<Column> {
    let qualities = || {
        data.rows
            .iter()
            .chain(&data.error_rows)
            .map(|row| row.quality)
    };
    let (Some(low), Some(high)) = (qualities().min(), qualities().max()) else {
        return Vec::new();
    };
    let of = |rows: &[ReadQualityRow], quality| {
        let row = rows.iter().find(|row| row.quality == quality);
        reads(row.map_or(0, |row| row.reads))
    };
    (low..=high)
        .take(MOST_COLUMNS)
        .map(|quality| {
            let words = format!(
                "mean quality Q{quality}: {} by the mean of the scores, {} by the mean error",
                of(&data.rows, quality),
                of(&data.error_rows, quality)
            );
            plot.column(quality as f64 - 0.5, quality as f64 + 0.5, words)
        })
        .collect()
}
