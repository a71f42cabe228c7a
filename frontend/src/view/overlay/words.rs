//! What lines of several reports say at a place: in words, and as rows of a table.

use shared::chart::{Column, MOST_COLUMNS, WIDTH};

use super::axes::{Axes, LEFT, RIGHT};
use super::{Line, Side};
use crate::view::{CurveKind, Values};

/// A row of a table: a place, and the value of each line that has a point there.
pub type Row = (f64, Vec<Option<f64>>);

/// What all lines say from left to right, at no more than [`MOST_COLUMNS`] places.
#[must_use]
pub fn values(kind: CurveKind, sides: &[Side]) -> Values {
    let Some(axes) = Axes::of(kind, sides) else {
        return Values::default();
    };
    let places = places(sides);
    let together = places.len().div_ceil(MOST_COLUMNS).max(1);
    let chosen: Vec<f64> = places.chunks(together).map(|chunk| chunk[0]).collect();
    let middle = |one: f64, other: f64| f64::midpoint(axes.x(one), axes.x(other));
    let column = |(index, at): (usize, &f64)| {
        let before = index.checked_sub(1).and_then(|index| chosen.get(index));
        let after = chosen.get(index + 1);
        let told = sides.iter().filter_map(|side| told(kind, side, *at));
        let told: Vec<String> = told.collect();
        Column {
            from: before.map_or(LEFT, |before| middle(*before, *at)),
            to: after.map_or(f64::from(WIDTH) - RIGHT, |after| middle(*at, *after)),
            words: format!("{}: {}.", kind.place(*at), told.join("; ")),
        }
    };
    Values::of(&chosen.iter().enumerate().map(column).collect::<Vec<_>>())
}

/// The values of all lines, side by side, where any has a point.
#[must_use]
pub fn rows(kind: CurveKind, sides: &[Side]) -> Vec<Row> {
    let lines = || sides.iter().flat_map(|side| &side.lines);
    let row = |at: f64| {
        let values = lines().map(|line| value_at(kind, &line.points, at));
        (at, values.collect())
    };
    places(sides).into_iter().map(row).collect()
}

/// Where any line has a point, in order.
fn places(sides: &[Side]) -> Vec<f64> {
    let lines = sides.iter().flat_map(|side| &side.lines);
    let points = lines.flat_map(|line| line.points.iter());
    let mut places: Vec<f64> = points.map(|point| point.0).collect();
    shared::order::sort_by(&mut places, |one, other| one.total_cmp(other));
    places.dedup();
    places
}

/// What a side says at a place: the value of its line, or the range of all of them.
fn told(kind: CurveKind, side: &Side, at: f64) -> Option<String> {
    let value = |line: &Line| Some((value_at(kind, &line.points, at)?, line.name.clone()));
    let mut values: Vec<_> = side.lines.iter().filter_map(value).collect();
    shared::order::sort_by(&mut values, |one, other| one.0.total_cmp(&other.0));
    let words = |value: f64| kind.value(value);
    let name = if values.len() < side.lines.len() {
        format!("{}, {} of them here,", side.name, values.len())
    } else {
        side.name.clone()
    };
    match values.as_slice() {
        [] => None,
        [(value, _)] if side.lines.len() == 1 => Some(format!("{name} {}", words(*value))),
        [(value, line)] => Some(format!("{name} {} ({line})", words(*value))),
        [lowest, .., highest] => Some(format!(
            "{name} from {} ({}) to {} ({}), median {}",
            words(lowest.0),
            lowest.1,
            words(highest.0),
            highest.1,
            words(median(
                &values.iter().map(|value| value.0).collect::<Vec<_>>()
            ))
        )),
    }
}

/// Of values in order, of which there are some; of two in the middle, what is halfway.
fn median(values: &[f64]) -> f64 {
    let half = values.len() / 2;
    let value = |index: usize| values.get(index).copied().unwrap_or_default();
    if values.len() % 2 == 1 {
        value(half)
    } else {
        f64::midpoint(value(half - 1), value(half))
    }
}

/// The value of a line at a place: that of its point there, or of the bin that it lies in.
fn value_at(kind: CurveKind, points: &[(f64, f64)], at: f64) -> Option<f64> {
    if points.is_empty() {
        return None;
    }
    // Scores are listed from the lowest to the highest that a read has: no read has another.
    if kind == CurveKind::ReadQuality {
        return Some(exactly(points, at).unwrap_or(0.0));
    }
    if !kind.holds_on() {
        return exactly(points, at);
    }
    let after = points.partition_point(|point| point.0 <= at);
    if after == 0 && kind == CurveKind::Length {
        return Some(0.0);
    }
    let (from, value) = *points.get(after.checked_sub(1)?)?;
    let is_last = after == points.len();
    let width = match points {
        [.., before, last] => last.0 - before.0,
        _ => 1.0,
    };
    // A sum stays what it is; the last bin is taken to be as wide as the one before.
    (kind == CurveKind::Length || !is_last || at < from + width).then_some(value)
}

fn exactly(points: &[(f64, f64)], at: f64) -> Option<f64> {
    let index = points.partition_point(|point| point.0 < at);
    points
        .get(index)
        .filter(|point| point.0 <= at)
        .map(|point| point.1)
}

#[cfg(test)]
mod tests {
    use super::super::Look;
    use super::*;

    fn side(name: &str, lines: &[(&str, &[(f64, f64)])]) -> Side {
        let line = |(name, points): &(&str, &[(f64, f64)])| Line {
            name: (*name).into(),
            points: points.to_vec(),
        };
        Side {
            name: name.to_owned(),
            look: Look::First,
            lines: lines.iter().map(line).collect(),
        }
    }

    fn said(kind: CurveKind, sides: &[Side]) -> Vec<String> {
        let values = values(kind, sides);
        let words = |index| values.get(index).unwrap().words;
        (0..values.count()).map(words).collect()
    }

    #[test]
    fn values_stand_beside_each_other() {
        let sides = [
            side("A", &[("A", &[(1.0, 30.0), (2.0, 31.0)])]),
            side("B", &[("B", &[(2.0, 20.0), (3.0, 21.0)])]),
        ];
        assert_eq!(
            rows(CurveKind::Quality, &sides),
            [
                (1.0, vec![Some(30.0), None]),
                (2.0, vec![Some(31.0), Some(20.0)]),
                (3.0, vec![None, Some(21.0)])
            ]
        );
    }

    #[test]
    fn one_line_is_told_by_its_value_and_many_by_their_range() {
        let sides = [
            side("A", &[("A", &[(1.0, 30.0), (10.0, 31.0)])]),
            side(
                "3 others",
                &[
                    ("B", &[(1.0, 20.0)]),
                    ("C", &[(1.0, 35.0)]),
                    ("D", &[(1.0, 22.5)]),
                ],
            ),
        ];
        assert_eq!(
            said(CurveKind::Quality, &sides),
            [
                "position 1: A Q30; 3 others from Q20 (B) to Q35 (C), median Q22.5.",
                "position 10: A Q31."
            ]
        );
        let others = side("2 others", &[("B", &[(1.0, 20.0)]), ("C", &[(2.0, 25.0)])]);
        let said = said(CurveKind::Quality, &[others]);
        assert_eq!(said[0], "position 1: 2 others, 1 of them here, Q20 (B).");
    }

    #[test]
    fn a_bin_holds_up_to_the_next_and_a_share_stands_for_itself() {
        let points = [(1.0, 30.0), (2.0, 31.0), (5.0, 32.0)];
        let at = |kind, at| value_at(kind, &points, at);
        assert_eq!(at(CurveKind::Quality, 0.5), None);
        assert_eq!(at(CurveKind::Quality, 4.0), Some(31.0));
        assert_eq!(at(CurveKind::Quality, 7.0), Some(32.0), "the last bin");
        assert_eq!(at(CurveKind::Quality, 8.0), None);
        assert_eq!(at(CurveKind::Length, 8.0), Some(32.0));
        assert_eq!(at(CurveKind::Length, 0.5), Some(0.0), "none is shorter");
        assert_eq!(at(CurveKind::ReadQuality, 9.0), Some(0.0), "no read has it");
        assert_eq!(value_at(CurveKind::ReadQuality, &[], 9.0), None);
        assert_eq!(at(CurveKind::Gc, 4.0), None);
        assert_eq!(at(CurveKind::Gc, 5.0), Some(32.0));
    }

    #[test]
    fn there_are_never_more_places_than_keys_can_walk() {
        let points: Vec<(f64, f64)> = (0..1000).map(|at| (f64::from(at), 1.0)).collect();
        let sides = [side("A", &[("A", &points)])];
        let values = values(CurveKind::Quality, &sides);
        assert!(values.count() <= MOST_COLUMNS);
        assert_eq!(values.get(0).unwrap().from, LEFT);
    }
}
