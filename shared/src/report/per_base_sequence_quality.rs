//! Quality by position in the read.
//!
//! FastQC 0.12.1, `PerBaseQualityScores.java` lines 228–262: a group's mean and percentiles are
//! unweighted averages over its positions; percentiles use positions with more than 100 bases.

use serde::{Deserialize, Serialize};

use super::base_groups::{BaseGroup, groups};
use super::help;
use super::limits::ModuleLimits;
use super::number::{grouped, quality, trimmed};
use super::summary::{offset, score};
use super::thresholds::BASES_FOR_PERCENTILE;
use super::{Section, SectionData, Verdict};
use crate::order;
use crate::phred::Encoding;
use crate::tally::{BaseQuality, position_bin};

/// One row per group of positions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerBaseSequenceQuality {
    /// FastQC's groups, from the first base on.
    pub rows: Vec<QualityRow>,
}

/// Scores in one group of positions; `None` where there are too few bases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QualityRow {
    /// FastQC's label: `7` or `10-14`.
    pub base: String,
    /// First position, from 1.
    pub first: u64,
    /// Last position, inclusive.
    pub last: u64,
    /// Mean score.
    pub mean: Option<f64>,
    /// Median score.
    pub median: Option<f64>,
    /// 25th percentile.
    pub lower_quartile: Option<f64>,
    /// 75th percentile.
    pub upper_quartile: Option<f64>,
    /// 10th percentile.
    pub percentile_10: Option<f64>,
    /// 90th percentile.
    pub percentile_90: Option<f64>,
}

/// Builds the section for reads up to `longest` bases.
#[must_use]
pub fn section(
    base_quality: &BaseQuality,
    longest: u64,
    encoding: Encoding,
    limits: &ModuleLimits,
) -> Section {
    let positions: Vec<Position> = base_quality
        .rows()
        .iter()
        .enumerate()
        .map(|(bin, counts)| {
            let width = position_bin::last(bin)
                .min(longest)
                .saturating_sub(position_bin::first(bin))
                + 1;
            Position::of(counts, width, offset(encoding))
        })
        .collect();
    let rows: Vec<QualityRow> = groups(longest)
        .into_iter()
        .filter_map(|group| {
            let positions = positions.get(group.bins(positions.len()))?;
            positions
                .iter()
                .any(|position| position.mean.is_some())
                .then(|| row(group, positions))
        })
        .collect();
    let verdict = verdict(&rows, limits);
    Section {
        id: "per_base_sequence_quality".to_owned(),
        title: "Per base sequence quality".to_owned(),
        verdict,
        sentence: sentence(&rows, limits),
        help: help::PER_BASE_SEQUENCE_QUALITY.to_owned(),
        expected: None,
        data: SectionData::PerBaseSequenceQuality(PerBaseSequenceQuality { rows }),
    }
}

/// Mean and the percentiles 10, 25, 50, 75, 90 of one position, or of a bin of many as if it were
/// one. A bin has percentiles if its positions have more than 100 bases on average.
struct Position {
    mean: Option<f64>,
    percentiles: Option<[f64; 5]>,
}

impl Position {
    fn of(counts: &[u64; 96], width: u64, offset: i64) -> Self {
        let scores = || {
            counts
                .iter()
                .enumerate()
                .map(|(index, count)| (score(index, offset), *count))
                .filter(|(score, _)| *score >= 0)
        };
        let total: u128 = scores().map(|(_, count)| u128::from(count)).sum();
        let sum: u128 = scores()
            .map(|(score, count)| u128::from(score.unsigned_abs()) * u128::from(count))
            .sum();
        let percentile = |percent: u128| {
            let rank = total * percent / 100;
            let mut seen = 0_u128;
            let found = scores().find(|(_, count)| {
                seen += u128::from(*count);
                seen >= rank
            });
            found.map_or(f64::NAN, |(score, _)| score as f64)
        };
        Self {
            mean: (total > 0).then(|| sum as f64 / total as f64),
            percentiles: (total > u128::from(BASES_FOR_PERCENTILE) * u128::from(width))
                .then(|| [10, 25, 50, 75, 90].map(percentile)),
        }
    }
}

fn row(group: BaseGroup, positions: &[Position]) -> QualityRow {
    let percentile = |index: usize| {
        average(
            positions
                .iter()
                .filter_map(|position| position.percentiles.as_ref()?.get(index).copied()),
        )
    };
    QualityRow {
        base: group.label(),
        first: group.first,
        last: group.last,
        mean: average(positions.iter().filter_map(|position| position.mean)),
        median: percentile(2),
        lower_quartile: percentile(1),
        upper_quartile: percentile(3),
        percentile_10: percentile(0),
        percentile_90: percentile(4),
    }
}

/// The plain mean, summed from the first position on as FastQC does.
fn average(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn verdict(rows: &[QualityRow], limits: &ModuleLimits) -> Verdict {
    if rows.is_empty() {
        return Verdict::None;
    }
    let quartiles = rows.iter().filter_map(|row| row.lower_quartile);
    let medians = rows.iter().filter_map(|row| row.median);
    Verdict::below(quartiles, limits.quality_base_lower)
        .or(Verdict::below(medians, limits.quality_base_median))
}

/// A fall of more than this many scores from the usual level is worth a word.
const FALL: f64 = 3.0;

fn sentence(rows: &[QualityRow], limits: &ModuleLimits) -> String {
    let medians: Vec<(&QualityRow, f64)> = rows
        .iter()
        .filter_map(|row| Some((row, row.median?)))
        .collect();
    let (Some(&(last, end)), Some(lowest)) = (medians.last(), lowest(&medians)) else {
        return without_medians(rows);
    };
    let mut sorted: Vec<f64> = medians.iter().map(|item| item.1).collect();
    order::sort_by(&mut sorted, f64::total_cmp);
    let (least, most) = (lowest.1, sorted.last().copied().unwrap_or(end));
    let level = sorted.get(sorted.len() / 2).copied().unwrap_or(end);
    let text = if least == most {
        format!("Median quality is {} at every base.", quality(level))
    } else if most - least <= FALL {
        format!(
            "Median quality lies between {} and {} at every base.",
            floor(least),
            quality(most)
        )
    } else {
        let tail = medians
            .iter()
            .rposition(|item| item.1 >= level - FALL)
            .map_or(0, |index| index + 1);
        let (head, fallen) = medians.split_at(tail);
        match (head.last(), self::lowest(head)) {
            (Some(&(before, _)), Some((_, head_least)))
                if !fallen.is_empty() && head_least >= level - FALL =>
            {
                format!(
                    "Median quality stays at {} or better to base {}, then falls to {} at the end.",
                    floor(head_least),
                    before.last,
                    quality(end)
                )
            }
            _ => format!(
                "Median quality is mostly {}; it is lowest, {}, at {}, and {} at the end.",
                quality(level),
                quality(least),
                bases(lowest.0),
                quality(end)
            ),
        }
    };
    let beyond = rows.iter().filter(|row| row.first > last.last).count();
    let rare = if beyond > 0 {
        format!(
            " Beyond base {} too few reads remain for a median.",
            grouped(last.last)
        )
    } else {
        String::new()
    };
    format!(
        "{text}{}{rare}",
        quartile_note(rows, limits.quality_base_lower.warn)
    )
}

/// Says so if the lower quartile, not the median, is what is unusual.
fn quartile_note(rows: &[QualityRow], limit: f64) -> String {
    let low = rows
        .iter()
        .filter_map(|row| Some((row, row.lower_quartile?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(_, quartile)| *quartile < limit);
    low.map_or_else(String::new, |(row, quartile)| {
        format!(
            " At {} a quarter of the bases are at {} or worse.",
            bases(row),
            quality(quartile)
        )
    })
}

fn without_medians(rows: &[QualityRow]) -> String {
    let means = || rows.iter().filter_map(|row| row.mean);
    let (least, most) = (
        means().fold(f64::INFINITY, f64::min),
        means().fold(f64::NEG_INFINITY, f64::max),
    );
    if least > most {
        return "There are no bases to judge.".to_owned();
    }
    let few = "No position has more than 100 bases, too few for a median";
    if least == most {
        format!("{few}; mean quality is {} at every base.", quality(least))
    } else {
        format!(
            "{few}; mean quality lies between {} and {}.",
            floor(least),
            quality(most)
        )
    }
}

fn lowest<'a>(medians: &[(&'a QualityRow, f64)]) -> Option<(&'a QualityRow, f64)> {
    medians.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))
}

/// A score rounded down to one decimal, for "at … or better".
fn floor(value: f64) -> String {
    format!("Q{}", trimmed((value * 10.0).floor() / 10.0, 1))
}

fn bases(row: &QualityRow) -> String {
    if row.first == row.last {
        format!("base {}", row.first)
    } else {
        format!("bases {} to {}", row.first, row.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(medians: &[f64]) -> Vec<QualityRow> {
        (1_u64..)
            .zip(medians)
            .map(|(base, median)| QualityRow {
                base: base.to_string(),
                first: base,
                last: base,
                mean: Some(*median),
                median: Some(*median),
                lower_quartile: Some(*median),
                upper_quartile: Some(*median),
                percentile_10: Some(*median),
                percentile_90: Some(*median),
            })
            .collect()
    }

    fn sentence_of(rows: &[QualityRow]) -> String {
        sentence(rows, &ModuleLimits::default())
    }

    fn verdict_of(rows: &[QualityRow]) -> Verdict {
        verdict(rows, &ModuleLimits::default())
    }

    #[test]
    fn sentences_follow_the_medians() {
        assert_eq!(
            sentence_of(&rows(&[37.0; 9])),
            "Median quality is Q37 at every base."
        );
        assert_eq!(
            sentence_of(&rows(&[36.0, 37.0])),
            "Median quality lies between Q36 and Q37 at every base."
        );
        assert_eq!(
            sentence_of(&rows(&[36.0, 37.0, 37.0, 37.0, 30.0, 28.0])),
            "Median quality stays at Q36 or better to base 4, then falls to Q28 at the end."
        );
        assert_eq!(
            sentence_of(&rows(&[20.0, 37.0, 37.0, 37.0])),
            "Median quality is mostly Q37; it is lowest, Q20, at base 1, and Q37 at the end."
        );
        assert_eq!(sentence_of(&[]), "There are no bases to judge.");
    }

    #[test]
    fn percentiles_need_more_than_a_hundred_bases() {
        let mut counts = [0; 96];
        counts[40] = 100;
        assert!(Position::of(&counts, 1, 33).percentiles.is_none());
        counts[2] = 1;
        assert_eq!(Position::of(&counts, 1, 33).percentiles, Some([40.0; 5]));
    }

    #[test]
    fn limits_are_fastqcs() {
        assert_eq!(verdict_of(&rows(&[25.0])), Verdict::Pass);
        assert_eq!(verdict_of(&rows(&[24.0])), Verdict::Warn);
        assert_eq!(verdict_of(&rows(&[30.0, 19.0])), Verdict::Fail);
        assert_eq!(verdict_of(&[]), Verdict::None);
    }
}
