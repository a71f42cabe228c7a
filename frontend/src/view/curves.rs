//! Curves by which two reports are laid over each other: whatever the numbers of reads and the bins,
//! they have the same axes.

use serde::{Deserialize, Serialize};
use shared::report::adapter_content::AdapterRow;
use shared::report::{Report, SectionData};

/// One line of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What it shows, and in which units.
    pub kind: CurveKind,
    /// Points from left to right.
    pub points: Vec<(f64, f64)>,
}

/// What a curve shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CurveKind {
    /// Mean quality (Phred) by position in the read (bases).
    Quality,
    /// Share of reads (percent) by their GC (percent).
    Gc,
    /// Share of reads (percent) of a length (bases) or shorter.
    Length,
    /// Share of reads (percent) by their mean quality (Phred).
    ReadQuality,
    /// Share of N (percent) by position in the read (bases).
    NContent,
    /// Share of reads (percent) that hold the adapter, of those in FastQC's text, which most hold, by the
    /// position (bases) at which it began.
    Adapter,
}

/// The curves of a report; none of what it has no reads for.
pub(super) fn of(report: &Report) -> Vec<Curve> {
    let curves = report.sections.iter().filter_map(|section| {
        let (kind, points) = match &section.data {
            SectionData::PerBaseSequenceQuality(data) => {
                let rows = data.rows.iter();
                let point = |first: u64, mean: Option<f64>| Some((real(first), mean?));
                let points = rows.filter_map(|row| point(row.first, row.mean));
                (CurveKind::Quality, points.collect())
            }
            SectionData::PerSequenceGcContent(data) => {
                let reads = data.rows.iter();
                let reads = reads.map(|row| (row.gc_percent, row.spread_reads));
                (CurveKind::Gc, shares(reads.collect(), false))
            }
            SectionData::SequenceLengthDistribution(data) => {
                let rows = [&data.log_rows, &data.rows];
                let rows = rows.into_iter().find(|rows| !rows.is_empty())?;
                let reads = rows.iter().map(|row| (row.last, real(row.reads)));
                (CurveKind::Length, shares(reads.collect(), true))
            }
            SectionData::PerSequenceQualityScores(data) => {
                let reads = data.rows.iter();
                let reads =
                    reads.map(|row| (u64::try_from(row.quality).unwrap_or(0), real(row.reads)));
                (CurveKind::ReadQuality, shares(reads.collect(), false))
            }
            SectionData::PerBaseNContent(data) => {
                let points = data.rows.iter();
                let points = points.filter_map(|row| Some((real(row.first), row.n_percent?)));
                (CurveKind::NContent, points.collect())
            }
            SectionData::AdapterContent(data) => {
                let most = |row: &AdapterRow| row.percents.iter().copied().fold(0.0, f64::max);
                let points = data.rows.iter().map(|row| (real(row.first), most(row)));
                (CurveKind::Adapter, points.collect())
            }
            _ => return None,
        };
        Some(Curve { kind, points })
    });
    curves.filter(|curve| curve.points.len() > 1).collect()
}

/// Numbers of reads as percent of all of them; summed up from the left or each by itself.
fn shares(reads: Vec<(u64, f64)>, summed: bool) -> Vec<(f64, f64)> {
    let all: f64 = reads.iter().map(|(_, reads)| *reads).sum();
    if all == 0.0 {
        return Vec::new();
    }
    let mut before = 0.0;
    let share = |(at, reads): (u64, f64)| {
        before = if summed { before + reads } else { reads };
        (real(at), before / all * 100.0)
    };
    reads.into_iter().map(share).collect()
}

#[expect(clippy::cast_precision_loss, reason = "drawn")]
fn real(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn shares_are_of_all_reads() {
        let reads = vec![(10, 1.0), (20, 3.0)];
        assert_eq!(shares(reads.clone(), false), [(10.0, 25.0), (20.0, 75.0)]);
        assert_eq!(shares(reads, true), [(10.0, 25.0), (20.0, 100.0)]);
        assert_eq!(shares(vec![(10, 0.0)], true), []);
    }
}
