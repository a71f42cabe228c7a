//! Sorting of short lists, by one program for all of them.
//!
//! The standard library's sort is compiled anew for every type and order, each time to several
//! kilobytes of what a page has to load. Where a list is short its speed is not needed.

use std::cmp::Ordering;

/// Sorts items; equal ones stay in their order.
///
/// ```
/// let mut names = [("b", 1), ("a", 2), ("b", 0)];
/// shared::order::sort_by(&mut names, |one, other| one.0.cmp(other.0));
/// assert_eq!(names, [("a", 2), ("b", 1), ("b", 0)]);
/// ```
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = sorted(items.len(), &mut |one, other| {
        compare(&items[one], &items[other])
    });
    for at in 0..order.len() {
        // What was here first may have gone further back meanwhile, step by step.
        let mut from = order[at];
        while from < at {
            from = order[from];
        }
        items.swap(at, from);
    }
}

/// The numbers below `count` in an order; equal ones ascending.
#[inline(never)]
pub fn sorted(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_order_of_the_standard_library(items: Vec<(u8, u16)>) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by(&mut ours, |one, other| one.0.cmp(&other.0));
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
