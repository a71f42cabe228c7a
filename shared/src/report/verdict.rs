//! How a section compares with what is usual.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::thresholds::Limits;

/// FastQC's three states, and one for a section without data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Within what is usual for a whole-genome library.
    Pass,
    /// Beyond FastQC's first limit.
    Warn,
    /// Beyond FastQC's second limit.
    Fail,
    /// Nothing to judge.
    #[default]
    None,
}

impl Verdict {
    /// The word shown to people. Not "good" or "bad": many fine libraries are unusual.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "usual",
            Self::Warn => "unusual",
            Self::Fail => "very unusual",
            Self::None => "not judged",
        }
    }

    /// The word used in class names and in JSON: `pass`, `warn`, `fail` or `none`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::None => "none",
        }
    }

    /// Judges values of which large ones are unusual: strictly above a limit. NaN passes, as in
    /// FastQC.
    #[must_use]
    pub fn above(values: impl IntoIterator<Item = f64>, limits: Limits) -> Self {
        Self::beyond(values, limits, Ordering::Greater)
    }

    /// Judges values of which small ones are unusual: strictly below a limit. NaN passes.
    #[must_use]
    pub fn below(values: impl IntoIterator<Item = f64>, limits: Limits) -> Self {
        Self::beyond(values, limits, Ordering::Less)
    }

    fn beyond(values: impl IntoIterator<Item = f64>, limits: Limits, side: Ordering) -> Self {
        let mut verdict = Self::Pass;
        for value in values {
            if value.partial_cmp(&limits.fail) == Some(side) {
                return Self::Fail;
            }
            if value.partial_cmp(&limits.warn) == Some(side) {
                verdict = Self::Warn;
            }
        }
        verdict
    }

    /// The graver of two verdicts.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fail, _) | (_, Self::Fail) => Self::Fail,
            (Self::Warn, _) | (_, Self::Warn) => Self::Warn,
            (Self::Pass, _) | (_, Self::Pass) => Self::Pass,
            (Self::None, Self::None) => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN_TWENTY: Limits = Limits {
        warn: 10.0,
        fail: 20.0,
    };

    #[test]
    fn limits_are_strict_and_nan_passes() {
        assert_eq!(Verdict::above([10.0, f64::NAN], TEN_TWENTY), Verdict::Pass);
        assert_eq!(Verdict::above([10.1], TEN_TWENTY), Verdict::Warn);
        assert_eq!(Verdict::above([10.1, 20.1], TEN_TWENTY), Verdict::Fail);
    }

    #[test]
    fn small_values_can_be_the_unusual_ones() {
        let limits = Limits {
            warn: 25.0,
            fail: 20.0,
        };
        assert_eq!(Verdict::below([25.0], limits), Verdict::Pass);
        assert_eq!(Verdict::below([24.9], limits), Verdict::Warn);
        assert_eq!(Verdict::below([19.0], limits), Verdict::Fail);
    }

    #[test]
    fn the_graver_wins() {
        assert_eq!(Verdict::Pass.or(Verdict::Warn), Verdict::Warn);
        assert_eq!(Verdict::None.or(Verdict::Pass), Verdict::Pass);
    }
}
