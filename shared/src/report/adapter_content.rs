//! Reads by the place where an adapter begins.
//!
//! FastQC 0.12.1, `AdapterContent.java` lines 141–215 and 245–268: the share of all reads whose first
//! occurrence is at or before a position, averaged over the group's full width.

use serde::{Deserialize, Serialize};

use super::base_groups::{BaseGroup, groups};
use super::histogram::{percent, total};
use super::number;
use super::thresholds::Limits;
use super::{Section, SectionData, Verdict, help};
use crate::tally::{self, Tally, position_bin};

/// Share of reads with an adapter, by position.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdapterContent {
    /// The names of the adapters that FastQC's text shows.
    pub adapters: Vec<String>,
    /// FastQC's groups of positions at which an adapter may begin.
    pub rows: Vec<AdapterRow>,
    /// Adapters that FastQC does not look for, those that were found.
    pub others: Vec<AdapterShare>,
    /// True if the longest read is no longer than the longest adapter.
    pub too_short: bool,
}

/// One group of positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdapterRow {
    /// FastQC's label: `7` or `10-14`.
    pub position: String,
    /// First position, from 1.
    pub first: u64,
    /// Last position, inclusive.
    pub last: u64,
    /// For each adapter, reads in which it begins here or before, in percent of all reads.
    pub percents: Vec<f64>,
}

/// An adapter and the reads that hold it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdapterShare {
    /// Its name.
    pub name: String,
    /// Reads in percent of all reads.
    pub percent: f64,
}

impl AdapterContent {
    /// For each adapter, its share of reads at the last position.
    #[must_use]
    pub fn finals(&self) -> Vec<(&str, f64)> {
        let Some(row) = self.rows.last() else {
            return Vec::new();
        };
        let names = self.adapters.iter().map(String::as_str);
        names.zip(row.percents.iter().copied()).collect()
    }
}

/// Builds the section for reads up to `longest` bases.
#[must_use]
pub fn section(tally: &Tally, longest: u64, limits: Limits) -> Section {
    let reads = tally.reads();
    let searched = reads > 0 && tally.adapter_content.set().is_some();
    let data = if searched {
        of(&tally.adapter_content, reads, longest)
    } else {
        AdapterContent::default()
    };
    let verdict = if !searched {
        Verdict::None
    } else if data.too_short {
        Verdict::Warn
    } else {
        let shares = data.rows.iter().flat_map(|row| &row.percents);
        Verdict::above(shares.copied(), limits)
    };
    Section {
        id: "adapter_content".to_owned(),
        title: "Adapter Content".to_owned(),
        verdict,
        sentence: if searched {
            sentence(&data, limits.warn)
        } else {
            "There are no reads to judge.".to_owned()
        },
        expected: None,
        help: help::ADAPTER_CONTENT.to_owned(),
        data: SectionData::AdapterContent(data),
    }
}

fn of(content: &tally::AdapterContent, reads: u64, longest: u64) -> AdapterContent {
    let set = content.set().map_or(&[][..], |set| set);
    let hits = || set.iter().zip(content.first_hits());
    let known = || hits().filter(|item| item.0.in_fastqc);
    let longest_adapter = known().map(|item| item.0.sequence.len() as u64).max();
    // FastQC needs one base more than the adapter has.
    let positions = longest_adapter
        .filter(|length| longest > *length)
        .map(|length| longest - length + 1);
    AdapterContent {
        adapters: known().map(|item| item.0.name.clone()).collect(),
        rows: groups(positions.unwrap_or(0))
            .into_iter()
            .map(|group| AdapterRow {
                position: group.label(),
                first: group.first,
                last: group.last,
                percents: known()
                    .map(|item| average(item.1, group) * 100.0 / reads as f64)
                    .collect(),
            })
            .collect(),
        others: hits()
            .filter(|item| !item.0.in_fastqc)
            .map(|item| AdapterShare {
                name: item.0.name.clone(),
                percent: percent(total(item.1.iter().copied()), reads).unwrap_or(0.0),
            })
            .filter(|share| share.percent > 0.0)
            .collect(),
        too_short: longest_adapter.is_some() && positions.is_none(),
    }
}

/// Reads whose first occurrence is at or before a position, averaged over the positions of a group.
/// Those of a bin of several positions are taken as spread evenly over it.
fn average(hits: &[u64], group: BaseGroup) -> f64 {
    let bins = group.bins(hits.len());
    let mut before = total(hits.iter().take(bins.start).copied()) as f64;
    let (mut sum, mut reached) = (0.0, group.first - 1);
    for bin in bins {
        let last = position_bin::last(bin).min(group.last);
        let width = last.saturating_sub(reached) as f64;
        let found = hits.get(bin).copied().unwrap_or(0) as f64;
        sum += width * before + found * (width + 1.0) / 2.0;
        before += found;
        reached = last;
    }
    sum += group.last.saturating_sub(reached) as f64 * before;
    sum / (group.last - group.first + 1) as f64
}

/// Other adapters below this share may be there by chance.
const LEAST_NAMED: f64 = 0.1;

fn sentence(data: &AdapterContent, limit: f64) -> String {
    let most = data
        .others
        .iter()
        .max_by(|a, b| a.percent.total_cmp(&b.percent))
        .filter(|most| most.percent >= LEAST_NAMED);
    let (first, others) = match most {
        None => (String::new(), String::new()),
        Some(most) if most.percent > limit => (
            format!(
                "{} of the reads hold an adapter that FastQC does not look for ({}); the verdict is of FastQC's alone. ",
                number::percent(most.percent),
                most.name
            ),
            String::new(),
        ),
        Some(most) => (
            String::new(),
            format!(
                " Beside them, {} of the reads hold the {}.",
                number::percent(most.percent),
                most.name
            ),
        ),
    };
    if data.too_short {
        return format!(
            "{first}The reads are too short to hold a whole adapter, so none can be seen.{others}"
        );
    }
    let finals = data.finals();
    let Some(&(name, most)) = finals.iter().max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return format!("{first}None of FastQC's adapters was looked for.{others}");
    };
    if most == 0.0 {
        return format!(
            "{first}None of the {} adapters is in any read.{others}",
            finals.len()
        );
    }
    let share = number::percent(most);
    if most <= limit {
        let rare = if first.is_empty() && others.is_empty() {
            "Adapters are rare: the most frequent is"
        } else {
            "Of FastQC's adapters the most frequent is"
        };
        return format!("{first}{rare} {name}, in {share} of the reads.{others}");
    }
    let column = data.adapters.iter().position(|adapter| adapter == name);
    let half = data.rows.iter().find(|row| {
        let value = column.and_then(|column| row.percents.get(column));
        value.is_some_and(|value| *value >= most / 2.0)
    });
    let place = half.map_or(0, |row| row.first);
    format!(
        "{first}{share} of the reads hold {name}; in half of them it begins by base {place}.{others}"
    )
}

#[cfg(test)]
mod tests {
    use super::super::thresholds::ADAPTER_CONTENT;
    use super::*;

    fn group(first: u64, last: u64) -> BaseGroup {
        BaseGroup { first, last }
    }

    #[test]
    fn shares_add_up_along_the_read() {
        let hits = [1, 0, 4];
        assert_eq!(average(&hits, group(1, 1)), 1.0);
        assert_eq!(average(&hits, group(2, 2)), 1.0);
        assert_eq!(average(&hits, group(2, 3)), 3.0);
        assert_eq!(average(&hits, group(3, 6)), 5.0);
        assert_eq!(average(&hits, group(10, 14)), 5.0);
        assert_eq!(average(&[], group(1, 5)), 0.0);
    }

    #[test]
    fn hits_of_a_wide_bin_are_spread_over_it() {
        let bin = position_bin::of(1400);
        let mut hits = vec![0; bin + 1];
        hits[bin] = 50;
        assert_eq!(average(&hits, group(1400, 1449)), 25.5);
        assert_eq!(average(&hits, group(1450, 1499)), 50.0);
    }

    #[test]
    fn nothing_is_not_judged() {
        assert_eq!(
            section(&Tally::default(), 0, ADAPTER_CONTENT).verdict,
            Verdict::None
        );
    }
}
