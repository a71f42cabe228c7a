//! Axes in steps of 1, 2 and 5.

/// A tick and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it stands on the axis.
    pub value: f64,
    /// What is written there.
    pub label: String,
}

/// The smallest 1, 2 or 5 times a power of ten that cuts `range` into at most `most` steps.
///
/// ```
/// assert_eq!(shared::chart::scale::step(151.0, 8.0), 20.0);
/// ```
#[must_use]
pub fn step(range: f64, most: f64) -> f64 {
    if !range.is_finite() || range <= 0.0 {
        return 1.0;
    }
    let raw = range / most;
    let decade = libm::pow(10.0, libm::log10(raw).floor());
    // A hair of slack, so that 100 / 5 is cut in steps of 20 and not of 50.
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * decade)
        .find(|step| *step >= raw * (1.0 - 1e-9))
        .unwrap_or(10.0 * decade)
}

/// Ticks at the multiples of a step from `low` to `high`; at most a few dozen.
pub fn ticks(low: f64, high: f64, step: f64, label: impl Fn(f64) -> String) -> Vec<Tick> {
    let first = (low / step - 1e-9).ceil();
    (0..40)
        .map(|index| (first + f64::from(index)) * step)
        .take_while(|value| *value <= high + step * 1e-9)
        .map(|value| Tick {
            value,
            label: label(value),
        })
        .collect()
}

/// An axis from 0 that holds `most`: its end and its step.
#[must_use]
pub fn from_zero(most: f64, steps: f64, least_step: f64) -> (f64, f64) {
    let step = step(most, steps).max(least_step);
    ((most / step - 1e-9).ceil().max(1.0) * step, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_1_2_5() {
        assert_eq!(step(100.0, 5.0), 20.0);
        assert_eq!(step(151.0, 8.0), 20.0);
        assert_eq!(step(0.0, 5.0), 1.0);
        assert_eq!(step(f64::NAN, 5.0), 1.0);
        assert_eq!(from_zero(78_000.0, 4.0, 1.0), (80_000.0, 20_000.0));
        assert_eq!(from_zero(1.0, 4.0, 1.0), (1.0, 1.0));
        assert_eq!(from_zero(0.0, 4.0, 1.0).0, 1.0);
    }

    #[test]
    fn ticks_stay_inside() {
        let values: Vec<f64> = ticks(0.5, 151.5, 50.0, |value| value.to_string())
            .into_iter()
            .map(|tick| tick.value)
            .collect();
        assert_eq!(values, [50.0, 100.0, 150.0]);
    }
}
