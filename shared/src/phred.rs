//! Quality encodings: what a quality byte means, and which encoding a file has.

use crate::reciprocal::{DIVIDEND_BITS, LARGEST_DIVISOR, divide};
use serde::{Deserialize, Serialize};

mod detection;

pub use self::detection::{Certainty, Detection, detect};

/// The lowest quality byte in FASTQ, `!`.
pub const FIRST_BYTE: u8 = b'!';
/// Columns of a table of quality bytes: 94 values from `!` to `~`, padded to 96.
pub const COLUMNS: usize = 96;

/// How quality scores are written as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Sanger, Illumina 1.8 and later, Nanopore, PacBio: byte − 33.
    #[default]
    Phred33,
    /// Illumina 1.3 to 1.7: byte − 64.
    Phred64,
}

impl Encoding {
    /// What is subtracted from a byte to give its score.
    #[must_use]
    pub fn offset(self) -> u8 {
        match self {
            Self::Phred33 => 33,
            Self::Phred64 => 64,
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Phred33 => "Phred+33",
            Self::Phred64 => "Phred+64",
        }
    }
}

/// 10^(−q/10) in units of 2^−36, rounded, for q = 0..=95.
///
/// An integer table, so that sums of error probabilities are exact and the same everywhere.
static ERROR_UNITS: [u64; COLUMNS] = [
    68_719_476_736,
    54_585_820_647,
    43_359_058_555,
    34_441_324_442,
    27_357_716_445,
    21_731_006_610,
    17_261_552_119,
    13_711_338_224,
    10_891_303_087,
    8_651_269_555,
    6_871_947_674,
    5_458_582_065,
    4_335_905_856,
    3_444_132_444,
    2_735_771_645,
    2_173_100_661,
    1_726_155_212,
    1_371_133_822,
    1_089_130_309,
    865_126_955,
    687_194_767,
    545_858_206,
    433_590_586,
    344_413_244,
    273_577_164,
    217_310_066,
    172_615_521,
    137_113_382,
    108_913_031,
    86_512_696,
    68_719_477,
    54_585_821,
    43_359_059,
    34_441_324,
    27_357_716,
    21_731_007,
    17_261_552,
    13_711_338,
    10_891_303,
    8_651_270,
    6_871_948,
    5_458_582,
    4_335_906,
    3_444_132,
    2_735_772,
    2_173_101,
    1_726_155,
    1_371_134,
    1_089_130,
    865_127,
    687_195,
    545_858,
    433_591,
    344_413,
    273_577,
    217_310,
    172_616,
    137_113,
    108_913,
    86_513,
    68_719,
    54_586,
    43_359,
    34_441,
    27_358,
    21_731,
    17_262,
    13_711,
    10_891,
    8_651,
    6_872,
    5_459,
    4_336,
    3_444,
    2_736,
    2_173,
    1_726,
    1_371,
    1_089,
    865,
    687,
    546,
    434,
    344,
    274,
    217,
    173,
    137,
    109,
    87,
    69,
    55,
    43,
    34,
    27,
    22,
];

/// The error probability of score `q`, 10^(−q/10), in units of 2^−36; scores above 95 count as 95.
///
/// ```
/// assert_eq!(shared::phred::error_units(0), 1 << 36);
/// assert_eq!(shared::phred::error_units(10), 6_871_947_674);
/// ```
#[must_use]
pub fn error_units(q: usize) -> u64 {
    ERROR_UNITS[q.min(COLUMNS - 1)]
}

/// The score that a mean error probability is worth, rounded down: the largest q with
/// `sum ≤ error_units(q) · bases`, compared as integers. `sum` is in units of 2^−36.
///
/// ```
/// use shared::phred::{error_units, mean_error_score};
/// assert_eq!(mean_error_score(error_units(30) * 7, 7), 30);
/// assert_eq!(mean_error_score(error_units(30) + error_units(10), 2), 12);
/// ```
#[must_use]
pub fn mean_error_score(sum: u64, bases: u64) -> usize {
    // Halving the probability is worth 3.0103: the leading zeros of the mean bring us to at most
    // three scores below the answer, and the rest is counted without a branch.
    // Shifted so that it is divided without a division; its highest bit stays where it is.
    let shift = if bases <= LARGEST_DIVISOR {
        (64 - sum.leading_zeros()).saturating_sub(DIVIDEND_BITS)
    } else {
        0
    };
    let mean = divide(sum >> shift, bases.max(1));
    let zeros = mean.leading_zeros().saturating_sub(shift);
    let least = (zeros.saturating_sub(28) * 3) as usize;
    let near = ERROR_UNITS.get(least..).unwrap_or(&[]);
    let passed = near
        .iter()
        .take(5)
        .filter(|&&units| sum <= units.saturating_mul(bases))
        .count();
    (least + passed).saturating_sub(1).min(COLUMNS - 1)
}

/// The table by quality byte on the Phred+33 scale, for the loop over all bases.
pub(crate) fn error_units_by_byte() -> &'static [u64; 128] {
    static BY_BYTE: [u64; 128] = {
        let mut table = [0; 128];
        let mut q = 0;
        while q < COLUMNS - 1 {
            table[q + FIRST_BYTE as usize] = ERROR_UNITS[q];
            q += 1;
        }
        table
    };
    &BY_BYTE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_error_scores_are_those_of_a_plain_search() {
        for bases in [1, 3, 150, 1 << 25] {
            for units in ERROR_UNITS {
                for sum in [units * bases - 1, units * bases, units * bases + 1] {
                    let sum = sum.min(ERROR_UNITS[0] * bases);
                    let plain = ERROR_UNITS.iter().rposition(|&units| sum <= units * bases);
                    assert_eq!(
                        Some(mean_error_score(sum, bases)),
                        plain,
                        "{sum} of {bases}"
                    );
                }
            }
        }
    }
}
