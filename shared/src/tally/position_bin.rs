//! Bins of positions in a read, fixed at compile time, so that a merge never needs the longest read.
//!
//! They tile FastQC 0.12.1's display groups for every read length. FastQC shows single bases, or
//! groups of an interval that grows with the longest read M and begins at its multiples: 50 from
//! M = 1,310, 100 from 3,260, 200 from 6,510, 500 from 13,010, 1,000 from 32,510, and on in that
//! pattern. So bins are single bases to 1,309, then 50 wide, aligned on multiples of 50, to 3,259,
//! 100 wide to 13,009, 500 to 32,509, 1,000 to 130,009, and so on to one last open bin.

/// Name of this layout of bins; tallies of another layout cannot be merged.
pub const LAYOUT: &str = "fastqc-tiles-1";

/// Number of bins.
pub const COUNT: usize = 1 + starts_before_last().1;

/// Number of bins that hold a single position.
pub const SINGLE: usize = 1309;

/// Runs of bins: the first position (from 1) and the width of the bins up to the next run.
const RUNS: [(u64, u64); 9] = [
    (1, 1),
    (1310, 50),
    (3260, 100),
    (13_010, 500),
    (32_510, 1000),
    (130_010, 5000),
    (325_010, 10_000),
    (1_300_010, 50_000),
    (3_250_010, 100_000),
];

/// First position of the last, open bin.
const LAST: u64 = 13_000_010;

/// First positions of all bins but the last, in order, and how many they are.
const fn starts_before_last() -> ([u64; 4096], usize) {
    let mut starts = [0; 4096];
    let mut count = 0;
    let mut run = 0;
    while run < RUNS.len() {
        let (first, width) = RUNS[run];
        let end = if run + 1 < RUNS.len() {
            RUNS[run + 1].0
        } else {
            LAST
        };
        let mut start = first;
        while start < end {
            starts[count] = start;
            count += 1;
            start = (start / width + 1) * width;
        }
        run += 1;
    }
    (starts, count)
}

/// First positions of all bins.
static STARTS: [u64; COUNT] = {
    let (starts, count) = starts_before_last();
    let mut all = [0; COUNT];
    let mut index = 0;
    while index < count {
        all[index] = starts[index];
        index += 1;
    }
    all[count] = LAST;
    all
};

/// First position of a bin, from 1; bins past the last count as the last.
///
/// ```
/// use shared::tally::position_bin::{first, last, of};
/// assert_eq!((first(0), last(0)), (1, 1));
/// assert_eq!((first(of(1400)), last(of(1400))), (1400, 1449));
/// assert_eq!((first(of(1310)), last(of(1310))), (1310, 1349));
/// ```
#[must_use]
pub fn first(bin: usize) -> u64 {
    STARTS[bin.min(COUNT - 1)]
}

/// Last position of a bin, inclusive; `u64::MAX` for the last, open bin.
#[must_use]
pub fn last(bin: usize) -> u64 {
    STARTS.get(bin + 1).map_or(u64::MAX, |next| next - 1)
}

/// The bin of a position, which counts from 1; position 0 counts as 1.
#[must_use]
pub fn of(position: u64) -> usize {
    if position <= SINGLE as u64 {
        return (position as usize).saturating_sub(1);
    }
    STARTS.partition_point(|&start| start <= position) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_tile_all_positions() {
        for bin in 1..COUNT {
            assert_eq!(last(bin - 1) + 1, first(bin));
            assert_eq!(of(first(bin)), bin);
            assert_eq!(of(last(bin - 1)), bin - 1);
        }
        assert_eq!(of(u64::MAX), COUNT - 1);
    }

    #[test]
    fn bins_tile_the_groups_of_fastqc() {
        // (interval, longest read for which FastQC 0.12.1 still takes it); from its BaseGroup rule.
        let rules = [
            (50, 3259),
            (100, 6509),
            (200, 13_009),
            (500, 32_509),
            (1000, 65_009),
            (2000, 130_009),
        ];
        let mut shortest = 1310;
        for (interval, longest) in rules {
            // A bin may cross a multiple of the interval only past every read that is grouped so.
            for bin in SINGLE..=of(longest) {
                let crosses = first(bin) / interval != last(bin).min(longest) / interval;
                assert!(!crosses, "bin {} of interval {interval}", first(bin));
            }
            assert!(shortest <= longest);
            shortest = longest + 1;
        }
    }
}
