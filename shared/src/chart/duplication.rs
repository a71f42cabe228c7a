//! Reads by how often their start occurs, as bars of FastQC's slots.

use super::backend::Scene;
use super::guide::Guide;
use super::ink::Ink;
use super::plot::{Frame, Plot};
use super::scale::{Tick, ticks};
use crate::report::SequenceDuplicationLevels;
use crate::report::number::{percent, trimmed};

/// Width of a slot of many levels, whose label is longer.
const WIDE: f64 = 2.0;

pub(super) fn draw(data: &SequenceDuplicationLevels, scene: &mut Scene) -> Option<Guide> {
    let distinct = data.deduplicated_percent?;
    let mut slots = Vec::new();
    let mut end = 0.0;
    for row in &data.rows {
        let width = if row.level.starts_with('>') {
            WIDE
        } else {
            1.0
        };
        slots.push((end, end + width, row));
        end += width;
    }
    let plot = Plot::new(scene, 0.0..end, 0.0..100.0, false)?;
    plot.frame(&Frame {
        x_ticks: slots
            .iter()
            .map(|(from, to, row)| Tick {
                value: (from + to) / 2.0,
                label: row.level.clone(),
            })
            .collect(),
        y_ticks: ticks(0.0, 100.0, 20.0, |value| format!("{} %", trimmed(value, 0))),
        x_title: "reads with the same first 50 bases",
        y_title: "share of all reads (%)",
    })?;
    for (from, to, row) in slots.iter().filter(|slot| slot.2.percent_of_total > 0.0) {
        plot.rectangle(
            (from + 0.12, 0.0),
            (to - 0.12, row.percent_of_total),
            Ink::Bar,
        )?;
    }
    plot.key(&format!(
        "{} of the reads would be left with one of each start",
        percent(distinct)
    ))?;
    plot.base_line()?;
    let columns = slots.iter().map(|(from, to, row)| {
        let share = percent(row.percent_of_total);
        let words = match row.level.strip_prefix('>') {
            None if row.level == "1" => format!("{share} of the reads have a start of their own"),
            None => format!(
                "{share} of the reads share their start with others, {} in all",
                row.level
            ),
            Some(level) => format!(
                "{share} of the reads share their start with others, {} in all",
                slot(level)
            ),
        };
        plot.column(*from, *to, words)
    });
    Some(Guide::of(columns.collect(), &[]))
}

/// What FastQC's slot of many levels holds: the first begins at its number, the others behind it.
fn slot(level: &str) -> &str {
    match level {
        "10" => "10 to 50",
        "50" => "51 to 100",
        "100" => "101 to 500",
        "500" => "501 to 1,000",
        "1k" => "1,001 to 5,000",
        "5k" => "5,001 to 10,000",
        _ => "more than 10,000",
    }
}
