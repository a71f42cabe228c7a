//! How many counts of G and C claim a percent, and the normal curve FastQC expects.

/// For reads of `length` bases: how many counts k in 0..=length claim each percent.
///
/// A count k claims the percents from round(100·max(k−½, 0)/L) to round(100·min(k+½, L)/L), with
/// round(x) = floor(x + ½). Solved for k, percent p is claimed by every k with
/// L(2p−1)−100 ≤ 200k < L(2p+1)+100. Integers throughout, so there is no rounding to differ in.
/// Source: FastQC 0.12.1, `GCModel.java`.
#[must_use]
pub fn claims(length: u64) -> [u64; 101] {
    let length = i128::from(length);
    let mut claims = [0; 101];
    for (percent, claims) in (0_i128..).zip(claims.iter_mut()) {
        let below = length * (2 * percent - 1) - 100;
        let above = length * (2 * percent + 1) + 100;
        let least = div_ceil(below, 200).max(0);
        let most = (div_ceil(above, 200) - 1).min(length);
        *claims = u64::try_from(most - least + 1).unwrap_or(0);
    }
    claims
}

fn div_ceil(value: i128, divisor: i128) -> i128 {
    -(-value).div_euclid(divisor)
}

/// FastQC's theoretical distribution of a histogram of percents.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Expected counts, NaN where the histogram has no width.
    pub expected: [f64; 101],
    /// Sum of |observed − expected| in percent of the observed sum.
    pub deviation_percent: f64,
}

impl Curve {
    /// Fits a normal curve around the mode.
    ///
    /// The centre is the lowest highest bin, averaged over the run of bins around it above 90 % of
    /// it; if the run reaches either end, the bin itself. The standard deviation is taken around
    /// that centre, with n − 1. Source: FastQC 0.12.1, `PerSequenceGCContent.java`.
    #[must_use]
    pub fn fit(observed: &[f64; 101]) -> Self {
        let total: f64 = observed.iter().sum();
        let mut mode = 0;
        for (percent, count) in observed.iter().enumerate() {
            if *count > observed[mode] {
                mode = percent;
            }
        }
        let high = observed[mode] - observed[mode] / 10.0;
        let after = observed[mode..].iter().position(|count| *count <= high);
        let before = observed[..mode]
            .iter()
            .rev()
            .position(|count| *count <= high);
        let centre = match (before, after) {
            (Some(before), Some(after)) => {
                let run = (mode - before)..(mode + after);
                let sum: usize = run.clone().sum();
                sum as f64 / run.len() as f64
            }
            _ => mode as f64,
        };
        let squares: f64 = observed
            .iter()
            .enumerate()
            .map(|(percent, count)| (percent as f64 - centre).powi(2) * count)
            .sum();
        let deviation = (squares / (total - 1.0)).sqrt();
        let variance = deviation * deviation;
        let height = 1.0 / (std::f64::consts::TAU * variance).sqrt();
        let mut expected = [0.0; 101];
        for (percent, expected) in expected.iter_mut().enumerate() {
            let distance = (percent as f64 - centre).powi(2);
            *expected = height * libm::exp(-distance / (2.0 * variance)) * total;
        }
        let gap: f64 = expected
            .iter()
            .zip(observed)
            .map(|(expected, observed)| (expected - observed).abs())
            .sum();
        Self {
            expected,
            deviation_percent: gap / total * 100.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FastQC's own loop, in floats.
    fn claims_one_by_one(length: u64) -> [u64; 101] {
        let mut claims = [0; 101];
        for count in 0..=length {
            let bound = |half: f64| {
                ((count as f64 + half).clamp(0.0, length as f64) * 100.0 / length as f64 + 0.5)
                    .floor()
            };
            claims[bound(-0.5) as usize..=bound(0.5) as usize]
                .iter_mut()
                .for_each(|claims| *claims += 1);
        }
        claims
    }

    #[test]
    fn claims_are_fastqcs() {
        for length in (1..=100).chain([200, 300, 700, 1000, 3000, 12_000, 21_000]) {
            assert_eq!(claims(length), claims_one_by_one(length), "{length}");
        }
    }

    #[test]
    fn one_bin_has_no_curve() {
        let mut observed = [0.0; 101];
        observed[50] = 10.0;
        assert!(Curve::fit(&observed).deviation_percent.is_nan());
    }

    #[test]
    fn a_normal_histogram_fits() {
        let mut observed = [0.0; 101];
        for (percent, count) in observed.iter_mut().enumerate() {
            *count = 1e6 * (-(percent as f64 - 45.0).powi(2) / 100.0).exp();
        }
        assert!(Curve::fit(&observed).deviation_percent < 1.0);
    }
}
