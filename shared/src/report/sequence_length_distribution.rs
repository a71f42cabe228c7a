//! Reads by length.
//!
//! FastQC 0.12.1, `SequenceLengthDistribution.java` lines 58–178 and 242–246: at most 52 bins whose
//! width is the smallest of 1, 2, 5, 10, … that covers the range.

use serde::{Deserialize, Serialize};

use super::histogram::{n50, percent, quantile, total};
use super::number;
use super::thresholds::Limits;
use super::{Section, SectionData, Verdict, help};
use crate::tally::ReadLength;

/// Bins, and figures from the lengths themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SequenceLengthDistribution {
    /// FastQC's bins.
    pub rows: Vec<LengthRow>,
    /// Bins whose edges grow by a constant factor, ten to a factor of ten; empty unless the range
    /// of lengths is wide.
    pub log_rows: Vec<LengthRow>,
    /// Shortest read, in bases.
    pub min: Option<u64>,
    /// A quarter of the reads is as short as this or shorter.
    pub lower_quartile: Option<u64>,
    /// Half of the reads are as short as this or shorter.
    pub median: Option<u64>,
    /// Three quarters of the reads are as short as this or shorter.
    pub upper_quartile: Option<u64>,
    /// Longest read, in bases.
    pub max: Option<u64>,
    /// Reads at least this long hold half of the bases.
    pub n50: Option<u64>,
    /// Lengths are known to this many bases; 1 if exactly.
    pub resolution: u64,
}

/// Reads with lengths in one bin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LengthRow {
    /// FastQC's label: `151` or `100-199`.
    pub length: String,
    /// Shortest length of the bin.
    pub first: u64,
    /// Longest length of the bin, inclusive.
    pub last: u64,
    /// Reads.
    pub reads: u64,
}

impl LengthRow {
    fn new(first: u64, last: u64, single: bool, reads: u64) -> Self {
        let length = if single {
            first.to_string()
        } else {
            format!("{first}-{last}")
        };
        Self {
            length,
            first,
            last,
            reads,
        }
    }
}

/// Builds the section.
#[must_use]
pub fn section(read_length: &ReadLength, limits: Limits) -> Section {
    let counts = read_length.counts();
    let (min, max) = (read_length.min(), read_length.max());
    let data = SequenceLengthDistribution {
        rows: rows(&counts, min.unwrap_or(0), max.unwrap_or(0)),
        log_rows: log_rows(&counts, min.unwrap_or(0), max.unwrap_or(0)),
        min,
        lower_quartile: quantile(&counts, 1, 4),
        median: quantile(&counts, 1, 2),
        upper_quartile: quantile(&counts, 3, 4),
        max,
        n50: n50(&counts),
        resolution: 1_u64.checked_shl(read_length.shift()).unwrap_or(u64::MAX),
    };
    Section {
        id: "sequence_length_distribution".to_owned(),
        title: "Sequence Length Distribution".to_owned(),
        verdict: verdict(min, max, limits),
        sentence: sentence(&data, &counts),
        help: help::SEQUENCE_LENGTH_DISTRIBUTION.to_owned(),
        expected: None,
        data: SectionData::SequenceLengthDistribution(data),
    }
}

/// FastQC warns where lengths differ and fails where a read has no bases; a limit of 0 turns that
/// off.
fn verdict(min: Option<u64>, max: Option<u64>, limits: Limits) -> Verdict {
    match (min, max) {
        (None, _) | (_, None) => Verdict::None,
        (Some(0), _) if limits.fail != 0.0 => Verdict::Fail,
        (min, max) if min != max && limits.warn != 0.0 => Verdict::Warn,
        _ => Verdict::Pass,
    }
}

/// Most bins between the shortest and the longest length.
const BINS: u64 = 50;

fn rows(counts: &[(u64, u64)], min: u64, max: u64) -> Vec<LengthRow> {
    if counts.is_empty() {
        return Vec::new();
    }
    // One more bin to each side.
    let (low, high) = (min.saturating_sub(1), max.saturating_add(1));
    let mut interval = 1_u64;
    let mut steps = [2, 5, 10].into_iter().cycle();
    let mut decade = 1_u64;
    while (high - low) / interval > BINS {
        let step = steps.next().unwrap_or(10);
        interval = decade.saturating_mul(step);
        if step == 10 {
            decade = interval;
        }
    }
    let start = low / interval * interval;
    let mut rows = Vec::new();
    let mut first = start;
    let mut rest = counts;
    while first <= high {
        let last = first.saturating_add(interval - 1).min(high);
        let (here, after) = rest.split_at(rest.partition_point(|item| item.0 <= last));
        rest = after;
        rows.push(LengthRow::new(
            first,
            last,
            interval == 1,
            total(here.iter().map(|item| item.1)),
        ));
        let Some(next) = first.checked_add(interval) else {
            break;
        };
        first = next;
    }
    if rows.last().is_some_and(|row| row.reads == 0) {
        rows.pop();
    }
    if rows.first().is_some_and(|row| row.reads == 0) {
        rows.remove(0);
    }
    rows
}

/// Lengths that differ by this factor and reach this far are drawn on a logarithmic axis.
const WIDE_FACTOR: u64 = 20;
const WIDE_LENGTH: u64 = 1000;

fn log_rows(counts: &[(u64, u64)], min: u64, max: u64) -> Vec<LengthRow> {
    if max < WIDE_LENGTH || max / min.max(1) < WIDE_FACTOR {
        return Vec::new();
    }
    let edge = |step: i32| libm::pow(10.0, f64::from(step) / 10.0).round() as u64;
    let mut rows = Vec::new();
    let mut rest = counts;
    // 10^19.2 is the largest edge that fits.
    for step in -1..192 {
        let (first, next) = (if step < 0 { 0 } else { edge(step) }, edge(step + 1));
        if next <= first {
            continue;
        }
        let (here, after) = rest.split_at(rest.partition_point(|item| item.0 < next));
        rest = after;
        let reads = total(here.iter().map(|item| item.1));
        if reads > 0 || !rows.is_empty() {
            rows.push(LengthRow::new(first, next - 1, next - first == 1, reads));
        }
        if rest.is_empty() {
            break;
        }
    }
    rows
}

fn sentence(data: &SequenceLengthDistribution, counts: &[(u64, u64)]) -> String {
    let reads = total(counts.iter().map(|item| item.1));
    let (Some(min), Some(max), Some(median)) = (data.min, data.max, data.median) else {
        return "There are no reads to judge.".to_owned();
    };
    let bases = |length: u64| {
        format!(
            "{} {}",
            number::grouped(length),
            if length == 1 { "base" } else { "bases" }
        )
    };
    if min == max {
        return match reads {
            1 => format!("The only read is {} long.", bases(max)),
            _ => format!(
                "All {} reads are {} long.",
                number::grouped(reads),
                bases(max)
            ),
        };
    }
    let empty = counts
        .first()
        .filter(|item| item.0 == 0 && data.resolution == 1)
        .map_or(0, |item| item.1);
    let empty = match percent(empty, reads) {
        Some(share) if empty > 0 => format!(
            " {} ({}) have no bases at all.",
            number::reads(empty),
            number::percent(share)
        ),
        _ => String::new(),
    };
    let top = counts
        .iter()
        .max_by(|a, b| a.1.cmp(&b.1))
        .copied()
        .unwrap_or((max, 0));
    let share = percent(top.1, reads).unwrap_or(0.0);
    let text = if share >= 50.0 && data.resolution == 1 {
        let rest = if top.0 == max {
            "the rest are shorter, down to"
        } else {
            "the others go from"
        };
        let span = if top.0 == max {
            bases(min)
        } else {
            format!("{} to {}", number::grouped(min), bases(max))
        };
        format!(
            "{} of the reads are {} long; {rest} {span}.",
            number::percent(share),
            bases(top.0)
        )
    } else {
        let n50 = data
            .n50
            .filter(|_| max > 1000)
            .map_or_else(String::new, |n50| {
                format!(
                    " Half of all bases are in reads of {} or more (N50).",
                    bases(n50)
                )
            });
        format!(
            "Reads are {} to {} long, half of them {} or shorter.{n50}",
            number::grouped(min),
            bases(max),
            bases(median)
        )
    };
    format!("{text}{empty}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_fastqcs() {
        let labels =
            |rows: Vec<LengthRow>| rows.into_iter().map(|row| row.length).collect::<Vec<_>>();
        assert_eq!(labels(rows(&[(151, 9)], 151, 151)), ["151"]);
        assert_eq!(labels(rows(&[(0, 2)], 0, 0)), ["0"]);
        let wide = rows(&[(153, 1), (6006, 1)], 153, 6006);
        assert_eq!(wide.first().map(|row| row.length.as_str()), Some("0-199"));
        assert_eq!(
            wide.last().map(|row| row.length.as_str()),
            Some("6000-6007")
        );
        assert!(rows(&[], 0, 0).is_empty());
        assert!(rows(&[(1, 1), (u64::MAX, 1)], 1, u64::MAX).len() <= 52);
    }

    #[test]
    fn log_bins_hold_every_read() {
        let counts = [
            (0, 1),
            (1, 1),
            (7, 2),
            (999, 3),
            (1_000_000, 4),
            (u64::MAX / 2, 5),
        ];
        let rows = log_rows(&counts, 0, u64::MAX / 2);
        assert_eq!(rows.iter().map(|row| row.reads).sum::<u64>(), 16);
        assert!(
            rows.windows(2)
                .all(|pair| pair[0].last + 1 == pair[1].first)
        );
        assert!(log_rows(&[(100, 1), (151, 1)], 100, 151).is_empty());
    }

    #[test]
    fn verdicts_are_fastqcs() {
        const ON: Limits = Limits {
            warn: 1.0,
            fail: 1.0,
        };
        const OFF: Limits = Limits {
            warn: 0.0,
            fail: 0.0,
        };
        assert_eq!(verdict(Some(0), Some(6), OFF), Verdict::Pass);
        assert_eq!(verdict(Some(5), Some(5), ON), Verdict::Pass);
        assert_eq!(verdict(Some(5), Some(6), ON), Verdict::Warn);
        assert_eq!(verdict(Some(0), Some(0), ON), Verdict::Fail);
        assert_eq!(verdict(None, None, ON), Verdict::None);
    }
}
