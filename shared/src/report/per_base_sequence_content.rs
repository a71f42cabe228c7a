//! Shares of G, A, T and C by position in the read.
//!
//! FastQC 0.12.1, `PerBaseSequenceContent.java`: counts are pooled over a group; the denominator is
//! A + C + G + T, so N and other letters do not count.

use serde::{Deserialize, Serialize};

use super::base_groups::groups;
use super::histogram::{percent, total};
use super::number;
use super::thresholds::Limits;
use super::{Section, SectionData, Verdict, help};
use crate::tally::BaseContent;

/// One row per group of positions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerBaseSequenceContent {
    /// FastQC's groups, from the first base on.
    pub rows: Vec<BaseContentRow>,
}

/// Shares of the four bases in one group of positions, in percent of A + C + G + T; `None` where
/// there is none of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BaseContentRow {
    /// FastQC's label: `7` or `10-14`.
    pub base: String,
    /// First position, from 1.
    pub first: u64,
    /// Last position, inclusive.
    pub last: u64,
    /// Share of G.
    pub g: Option<f64>,
    /// Share of A.
    pub a: Option<f64>,
    /// Share of T.
    pub t: Option<f64>,
    /// Share of C.
    pub c: Option<f64>,
}

impl BaseContentRow {
    /// The larger of |A − T| and |G − C|, in percentage points.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        Some((self.a? - self.t?).abs().max((self.g? - self.c?).abs()))
    }
}

/// Builds the section for reads up to `longest` bases.
#[must_use]
pub fn section(base_content: &BaseContent, longest: u64, limits: Limits) -> Section {
    let bins = base_content.rows();
    let rows: Vec<BaseContentRow> = groups(longest)
        .into_iter()
        .filter_map(|group| {
            let bins = bins.get(group.bins(bins.len()))?;
            let letter =
                |index: usize| total(bins.iter().filter_map(|row| row.get(index).copied()));
            let [a, c, g, t] = [letter(0), letter(1), letter(2), letter(3)];
            let all = total([a, c, g, t]);
            (!bins.is_empty()).then(|| BaseContentRow {
                base: group.label(),
                first: group.first,
                last: group.last,
                g: percent(g, all),
                a: percent(a, all),
                t: percent(t, all),
                c: percent(c, all),
            })
        })
        .collect();
    let verdict = if rows.iter().all(|row| row.difference().is_none()) {
        Verdict::None
    } else {
        Verdict::above(rows.iter().filter_map(BaseContentRow::difference), limits)
    };
    Section {
        id: "per_base_sequence_content".to_owned(),
        title: "Per base sequence content".to_owned(),
        verdict,
        sentence: sentence(&rows, limits.warn),
        help: help::PER_BASE_SEQUENCE_CONTENT.to_owned(),
        expected: None,
        data: SectionData::PerBaseSequenceContent(PerBaseSequenceContent { rows }),
    }
}

/// Random priming shows in about the first dozen bases.
const PRIMED: u64 = 15;

fn sentence(rows: &[BaseContentRow], limit: f64) -> String {
    let judged: Vec<(&BaseContentRow, f64)> = rows
        .iter()
        .filter_map(|row| Some((row, row.difference()?)))
        .collect();
    let Some(&(worst, most)) = judged.iter().max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return "There are no bases to judge.".to_owned();
    };
    let pair = match (worst.a, worst.t) {
        (Some(a), Some(t)) if (a - t).abs() >= most => "A and T",
        _ => "G and C",
    };
    let points = number::trimmed(most, 1);
    let place = place(worst.first, worst.last);
    if most <= limit {
        return format!(
            "A matches T, and G matches C, within {limit} percentage points at every base; the largest gap is {points}, between {pair} at {place}."
        );
    }
    let beyond: Vec<&BaseContentRow> = judged
        .iter()
        .filter(|item| item.1 > limit)
        .map(|item| item.0)
        .collect();
    let last = beyond.last().map_or(0, |row| row.last);
    let first = beyond.first().map_or(0, |row| row.first);
    let total = judged.len();
    if last <= PRIMED && judged.last().is_some_and(|item| item.0.last > 2 * PRIMED) {
        let extent = if last == 1 {
            "The first base is uneven".to_owned()
        } else {
            format!("The bases are uneven up to base {last}, most at {place}")
        };
        format!(
            "{extent}: {pair} are {points} percentage points apart there, and all bases even after it. That is typical of random priming and of tagmentation."
        )
    } else if beyond.len() == total {
        format!(
            "The bases are uneven all along the read, most at {place}, where {pair} are {points} percentage points apart."
        )
    } else if beyond.len() == 1 {
        format!(
            "The bases are uneven at {place}, where {pair} are {points} percentage points apart, and even elsewhere."
        )
    } else {
        format!(
            "The bases are uneven in {} of {total} places between base {first} and base {last}, most at {place}, where {pair} are {points} percentage points apart.",
            beyond.len()
        )
    }
}

fn place(first: u64, last: u64) -> String {
    if first == last {
        format!("base {first}")
    } else {
        format!("bases {first} to {last}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(base: u64, [g, a, t, c]: [f64; 4]) -> BaseContentRow {
        BaseContentRow {
            base: base.to_string(),
            first: base,
            last: base,
            g: Some(g),
            a: Some(a),
            t: Some(t),
            c: Some(c),
        }
    }

    #[test]
    fn an_uneven_start_is_told_from_an_uneven_read() {
        let even = [25.0; 4];
        let start: Vec<_> = (1..=60)
            .map(|base| {
                row(
                    base,
                    if base < 10 {
                        [40.0, 20.0, 20.0, 20.0]
                    } else {
                        even
                    },
                )
            })
            .collect();
        assert!(
            sentence(&start, 10.0).starts_with("The bases are uneven up to base 9, most at base"),
            "{}",
            sentence(&start, 10.0)
        );
        let all: Vec<_> = (1..=60)
            .map(|base| row(base, [20.0, 30.0, 49.0, 1.0]))
            .collect();
        assert!(
            sentence(&all, 10.0).starts_with("The bases are uneven all along the read"),
            "{}",
            sentence(&all, 10.0)
        );
        let fine: Vec<_> = (1..=60).map(|base| row(base, even)).collect();
        assert!(sentence(&fine, 10.0).starts_with("A matches T"));
    }
}
