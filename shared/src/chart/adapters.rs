//! One line per adapter, told apart by dash and by its name at the line's end.

use plotters::style::text_anchor::{HPos, VPos};

use super::backend::Scene;
use super::base_content::spread;
use super::guide::{Column, Guide, MOST_COLUMNS, Series, positions};
use super::ink::Ink;
use super::plot::{Frame, LEFT, Plot, position_axis};
use super::scale::{from_zero, ticks};
use crate::order;
use crate::report::AdapterContent;
use crate::report::adapter_content::{AdapterRow, AdapterShare};
use crate::report::number::{percent, trimmed};

/// Lines in the order of the adapters; from the seventh on they begin anew.
const LINES: [(Ink, Ink); 6] = [
    (Ink::Series1, Ink::SeriesLabel1),
    (Ink::Series2, Ink::SeriesLabel2),
    (Ink::Series3, Ink::SeriesLabel3),
    (Ink::Series4, Ink::SeriesLabel4),
    (Ink::Series5, Ink::SeriesLabel5),
    (Ink::Series6, Ink::SeriesLabel6),
];

/// The most lines with a name; the highest.
const NAMED: usize = 6;
/// Lines that end below this share lie on the axis and have no name.
const LEAST_NAMED: f64 = 0.1;
/// An adapter beside FastQC's has a line from this share on, in percent: below, it would lie on others.
const LEAST_LINE: f64 = 5.0;

pub(super) fn draw(data: &AdapterContent, scene: &mut Scene) -> Option<Guide> {
    let (first, last) = (data.rows.first()?, data.rows.last()?);
    let x = first.first as f64 - 0.5..last.last as f64 + 0.5;
    let most = data.rows.iter().flat_map(|row| &row.percents).copied();
    let most = most.reduce(f64::max)?;
    let most = most.max(highest_other(data).map_or(0.0, |other| other.percent));
    let (top, step) = from_zero(most.clamp(10.0, 100.0), 5.0, 1.0);
    let plot = Plot::by_position(scene, x.clone(), 0.0..top, false)?;
    let (x_ticks, x_title) = position_axis(&x);
    plot.frame(&Frame {
        x_ticks,
        y_ticks: ticks(0.0, top, step, |value| format!("{} %", trimmed(value, 0))),
        x_title,
        y_title: "reads with the adapter here or before (%)",
    })?;
    plot.base_line()?;
    if let Some(other) = highest_other(data) {
        // Where in the read it begins is not told of these.
        plot.line(
            &[(x.start, other.percent), (x.end, other.percent)],
            Ink::Curve,
        )?;
        let (_, y) = plot.pixel((x.start, other.percent));
        plot.text(
            &format!("{}, anywhere: {}", other.name, percent(other.percent)),
            (f64::from(LEFT) + 6.0, y + 4.0),
            Ink::Note,
            (HPos::Left, VPos::Top),
        )?;
    }
    let mut ends = Vec::new();
    for (column, ((name, end), (line, label))) in data
        .finals()
        .into_iter()
        .zip(LINES.into_iter().cycle())
        .enumerate()
    {
        let points: Vec<(f64, Option<f64>)> = data
            .rows
            .iter()
            .map(|row| {
                let middle = (row.first as f64 + row.last as f64) / 2.0;
                (middle, row.percents.get(column).copied())
            })
            .collect();
        plot.broken_line(&points, 0.3, line)?;
        ends.push((end, name, label));
    }
    ends.retain(|end| end.0 >= LEAST_NAMED);
    order::sort_by(&mut ends, |a, b| b.0.total_cmp(&a.0));
    ends.truncate(NAMED);
    let texts: Vec<String> = ends
        .iter()
        .map(|(share, name, _)| format!("{name}, {}", percent(*share)))
        .collect();
    let labels: Vec<(f64, &str, Ink)> = ends
        .iter()
        .zip(&texts)
        .map(|((share, _, ink), text)| (plot.pixel((x.end, *share)).1 - LIFT, text.as_str(), *ink))
        .collect();
    if labels.is_empty() {
        plot.key("no adapter is in 0.1 % of the reads")?;
    }
    let bottom = plot.pixel((x.end, 0.0)).1 - LIFT;
    for (y, text, ink) in spread(&labels, bottom) {
        plot.text(text, (plot.right(), y), ink, (HPos::Right, VPos::Center))?;
    }
    Some(Guide {
        columns: columns(data, &plot),
        series: series(&data.adapters),
    })
}

/// The adapter beside FastQC's that most reads hold.
fn highest_other(data: &AdapterContent) -> Option<&AdapterShare> {
    let others = data.others.iter();
    let most = others.max_by(|a, b| a.percent.total_cmp(&b.percent));
    most.filter(|most| most.percent >= LEAST_LINE)
}

/// One series for each line that looks like no other; adapters that share one are named together.
fn series(adapters: &[String]) -> Vec<Series> {
    (0..LINES.len().min(adapters.len()))
        .map(|line| {
            let alike = adapters.iter().skip(line).step_by(LINES.len());
            Series {
                name: alike.map(String::as_str).collect::<Vec<_>>().join(", "),
                class: format!("series-{}", line + 1),
            }
        })
        .collect()
}

fn columns(data: &AdapterContent, plot: &Plot<'_>) -> Vec<Column> {
    let words = |row: &AdapterRow| {
        let mut shares: Vec<(f64, &str)> = row
            .percents
            .iter()
            .copied()
            .zip(data.adapters.iter().map(String::as_str))
            .filter(|(share, _)| *share > 0.0)
            .collect();
        order::sort_by(&mut shares, |a, b| b.0.total_cmp(&a.0));
        shares.truncate(NAMED);
        let named: Vec<String> = shares
            .iter()
            .map(|(share, name)| format!("{name} {}", percent(*share)))
            .collect();
        let place = positions(row.first, row.last);
        if named.is_empty() {
            format!("{place}: no adapter here or before")
        } else {
            format!(
                "{place}: here or before, of all reads: {}",
                named.join(", ")
            )
        }
    };
    let rows = data.rows.iter().take(MOST_COLUMNS);
    rows.map(|row| plot.column(row.first as f64 - 0.5, row.last as f64 + 0.5, words(row)))
        .collect()
}

/// How far above the end of its line a name stands, in user units.
const LIFT: f64 = 9.0;
