//! Sorting where little is sorted, by one program for all types.
//!
//! The standard library's sort is compiled anew for every type and order, each time to several
//! kilobytes of what a page has to load. Where little is sorted its speed is not needed.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Sorts items; equal ones stay in their order.
///
/// ```
/// let mut names = [("b", 1), ("a", 2), ("b", 0)];
/// counting::order::sort_by(&mut names, |one, other| one.0.cmp(other.0));
/// assert_eq!(names, [("a", 2), ("b", 1), ("b", 0)]);
/// ```
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order = sorted(items.len(), &mut |one, other| {
        compare(&items[one], &items[other])
    });
    for start in 0..order.len() {
        // Each round of places that take from each other is gone through once.
        let mut at = start;
        while order[at] != start {
            let from = std::mem::replace(&mut order[at], at);
            items.swap(at, from);
            at = from;
        }
        order[at] = at;
    }
}

/// The numbers below `count` in an order; equal ones ascending.
#[inline(never)]
pub fn sorted(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

/// A map of pairs, put in one after the other; collected, they would be sorted first. Of two with the
/// same key the last one stays.
#[must_use]
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_order_of_the_standard_library() {
        for count in [0_u64, 1, 2, 3, 10, 100, 1_000] {
            let mut ours: Vec<(u64, u64)> = (0..count)
                .map(|at| (at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58, at))
                .collect();
            let mut theirs = ours.clone();
            sort_by(&mut ours, |one, other| one.0.cmp(&other.0));
            theirs.sort_by_key(|item| item.0);
            assert_eq!(ours, theirs);
            let by = ours.len().min(1);
            ours.rotate_right(by);
            sort_by(&mut ours, |one, other| {
                one.0.cmp(&other.0).then(one.1.cmp(&other.1))
            });
            assert_eq!(ours, theirs);
            assert!(
                map(theirs.iter().copied())
                    .into_iter()
                    .eq(BTreeMap::from_iter(theirs))
            );
        }
    }
}
