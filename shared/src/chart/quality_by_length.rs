//! Quality by read length as boxes, with the share of bases as bars at the foot.

use super::backend::Scene;
use super::guide::{Guide, MOST_COLUMNS, lengths};
use super::ink::Ink;
use super::plot::{Frame, Plot};
use super::read_length::log_ticks;
use super::scale::{from_zero, ticks};
use crate::report::QualityByLength;
use crate::report::number::{percent, reads, trimmed};
use crate::report::quality_by_length::QualityByLengthRow;

/// The bars reach up to this part of the height.
const FOOT: f64 = 0.3;

pub(super) fn draw(data: &QualityByLength, scene: &mut Scene) -> Option<Guide> {
    let (first, last) = (data.rows.first()?, data.rows.last()?);
    let x = log(first.first)..log(last.last.saturating_add(1));
    let best = data
        .rows
        .iter()
        .filter_map(|row| row.upper_quartile)
        .max()?;
    let (top, step) = from_zero((best as f64).max(10.0) + 1.0, 6.0, 5.0);
    let plot = Plot::new(scene, x.clone(), 0.0..top, false)?;
    plot.frame(&Frame {
        x_ticks: log_ticks(x.start, x.end),
        y_ticks: ticks(0.0, top, step, |value| format!("Q{}", trimmed(value, 0))),
        x_title: "read length (bases, logarithmic)",
        y_title: "read quality, by the mean error",
    })?;
    let most = data
        .rows
        .iter()
        .filter_map(|row| row.bases_percent)
        .fold(0.0, f64::max);
    for row in &data.rows {
        let (from, to) = edges(row);
        if let Some(share) = row.bases_percent.filter(|share| *share > 0.0) {
            plot.rectangle((from, 0.0), (to, share / most * top * FOOT), Ink::Bar)?;
        }
    }
    for row in &data.rows {
        let (from, to) = edges(row);
        if let (Some(lower), Some(median), Some(upper)) =
            (row.lower_quartile, row.median, row.upper_quartile)
        {
            plot.rectangle((from, lower as f64), (to, upper as f64), Ink::Box)?;
            plot.line(&[(from, median as f64), (to, median as f64)], Ink::Line)?;
        }
    }
    plot.key(&format!(
        "box: middle half, median · bar: bases, most {}",
        percent(most)
    ))?;
    plot.base_line()?;
    let columns = data.rows.iter().take(MOST_COLUMNS).map(|row| {
        let (from, to) = (log(row.first), log(row.last.saturating_add(1)));
        plot.column(from, to, words(row))
    });
    Some(Guide::of(
        columns.collect(),
        &[
            ("median", "line"),
            ("middle half", "box"),
            ("share of bases", "bar"),
        ],
    ))
}

/// `1,000–1,188 bases: 2,310 reads, 4.1 % of all bases, median Q12, quartiles Q11–Q14`.
fn words(row: &QualityByLengthRow) -> String {
    let mut words = format!("{}: {}", lengths(row.first, row.last), reads(row.reads));
    if let Some(share) = row.bases_percent {
        words += &format!(", {} of all bases", percent(share));
    }
    if let (Some(lower), Some(median), Some(upper)) =
        (row.lower_quartile, row.median, row.upper_quartile)
    {
        words += &format!(", median Q{median}, quartiles Q{lower}–Q{upper}");
    }
    words
}

/// Left and right side of a class, with a gap to the next.
fn edges(row: &QualityByLengthRow) -> (f64, f64) {
    let (from, to) = (log(row.first), log(row.last.saturating_add(1)));
    (from + (to - from) * 0.06, to - (to - from) * 0.06)
}

fn log(length: u64) -> f64 {
    libm::log10((length as f64).max(0.5))
}
