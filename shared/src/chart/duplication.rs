//! Reads by how often their start occurs, as bars of FastQC's slots.

use super::backend::Scene;
use super::ink::Ink;
use super::plot::{Frame, Plot};
use super::scale::{Tick, ticks};
use crate::report::SequenceDuplicationLevels;
use crate::report::number::{percent, trimmed};

pub(super) fn draw(data: &SequenceDuplicationLevels, scene: &mut Scene) -> Option<()> {
    let distinct = data.deduplicated_percent?;
    let x = -0.5..data.rows.len() as f64 - 0.5;
    let plot = Plot::new(scene, x, 0.0..100.0, false)?;
    let slots = || (0_u32..).map(f64::from).zip(&data.rows);
    plot.frame(&Frame {
        x_ticks: slots()
            .map(|(value, row)| Tick {
                value,
                label: row.level.clone(),
            })
            .collect(),
        y_ticks: ticks(0.0, 100.0, 20.0, |value| format!("{} %", trimmed(value, 0))),
        x_title: "reads with the same first 50 bases",
        y_title: "share of all reads (%)",
    })?;
    for (at, row) in slots().filter(|slot| slot.1.percent_of_total > 0.0) {
        plot.rectangle(
            (at - 0.38, 0.0),
            (at + 0.38, row.percent_of_total),
            Ink::Bar,
        )?;
    }
    plot.key(&format!(
        "{} of the reads have different starts",
        percent(distinct)
    ))?;
    plot.base_line()
}
