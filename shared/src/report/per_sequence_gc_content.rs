//! Reads by their share of G and C.
//!
//! FastQC 0.12.1, `PerSequenceGCContent.java` lines 64–227 and `GCModel.java` lines 27–76. A count
//! of G and C in a read of `L` bases stands for a range of percents; each percent that a read
//! claims gains 1 / c, where c is how many counts claim that percent. So a read does not weigh 1.
//! FastQC's counts and curve give the verdict. The chart draws the same spread with every read
//! weighing 1; whole percents alone would show a comb for reads shorter than a few hundred bases.

use serde::{Deserialize, Serialize};

use super::histogram::{percent, total};
use super::number;
use super::thresholds::Limits;
use super::{Section, SectionData, Verdict, help};
use crate::tally::GcContent;

pub mod curve;
pub mod peak;

use self::curve::{Curve, claims};
pub use self::peak::SecondPeak;

/// One row per percent from 0 to 100; empty if no read has A, C, G or T.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerSequenceGcContent {
    /// Rows from 0 % to 100 %.
    pub rows: Vec<GcRow>,
    /// Reads without A, C, G or T; they are in no row.
    pub undefined: u64,
    /// FastQC's sum of |observed − expected| in percent of the observed sum; `None` where the
    /// curve has no width.
    pub deviation_percent: Option<f64>,
    /// A second peak, where one stands out.
    pub second_peak: Option<SecondPeak>,
}

/// Reads of one GC percent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GcRow {
    /// GC in percent.
    pub gc_percent: u64,
    /// Reads whose (G + C) / (A + C + G + T), rounded, is this percent.
    pub reads: u64,
    /// The reads, each spread evenly over the percents that its count of G and C stands for.
    pub spread_reads: f64,
    /// Normal curve around the peak of `spread_reads`.
    pub expected_reads: Option<f64>,
    /// FastQC's weighted count.
    pub fastqc_count: f64,
    /// FastQC's theoretical count.
    pub fastqc_expected: Option<f64>,
}

/// Builds the section.
#[must_use]
pub fn section(gc_content: &GcContent, limits: Limits) -> Section {
    let reads = total(gc_content.percent);
    let data = if reads == 0 {
        PerSequenceGcContent {
            undefined: gc_content.undefined,
            ..PerSequenceGcContent::default()
        }
    } else {
        data(gc_content, reads)
    };
    let verdict = if reads == 0 {
        Verdict::None
    } else {
        Verdict::above(data.deviation_percent, limits)
    };
    Section {
        id: "per_sequence_gc_content".to_owned(),
        title: "Per sequence GC content".to_owned(),
        verdict,
        sentence: sentence(&data, reads, verdict),
        help: help::PER_SEQUENCE_GC_CONTENT.to_owned(),
        expected: None,
        data: SectionData::PerSequenceGcContent(data),
    }
}

fn data(gc_content: &GcContent, reads: u64) -> PerSequenceGcContent {
    let mut weighted = [0.0; 101];
    let mut spread = [0.0; 101];
    let mut longest_class = 0;
    for (length, counts) in gc_content.classes() {
        if length == 0 {
            continue;
        }
        longest_class = longest_class.max(length);
        // A class of L bases has L + 1 counts of G and C and 101 percents: the mean weight of a
        // read is 101 / (L + 1).
        let read_weight = 101.0 / (length as f64 + 1.0);
        for (percent, (count, claims)) in counts.iter().zip(claims(length)).enumerate() {
            if *count > 0 && claims > 0 {
                let weight = *count as f64 * (1.0 / claims as f64);
                weighted[percent] += weight;
                spread[percent] += weight / read_weight;
            }
        }
    }
    let sum: f64 = spread.iter().sum();
    if sum > 0.0 {
        let scale = reads as f64 / sum;
        spread.iter_mut().for_each(|value| *value *= scale);
    }
    let fastqc = Curve::fit(&weighted);
    let shown = Curve::fit(&spread);
    let rows = (0..101_usize)
        .map(|percent| GcRow {
            gc_percent: percent as u64,
            reads: gc_content.percent[percent],
            spread_reads: spread[percent],
            // One read has no spread to draw a curve from.
            expected_reads: finite(shown.expected[percent]).filter(|_| reads > 1),
            fastqc_count: weighted[percent],
            fastqc_expected: finite(fastqc.expected[percent]),
        })
        .collect();
    PerSequenceGcContent {
        rows,
        undefined: gc_content.undefined,
        deviation_percent: finite(fastqc.deviation_percent),
        second_peak: if longest_class >= peak::SHORTEST_READ {
            peak::find(&spread)
        } else {
            None
        },
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn sentence(data: &PerSequenceGcContent, reads: u64, verdict: Verdict) -> String {
    let peak = data
        .rows
        .iter()
        .fold(None::<&GcRow>, |most, row| match most {
            Some(most) if most.spread_reads >= row.spread_reads => Some(most),
            _ => Some(row),
        });
    let Some(peak) = peak else {
        return "No read has A, C, G or T to judge.".to_owned();
    };
    let first = format!("The reads gather around {} % GC", peak.gc_percent);
    let text = match (&data.second_peak, data.deviation_percent) {
        (Some(second), _) => format!(
            "A second peak at {} % GC holds about {} of the reads, beside the main one at {} %: another organism, an amplified sequence or adapters can look so.",
            second.gc_percent,
            number::percent(second.reads_percent),
            peak.gc_percent
        ),
        (None, None) => format!("{first}, too few or too alike to compare with a curve."),
        (None, Some(deviation)) if verdict == Verdict::Pass => {
            format!(
                "{first} in one peak, close to the expected curve: the differences add up to {} of the reads.",
                number::percent(deviation)
            )
        }
        (None, Some(deviation)) => format!(
            "{first}, but not in the expected shape: the differences add up to {} of the reads, without a clear second peak.",
            number::percent(deviation)
        ),
    };
    match percent(data.undefined, reads.saturating_add(data.undefined)) {
        Some(share) if data.undefined > 0 => {
            format!(
                "{text} {} of the reads have no A, C, G or T and are left out.",
                number::percent(share)
            )
        }
        _ => text,
    }
}
