//! Reads by their mean quality.
//!
//! FastQC 0.12.1, `PerSequenceQualityScores.java` lines 59–113: the mean of the bytes by integer
//! division, minus the offset; of equally frequent scores the lowest is the mode.

use serde::{Deserialize, Serialize};

use super::histogram::{percent, quantile, total};
use super::number;
use super::summary::{offset, score};
use super::thresholds::{BAND_FAIR, Limits};
use super::{Section, SectionData, Verdict, help};
use crate::phred::Encoding;
use crate::tally::ReadQuality;

/// Two histograms of the same reads, one row for every integer from the lowest to the highest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerSequenceQualityScores {
    /// By the mean of the scores, rounded down: FastQC's figure, and what the verdict is made of.
    pub rows: Vec<ReadQualityRow>,
    /// By the quality worth the mean error probability, rounded down: lower, and the one that
    /// predicts errors.
    pub error_rows: Vec<ReadQualityRow>,
    /// The most frequent score of `rows`.
    pub mode: Option<i64>,
}

/// Reads of one mean quality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadQualityRow {
    /// Mean quality of the read.
    pub quality: i64,
    /// Reads.
    pub reads: u64,
}

/// Builds the section.
#[must_use]
pub fn section(read_quality: &ReadQuality, encoding: Encoding, limits: Limits) -> Section {
    let data = PerSequenceQualityScores {
        rows: rows(&read_quality.integer_mean, encoding),
        error_rows: rows(&read_quality.error_mean, encoding),
        mode: None,
    };
    let data = PerSequenceQualityScores {
        mode: mode(&data.rows),
        ..data
    };
    Section {
        id: "per_sequence_quality_scores".to_owned(),
        title: "Per sequence quality scores".to_owned(),
        verdict: verdict(data.mode, limits),
        sentence: sentence(&data),
        help: help::PER_SEQUENCE_QUALITY_SCORES.to_owned(),
        expected: None,
        data: SectionData::PerSequenceQualityScores(data),
    }
}

fn rows(columns: &[u64; 96], encoding: Encoding) -> Vec<ReadQualityRow> {
    let first = columns.iter().position(|count| *count > 0);
    let last = columns.iter().rposition(|count| *count > 0);
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let offset = offset(encoding);
    columns
        .iter()
        .enumerate()
        .take(last + 1)
        .skip(first)
        .map(|(index, reads)| ReadQualityRow {
            quality: score(index, offset),
            reads: *reads,
        })
        .collect()
}

fn mode(rows: &[ReadQualityRow]) -> Option<i64> {
    let mut mode: Option<&ReadQualityRow> = None;
    for row in rows {
        if mode.is_none_or(|most| row.reads > most.reads) {
            mode = Some(row);
        }
    }
    mode.map(|row| row.quality)
}

/// The mode itself counts as unusual: "this or lower".
fn verdict(mode: Option<i64>, limits: Limits) -> Verdict {
    match mode {
        None => Verdict::None,
        Some(mode) if mode as f64 <= limits.fail => Verdict::Fail,
        Some(mode) if mode as f64 <= limits.warn => Verdict::Warn,
        Some(_) => Verdict::Pass,
    }
}

fn sentence(data: &PerSequenceQualityScores) -> String {
    let histogram: Vec<(i64, u64)> = data
        .rows
        .iter()
        .map(|row| (row.quality, row.reads))
        .collect();
    let (Some(mode), Some(median)) = (data.mode, quantile(&histogram, 1, 2)) else {
        return "There are no reads to judge.".to_owned();
    };
    let reads = total(histogram.iter().map(|item| item.1));
    let low = total(
        histogram
            .iter()
            .filter(|item| (item.0 as f64) < BAND_FAIR)
            .map(|item| item.1),
    );
    let low = match percent(low, reads) {
        Some(share) if low > 0 => format!(
            "{} of the reads have a mean below Q20",
            number::percent(share)
        ),
        _ => "no read has a mean below Q20".to_owned(),
    };
    format!(
        "Half of the reads have a mean score of Q{median} or better, Q{mode} is the most frequent, and {low}."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[(usize, u64)]) -> Section {
        let mut read_quality = ReadQuality::default();
        for (index, count) in counts {
            read_quality.integer_mean[*index] = *count;
        }
        section(
            &read_quality,
            Encoding::Phred33,
            crate::report::thresholds::QUALITY_SEQUENCE_MODE,
        )
    }

    #[test]
    fn ties_of_the_mode_go_to_the_lowest() {
        let section = of(&[(27, 5), (30, 5)]);
        assert_eq!(section.verdict, Verdict::Warn);
        let SectionData::PerSequenceQualityScores(data) = section.data else {
            unreachable!()
        };
        assert_eq!(data.rows.len(), 4);
        assert_eq!(data.mode, Some(27));
    }

    #[test]
    fn limits_are_inclusive() {
        assert_eq!(of(&[(28, 1)]).verdict, Verdict::Pass);
        assert_eq!(of(&[(20, 1)]).verdict, Verdict::Fail);
        assert_eq!(of(&[]).verdict, Verdict::None);
    }

    #[test]
    fn the_sentence_counts_low_reads() {
        assert_eq!(
            of(&[(10, 1), (36, 9)]).sentence,
            "Half of the reads have a mean score of Q36 or better, Q36 is the most frequent, and 10 % of the reads have a mean below Q20."
        );
    }
}
