//! A report as the page shows it: finished words, drawings and tables.
//!
//! It is made in the coordinator, so that the page only puts strings where they belong.

mod curves;
mod headline;
pub mod overlay;
mod run;
mod section;
mod tsv;
mod values;

pub use self::curves::{Curve, CurveKind};
pub use self::headline::Headline;
use serde::{Deserialize, Serialize};
use shared::phred::Certainty;
use shared::report::number::{bases, grouped, percent, quality, short};
use shared::report::sampling::{Estimate, Steadiness};
use shared::report::{Report, Sampling, SectionData};

pub use self::section::SectionView;
pub use self::tsv::tsv;
pub use self::values::Values;

const READS: &str = "Reads";
const Q30: &str = "≥ Q30";
const GC: &str = "GC";
const ADAPTERS: &str = "Adapters";
const STARTS: &str = "Identical starts";

/// One figure of the headline strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// In short.
    pub value: String,
    /// In full, for who asks.
    pub full: String,
    /// Of a sample, what is said of the whole file: `± 0.4 %`; empty otherwise.
    pub margin: String,
}

/// A whole report, ready to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportView {
    /// How many sections are usual, in a sentence.
    pub lead: String,
    /// The headline strip.
    pub figures: Vec<Figure>,
    /// The headline as numbers.
    pub headline: Headline,
    /// Lines to lay over those of another report.
    pub curves: Vec<Curve>,
    /// The run that the reads are of, if the names of all of them say so.
    pub run: Option<String>,
    /// The ids of all sections, in FastQC's order.
    pub order: Vec<String>,
    /// The sections, or the first of them.
    pub sections: Vec<SectionView>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Of a sample, what it is; empty otherwise.
    pub sample: String,
    /// What the file is taken for.
    pub reading: Reading,
}

/// What the file is taken for, and why, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The quality encoding.
    pub encoding: String,
    /// The kind of library.
    pub library: String,
    /// It holds both reads of each pair, or one of them is counted alone.
    pub interleaved: bool,
}

impl Reading {
    fn of(report: &Report) -> Self {
        let summary = &report.summary;
        let encoding = summary.encoding.name();
        let reason = &summary.encoding_reason;
        Self {
            encoding: match summary.encoding_certainty {
                Certainty::Certain => format!("{encoding}, certainly: {reason}."),
                Certainty::Likely => format!("{encoding}, likely: {reason}."),
                Certainty::Guess => format!("{encoding}, a guess: {reason}."),
                Certainty::Chosen => format!("{encoding}, as chosen."),
            },
            library: if report.library.chosen {
                format!("Compared with {}, as chosen.", report.library.kind.name())
            } else {
                format!(
                    "Compared with {}. {}",
                    report.library.kind.name(),
                    report.library.reason
                )
            },
            interleaved: report.sections.iter().any(|section| match &section.data {
                SectionData::SequencingRun(run) => run.interleaved || run.read_number.is_some(),
                _ => false,
            }),
        }
    }
}

impl ReportView {
    /// The view of a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        Self::in_sight(report, |_| true)
    }

    /// The view of a report in which only the sections that are seen are drawn.
    #[must_use]
    pub fn in_sight(report: &Report, seen: impl Fn(&str) -> bool) -> Self {
        let kind = report.library.kind;
        Self {
            lead: report.lead(),
            figures: figures(report),
            headline: Headline::of(report),
            curves: curves::of(report),
            run: run::of(report),
            order: report
                .sections
                .iter()
                .map(|section| section.id.clone())
                .collect(),
            sections: report
                .sections
                .iter()
                .map(|section| SectionView::of(section, kind, seen(&section.id)))
                .collect(),
            notes: report.notes.clone(),
            sample: report
                .sampling
                .as_ref()
                .map_or_else(String::new, Sampling::sentence),
            reading: Reading::of(report),
        }
    }

    /// Marks the sections whose verdicts are unlikely to change.
    pub fn mark_steady(&mut self, steadiness: &Steadiness) {
        for section in &mut self.sections {
            section.steady = steadiness.is_steady(&section.id);
        }
    }

    /// Takes the sections apart, so that no more than `at_once` drawings stand together: leaves the
    /// first in the view, and gives the others.
    pub fn split_off(&mut self, at_once: usize) -> Vec<Vec<SectionView>> {
        let mut parts = vec![Vec::new()];
        let mut drawn = 0;
        for section in std::mem::take(&mut self.sections) {
            drawn += usize::from(section.drawn);
            if drawn > at_once {
                parts.push(Vec::new());
                drawn = 1;
            }
            if let Some(part) = parts.last_mut() {
                part.push(section);
            }
        }
        self.sections = parts.remove(0);
        parts
    }
}

#[expect(clippy::cast_precision_loss, reason = "scores are small")]
fn figures(report: &Report) -> Vec<Figure> {
    let summary = &report.summary;
    let figure = |label: &str, value: String, full: String| Figure {
        label: label.to_owned(),
        value,
        full,
        margin: margin(report, label),
    };
    let share = |label: &str, value: Option<f64>, of: &str| {
        figure(
            label,
            value.map_or_else(nothing, short_percent),
            value.map_or_else(nothing, |v| format!("{v:.3} % of {of}")),
        )
    };
    let length = &summary.length;
    let lengths = |value: Option<u64>| {
        value.map_or_else(nothing, |value| format!("{} bases", grouped(value)))
    };
    let spread = format!("{} to {}", lengths(length.min), lengths(length.max));
    vec![
        figure(READS, reads_in_short(summary.reads), grouped(summary.reads)),
        figure("Bases", bases(summary.bases), grouped(summary.bases)),
        share(Q30, summary.q30_percent, "all bases"),
        figure(
            "Median read quality",
            summary
                .usual_median_read_quality()
                .map_or_else(nothing, |score| quality(score as f64)),
            summary.median_read_quality_words().to_owned(),
        ),
        share(GC, summary.gc_percent, "A, C, G and T"),
        if summary.has_long_reads() {
            figure(
                "N50",
                length.n50.map_or_else(nothing, bases),
                format!("{}; reads of {spread}", lengths(length.n50)),
            )
        } else {
            figure(
                "Length",
                short_length(length.min, length.max, length.median),
                spread,
            )
        },
        share(ADAPTERS, summary.adapter_percent, "all reads"),
        share(STARTS, summary.duplicate_percent, "all reads"),
    ]
}

/// What a sample says of a figure of the whole file; empty if it says nothing.
fn margin(report: &Report, label: &str) -> String {
    let Some(sampling) = &report.sampling else {
        return String::new();
    };
    let share = |estimate: Option<Estimate>| {
        estimate.map_or_else(String::new, |estimate| estimate.percent_margin())
    };
    match label {
        READS => sampling.reads.map_or_else(String::new, |reads| {
            format!(
                "of {} ± {}",
                estimated(reads.value),
                estimated(reads.margin.ceil())
            )
        }),
        Q30 => share(sampling.q30_percent),
        GC => share(sampling.gc_percent),
        ADAPTERS => share(sampling.adapter_percent),
        // The more reads, the more of them start alike.
        STARTS => "rises with more reads".to_owned(),
        _ => String::new(),
    }
}

/// An estimated number of reads, as exact as what it stands beside.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of reads"
)]
fn estimated(reads: f64) -> String {
    reads_in_short(reads.round() as u64)
}

/// A share that fits into the strip of figures on a phone: `< 0.1 %`.
fn short_percent(share: f64) -> String {
    percent(share)
        .replace("below ", "< ")
        .replace("above ", "> ")
}

/// A number of reads, in full as long as it is easy to read: `812,300`, `51.3 M`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
pub fn reads_in_short(reads: u64) -> String {
    if reads < 1_000_000 {
        grouped(reads)
    } else {
        short(reads as f64)
    }
}

fn short_length(min: Option<u64>, max: Option<u64>, median: Option<u64>) -> String {
    match (min, max, median) {
        (Some(min), Some(max), _) if min == max => bases(max),
        (Some(min), Some(max), _) => format!("{}–{}", grouped(min), bases(max)),
        _ => nothing(),
    }
}

fn nothing() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_length_is_not_a_range() {
        assert_eq!(short_length(Some(150), Some(150), Some(150)), "150 b");
        assert_eq!(short_length(Some(30), Some(150), Some(150)), "30–150 b");
    }
}
