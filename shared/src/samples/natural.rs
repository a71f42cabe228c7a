//! The order in which people count: `L002` before `L010`, `barcode9` before `barcode10`.

use std::cmp::Ordering;

/// Compares two names: runs of digits by their value, the rest letter by letter. Names that differ
/// only in leading zeros are told apart by those, so equal means the same.
///
/// ```
/// use shared::samples::compare;
/// assert!(compare("reads_9.fastq", "reads_10.fastq").is_lt());
/// ```
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    let mut left = runs(one);
    let mut right = runs(other);
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return one.cmp(other),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => by_value(left, right),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn by_value(left: &str, right: &str) -> Ordering {
    if !(is_number(left) && is_number(right)) {
        return left.cmp(right);
    }
    let [left, right] = [left, right].map(|run| run.trim_start_matches('0'));
    left.len().cmp(&right.len()).then(left.cmp(right))
}

fn is_number(run: &str) -> bool {
    run.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Runs of digits and of other letters, in turn.
fn runs(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let number = is_number(text);
        let end = text
            .find(|letter: char| letter.is_ascii_digit() != number)
            .unwrap_or(text.len());
        let (run, rest) = text.split_at_checked(end)?;
        text = rest;
        (!run.is_empty()).then_some(run)
    })
}
