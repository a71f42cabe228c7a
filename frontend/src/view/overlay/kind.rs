//! What the lines of a kind are called, and what their axes measure.

use shared::report::number::{bases, grouped, percent, quality, trimmed};

use crate::view::CurveKind;

impl CurveKind {
    /// All of them, in the order of the sections.
    pub const ALL: [Self; 6] = [
        Self::Quality,
        Self::ReadQuality,
        Self::Gc,
        Self::NContent,
        Self::Length,
        Self::Adapter,
    ];

    /// The kind that belongs to a section.
    #[must_use]
    pub fn of_section(id: &str) -> Option<Self> {
        Some(match id {
            "per_base_sequence_quality" => Self::Quality,
            "per_sequence_quality_scores" => Self::ReadQuality,
            "per_sequence_gc_content" => Self::Gc,
            "per_base_n_content" => Self::NContent,
            "sequence_length_distribution" => Self::Length,
            "adapter_content" => Self::Adapter,
            _ => return None,
        })
    }

    /// What its lines show.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Quality => "Mean quality by position",
            Self::Gc => "GC of reads",
            Self::Length => "Reads of this length or shorter",
            Self::ReadQuality => "Reads by their mean quality",
            Self::NContent => "N by position",
            Self::Adapter => "The most frequent of FastQC’s adapters",
        }
    }

    /// What the axes measure: across, and up.
    #[must_use]
    pub const fn units(self) -> (&'static str, &'static str) {
        match self {
            Self::Quality => ("position in read (bases)", "mean quality (Phred)"),
            Self::Gc => ("GC of a read (%)", "share of reads (%)"),
            Self::Length => ("length (bases)", "share of reads (%)"),
            Self::ReadQuality => ("mean quality of a read (Phred)", "share of reads (%)"),
            Self::NContent => ("position in read (bases)", "share of N (%)"),
            Self::Adapter => ("position at which it began (bases)", "share of reads (%)"),
        }
    }

    /// A place of the axis that runs across, in words.
    pub(super) fn place(self, at: f64) -> String {
        match self {
            Self::Quality | Self::NContent | Self::Adapter => {
                format!("position {}", grouped(whole(at)))
            }
            Self::Gc => format!("GC {} %", trimmed(at, 0)),
            Self::Length => format!("up to {}", bases(whole(at))),
            Self::ReadQuality => format!("mean quality {}", quality(at)),
        }
    }

    /// A value in words.
    pub(super) fn value(self, value: f64) -> String {
        match self {
            Self::Quality => quality(value),
            _ => percent(value),
        }
    }

    /// The line says as much of what lies between two of its points as of the first of them: bins,
    /// and what is summed up.
    pub(super) const fn holds_on(self) -> bool {
        !matches!(self, Self::Gc | Self::ReadQuality)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are whole numbers"
)]
pub(super) fn whole(at: f64) -> u64 {
    at.round() as u64
}
