//! Deviation of each tile by position, as coloured fields.
//!
//! Fields of one colour that touch are one rectangle, and what is close to the mean is the ground
//! they lie on, so that the drawing of a usual file is small.

use plotters::style::text_anchor::{HPos, VPos};

use super::backend::Scene;
use super::guide::{Column, Guide, MOST_COLUMNS, positions};
use super::ink::Ink;
use super::plot::{Frame, Plot};
use super::scale::{Tick, step, ticks};
use crate::report::PerTileSequenceQuality;
use crate::report::number::{quality, trimmed};

/// The most rows; where there are more tiles, a row is the average of neighbours.
const ROWS: usize = 100;
/// The most labels of rows.
const LABELS: usize = 8;

/// From here on a deviation has the next colour, to either side. The last two are FastQC's limits.
const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
const BELOW: [Ink; 4] = [Ink::Below1, Ink::Below2, Ink::Below5, Ink::Below10];
const ABOVE: [Ink; 4] = [Ink::Above1, Ink::Above2, Ink::Above5, Ink::Above10];

/// How many tiles share a row of the drawing.
pub(super) fn tiles_per_row(tiles: usize) -> usize {
    tiles.div_ceil(ROWS).max(1)
}

/// The colour of a deviation; none close to the mean.
fn ink(deviation: f64) -> Option<Ink> {
    let steps = STEPS
        .iter()
        .take_while(|step| deviation.abs() > **step)
        .count();
    let side = if deviation < 0.0 { BELOW } else { ABOVE };
    side.get(steps.checked_sub(1)?).copied()
}

pub(super) fn draw(data: &PerTileSequenceQuality, scene: &mut Scene) -> Option<Guide> {
    // One tile has nothing to be compared with.
    if data.tiles.len() < 2 {
        return None;
    }
    let rows: Vec<(u32, Vec<f64>)> = data
        .tiles
        .chunks(tiles_per_row(data.tiles.len()))
        .filter_map(|tiles| {
            let mean = |group: usize| {
                let values = tiles.iter().filter_map(|row| row.deviations.get(group));
                values.sum::<f64>() / tiles.len() as f64
            };
            Some((
                tiles.first()?.tile,
                (0..data.groups.len()).map(mean).collect(),
            ))
        })
        .collect();
    let (width, height) = (data.groups.len() as f64, rows.len() as f64);
    let plot = Plot::new(scene, 0.0..width, 0.0..height, false)?;
    let label_step = step(height, LABELS as f64).max(1.0) as usize;
    plot.frame(&Frame {
        x_ticks: position_ticks(&data.groups),
        y_ticks: (0_u32..)
            .map(|index| height - f64::from(index) - 0.5)
            .zip(&rows)
            .step_by(label_step)
            .map(|(value, row)| Tick {
                value,
                label: row.0.to_string(),
            })
            .collect(),
        x_title: "position in read (bases)",
        y_title: if data.tiles.len() > ROWS {
            "tiles, averaged"
        } else {
            "tile"
        },
    })?;
    plot.rectangle((0.0, 0.0), (width, height), Ink::Ground)?;
    for (bottom, (_, values)) in (1_u32..).map(|index| height - f64::from(index)).zip(&rows) {
        let mut start = 0.0;
        for equal in values.chunk_by(|a, b| ink(*a) == ink(*b)) {
            let end = start + equal.len() as f64;
            if let Some(ink) = equal.first().and_then(|value| ink(*value)) {
                plot.rectangle((start, bottom), (end, bottom + 1.0), ink)?;
            }
            start = end;
        }
    }
    key(&plot)?;
    Some(Guide::of(columns(data, &plot), &[]))
}

/// For each place, the tiles farthest from the mean: `positions 35–39: tile 1101 at Q3.2 below the mean
/// of all tiles, tile 2216 at Q0.4 above it`.
fn columns(data: &PerTileSequenceQuality, plot: &Plot<'_>) -> Vec<Column> {
    let column = |(index, label): (usize, &String)| {
        let tiles = || {
            data.tiles
                .iter()
                .filter_map(move |row| Some((row.tile, *row.deviations.get(index)?)))
        };
        let lowest = tiles().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let highest = tiles().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let mut places = label.split('-').map(|place| place.parse().unwrap_or(0));
        let first: u64 = places.next()?;
        let words = format!(
            "{}: tile {} is {}, tile {} {}",
            positions(first, places.next_back().unwrap_or(first)),
            lowest.0,
            from_mean(lowest.1),
            highest.0,
            from_mean(highest.1)
        );
        Some(plot.column(index as f64, index as f64 + 1.0, words))
    };
    let groups = data.groups.iter().enumerate().take(MOST_COLUMNS);
    groups.filter_map(column).collect()
}

/// `Q3.2 below the mean of all tiles`.
fn from_mean(deviation: f64) -> String {
    let side = if deviation < 0.0 { "below" } else { "above" };
    format!("{} {side} the mean of all tiles", quality(deviation.abs()))
}

/// Labels of groups, at their middle; about eight.
fn position_ticks(groups: &[String]) -> Vec<Tick> {
    let count = groups.len() as f64;
    ticks(0.0, count - 1.0, step(count, 8.0).max(1.0), |value| {
        let label = groups.get(value as usize).map_or("", String::as_str);
        label.split('-').next().unwrap_or_default().to_owned()
    })
    .into_iter()
    .map(|tick| Tick {
        value: tick.value + 0.5,
        ..tick
    })
    .collect()
}

/// A field of each colour over the plot, with the deviation at which it begins.
fn key(plot: &Plot<'_>) -> Option<()> {
    const WIDTH: f64 = 30.0;
    let below = STEPS.iter().zip(BELOW).rev();
    let below = below.map(|(step, ink)| (format!("−{}", trimmed(*step, 0)), ink));
    let above = STEPS.iter().zip(ABOVE);
    let above = above.map(|(step, ink)| (format!("+{}", trimmed(*step, 0)), ink));
    let fields: Vec<(String, Ink)> = below
        .chain([("0".to_owned(), Ink::Ground)])
        .chain(above)
        .collect();
    let left = plot.right() - WIDTH * fields.len() as f64;
    for (index, (text, ink)) in (0_u32..).zip(&fields) {
        let from = left + WIDTH * f64::from(index);
        plot.swatch((from, 18.0), (from + WIDTH, 24.0), *ink)?;
        let at = (from + WIDTH / 2.0, 13.0);
        let ink = if index % 2 == 1 {
            Ink::MinorTick
        } else {
            Ink::Tick
        };
        plot.text(text, at, ink, (HPos::Center, VPos::Bottom))?;
    }
    let at = (left - 8.0, 13.0);
    plot.text(
        "Q, from the mean",
        at,
        Ink::MinorNote,
        (HPos::Right, VPos::Bottom),
    )?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_change_beyond_their_steps() {
        assert_eq!(ink(1.0), None);
        assert_eq!(ink(-5.0), Some(Ink::Below2));
        assert_eq!(ink(-5.1), Some(Ink::Below5));
        assert_eq!(ink(60.0), Some(Ink::Above10));
        assert_eq!(ink(f64::NAN), None);
    }

    #[test]
    fn many_tiles_share_rows() {
        assert_eq!(tiles_per_row(100), 1);
        assert_eq!(tiles_per_row(101), 2);
        assert_eq!(2500_usize.div_ceil(tiles_per_row(2500)), 100);
    }
}
