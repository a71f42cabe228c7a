//! One line per base, told apart by dash and by a letter at its end.

use plotters::style::text_anchor::{HPos, VPos};

use super::backend::Scene;
use super::guide::{Guide, MOST_COLUMNS, positions};
use super::ink::Ink;
use super::plot::{Frame, Plot, position_axis};
use super::scale::{from_zero, ticks};
use crate::order;
use crate::report::PerBaseSequenceContent;
use crate::report::number::{percent, trimmed};
use crate::report::per_base_sequence_content::BaseContentRow;

type Share = fn(&BaseContentRow) -> Option<f64>;

/// Drawn in this order: of two lines that lie on each other, the later has the gaps.
const LINES: [(&str, Ink, Ink, Share); 4] = [
    ("A", Ink::BaseA, Ink::LabelA, |row| row.a),
    ("C", Ink::BaseC, Ink::LabelC, |row| row.c),
    ("G", Ink::BaseG, Ink::LabelG, |row| row.g),
    ("T", Ink::BaseT, Ink::LabelT, |row| row.t),
];

/// Least distance of two labels in user units.
const LINE_HEIGHT: f64 = 18.0;

pub(super) fn draw(data: &PerBaseSequenceContent, scene: &mut Scene) -> Option<Guide> {
    let (first, last) = (data.rows.first()?, data.rows.last()?);
    let x = first.first as f64 - 0.5..last.last as f64 + 0.5;
    let shares = || {
        data.rows
            .iter()
            .flat_map(|row| LINES.map(|line| line.3(row)))
            .flatten()
    };
    let most = shares().reduce(f64::max)?;
    let (top, step) = from_zero(most.max(40.0), 5.0, 10.0);
    let plot = Plot::by_position(scene, x.clone(), 0.0..top, true)?;
    let (x_ticks, x_title) = position_axis(&x);
    plot.frame(&Frame {
        x_ticks,
        y_ticks: ticks(0.0, top, step, |value| format!("{} %", trimmed(value, 0))),
        x_title,
        y_title: "share of A, C, G and T (%)",
    })?;
    plot.base_line()?;
    let mut labels = Vec::new();
    for (letter, ink, label, share) in LINES {
        let points: Vec<(f64, Option<f64>)> = data
            .rows
            .iter()
            .map(|row| ((row.first as f64 + row.last as f64) / 2.0, share(row)))
            .collect();
        plot.broken_line(&points, 0.3, ink)?;
        if let Some(value) = points.iter().rev().find_map(|point| point.1) {
            labels.push((plot.pixel((x.end, value)).1, letter, label));
        }
    }
    order::sort_by(&mut labels, |a, b| a.0.total_cmp(&b.0));
    let bottom = plot.pixel((x.end, 0.0)).1;
    for (y, letter, ink) in spread(&labels, bottom) {
        plot.text(
            letter,
            (plot.right() + 5.0, y),
            ink,
            (HPos::Left, VPos::Center),
        )?;
    }
    let columns = data
        .rows
        .iter()
        .take(MOST_COLUMNS)
        .map(|row| plot.column(row.first as f64 - 0.5, row.last as f64 + 0.5, words(row)));
    Some(Guide::of(
        columns.collect(),
        &[
            ("A", "base-a"),
            ("C", "base-c"),
            ("G", "base-g"),
            ("T", "base-t"),
        ],
    ))
}

/// `positions 35–39: A 25.1 %, C 24.9 %, G 25 %, T 25 %`.
fn words(row: &BaseContentRow) -> String {
    let shares: Vec<String> = LINES
        .iter()
        .filter_map(|(letter, .., share)| Some(format!("{letter} {}", percent(share(row)?))))
        .collect();
    let place = positions(row.first, row.last);
    if shares.is_empty() {
        format!("{place}: no bases")
    } else {
        format!("{place}: {}", shares.join(", "))
    }
}

/// Moves labels apart, the fewest units down and, where that would pass `bottom`, up.
pub(super) fn spread<'a>(labels: &[(f64, &'a str, Ink)], bottom: f64) -> Vec<(f64, &'a str, Ink)> {
    let mut labels = labels.to_vec();
    for index in 1..labels.len() {
        labels[index].0 = labels[index].0.max(labels[index - 1].0 + LINE_HEIGHT);
    }
    let mut below = bottom;
    for label in labels.iter_mut().rev() {
        label.0 = label.0.min(below);
        below = label.0 - LINE_HEIGHT;
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_touch() {
        let labels = spread(
            &[
                (245.0, "A", Ink::LabelA),
                (246.0, "T", Ink::LabelT),
                (250.0, "C", Ink::LabelC),
            ],
            252.0,
        );
        assert!(
            labels
                .windows(2)
                .all(|pair| pair[1].0 - pair[0].0 >= LINE_HEIGHT)
        );
        assert!(labels.iter().all(|label| label.0 <= 252.0));
    }
}
