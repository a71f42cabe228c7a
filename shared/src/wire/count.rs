//! Counts in JSON: a number, or past 2^53, where a reader of JSON may round, a string of digits.

use super::bounded::Bounded;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The largest integer that every reader of JSON keeps exactly.
const EXACT: u64 = 1 << 53;

/// A count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count(pub(super) u64);

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= EXACT {
            serializer.serialize_u64(self.0)
        } else {
            serializer.collect_str(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a count: a whole number from 0, or a string of its digits")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Count, E> {
        Ok(Count(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Count, E> {
        match text.parse() {
            Ok(value) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Count(value)),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
        }
    }
}

/// A row of at most `MOST` counts without the zeros at its end.
pub(super) fn trim<const MOST: usize>(counts: &[u64]) -> Bounded<Count, MOST> {
    Bounded(trimmed(counts))
}

fn trimmed(counts: &[u64]) -> Vec<Count> {
    let end = counts
        .iter()
        .rposition(|&count| count > 0)
        .map_or(0, |last| last + 1);
    counts[..end].iter().map(|&count| Count(count)).collect()
}

/// The row again, `N` long; none if it is longer.
pub(super) fn pad<const N: usize>(row: &[Count]) -> Option<[u64; N]> {
    let mut counts = [0; N];
    for (count, value) in counts.get_mut(..row.len())?.iter_mut().zip(row) {
        *count = value.0;
    }
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_travel_as_strings() {
        let json = serde_json::to_string(&[Count(EXACT), Count(EXACT + 1)]).unwrap();
        assert_eq!(json, r#"[9007199254740992,"9007199254740993"]"#);
        assert_eq!(
            serde_json::from_str::<Vec<Count>>(&json).unwrap(),
            [Count(EXACT), Count(EXACT + 1)]
        );
        for wrong in [
            "-1",
            "1.5",
            "\"+1\"",
            "\"\"",
            "null",
            "18446744073709551616",
        ] {
            assert!(serde_json::from_str::<Count>(wrong).is_err(), "{wrong}");
        }
    }
}
