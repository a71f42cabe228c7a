//! Quality by read length, for long reads: whether the long ones are as good as the short ones, and
//! how many of the bases they hold.

use serde::{Deserialize, Serialize};

use super::histogram::{n50, percent, quantile};
use super::number;
use super::summary::{offset, score};
use super::{Section, SectionData, Verdict, help};
use crate::phred::Encoding;
use crate::tally::quality_by_length::{class_of, first_of};
use crate::tally::{QualityByLength as Counts, ReadLength};

/// One row for each class of length, four to each doubling, from the shortest to the longest read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QualityByLength {
    /// Classes that hold reads, and those between them.
    pub rows: Vec<QualityByLengthRow>,
}

/// Reads of one class of length. Qualities are those worth the mean error probability of a read,
/// rounded down; `None` without reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QualityByLengthRow {
    /// Shortest length of the class, in bases.
    pub first: u64,
    /// Longest length of the class, inclusive.
    pub last: u64,
    /// Reads.
    pub reads: u64,
    /// Bases of these reads; where lengths are not kept exactly, as if each had the middle length
    /// of its bin.
    pub bases: u64,
    /// Bases in percent of all bases.
    pub bases_percent: Option<f64>,
    /// A quarter of the reads has this quality or a lower one.
    pub lower_quartile: Option<i64>,
    /// Median; of two middle reads the lower one.
    pub median: Option<i64>,
    /// Three quarters of the reads have this quality or a lower one.
    pub upper_quartile: Option<i64>,
}

/// A file is one of long reads if a read is longer than this,
const LONG: u64 = 1000;
/// or if half of the bases are in reads longer than this.
const LONG_N50: u64 = 500;

/// Builds the section; none for a file of short reads.
#[must_use]
pub fn section(counts: &Counts, read_length: &ReadLength, encoding: Encoding) -> Option<Section> {
    let lengths = read_length.counts();
    let long = read_length.max().is_some_and(|longest| longest > LONG)
        || n50(&lengths).is_some_and(|n50| n50 > LONG_N50);
    if !long {
        return None;
    }
    let data = QualityByLength {
        rows: rows(counts, &lengths, read_length.shift(), offset(encoding)),
    };
    Some(Section {
        id: "quality_by_length".to_owned(),
        title: "Quality by read length".to_owned(),
        verdict: Verdict::None,
        sentence: sentence(&data.rows),
        help: help::QUALITY_BY_LENGTH.to_owned(),
        expected: None,
        data: SectionData::QualityByLength(data),
    })
}

fn rows(
    counts: &Counts,
    lengths: &[(u64, u64)],
    shift: u32,
    offset: i64,
) -> Vec<QualityByLengthRow> {
    let classes = counts.rows();
    let mut bases = vec![0_u64; classes.len()];
    let half = 1_u64.checked_shl(shift).unwrap_or(0).saturating_sub(1) / 2;
    for &(length, reads) in lengths {
        let length = length.saturating_add(half);
        if let Some(sum) = bases.get_mut(class_of(length)) {
            *sum = sum.saturating_add(length.saturating_mul(reads));
        }
    }
    let all = super::histogram::total(bases.iter().copied());
    let row = |(class, columns): (usize, &[u64; 96])| {
        let scores: Vec<(i64, u64)> = (0..)
            .zip(columns)
            .map(|(index, reads)| (score(index, offset).max(0), *reads))
            .collect();
        let bases = bases.get(class).copied().unwrap_or(0);
        QualityByLengthRow {
            first: first_of(class),
            last: first_of(class + 1).saturating_sub(1),
            reads: super::histogram::total(columns.iter().copied()),
            bases,
            bases_percent: percent(bases, all),
            lower_quartile: quantile(&scores, 1, 4),
            median: quantile(&scores, 1, 2),
            upper_quartile: quantile(&scores, 3, 4),
        }
    };
    let mut rows: Vec<QualityByLengthRow> = classes
        .iter()
        .enumerate()
        .map(row)
        .skip_while(|row| row.reads == 0)
        .collect();
    while rows.last().is_some_and(|row| row.reads == 0) {
        rows.pop();
    }
    rows
}

/// Classes with fewer reads than this are not compared.
const ENOUGH: u64 = 20;
/// A difference of fewer scores than this is none.
const DIFFERENCE: i64 = 3;

fn sentence(rows: &[QualityByLengthRow]) -> String {
    let judged: Vec<(&QualityByLengthRow, i64)> = rows
        .iter()
        .filter(|row| row.reads >= ENOUGH)
        .filter_map(|row| Some((row, row.median?)))
        .collect();
    let Some((most, share)) = rows
        .iter()
        .filter_map(|row| Some((row, row.bases_percent?)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
    else {
        return "There are no reads to judge.".to_owned();
    };
    let bulk = format!(
        "Reads of {} to {} bases hold the most bases, {}.",
        number::grouped(most.first),
        number::grouped(most.last),
        number::percent(share)
    );
    let (Some((short, low)), Some((long, high))) = (judged.first(), judged.last()) else {
        return format!("{bulk} No length has enough reads to compare quality by length.");
    };
    let least = judged.iter().map(|item| item.1).min().unwrap_or(*low);
    let best = judged.iter().map(|item| item.1).max().unwrap_or(*high);
    let trend = if judged.len() == 1 {
        format!("Their median quality is Q{low}, by the mean error of each read.")
    } else if best - least < DIFFERENCE {
        format!("Quality hardly depends on length: medians lie between Q{least} and Q{best}.")
    } else {
        format!(
            "The median quality is Q{low} for reads of about {} and Q{high} for those of about {}.",
            number::bases(short.first),
            number::bases(long.first)
        )
    };
    format!("{bulk} {trend}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tally_chunk;

    fn of(reads: &[(usize, u8, usize)]) -> Option<(Vec<QualityByLengthRow>, String)> {
        let mut text = String::new();
        for &(length, byte, times) in reads {
            let (bases, scores) = (
                "A".repeat(length),
                char::from(byte).to_string().repeat(length),
            );
            text += &format!("@r\n{bases}\n+\n{scores}\n").repeat(times);
        }
        let tally = tally_chunk(text.as_bytes(), crate::fastq::Layout::FourLine, 0, false)
            .document
            .tally;
        let section = section(
            &tally.quality_by_length,
            &tally.read_length,
            Encoding::Phred33,
        )?;
        let SectionData::QualityByLength(data) = section.data else {
            unreachable!()
        };
        Some((data.rows, section.sentence))
    }

    #[test]
    fn short_reads_have_no_such_section() {
        assert!(of(&[(151, b'I', 10)]).is_none());
        assert!(of(&[(501, b'I', 10)]).is_some());
    }

    #[test]
    fn medians_and_bases_stand_by_length() {
        let (rows, sentence) = of(&[(200, b'5', 25), (2000, b'+', 75)]).unwrap();
        let (first, last) = (&rows[0], &rows[rows.len() - 1]);
        assert_eq!(
            (first.first, first.last, first.reads, first.median),
            (192, 223, 25, Some(20))
        );
        assert_eq!((last.bases, last.median), (150_000, Some(10)));
        assert!((last.bases_percent.unwrap() - 96.774).abs() < 0.001);
        assert_eq!(
            sentence,
            "Reads of 1,792 to 2,047 bases hold the most bases, 96.8 %. The median quality is Q20 for reads of about 192 b and Q10 for those of about 1.79 kb."
        );
        let (_, even) = of(&[(600, b'5', 25), (2000, b'6', 75)]).unwrap();
        assert!(
            even.ends_with("Quality hardly depends on length: medians lie between Q20 and Q21."),
            "{even}"
        );
    }
}
