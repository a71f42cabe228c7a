//! Observed against reported quality, with the diagonal on which true scores lie.

use super::backend::Scene;
use super::guide::Guide;
use super::ink::Ink;
use super::plot::{Frame, Plot};
use super::scale::{from_zero, ticks};
use crate::report::ObservedQuality;
use crate::report::number::{grouped, quality, trimmed};
use crate::report::observed_quality::ObservedQualityRow;

/// Half the side of a point, in scores.
const POINT: f64 = 0.55;
/// The least end of both axes.
const LEAST: f64 = 40.0;

pub(super) fn draw(data: &ObservedQuality, scene: &mut Scene) -> Option<Guide> {
    // A score of which no error was observed has a whisker without an upper end, and no point.
    let shown = || data.rows.iter().filter(|row| row.low_quality.is_some());
    let highest = shown()
        .flat_map(|row| [Some(row.quality as f64), row.observed_quality])
        .flatten()
        .reduce(f64::max)?;
    let (top, step) = from_zero(highest.max(LEAST) + 1.0, 6.0, 5.0);
    let label = |value| format!("Q{}", trimmed(value, 0));
    let plot = Plot::new(scene, 0.0..top, 0.0..top, false)?;
    plot.frame(&Frame {
        x_ticks: ticks(0.0, top, step, label),
        y_ticks: ticks(0.0, top, step, label),
        x_title: "quality as reported",
        y_title: "quality as observed",
    })?;
    plot.line(&[(0.0, 0.0), (top, top)], Ink::Limit)?;
    for row in shown() {
        let (x, low) = (row.quality as f64, row.low_quality?);
        plot.line(
            &[(x, low), (x, row.high_quality.unwrap_or(top))],
            Ink::Whisker,
        )?;
        if let Some(y) = row.observed_quality {
            // The plot is wider than high: a point is as wide as it is high on the page.
            let width = POINT * 0.48;
            plot.rectangle((x - width, y - POINT), (x + width, y + POINT), Ink::Bar)?;
        }
    }
    plot.key("whiskers: 95 % interval · dotted: scores that are true")?;
    plot.base_line()?;
    let columns = shown().map(|row| {
        let at = row.quality as f64;
        plot.column(at - 0.5, at + 0.5, words(row))
    });
    Some(Guide::of(columns.collect(), &[]))
}

/// `reported Q37: observed Q35.2 (95 % interval Q34.8–Q35.6), of 12,345 bases`.
fn words(row: &ObservedQualityRow) -> String {
    let mut words = format!("reported Q{}: ", row.quality);
    words += &match (row.observed_quality, row.low_quality, row.high_quality) {
        (Some(observed), Some(low), Some(high)) => format!(
            "observed {} (95 % interval {}–{})",
            quality(observed),
            quality(low),
            quality(high)
        ),
        (_, Some(low), _) => format!("no error observed, so {} or better", quality(low)),
        _ => "too few bases to tell".to_owned(),
    };
    words + &format!(", of {} bases", grouped(row.bases))
}
