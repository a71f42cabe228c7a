//! The axes of a drawing that all its lines share.

use shared::chart::{HEIGHT, WIDTH, scale};
use shared::report::number::{bases, trimmed};

use super::Side;
use super::kind::whole;
use crate::view::CurveKind;

/// Edges of the plot, in user units from those of the drawing.
pub(super) const LEFT: f64 = 58.0;
pub(super) const RIGHT: f64 = 16.0;
pub(super) const TOP: f64 = 28.0;
pub(super) const BOTTOM: f64 = 48.0;

/// Bases that go on for longer than this stand on a logarithmic axis.
const LONG: f64 = 1_000.0;
/// Below this ratio of end to start of a logarithmic axis there is room for labels between powers of ten.
const FEW: f64 = 50.0;

/// From where to where.
pub(super) struct Axes {
    low: f64,
    high: f64,
    log: bool,
    up: f64,
    up_step: f64,
}

impl Axes {
    /// For these lines; `None` where there are none.
    pub(super) fn of(kind: CurveKind, sides: &[Side]) -> Option<Self> {
        let points = || {
            let lines = sides.iter().flat_map(|side| &side.lines);
            lines.flat_map(|line| line.points.iter().copied())
        };
        let (first, last) = points().fold((f64::MAX, f64::MIN), |(first, last), (at, _)| {
            (first.min(at), last.max(at))
        });
        if first > last {
            return None;
        }
        let most = points().map(|point| point.1).fold(0.0, f64::max);
        let least = match kind {
            CurveKind::Length => 100.0,
            CurveKind::Quality => 40.0,
            // A hundredth of a percent is not to look like much.
            CurveKind::NContent | CurveKind::Adapter => 1.0,
            CurveKind::Gc | CurveKind::ReadQuality => 0.0,
        };
        let (up, up_step) = scale::from_zero(most.max(least), 5.0, 0.0);
        let log = kind.holds_on() && last > LONG;
        let (low, high) = match kind {
            CurveKind::Gc => (0.0, 100.0),
            _ if log => (first.max(1.0), last),
            _ => (0.0, last.max(1.0)),
        };
        Some(Self {
            low,
            high,
            log,
            up,
            up_step,
        })
    }

    /// Where a place of the axis stands, in user units.
    pub(super) fn x(&self, at: f64) -> f64 {
        let share = if self.log {
            (at.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (at - self.low) / (self.high - self.low)
        };
        // One place alone has no share.
        let share = if share.is_finite() { share } else { 0.5 };
        LEFT + share * (f64::from(WIDTH) - LEFT - RIGHT)
    }

    /// Where a value stands, in user units.
    pub(super) fn y(&self, value: f64) -> f64 {
        let height = f64::from(HEIGHT) - TOP - BOTTOM;
        f64::from(HEIGHT) - BOTTOM - value / self.up * height
    }

    /// Levels with their labels, from 0 up.
    pub(super) fn levels(&self) -> Vec<(f64, String)> {
        multiples(0.0, self.up, self.up_step)
    }

    /// Labelled places of the axis that runs across.
    pub(super) fn places(&self) -> Vec<(f64, String)> {
        if !self.log {
            let step = scale::step(self.high - self.low, 6.0).max(1.0);
            return multiples(self.low, self.high, step);
        }
        // Of few decades, 2 and 5 times the powers of ten are named, too.
        let factors: &[u64] = if self.high / self.low < FEW {
            &[1, 2, 5]
        } else {
            &[1]
        };
        let rounds =
            (0..10).flat_map(|power| factors.iter().map(move |one| one * 10_u64.pow(power)));
        let inside = rounds.filter_map(|round| {
            let at = as_float(round);
            (self.low <= at && at <= self.high).then(|| (at, bases(round)))
        });
        let inside: Vec<_> = inside.collect();
        if inside.len() > 1 {
            return inside;
        }
        let step = scale::step(self.high - self.low, 4.0).max(1.0);
        let ticks = scale::ticks(self.low, self.high, step, |at| bases(whole(at)));
        ticks.into_iter().map(labelled).collect()
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a few times a power of ten, below 2^53"
)]
fn as_float(round: u64) -> f64 {
    round as f64
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<(f64, String)> {
    let ticks = scale::ticks(low, high, step, |value| trimmed(value, 2));
    ticks.into_iter().map(labelled).collect()
}

fn labelled(tick: scale::Tick) -> (f64, String) {
    (tick.value, tick.label)
}

#[cfg(test)]
mod tests {
    use super::super::{Line, Look};
    use super::*;

    fn axes(kind: CurveKind, points: &[(f64, f64)]) -> Axes {
        let line = Line {
            name: "A".into(),
            points: points.to_vec(),
        };
        let side = Side {
            name: "A".to_owned(),
            look: Look::First,
            lines: vec![line],
        };
        Axes::of(kind, &[side]).unwrap()
    }

    fn labels(labelled: Vec<(f64, String)>) -> Vec<String> {
        labelled.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn long_reads_stand_on_a_logarithmic_axis() {
        let short = axes(CurveKind::Length, &[(50.0, 20.0), (151.0, 100.0)]);
        assert_eq!(labels(short.places()), ["0", "50", "100", "150"]);
        let long = axes(CurveKind::Length, &[(100.0, 20.0), (10_000.0, 100.0)]);
        assert_eq!(labels(long.places()), ["100 b", "1 kb", "10 kb"]);
        assert_eq!(
            [100.0, 1000.0, 10_000.0].map(|at| long.x(at).round()),
            [58.0, 301.0, 544.0]
        );
        let few = axes(CurveKind::Length, &[(153.0, 20.0), (6006.0, 100.0)]);
        assert_eq!(
            labels(few.places()),
            ["200 b", "500 b", "1 kb", "2 kb", "5 kb"]
        );
        // Where there are not two of those, steps stand between them.
        let narrow = axes(CurveKind::Length, &[(11_000.0, 20.0), (25_000.0, 100.0)]);
        assert_eq!(labels(narrow.places()), ["15 kb", "20 kb", "25 kb"]);
        let one = axes(CurveKind::Length, &[(5000.0, 100.0)]);
        assert_eq!(labels(one.places()), ["5 kb"]);
        assert!(one.x(5000.0).is_finite());
    }

    #[test]
    fn axes_end_where_values_do_or_where_they_could() {
        let gc = axes(CurveKind::Gc, &[(40.0, 11.3)]);
        assert_eq!(labels(gc.levels()), ["0", "5", "10", "15"]);
        assert_eq!(labels(gc.places()), ["0", "20", "40", "60", "80", "100"]);
        let n = axes(CurveKind::NContent, &[(1.0, 0.01), (36.0, 0.0)]);
        assert_eq!(labels(n.levels()), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        assert_eq!(
            labels(axes(CurveKind::Quality, &[(1.0, 37.0)]).levels())
                .last()
                .unwrap(),
            "40"
        );
    }
}
