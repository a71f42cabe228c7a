//! FastQC's groups of positions.
//!
//! Reads to 75 bases are shown base by base. Longer ones have bases 1 to 9 alone and then groups of
//! the smallest interval (2, 5, 10, 20, 50, …) that gives fewer than 75 groups.
//! Source: FastQC 0.12.1, `Graphs/BaseGroup.java` lines 129–201.

use std::ops::Range;

use crate::tally::position_bin;

/// Longest read that is shown base by base.
const UNGROUPED_TO: u64 = 75;
/// There are always fewer groups than this.
const GROUPS: u64 = 75;
/// Bases 1 to 9 stand alone.
const SINGLE: u64 = 9;

/// Positions that are shown together, 1-based and inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseGroup {
    /// First position.
    pub first: u64,
    /// Last position.
    pub last: u64,
}

impl BaseGroup {
    /// FastQC's label: `7` or `10-14`.
    #[must_use]
    pub fn label(self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}-{}", self.first, self.last)
        }
    }

    /// The position bins of the tally that begin in this group; at most `bins` exist.
    #[must_use]
    pub fn bins(self, bins: usize) -> Range<usize> {
        let start = position_bin::of(self.first);
        // A bin that begins before the group belongs to the group before.
        let start = if position_bin::first(start) < self.first {
            start + 1
        } else {
            start
        };
        let end = position_bin::of(self.last) + 1;
        start.min(bins)..end.min(bins)
    }
}

/// The interval of the groups of reads up to `longest` bases: 1 if they are shown base by base.
#[must_use]
pub fn interval(longest: u64) -> u64 {
    if longest <= UNGROUPED_TO {
        return 1;
    }
    let mut multiplier = 1_u64;
    loop {
        for base in [2, 5, 10] {
            let interval = multiplier.saturating_mul(base);
            if SINGLE + (longest - SINGLE).div_ceil(interval) < GROUPS {
                return interval;
            }
        }
        multiplier = multiplier.saturating_mul(10);
    }
}

/// FastQC's groups for reads up to `longest` bases; none for 0.
#[must_use]
pub fn groups(longest: u64) -> Vec<BaseGroup> {
    let interval = interval(longest);
    let mut groups = Vec::new();
    let mut first = 1_u64;
    while first <= longest {
        let next = if interval == 1 || first <= SINGLE {
            first + 1
        } else if first == SINGLE + 1 && interval > 10 {
            interval
        } else {
            first.saturating_add(interval)
        };
        groups.push(BaseGroup {
            first,
            last: (next - 1).min(longest),
        });
        if next == u64::MAX {
            break;
        }
        first = next;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_change_where_fastqc_changes_them() {
        let table = [
            (75, 1),
            (76, 2),
            (139, 2),
            (140, 5),
            (334, 5),
            (335, 10),
            (659, 10),
            (660, 20),
            (1309, 20),
            (1310, 50),
            (3259, 50),
            (6509, 100),
            (13009, 200),
            (32509, 500),
            (65009, 1000),
        ];
        for (longest, expected) in table {
            assert_eq!(interval(longest), expected, "{longest}");
        }
        assert!(interval(u64::MAX) > 1);
    }

    #[test]
    fn labels_are_fastqcs() {
        let labels: Vec<_> = groups(151).into_iter().map(BaseGroup::label).collect();
        assert_eq!(
            labels[..11],
            [
                "1", "2", "3", "4", "5", "6", "7", "8", "9", "10-14", "15-19"
            ]
        );
        assert_eq!(labels.last().map(String::as_str), Some("150-151"));
        let labels: Vec<_> = groups(700).into_iter().map(BaseGroup::label).collect();
        assert_eq!(labels[9..12], ["10-19", "20-39", "40-59"]);
        assert!(groups(0).is_empty());
    }

    #[test]
    fn groups_and_bins_tile() {
        for longest in [1, 75, 76, 151, 1309, 1310, 3300, 20_000, 140_000] {
            let mut bin = 0;
            let mut position = 1;
            for group in groups(longest) {
                assert_eq!(group.first, position);
                position = group.last + 1;
                let bins = group.bins(position_bin::COUNT);
                assert_eq!(bins.start, bin, "{longest} {group:?}");
                bin = bins.end;
            }
            assert_eq!(position, longest + 1);
            assert!(position_bin::last(bin - 1) >= longest);
        }
    }
}
