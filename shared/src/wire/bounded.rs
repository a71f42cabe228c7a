//! Lists and maps in JSON that are given up as soon as they are longer than they can be: what is read
//! of a tally before it is checked takes no more memory than a tally does.

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::{fmt, ops::Deref};

/// A list of at most `MOST` items.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Bounded<T, const MOST: usize>(pub(super) Vec<T>);

impl<T, const MOST: usize> Deref for Bounded<T, MOST> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MOST: usize> FromIterator<T> for Bounded<T, MOST> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Vec::from_iter(items))
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Bounded<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        list(deserializer, MOST, |_| 1).map(Self)
    }
}

/// Reads a list of which all items together weigh at most `most`.
pub(super) fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    most: usize,
    weight: fn(&T) -> usize,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_seq(List { most, weight })
}

/// How much is a number and no parameter: so there is one program for each kind of item.
struct List<T> {
    most: usize,
    weight: fn(&T) -> usize,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let (mut list, mut weight) = (Vec::new(), 0_usize);
        while let Some(item) = items.next_element()? {
            weight = weight.saturating_add((self.weight)(&item));
            if weight > self.most {
                return Err(too_long());
            }
            list.push(item);
        }
        Ok(list)
    }
}

/// A map of at most `MOST` names.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct BoundedMap<T, const MOST: usize>(pub(super) BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for BoundedMap<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = Map {
            most: MOST,
            values: PhantomData,
        };
        deserializer.deserialize_map(visitor).map(Self)
    }
}

struct Map<T> {
    most: usize,
    values: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Map<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((name, value)) = entries.next_entry()? {
            map.insert(name, value);
            if map.len() > self.most {
                return Err(too_long());
            }
        }
        Ok(map)
    }
}

#[cold]
fn too_long<E: Error>() -> E {
    E::custom("more items than a tally can have there")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_longer_than_it_can_be_is_refused() {
        let list = |json| serde_json::from_str::<Bounded<u8, 3>>(json);
        assert_eq!(list("[1,2,3]").unwrap()[..], [1, 2, 3]);
        // The fault stands behind the first item too many, whatever follows.
        let error = list("[1,2,3,4,5,nothing").unwrap_err().to_string();
        assert_eq!(
            error,
            "more items than a tally can have there at line 1 column 9"
        );
        let map = |json| serde_json::from_str::<BoundedMap<u8, 2>>(json);
        assert_eq!(map(r#"{"a":1,"b":2,"a":3}"#).unwrap().0.len(), 2);
        assert!(map(r#"{"a":1,"b":2,"c":3}"#).is_err());
    }

    #[test]
    fn items_may_weigh_more() {
        let read = |json: &str| {
            let mut json = serde_json::Deserializer::from_str(json);
            list(&mut json, 5, |item: &usize| *item)
        };
        assert_eq!(read("[2,3]").unwrap(), [2, 3]);
        assert!(read("[2,3,1]").is_err());
    }
}
