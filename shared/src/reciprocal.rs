//! Division of small numbers without a division.

use std::sync::LazyLock;

/// Largest divisor of the table: twice the longest read whose positions are all single.
pub(crate) const LARGEST_DIVISOR: u64 = 2 * crate::tally::position_bin::SINGLE as u64;
/// Dividends of so many bits are served by the table.
pub(crate) const DIVIDEND_BITS: u32 = 20;
/// Quotients are exact: a reciprocal is too large by less than the divisor, so a product by less
/// than 2^20 · 2^12, and that is below 2^40.
const BITS: u32 = 40;

type Table = [u64; LARGEST_DIVISOR as usize + 1];

/// ⌈2^40 / divisor⌉; 0 for a divisor of 0. Worked out at first use: as a constant it would be a part of
/// the page that is loaded, and no packing makes it smaller.
static RECIPROCALS: LazyLock<Box<Table>> = LazyLock::new(|| {
    let mut table = Box::new([0; _]);
    for (divisor, reciprocal) in (1..).zip(table.iter_mut().skip(1)) {
        *reciprocal = (1_u64 << BITS).div_ceil(divisor);
    }
    table
});

/// The quotient, rounded down; 0 for a divisor of 0.
#[inline]
pub(crate) fn divide(dividend: u64, divisor: u64) -> u64 {
    if dividend < 1 << DIVIDEND_BITS && divisor <= LARGEST_DIVISOR {
        return (dividend * RECIPROCALS[divisor as usize]) >> BITS;
    }
    dividend.checked_div(divisor).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_exact() {
        const { assert!(LARGEST_DIVISOR < 1 << 12) };
        for divisor in (1..=LARGEST_DIVISOR + 3).chain([1 << 33, u64::MAX]) {
            for quotient in [0, 1, 2, 77, (1 << 20) / divisor, (1 << 40) / divisor] {
                let product = divisor.saturating_mul(quotient);
                let last = product.saturating_add(divisor - 1);
                for dividend in [product.saturating_sub(1), product, last] {
                    assert_eq!(
                        divide(dividend, divisor),
                        dividend / divisor,
                        "{dividend} / {divisor}"
                    );
                }
            }
        }
        assert_eq!(divide(5, 0), 0);
    }
}
