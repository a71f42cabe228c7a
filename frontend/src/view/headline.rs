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
    /// Sections that are usual, unusual, and very unusual, but those that are so in every library of
    /// the kind.
    pub verdicts: [u32; 3],
    /// Those.
    pub expected: u32,
}

impl Headline {
    /// The figures of several reports together: sums, and means that weigh shares of bases by bases
    /// and shares of reads by reads. A share counts where it is known.
    ///
    /// ```
    /// use readout_frontend::view::Headline;
    /// let one = Headline { reads: 1, gc_percent: Some(40.0), bases: 100, ..Headline::default() };
    /// let other = Headline { reads: 3, gc_percent: Some(50.0), bases: 300, ..Headline::default() };
    /// let both = Headline::of_all(&[one, other]);
    /// assert_eq!((both.reads, both.mean_length, both.gc_percent), (4, Some(100.0), Some(47.5)));
    /// ```
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    pub fn of_all(all: &[Self]) -> Self {
        let mean = |share: fn(&Self) -> Option<f64>, weight: fn(&Self) -> u64| {
            let known = all
                .iter()
                .filter_map(|one| Some((share(one)?, weight(one) as f64)));
            let (sum, weights) = known.fold((0.0, 0.0), |(sum, weights), (share, weight)| {
                (sum + share * weight, weights + weight)
            });
            (weights > 0.0).then(|| sum / weights)
        };
        let sum = |number: fn(&Self) -> u64| all.iter().map(number).fold(0, u64::saturating_add);
        let (reads, bases) = (sum(|one| one.reads), sum(|one| one.bases));
        let mut verdicts = [0; 3];
        let expected = all.iter().map(|one| one.expected).sum();
        for one in all {
            for (sum, count) in verdicts.iter_mut().zip(one.verdicts) {
                *sum += count;
            }
        }
        Self {
            reads,
            bases,
            mean_length: (reads > 0).then(|| bases as f64 / reads as f64),
            q30_percent: mean(|one| one.q30_percent, |one| one.bases),
            gc_percent: mean(|one| one.gc_percent, |one| one.bases),
            duplicate_percent: mean(|one| one.duplicate_percent, |one| one.reads),
            adapter_percent: mean(|one| one.adapter_percent, |one| one.reads),
            verdicts,
            expected,
        }
    }

    pub(super) fn of(report: &Report) -> Self {
        let summary = &report.summary;
        let mut verdicts = [0; 3];
        let [usual, unusual, very_unusual] = &mut verdicts;
        let mut expected = 0;
        for section in &report.sections {
            match section.verdict {
                _ if section.expected.is_some() => expected += 1,
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
            expected,
        }
    }
}
