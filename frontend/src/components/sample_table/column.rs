//! The columns of the table, and how each orders the samples.

use std::cmp::Ordering;

use leptos::prelude::Get;
use readout_frontend::view::Headline;
use shared::report::number::{bases, grouped, percent, trimmed};

use crate::state::Sample;

/// A column by which the table can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Reads,
    Bases,
    MeanLength,
    Q30,
    Gc,
    Duplicates,
    Adapters,
    Verdicts,
    State,
}

impl Column {
    /// In the order of the table.
    pub(crate) const ALL: [Self; 10] = [
        Self::Name,
        Self::Reads,
        Self::Bases,
        Self::MeanLength,
        Self::Q30,
        Self::Gc,
        Self::Duplicates,
        Self::Adapters,
        Self::Verdicts,
        Self::State,
    ];
    /// Those with a figure for each report, between reads and verdicts.
    pub(crate) const FIGURES: [Self; 6] = [
        Self::Bases,
        Self::MeanLength,
        Self::Q30,
        Self::Gc,
        Self::Duplicates,
        Self::Adapters,
    ];

    /// What stands at its top.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Name => "Sample",
            Self::Reads => "Reads",
            Self::Bases => "Bases",
            Self::MeanLength => "Mean length",
            Self::Q30 => "≥ Q30",
            Self::Gc => "GC",
            Self::Duplicates => "Identical starts",
            Self::Adapters => "Adapters",
            Self::Verdicts => "Sections",
            Self::State => "State",
        }
    }

    /// What its figures are shares of, or measured in.
    pub(crate) fn unit(self) -> Option<&'static str> {
        match self {
            Self::Reads => Some("bar: share of all reads of the run"),
            Self::Q30 => Some("of all bases"),
            Self::Gc => Some("of A, C, G and T"),
            Self::Duplicates | Self::Adapters => Some("of all reads"),
            Self::Verdicts => Some(
                "usual, unusual, very unusual; the dash: as is to be expected of the kind of library",
            ),
            _ => None,
        }
    }

    /// The figure as a number.
    #[expect(clippy::cast_precision_loss, reason = "compared and shown")]
    pub(crate) fn value(self, headline: &Headline) -> Option<f64> {
        match self {
            Self::Reads => Some(headline.reads as f64),
            Self::Bases => Some(headline.bases as f64),
            Self::MeanLength => headline.mean_length,
            Self::Q30 => headline.q30_percent,
            Self::Gc => headline.gc_percent,
            Self::Duplicates => headline.duplicate_percent,
            Self::Adapters => headline.adapter_percent,
            // One very unusual section outweighs all unusual ones.
            Self::Verdicts => {
                let [_, unusual, very_unusual] = headline.verdicts;
                Some(f64::from(very_unusual) * 100.0 + f64::from(unusual))
            }
            Self::Name | Self::State => None,
        }
    }

    /// The figure in words.
    pub(crate) fn words(self, headline: &Headline) -> String {
        let words = match self {
            Self::Reads => Some(grouped(headline.reads)),
            Self::Bases => Some(bases(headline.bases)),
            Self::MeanLength => self.value(headline).map(mean_length),
            _ => self.value(headline).map(percent),
        };
        words.unwrap_or_else(|| "–".to_owned())
    }

    /// Whether the largest are wanted first.
    pub(crate) fn starts_descending(self) -> bool {
        !matches!(self, Self::Name | Self::State)
    }

    /// The order of two samples by their first reports; those without a figure are last, whatever the
    /// direction.
    pub(crate) fn compare(self, one: &Sample, other: &Sample, descending: bool) -> Ordering {
        let turned = |order: Ordering| if descending { order.reverse() } else { order };
        match self {
            Self::Name => {
                let (one, other) = (one.name.get(), other.name.get());
                turned(shared::samples::compare(&one, &other))
            }
            Self::State => {
                let state = |sample: &Sample| sample.first().map(|job| job.state.get().id());
                turned(state(one).cmp(&state(other)))
            }
            _ => {
                let value = |sample: &Sample| self.value(&sample.first()?.headline()?);
                match (value(one), value(other)) {
                    (Some(one), Some(other)) => turned(one.total_cmp(&other)),
                    (one, other) => other.is_some().cmp(&one.is_some()),
                }
            }
        }
    }
}

/// `100.4 b`, `1.48 kb`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean of lengths"
)]
fn mean_length(length: f64) -> String {
    if length < 1000.0 {
        format!("{} b", trimmed(length, 1))
    } else {
        bases(length.round() as u64)
    }
}
