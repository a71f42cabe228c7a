//! Ranks in sorted histograms.

/// Sum of counts that stays at the largest integer instead of wrapping.
pub(crate) fn total(counts: impl IntoIterator<Item = u64>) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}

/// The smallest value at or below which at least `numerator / denominator` of the items lie;
/// `None` for an empty histogram. The median is `quantile(_, 1, 2)`: the lower one of two.
pub(crate) fn quantile<V: Copy>(
    histogram: &[(V, u64)],
    numerator: u128,
    denominator: u128,
) -> Option<V> {
    let total: u128 = histogram.iter().map(|&(_, count)| u128::from(count)).sum();
    let mut seen = 0_u128;
    for &(value, count) in histogram {
        seen += u128::from(count);
        if count > 0 && seen * denominator >= total * numerator {
            return Some(value);
        }
    }
    None
}

/// The length such that reads at least as long hold half of all bases or more.
pub(crate) fn n50(histogram: &[(u64, u64)]) -> Option<u64> {
    let bases = |&(length, count): &(u64, u64)| u128::from(length) * u128::from(count);
    let total: u128 = histogram.iter().map(bases).sum();
    let mut seen = 0_u128;
    for item in histogram.iter().rev() {
        seen += bases(item);
        if item.1 > 0 && seen * 2 >= total {
            return Some(item.0);
        }
    }
    None
}

/// A share in percent; `None` of nothing.
pub(crate) fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_n50() {
        assert_eq!(quantile::<u64>(&[], 1, 2), None);
        assert_eq!(quantile(&[(1_u64, 1), (9, 1)], 1, 2), Some(1));
        assert_eq!(quantile(&[(1_u64, 1), (9, 2)], 1, 2), Some(9));
        assert_eq!(n50(&[(2, 3), (10, 1)]), Some(10));
        assert_eq!(n50(&[(0, 3)]), Some(0));
        assert_eq!(n50(&[]), None);
        assert_eq!(total([u64::MAX, 5]), u64::MAX);
    }
}
