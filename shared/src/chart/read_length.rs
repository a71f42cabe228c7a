//! Reads by length; on a logarithmic axis where lengths differ widely.

use plotters::style::text_anchor::{HPos, VPos};

use super::backend::Scene;
use super::guide::{Column, Guide, MOST_COLUMNS, lengths};
use super::ink::Ink;
use super::plot::{Frame, LEFT, Plot, base_ticks, count_axis};
use super::scale::{Tick, step};
use crate::report::sequence_length_distribution::LengthRow;
use crate::report::{SequenceLengthDistribution, number};

pub(super) fn draw(data: &SequenceLengthDistribution, scene: &mut Scene) -> Option<Guide> {
    if data.log_rows.is_empty() {
        linear(data, scene)
    } else {
        logarithmic(data, scene)
    }
}

/// A lone bar stands in the middle of at least this many lengths.
const LEAST_RANGE: f64 = 20.0;

fn linear(data: &SequenceLengthDistribution, scene: &mut Scene) -> Option<Guide> {
    let (first, last) = (data.rows.first()?, data.rows.last()?);
    let most = data
        .rows
        .iter()
        .map(|row| row.reads)
        .max()
        .filter(|reads| *reads > 0)?;
    let (low, high) = (first.first as f64 - 0.5, last.last as f64 + 0.5);
    let missing = ((LEAST_RANGE - (high - low)) / 2.0).max(0.0);
    let low = (low - missing).max(-0.5);
    let x = low..(high + missing)
        .max(low + LEAST_RANGE)
        .max(low * (1.0 + 1e-9) + 1.0);
    let (top, y_ticks) = count_axis(most as f64);
    let plot = Plot::new(scene, x.clone(), 0.0..top, false)?;
    plot.frame(&Frame {
        x_ticks: base_ticks(&x),
        y_ticks,
        x_title: "read length (bases)",
        y_title: "reads",
    })?;
    bars(&plot, &data.rows, |row| {
        let gap = (row.last - row.first + 1) as f64 * 0.08;
        (row.first as f64 - 0.5 + gap, row.last as f64 + 0.5 - gap)
    })?;
    if let (Some(min), Some(max)) = (data.min, data.max)
        && min == max
    {
        let (at, y) = plot.pixel((max as f64 + 0.5, most as f64));
        let text = format!(
            "all at {} {}",
            number::grouped(max),
            if max == 1 { "base" } else { "bases" }
        );
        plot.text(
            &text,
            (at + 6.0, y + 12.0),
            Ink::Note,
            (HPos::Left, VPos::Center),
        )?;
    }
    plot.base_line()?;
    let columns = data
        .rows
        .iter()
        .take(MOST_COLUMNS)
        .map(|row| column(&plot, row, row.first as f64 - 0.5, row.last as f64 + 0.5));
    Some(Guide::of(columns.collect(), &[]))
}

/// `100–199 bases: 2,310 reads`.
fn column(plot: &Plot<'_>, row: &LengthRow, from: f64, to: f64) -> Column {
    let words = format!(
        "{}: {}",
        lengths(row.first, row.last),
        number::reads(row.reads)
    );
    plot.column(from, to, words)
}

fn logarithmic(data: &SequenceLengthDistribution, scene: &mut Scene) -> Option<Guide> {
    let (first, last) = (data.log_rows.first()?, data.log_rows.last()?);
    let most = data
        .log_rows
        .iter()
        .map(|row| row.reads)
        .max()
        .filter(|reads| *reads > 0)?;
    let x = log(first.first as f64)..log(last.last as f64 + 1.0);
    let (top, y_ticks) = count_axis(most as f64);
    let plot = Plot::new(scene, x.clone(), 0.0..top, false)?;
    plot.frame(&Frame {
        x_ticks: log_ticks(x.start, x.end),
        y_ticks,
        x_title: "read length (bases, logarithmic)",
        y_title: "reads",
    })?;
    bars(&plot, &data.log_rows, |row| {
        let (from, to) = (log(row.first as f64), log(row.last as f64 + 1.0));
        (from + (to - from) * 0.06, to - (to - from) * 0.06)
    })?;
    if let Some(n50) = data.n50.filter(|n50| *n50 > 0) {
        let at = log(n50 as f64);
        plot.line(&[(at, 0.0), (at, top)], Ink::Curve)?;
        let (pixel, _) = plot.pixel((at, top));
        let left = pixel > (f64::from(LEFT) + plot.right()) / 2.0;
        let (shift, side) = if left {
            (-6.0, HPos::Right)
        } else {
            (6.0, HPos::Left)
        };
        plot.text(
            &format!("N50 {}", number::bases(n50)),
            (pixel + shift, 36.0),
            Ink::Note,
            (side, VPos::Center),
        )?;
    }
    plot.base_line()?;
    let columns = data.log_rows.iter().take(MOST_COLUMNS).map(|row| {
        column(
            &plot,
            row,
            log(row.first as f64),
            log(row.last as f64 + 1.0),
        )
    });
    let series: &[(&str, &str)] = &[("reads", "bar"), ("N50", "curve")];
    let series = if data.n50.is_some() { series } else { &[] };
    Some(Guide::of(columns.collect(), series))
}

fn bars(
    plot: &Plot<'_>,
    rows: &[LengthRow],
    edges: impl Fn(&LengthRow) -> (f64, f64),
) -> Option<()> {
    for row in rows.iter().filter(|row| row.reads > 0) {
        let (from, to) = edges(row);
        plot.rectangle((from, 0.0), (to, row.reads as f64), Ink::Bar)?;
    }
    Some(())
}

/// Reads without bases stand left of those with one.
fn log(length: f64) -> f64 {
    libm::log10(length.max(0.5))
}

/// 1, 2 and 5 times the powers of ten; only the powers where there are many.
pub(super) fn log_ticks(low: f64, high: f64) -> Vec<Tick> {
    let factors: &[f64] = if high - low > 3.2 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    let at = |length: f64| Tick {
        value: libm::log10(length),
        label: number::short(length),
    };
    let ticks: Vec<Tick> = (0..20)
        .flat_map(|decade| {
            factors
                .iter()
                .map(move |factor| factor * 10_f64.powi(decade))
        })
        .map(at)
        .filter(|tick| (low..=high).contains(&tick.value))
        .collect();
    if ticks.len() > 1 {
        return ticks;
    }
    // Within less than a factor of two or so, steps of one size do.
    let (from, to) = (10_f64.powf(low), 10_f64.powf(high));
    let lengths = super::scale::ticks(from, to, step(to - from, 4.0).max(1.0), |_| String::new());
    lengths.into_iter().map(|tick| at(tick.value)).collect()
}
