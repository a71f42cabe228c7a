//! How evenly the reads of a run are spread over its samples.

/// What the numbers of reads of two or more samples say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Evenness {
    /// Standard deviation of the reads per sample, in percent of their mean.
    pub(crate) variation_percent: f64,
    /// Places of the samples with the fewest and the most reads.
    pub(crate) fewest: usize,
    pub(crate) most: usize,
}

impl Evenness {
    /// Of the numbers of reads; none of fewer than two samples, or where there are no reads.
    #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
    pub(crate) fn of(reads: &[u64]) -> Option<Self> {
        let count = reads.len() as f64;
        let mean = reads.iter().map(|reads| *reads as f64).sum::<f64>() / count;
        if reads.len() < 2 || mean == 0.0 {
            return None;
        }
        let squares = reads.iter().map(|reads| (*reads as f64 - mean).powi(2));
        let places = || reads.iter().enumerate();
        Some(Self {
            variation_percent: (squares.sum::<f64>() / count).sqrt() / mean * 100.0,
            fewest: places().min_by_key(|(_, reads)| **reads)?.0,
            most: places().max_by_key(|(_, reads)| **reads)?.0,
        })
    }
}

/// A share in percent; none of nothing.
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
pub(crate) fn share_percent(reads: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| reads as f64 / all as f64 * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variation_is_that_of_the_samples() {
        let evenness = Evenness::of(&[2, 4, 4, 4, 5, 5, 7, 9]).unwrap();
        // Mean 5, standard deviation 2.
        assert!((evenness.variation_percent - 40.0).abs() < 1e-9);
        assert_eq!((evenness.fewest, evenness.most), (0, 7));
    }

    #[test]
    fn one_sample_or_no_reads_say_nothing() {
        assert_eq!(Evenness::of(&[]), None);
        assert_eq!(Evenness::of(&[5]), None);
        assert_eq!(Evenness::of(&[0, 0]), None);
        assert_eq!(
            (share_percent(1, 4), share_percent(0, 0)),
            (Some(25.0), None)
        );
    }
}
