//! Reads by mean quality, in FastQC's sense and in the sense of error probability.

use super::add;
use crate::phred::COLUMNS;

/// Reads by mean quality. Zero-length reads have none and are not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadQuality {
    /// Column i: reads whose mean byte, by integer division, is 33 + i (FastQC 0.12.1,
    /// PerSequenceQualityScores).
    pub integer_mean: [u64; COLUMNS],
    /// Column i: reads whose mean error probability is worth Q i on the Phred+33 scale, rounded
    /// down. On the Phred+64 scale it is worth 31 less: the probabilities differ by a constant factor.
    pub error_mean: [u64; COLUMNS],
}

impl Default for ReadQuality {
    fn default() -> Self {
        Self {
            integer_mean: [0; COLUMNS],
            error_mean: [0; COLUMNS],
        }
    }
}

impl ReadQuality {
    pub(super) fn merge(&mut self, other: &Self) {
        add(&mut self.integer_mean, &other.integer_mean);
        add(&mut self.error_mean, &other.error_mean);
    }
}
