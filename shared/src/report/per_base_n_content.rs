//! Share of N by position in the read.
//!
//! FastQC 0.12.1, `NContent.java`: counts are pooled over a group; the denominator is every base.

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
pub struct PerBaseNContent {
    /// FastQC's groups, from the first base on.
    pub rows: Vec<NContentRow>,
    /// Above this, in percent, the section is unusual.
    pub warn_percent: f64,
}

/// Share of N in one group of positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NContentRow {
    /// FastQC's label: `7` or `10-14`.
    pub base: String,
    /// First position, from 1.
    pub first: u64,
    /// Last position, inclusive.
    pub last: u64,
    /// N in percent of all bases there; `None` where there is no base.
    pub n_percent: Option<f64>,
}

/// Column of N in a row of base content.
const N: usize = 4;

/// Builds the section for reads up to `longest` bases.
#[must_use]
pub fn section(base_content: &BaseContent, longest: u64, limits: Limits) -> Section {
    let bins = base_content.rows();
    let rows: Vec<NContentRow> = groups(longest)
        .into_iter()
        .filter_map(|group| {
            let bins = bins.get(group.bins(bins.len()))?;
            let all = total(bins.iter().flatten().copied());
            let n = total(bins.iter().map(|row| row[N]));
            (!bins.is_empty()).then(|| NContentRow {
                base: group.label(),
                first: group.first,
                last: group.last,
                n_percent: percent(n, all),
            })
        })
        .collect();
    let verdict = if rows.iter().all(|row| row.n_percent.is_none()) {
        Verdict::None
    } else {
        Verdict::above(rows.iter().filter_map(|row| row.n_percent), limits)
    };
    Section {
        id: "per_base_n_content".to_owned(),
        title: "Per base N content".to_owned(),
        verdict,
        sentence: sentence(&rows, limits.warn),
        help: help::PER_BASE_N_CONTENT.to_owned(),
        expected: None,
        data: SectionData::PerBaseNContent(PerBaseNContent {
            rows,
            warn_percent: limits.warn,
        }),
    }
}

fn sentence(rows: &[NContentRow], limit: f64) -> String {
    let shares = rows.iter().filter_map(|row| Some((row, row.n_percent?)));
    let Some((worst, most)) = shares.max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return "There are no bases to judge.".to_owned();
    };
    if most == 0.0 {
        return "No base is N.".to_owned();
    }
    let place = if worst.first == worst.last {
        format!("at base {}", worst.first)
    } else {
        format!("at bases {} to {}", worst.first, worst.last)
    };
    let share = number::percent(most);
    if most <= limit {
        format!("N is rare all along the read: {share} {place}, and no more anywhere.")
    } else {
        let beyond = rows
            .iter()
            .filter(|row| row.n_percent.is_some_and(|share| share > limit))
            .count();
        format!(
            "N reaches {share} {place}; {beyond} of {} places hold more than {} %.",
            rows.len(),
            limit
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(shares: &[f64]) -> Vec<NContentRow> {
        (1_u64..)
            .zip(shares)
            .map(|(base, share)| NContentRow {
                base: base.to_string(),
                first: base,
                last: base,
                n_percent: Some(*share),
            })
            .collect()
    }

    #[test]
    fn sentences_name_the_worst_place() {
        assert_eq!(sentence(&rows(&[0.0, 0.0]), 5.0), "No base is N.");
        assert_eq!(
            sentence(&rows(&[0.2, 0.01]), 5.0),
            "N is rare all along the read: 0.2 % at base 1, and no more anywhere."
        );
        assert_eq!(
            sentence(&rows(&[0.0, 30.0]), 5.0),
            "N reaches 30 % at base 2; 1 of 2 places hold more than 5 %."
        );
        assert_eq!(sentence(&[], 5.0), "There are no bases to judge.");
    }
}
