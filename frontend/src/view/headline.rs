//! What samples are compared by.

use serde::{Deserialize, Serialize};
use shared::report::{Report, Verdict};

/// The headline figures of a report as numbers. Shares are percentages; none of nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// Reads.
    pub reads: u64,
    /// Bases.
    pub bases: u64,
    /// Mean length of a read in bases.
    pub mean_length: Option<f64>,
    /// Bases of Q30 or better, of all bases.
    pub q30_percent: Option<f64>,
    /// G and C, of A, C, G and T.
    pub gc_percent: Option<f64>,
    /// Reads that start as another does, all but one of each kind, of all reads.
    pub duplicate_percent: Option<f64>,
    /// Reads with an adapter, of all reads.
    pub adapter_percent: Option<f64>,
    /// Sections that are usual, unusual, and very unusual.
    pub verdicts: [u32; 3],
}

impl Headline {
    pub(super) fn of(report: &Report) -> Self {
        let summary = &report.summary;
        let mut verdicts = [0; 3];
        let [usual, unusual, very_unusual] = &mut verdicts;
        for section in &report.sections {
            match section.verdict {
                Verdict::Pass => *usual += 1,
                Verdict::Warn => *unusual += 1,
                Verdict::Fail => *very_unusual += 1,
                Verdict::None => {}
            }
        }
        Self {
            reads: summary.reads,
            bases: summary.bases,
            mean_length: summary.length.mean,
            q30_percent: summary.q30_percent,
            gc_percent: summary.gc_percent,
            duplicate_percent: summary.duplicate_percent,
            adapter_percent: summary.adapter_percent,
            verdicts,
        }
    }
}
