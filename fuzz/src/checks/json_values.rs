//! What the API does with bytes from a stranger before a tally's parser sees them.

use crate::{numbers, pieces};
use api::json_values::{SplitError, Splitter};
use api::query::Query;
use serde_json::{Deserializer, Map, Value};

/// Cuts JSON at any piece as at one, and reads the bytes as a query.
pub fn check(data: &[u8]) {
    let mut numbers = numbers(data);
    for limit in [u64::MAX, numbers.u64(..=1 + data.len() as u64)] {
        let whole = split(&[data], limit);
        assert_eq!(split(&pieces(data, &mut numbers), limit), whole);
    }
    agrees_with_serde(data);
    if let Ok(text) = std::str::from_utf8(data) {
        read_query(text);
    }
}

type Cut = (Vec<Vec<u8>>, Result<(), SplitError>);

fn split(pieces: &[&[u8]], limit: u64) -> Cut {
    let mut splitter = Splitter::new(limit, u64::MAX);
    let mut objects = Vec::new();
    for piece in pieces {
        let fed = splitter.feed(piece, |object| {
            assert!(object.len() as u64 <= limit);
            objects.push(object.to_vec());
            Ok::<(), SplitError>(())
        });
        if fed.is_err() {
            return (objects, fed);
        }
    }
    (objects, splitter.finish())
}

/// Objects in an array, or one after another, are cut as serde reads them.
fn agrees_with_serde(data: &[u8]) {
    type Object = Map<String, Value>;
    let array = serde_json::from_slice::<Vec<Object>>(data);
    let stream = Deserializer::from_slice(data)
        .into_iter::<Object>()
        .collect::<Result<Vec<_>, _>>();
    let Ok(expected) = array.or(stream) else {
        return;
    };
    let (objects, end) = split(&[data], u64::MAX);
    assert_eq!(end, Ok(()));
    let objects: Vec<Object> = objects
        .iter()
        .map(|object| serde_json::from_slice(object).expect("an object that serde has read"))
        .collect();
    assert_eq!(objects, expected);
}

fn read_query(text: &str) {
    let Ok(query) = Query::parse(Some(text), &["start", "more", "name"]) else {
        return;
    };
    let offset = query.offset("start");
    assert!(
        offset.is_err()
            || query
                .get("start")
                .is_none_or(|start| start.parse() == Ok(offset.unwrap_or(0)))
    );
    assert_eq!(
        query.flag("more").is_ok(),
        matches!(query.get("more"), None | Some("true" | "false"))
    );
}
