//! Whether quality scores are true: how often the mates of a pair differ where both read the same
//! bases of their fragment.
//!
//! Two mates come from one molecule. Where they differ, one of them is wrong, and no polymorphism
//! can be the reason; but an error made before the fragment was read, as by PCR, stands in both
//! and is not seen. If two bases are wrong with the probabilities e and f, independently and in
//! each of three ways alike, they differ with the probability e + f − 4⁄3 · e · f.
//!
//! Take the bases whose score q is the lower one of the two, or as high as their mate's. With n(h)
//! of them against a mate of score h, the expected mismatches are
//! Σ n(h) · (e(q) + e(h) − 4⁄3 · e(q) · e(h)) over h > q, and n(q) · (2 e(q) − 4⁄3 · e(q)²). The
//! observed error e(q) is the one for which this sum is the number of mismatches; e(h) is known by
//! then, as it goes from the highest score down. So a mate's errors are taken off as they were
//! observed, not as its score promises; only of scores that fewer than [`ENOUGH`] bases have, they
//! are taken as promised.
//!
//! What bias remains: pairs that differ in more than one base of ten are not taken for overlapping,
//! so the worst pairs are missing, and observed errors are too few where scores are very low; a
//! base that was inserted or left out near the end of an overlap adds some mismatches; of
//! fragments, only the short ones are seen. The interval is Wilson's of the mismatches (95 %) put
//! through the same equation; it takes mismatches as independent and mates' errors as known, so it
//! is rather too narrow.

use serde::{Deserialize, Serialize};

use super::histogram::{percent, quantile};
use super::number;
use super::summary::{offset, score};
use super::{Section, SectionData, Verdict, help};
use crate::mates::{MAX_MISMATCH_PERCENT, ObservedQuality as Counts, SCORES};
use crate::phred::Encoding;

/// How often mates differ, by score, and what errors follow from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObservedQuality {
    /// Pairs that were read.
    pub pairs: u64,
    /// Pairs whose mates overlap by 30 bases or more, in one place only.
    pub overlapping_pairs: u64,
    /// In percent of all pairs.
    pub overlapping_percent: Option<f64>,
    /// Pairs that were not compared because a read is longer than 1,000 bases.
    pub too_long_pairs: u64,
    /// Bases that both mates read.
    pub compared_bases: u64,
    /// Those of them in which mates differ.
    pub mismatches: u64,
    /// Whether scores are true, in a word.
    pub calibration: Calibration,
    /// Bases whose observed quality is sure to be more than 2 below their score, in percent of the
    /// compared bases whose score has enough of them.
    pub overstated_percent: Option<f64>,
    /// The same for those whose observed quality is more than 2 above their score.
    pub understated_percent: Option<f64>,
    /// One row for each score that the lower of two compared bases has, in ascending order.
    pub rows: Vec<ObservedQualityRow>,
    /// Lengths of the fragments whose mates overlap, in bases.
    pub fragment_length: FragmentLength,
}

/// Whether scores are true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Calibration {
    /// Too few bases were compared to say.
    #[default]
    Unknown,
    /// Half of the bases or more have scores that are more than 2 too high.
    Overconfident,
    /// Half of the bases or more have scores that are more than 2 too low.
    Cautious,
    /// Neither.
    Fair,
}

/// Bases of one score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObservedQualityRow {
    /// The score, as reported.
    pub quality: i64,
    /// Compared bases of which this is the lower score of the two.
    pub bases: u64,
    /// Those of them in which mates differ.
    pub mismatches: u64,
    /// Mismatches in percent of the bases.
    pub mismatch_percent: Option<f64>,
    /// Errors that the score promises, in percent.
    pub reported_error_percent: f64,
    /// Errors that follow from the mismatches, in percent; `None` where fewer than 1,000 bases were
    /// compared.
    pub observed_error_percent: Option<f64>,
    /// The same as a score; `None` also where no error was observed.
    pub observed_quality: Option<f64>,
    /// Lower end of the 95 % interval of `observed_quality`.
    pub low_quality: Option<f64>,
    /// Upper end of that interval; `None` where no error at all would do.
    pub high_quality: Option<f64>,
}

/// Lengths of fragments (insert sizes) in bases; `None` without any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FragmentLength {
    /// A quarter is as short as this or shorter.
    pub lower_quartile: Option<u64>,
    /// Median; of two middle ones the shorter.
    pub median: Option<u64>,
    /// Three quarters are as short as this or shorter.
    pub upper_quartile: Option<u64>,
}

/// Scores of fewer compared bases than this are not judged.
pub const ENOUGH: u64 = 1000;
/// A score that is off by no more than this holds: errors are up to 1.6 times as many, or as few.
pub const TOLERANCE: f64 = 2.0;

/// Builds the section.
#[must_use]
pub fn section(counts: &Counts, encoding: Encoding) -> Section {
    let data = data(counts, offset(encoding));
    Section {
        id: "observed_quality".to_owned(),
        title: "Observed quality".to_owned(),
        verdict: Verdict::None,
        sentence: sentence(&data),
        help: help::OBSERVED_QUALITY.to_owned(),
        expected: None,
        data: SectionData::ObservedQuality(data),
    }
}

fn data(counts: &Counts, offset: i64) -> ObservedQuality {
    let rows = rows(counts, offset);
    let sum = |of: fn(&ObservedQualityRow) -> u64| rows.iter().map(of).sum::<u64>();
    let judged = |is: fn(&ObservedQualityRow) -> bool| {
        let rows = rows.iter().filter(|row| row.bases >= ENOUGH);
        rows.filter(|row| is(row)).map(|row| row.bases).sum::<u64>()
    };
    let all = judged(|_| true);
    let overstated_percent = percent(
        judged(|row| {
            row.high_quality
                .is_some_and(|high| high < row.quality as f64 - TOLERANCE)
        }),
        all,
    );
    let understated_percent = percent(
        judged(|row| {
            row.low_quality
                .is_some_and(|low| low > row.quality as f64 + TOLERANCE)
        }),
        all,
    );
    let lengths = counts.fragment_lengths();
    ObservedQuality {
        pairs: counts.pairs(),
        overlapping_pairs: counts.overlapping(),
        overlapping_percent: percent(counts.overlapping(), counts.pairs()),
        too_long_pairs: counts.too_long(),
        compared_bases: sum(|row| row.bases),
        mismatches: sum(|row| row.mismatches),
        calibration: match (overstated_percent, understated_percent) {
            (Some(over), _) if over >= 50.0 => Calibration::Overconfident,
            (_, Some(under)) if under >= 50.0 => Calibration::Cautious,
            (Some(_), Some(_)) => Calibration::Fair,
            _ => Calibration::Unknown,
        },
        overstated_percent,
        understated_percent,
        fragment_length: FragmentLength {
            lower_quartile: quantile(&lengths, 1, 4),
            median: quantile(&lengths, 1, 2),
            upper_quartile: quantile(&lengths, 3, 4),
        },
        rows,
    }
}

/// The error that a score promises.
fn promised(score: i64) -> f64 {
    libm::pow(10.0, score.max(0) as f64 / -10.0)
}

fn rows(counts: &Counts, offset: i64) -> Vec<ObservedQualityRow> {
    let mut errors: Vec<f64> = (0..SCORES)
        .map(|index| promised(score(index, offset)))
        .collect();
    let mut rows = Vec::new();
    for index in (0..SCORES).rev() {
        let equation = Equation::of(counts, index, &errors);
        if equation.bases == 0 {
            continue;
        }
        let quality = score(index, offset);
        let mut row = ObservedQualityRow {
            quality,
            bases: equation.bases,
            mismatches: equation.mismatches,
            mismatch_percent: percent(equation.mismatches, equation.bases),
            reported_error_percent: promised(quality) * 100.0,
            ..ObservedQualityRow::default()
        };
        if equation.bases >= ENOUGH {
            let observed = equation.error(equation.mismatches as f64);
            let (low, high) = wilson(equation.mismatches, equation.bases);
            let bases = equation.bases as f64;
            row.observed_error_percent = Some(observed * 100.0);
            row.observed_quality = phred(observed);
            row.low_quality = phred(equation.error(high * bases));
            row.high_quality = phred(equation.error(low * bases));
            if let Some(error) = errors.get_mut(index) {
                *error = observed;
            }
        }
        rows.push(row);
    }
    rows.reverse();
    rows
}

/// The expected mismatches of bases with one score: `constant + linear · e − square · e²`, where e
/// is their error.
struct Equation {
    bases: u64,
    mismatches: u64,
    constant: f64,
    linear: f64,
    square: f64,
}

impl Equation {
    fn of(counts: &Counts, index: usize, errors: &[f64]) -> Self {
        let own = counts.compared(index, index);
        let mut equation = Self {
            bases: own.bases,
            mismatches: own.mismatches,
            constant: 0.0,
            linear: 2.0 * own.bases as f64,
            square: 4.0 / 3.0 * own.bases as f64,
        };
        for (higher, error) in errors.iter().enumerate().skip(index + 1) {
            let found = counts.compared(index, higher);
            equation.bases += found.bases;
            equation.mismatches += found.mismatches;
            equation.constant += found.bases as f64 * error;
            equation.linear += found.bases as f64 * (1.0 - 4.0 / 3.0 * error);
        }
        equation
    }

    /// The error that explains so many mismatches; from 0 to 3⁄4, which is guessing.
    fn error(&self, mismatches: f64) -> f64 {
        const GUESSING: f64 = 0.75;
        let unexplained = mismatches - self.constant;
        if unexplained <= 0.0 {
            return 0.0;
        }
        let root = self.linear * self.linear - 4.0 * self.square * unexplained;
        if root < 0.0 {
            return GUESSING;
        }
        let error = 2.0 * unexplained / (self.linear + libm::sqrt(root));
        if error.is_finite() {
            error.min(GUESSING)
        } else {
            GUESSING
        }
    }
}

/// Wilson's 95 % interval of a share.
fn wilson(part: u64, whole: u64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let (n, share) = (whole as f64, part as f64 / whole as f64);
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * libm::sqrt(share * (1.0 - share) / n + Z * Z / (4.0 * n * n));
    let divisor = 1.0 + Z * Z / n;
    // Rounding must not leave a hair above nothing.
    let low = if part == 0 {
        0.0
    } else {
        (middle - half) / divisor
    };
    (low, ((middle + half) / divisor).min(1.0))
}

fn phred(error: f64) -> Option<f64> {
    (error > 0.0).then(|| -10.0 * libm::log10(error))
}

/// A share in percent with two digits that count: `0.02 %`, `12 %`.
pub(super) fn two_digits(percent: f64) -> String {
    let decimals = if percent > 0.0 {
        (1.0 - libm::log10(percent).floor()).clamp(0.0, 8.0)
    } else {
        0.0
    };
    format!("{} %", number::trimmed(percent, decimals as usize))
}

fn sentence(data: &ObservedQuality) -> String {
    if data.pairs == 0 {
        return "There are no pairs to compare.".to_owned();
    }
    let share = data.overlapping_percent.unwrap_or_default();
    let overlapping = format!(
        "In {} of the pairs the mates overlap, with at most {MAX_MISMATCH_PERCENT} % mismatches; other pairs are left out.",
        number::percent(share)
    );
    let judged = data.rows.iter().filter(|row| row.bases >= ENOUGH);
    let most = judged.max_by_key(|row| row.bases);
    let Some((row, error)) = most.and_then(|row| Some((row, row.mismatch_percent?))) else {
        return format!("{overlapping} That is too few to tell whether scores are true.");
    };
    let observed = match (row.observed_quality, row.low_quality) {
        (Some(quality), _) => format!("{} observed", number::quality(quality)),
        (None, Some(low)) => format!("{} or better observed", number::quality(low)),
        (None, None) => "no error observed".to_owned(),
    };
    let found = format!(
        "Bases reported as Q{} ({} errors) differ from their mate in {}: {observed}.",
        row.quality,
        two_digits(row.reported_error_percent),
        two_digits(error)
    );
    format!(
        "{overlapping} {found} {} {}",
        calibration(data),
        fragments(data)
    )
}

fn calibration(data: &ObservedQuality) -> String {
    let (over, under) = (
        data.overstated_percent.unwrap_or_default(),
        data.understated_percent.unwrap_or_default(),
    );
    match data.calibration {
        Calibration::Overconfident => format!(
            "Scores are overconfident: {} of the compared bases have one that is more than {TOLERANCE} too high.",
            number::percent(over)
        ),
        Calibration::Cautious => format!(
            "Scores are cautious: {} of the compared bases have one that is more than {TOLERANCE} too low.",
            number::percent(under)
        ),
        Calibration::Fair | Calibration::Unknown => format!(
            "Most bases have a score that holds what it promises: {} of those compared have one that is more than {TOLERANCE} too high, {} one that is more than {TOLERANCE} too low.",
            number::percent(over),
            number::percent(under)
        ),
    }
}

fn fragments(data: &ObservedQuality) -> String {
    let lengths = &data.fragment_length;
    match (
        lengths.lower_quartile,
        lengths.median,
        lengths.upper_quartile,
    ) {
        (Some(lower), Some(median), Some(upper)) if lower == upper => format!(
            "The fragments of these pairs have a median length of {} bases, as have half of them at least; fragments whose mates do not meet are not seen.",
            number::grouped(median)
        ),
        (Some(lower), Some(median), Some(upper)) => format!(
            "The fragments of these pairs have a median length of {} bases, and half of them {} to {}; fragments whose mates do not meet are not seen.",
            number::grouped(median),
            number::grouped(lower),
            number::grouped(upper)
        ),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
