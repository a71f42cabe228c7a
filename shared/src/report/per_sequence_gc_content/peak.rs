//! A second peak in a histogram of GC percents.

use serde::{Deserialize, Serialize};

/// Reads shorter than this say too little about their GC for peaks to mean something.
pub const SHORTEST_READ: u64 = 30;

/// Percents averaged to each side before peaks are looked for.
const SMOOTHING: usize = 2;
/// A second peak holds at least this share of the reads, in percent.
const LEAST_SHARE: f64 = 2.0;
/// The valley before a second peak is lower than the peak by this share of it.
const LEAST_DEPTH: f64 = 0.1;
/// The valley is also lower by this many standard errors of the peak's count.
const STANDARD_ERRORS: f64 = 5.0;
/// Peaks nearer than this many percent are one.
const LEAST_DISTANCE: usize = 6;

/// A peak beside the main one. The limits above are this project's own; FastQC names no peaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecondPeak {
    /// Where it is highest, in percent GC.
    pub gc_percent: u64,
    /// Share of the reads on its side of the valley between the two peaks, in percent. The main
    /// peak's far slope is in it, too, so it is an estimate.
    pub reads_percent: f64,
}

/// Looks for the largest peak that a true valley parts from the main one.
#[must_use]
pub fn find(reads: &[f64; 101]) -> Option<SecondPeak> {
    let smooth: Vec<f64> = (0..reads.len())
        .map(|percent| {
            let near = &reads
                [percent.saturating_sub(SMOOTHING)..(percent + SMOOTHING + 1).min(reads.len())];
            near.iter().sum::<f64>() / near.len() as f64
        })
        .collect();
    let total: f64 = reads.iter().sum();
    let main = highest(&smooth, 0, smooth.len())?;
    let mut best: Option<SecondPeak> = None;
    for (start, end) in [
        (0, main.saturating_sub(LEAST_DISTANCE)),
        (main + LEAST_DISTANCE, smooth.len()),
    ] {
        for peak in start..end {
            let Some(valley) = valley(&smooth, main, peak) else {
                continue;
            };
            let height = smooth[peak];
            let depth = height - smooth[valley];
            // Each smoothed value is a mean of five counts.
            let error = (height / (2 * SMOOTHING + 1) as f64).sqrt();
            if depth < LEAST_DEPTH * height || depth < STANDARD_ERRORS * error {
                continue;
            }
            let (from, to) = if peak < main {
                (0, valley)
            } else {
                (valley + 1, smooth.len())
            };
            if highest(&smooth, from, to) != Some(peak) {
                continue;
            }
            let share = reads[from..to].iter().sum::<f64>() / total * 100.0;
            if share >= LEAST_SHARE && best.as_ref().is_none_or(|best| share > best.reads_percent) {
                best = Some(SecondPeak {
                    gc_percent: peak as u64,
                    reads_percent: share,
                });
            }
        }
    }
    best
}

fn highest(values: &[f64], from: usize, to: usize) -> Option<usize> {
    (from..to).max_by(|a, b| values[*a].total_cmp(&values[*b]).then(b.cmp(a)))
}

fn valley(values: &[f64], main: usize, peak: usize) -> Option<usize> {
    let (from, to) = if peak < main {
        (peak + 1, main)
    } else {
        (main + 1, peak)
    };
    (from..to).min_by(|a, b| values[*a].total_cmp(&values[*b]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(second: f64, at: f64) -> [f64; 101] {
        let mut reads = [0.0; 101];
        for (percent, count) in reads.iter_mut().enumerate() {
            let hump = |centre: f64, width: f64| {
                libm::exp(-(percent as f64 - centre).powi(2) / (2.0 * width * width))
            };
            *count = 10_000.0 * (hump(42.0, 6.0) + second * hump(at, 4.0));
        }
        reads
    }

    #[test]
    fn a_peak_needs_a_valley() {
        assert_eq!(find(&two(0.0, 66.0)), None);
        let second = find(&two(0.15, 66.0));
        assert_eq!(second.as_ref().map(|peak| peak.gc_percent), Some(66));
        assert!(second.is_some_and(|peak| (7.0..12.0).contains(&peak.reads_percent)));
        // A shoulder is no peak.
        assert_eq!(find(&two(0.2, 52.0)), None);
    }

    #[test]
    fn noise_is_no_peak() {
        let mut reads = [0.0; 101];
        for (percent, count) in reads.iter_mut().enumerate() {
            *count = if percent % 10 == 0 { 3.0 } else { 1.0 };
        }
        assert_eq!(find(&reads), None);
        assert_eq!(find(&[0.0; 101]), None);
    }
}
