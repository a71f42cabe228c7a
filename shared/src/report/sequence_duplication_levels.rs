//! Reads by how often their first 50 bases occur.
//!
//! FastQC 0.12.1, `OverRepresentedSeqs.java` and `DuplicationLevel.java` lines 111–203: reads longer
//! than 50 bases are cut to 50; sixteen slots of levels. What counts as identical are the starts of
//! reads of one mate, which is not what a duplicate is after alignment.

use serde::{Deserialize, Serialize};

use super::number;
use super::thresholds::Limits;
use super::{Section, SectionData, Verdict, help};
use crate::tally::{Tally, prefix};

mod estimate;

/// Shares of reads by level of duplication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SequenceDuplicationLevels {
    /// Distinct read starts in percent of all reads; `None` without reads.
    pub deduplicated_percent: Option<f64>,
    /// FastQC's sixteen slots; empty without reads.
    pub rows: Vec<DuplicationRow>,
    /// True if every distinct read start was counted, false if the figures are estimates from those
    /// drawn by hash.
    pub exact: bool,
    /// Distinct read starts; rounded if it is an estimate.
    pub distinct: u64,
}

/// Reads of one slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DuplicationRow {
    /// FastQC's label: `1` to `9`, `>10` (10 to 50), `>50`, `>100`, `>500`, `>1k`, `>5k`, `>10k+`.
    pub level: String,
    /// Reads whose start occurs so often, in percent of all reads.
    pub percent_of_total: f64,
}

/// FastQC's labels.
const LABELS: [&str; 16] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", ">10", ">50", ">100", ">500", ">1k", ">5k",
    ">10k+",
];

/// The least level of each slot past the single ones.
const WIDE: [u64; 7] = [10, 51, 101, 501, 1001, 5001, 10_001];

/// The slot of a level, which is 1 or more.
fn slot(level: u64) -> usize {
    if level < 10 {
        level.saturating_sub(1) as usize
    } else {
        8 + WIDE.iter().take_while(|least| **least <= level).count()
    }
}

/// Builds the section.
#[must_use]
pub fn section(tally: &Tally, limits: Limits) -> Section {
    let data = of(tally);
    Section {
        id: "sequence_duplication_levels".to_owned(),
        title: "Sequence Duplication Levels".to_owned(),
        verdict: match data.deduplicated_percent {
            Some(percent) => Verdict::below([percent], limits),
            None => Verdict::None,
        },
        sentence: sentence(&data),
        expected: None,
        help: help::SEQUENCE_DUPLICATION_LEVELS.to_owned(),
        data: SectionData::SequenceDuplicationLevels(data),
    }
}

/// The numbers of the section.
#[must_use]
pub fn of(tally: &Tally) -> SequenceDuplicationLevels {
    let exact = tally.duplication.thinning() == 0;
    let levels = if exact {
        exactly(tally)
    } else {
        estimate::levels(tally)
    };
    let reads = tally.reads() as f64;
    if levels.distinct <= 0.0 || reads <= 0.0 {
        return SequenceDuplicationLevels {
            exact: true,
            ..SequenceDuplicationLevels::default()
        };
    }
    // An estimate may pass the whole by chance.
    let percent = |part: f64| (part / reads * 100.0).min(100.0);
    SequenceDuplicationLevels {
        deduplicated_percent: Some(percent(levels.distinct)),
        rows: LABELS
            .iter()
            .zip(levels.reads)
            .map(|(label, reads)| DuplicationRow {
                level: (*label).to_owned(),
                percent_of_total: percent(reads),
            })
            .collect(),
        exact,
        distinct: levels.distinct.min(reads).round() as u64,
    }
}

/// Distinct read starts, and reads by slot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Levels {
    distinct: f64,
    reads: [f64; 16],
}

impl Levels {
    /// Adds `distinct` read starts of `level` reads each.
    fn add(&mut self, level: u64, distinct: f64) {
        self.distinct += distinct;
        if let Some(reads) = self.reads.get_mut(slot(level)) {
            *reads += distinct * level as f64;
        }
    }
}

fn exactly(tally: &Tally) -> Levels {
    let mut levels = Levels::default();
    for (level, distinct) in tally.duplication.levels() {
        levels.add(level, distinct as f64);
    }
    levels
}

fn sentence(data: &SequenceDuplicationLevels) -> String {
    let Some(distinct) = data.deduplicated_percent else {
        return "There are no reads to judge.".to_owned();
    };
    if data.exact && data.distinct == 0 {
        return "There are no reads to judge.".to_owned();
    }
    let length = prefix::LENGTH;
    let repeats = 100.0 - distinct;
    let estimated = if data.exact {
        ""
    } else {
        " This is an estimate from read starts drawn evenly from the whole file."
    };
    if repeats <= 0.0 {
        return format!("No two reads begin with the same {length} bases.{estimated}");
    }
    let most = data
        .rows
        .iter()
        .skip(9)
        .map(|row| row.percent_of_total)
        .sum::<f64>();
    let often = if most >= 0.05 {
        format!(
            "; {} of the reads have a start that occurs 10 times or more",
            number::percent(most)
        )
    } else {
        String::new()
    };
    format!(
        "{} of the reads repeat the first {length} bases of another one{often}.{estimated}",
        number::percent(repeats)
    )
}

#[cfg(test)]
mod tests {
    use super::super::thresholds::DEDUPLICATED_PERCENT;
    use super::*;

    #[test]
    fn slots_are_fastqcs() {
        let expected = [
            (1, 0),
            (9, 8),
            (10, 9),
            (50, 9),
            (51, 10),
            (100, 10),
            (101, 11),
            (500, 11),
            (501, 12),
            (1000, 12),
            (1001, 13),
            (5000, 13),
            (5001, 14),
            (10_000, 14),
            (10_001, 15),
            (u64::MAX, 15),
        ];
        for (level, index) in expected {
            assert_eq!(slot(level), index, "{level}");
        }
    }

    #[test]
    fn the_sentence_tells_an_estimate() {
        let row = |percent_of_total| DuplicationRow {
            level: "1".to_owned(),
            percent_of_total,
        };
        let data = SequenceDuplicationLevels {
            deduplicated_percent: Some(60.0),
            rows: (0..16)
                .map(|index| row(if index == 10 { 20.0 } else { 0.0 }))
                .collect(),
            exact: false,
            distinct: 6,
        };
        assert_eq!(
            sentence(&data),
            "40 % of the reads repeat the first 50 bases of another one; 20 % of the reads have a start that occurs 10 times or more. This is an estimate from read starts drawn evenly from the whole file."
        );
        let empty = section(&Tally::default(), DEDUPLICATED_PERCENT);
        assert_eq!(empty.verdict, Verdict::None);
        assert_eq!(empty.sentence, "There are no reads to judge.");
    }
}
