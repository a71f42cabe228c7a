//! Read starts that more than one read in a thousand has.
//!
//! FastQC 0.12.1, `OverRepresentedSeqs.java` lines 161–188: of the first 50 bases, above 0.1 % of all
//! reads.

use serde::{Deserialize, Serialize};

use super::contaminants::{Contaminant, possible_source};
use super::number;
use super::thresholds::Limits;
use super::{Section, SectionData, Verdict, help};
use crate::order;
use crate::tally::{Prefix, Tally};

/// The most rows. By FastQC's limit of 0.1 % there are always fewer; each is compared with all
/// contaminants, so by a lower one of the caller's the others are only counted.
const MAX_ROWS: usize = 1000;

/// The sequences, the most frequent one first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverrepresentedSequences {
    /// By count, then by sequence: the first 1,000 at the most.
    pub rows: Vec<OverrepresentedRow>,
    /// Sequences above the limit that are not among the rows.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u64,
    /// True if every distinct read start was counted, false if the shares come from reads drawn by
    /// hash.
    pub exact: bool,
    /// The reads that the shares come from: all reads, or those drawn.
    pub sampled_reads: u64,
}

/// One sequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverrepresentedRow {
    /// The first 50 bases, or all of a shorter read.
    pub sequence: String,
    /// Reads; rounded if it is an estimate.
    pub count: u64,
    /// Reads in percent of all.
    pub percent: f64,
    /// Lower end of the 95 % interval of `percent`; `None` if that is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_percent: Option<f64>,
    /// Upper end of the 95 % interval of `percent`; `None` if that is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_percent: Option<f64>,
    /// In FastQC's words, `TruSeq Adapter, Index 1 (100% over 50bp)` or `No Hit`.
    pub possible_source: String,
}

/// Builds the section; sources are looked for among `contaminants`.
#[must_use]
pub fn section(tally: &Tally, contaminants: &[Contaminant], limits: Limits) -> Section {
    let data = of(tally, contaminants, limits);
    let verdict = if data.sampled_reads == 0 {
        Verdict::None
    } else {
        Verdict::above(data.rows.iter().map(|row| row.percent), limits)
    };
    Section {
        id: "overrepresented_sequences".to_owned(),
        title: "Overrepresented sequences".to_owned(),
        verdict,
        sentence: sentence(&data, limits.warn),
        expected: None,
        help: help::OVERREPRESENTED_SEQUENCES.to_owned(),
        data: SectionData::OverrepresentedSequences(data),
    }
}

fn of(tally: &Tally, contaminants: &[Contaminant], limits: Limits) -> OverrepresentedSequences {
    // Nothing else can be above the limit: most distinct starts need not be looked at.
    let least = (limits.warn / 100.0 * tally.reads() as f64) as u64;
    let sequences = tally.duplication.sequences_above(least.saturating_sub(1));
    let exact = sequences.is_some();
    let (rows, sampled_reads): (Vec<_>, u64) = match sequences {
        Some(sequences) => (
            sequences
                .map(|(prefix, reads)| counted(&prefix, reads, tally.reads()))
                .collect(),
            tally.reads(),
        ),
        None => {
            let sampled = tally.overrepresented.reads();
            let drawn = tally.overrepresented.by_key().into_iter();
            let rows = drawn.filter_map(|(prefix, drawn)| {
                estimated(tally, prefix, [drawn, sampled], limits.warn)
            });
            (rows.collect(), sampled)
        }
    };
    let mut rows: Vec<OverrepresentedRow> = rows
        .into_iter()
        .filter(|row| row.percent > limits.warn)
        .collect();
    order::sort_by(&mut rows, |a, b| {
        b.count
            .cmp(&a.count)
            .then_with(|| a.sequence.cmp(&b.sequence))
    });
    let left_out = rows.len().saturating_sub(MAX_ROWS) as u64;
    rows.truncate(MAX_ROWS);
    for row in &mut rows {
        row.possible_source = possible_source(&row.sequence, contaminants);
    }
    OverrepresentedSequences {
        rows,
        left_out,
        exact,
        sampled_reads,
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn counted(prefix: &Prefix, count: u64, reads: u64) -> OverrepresentedRow {
    OverrepresentedRow {
        sequence: String::from_utf8_lossy(prefix.bases()).into_owned(),
        count,
        percent: percent(count, reads),
        low_percent: None,
        high_percent: None,
        possible_source: String::new(),
    }
}

/// The row of a sequence of which so many of all drawn reads are, if that is above the limit. Most are
/// not, so it is asked before a row is made.
fn estimated(
    tally: &Tally,
    prefix: &Prefix,
    drawn: [u64; 2],
    limit: f64,
) -> Option<OverrepresentedRow> {
    let reads = tally.reads();
    let known = tally.duplication.reads_of(prefix.hash());
    if let Some(count) = known.filter(|count| *count > 0) {
        return (percent(count, reads) > limit).then(|| counted(prefix, count, reads));
    }
    let [drawn, sampled] = drawn.map(|reads| reads as f64);
    let share = drawn / sampled;
    let (low, high) = wilson(drawn, sampled);
    (share * 100.0 > limit).then(|| OverrepresentedRow {
        percent: share * 100.0,
        low_percent: Some(low * 100.0),
        high_percent: Some(high * 100.0),
        ..counted(prefix, (share * reads as f64).round() as u64, reads)
    })
}

/// Divided first, as in FastQC: 0.1 % must not pass as more than that.
fn percent(count: u64, reads: u64) -> f64 {
    count as f64 / reads as f64 * 100.0
}

/// Wilson's 95 % interval of a share of `part` in `whole`. E. B. Wilson, "Probable inference, the
/// law of succession, and statistical inference", JASA 22 (1927).
fn wilson(part: f64, whole: f64) -> (f64, f64) {
    /// The normal quantile of 97.5 %.
    const Z: f64 = 1.959_963_984_540_054;
    let share = part / whole;
    let spread = Z * Z / whole;
    let middle = share + spread / 2.0;
    let half = Z * (share * (1.0 - share) / whole + spread / (4.0 * whole)).sqrt();
    let scale = 1.0 + spread;
    (
        ((middle - half) / scale).max(0.0),
        ((middle + half) / scale).min(1.0),
    )
}

fn sentence(data: &OverrepresentedSequences, limit: f64) -> String {
    let estimated = if data.exact {
        String::new()
    } else {
        format!(
            " Shares come from {} drawn evenly from the whole file.",
            number::reads(data.sampled_reads)
        )
    };
    if data.sampled_reads == 0 {
        return "There are no reads to judge.".to_owned();
    }
    let Some(first) = data.rows.first() else {
        return format!("No sequence begins more than {limit} % of the reads.{estimated}");
    };
    let sum = data.rows.iter().map(|row| row.percent).sum::<f64>();
    let known = data
        .rows
        .iter()
        .filter(|row| row.possible_source != super::contaminants::NO_HIT)
        .count();
    let share = number::percent(first.percent);
    if data.left_out > 0 {
        let listed = data.rows.len() as u64;
        return format!(
            "{} sequences begin more than {limit} % of the reads each, the first of them {share}. Listed are the {} most frequent, {} together; the other {} are left out. Of those listed, {known} hold what looks like a known adapter or primer.{estimated}",
            number::grouped(listed + data.left_out),
            number::grouped(listed),
            number::percent(sum.min(100.0)),
            number::grouped(data.left_out)
        );
    }
    let what = if data.rows.len() == 1 {
        format!("One sequence begins {share} of the reads")
    } else {
        format!(
            "{} sequences begin more than {limit} % of the reads each, {} together and the first of them {share}",
            data.rows.len(),
            number::percent(sum.min(100.0))
        )
    };
    let source = match (known, data.rows.len()) {
        (0, 1) => "it is no known adapter or primer of the list of contaminants".to_owned(),
        (0, _) => "none is a known adapter or primer of the list of contaminants".to_owned(),
        (1, 1) => "it looks like a known adapter or primer".to_owned(),
        (known, all) if known == all => {
            "all hold what looks like a known adapter or primer".to_owned()
        }
        (known, _) => format!("{known} of them hold what looks like a known adapter or primer"),
    };
    format!("{what}; {source}.{estimated}")
}

#[cfg(test)]
mod tests {
    use super::super::thresholds;
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // Worked by hand: 10 of 1,000.
        let (low, high) = wilson(10.0, 1000.0);
        assert!((low - 0.005_440).abs() < 1e-5, "{low}");
        assert!((high - 0.018_314).abs() < 1e-5, "{high}");
        assert_eq!(wilson(0.0, 10.0).0, 0.0);
    }

    #[test]
    fn nothing_is_not_judged() {
        let section = section(&Tally::default(), &[], thresholds::OVERREPRESENTED);
        assert_eq!(section.verdict, Verdict::None);
        assert_eq!(section.sentence, "There are no reads to judge.");
    }
}
