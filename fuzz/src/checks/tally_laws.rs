//! Tallies: an identity, any order, any grouping, and JSON that gives the same value back.

use super::boundary::record_starts;
use crate::{cuts, made, numbers};
use shared::analysis::tally_chunk;
use shared::fastq::Layout;
use shared::wire::TallyDocument;

/// Counts a sound file whole and in parts.
pub fn check(data: &[u8]) {
    let text = made::sound_four_line(data);
    let mut numbers = numbers(data);
    let starts = record_starts(&text);
    let mut bounds: Vec<usize> = cuts(starts.len() - 1, &mut numbers)
        .into_iter()
        .filter(|_| numbers.bool())
        .take(10)
        .map(|index| starts[index])
        .collect();
    bounds.extend([0, text.len()]);
    bounds.sort_unstable();
    bounds.dedup();
    let mut parts: Vec<TallyDocument> = bounds
        .windows(2)
        .map(|pair| {
            let part = &text[pair[0]..pair[1]];
            tally_chunk(part, Layout::FourLine, pair[0] as u64, false).document
        })
        .collect();
    let whole = tally_chunk(&text, Layout::FourLine, 0, false).document;

    numbers.shuffle(&mut parts);
    for part in &parts {
        round_trips(part);
        has_identity(part);
        counts_once(part);
    }
    // Any two that stand beside each other, again and again: any grouping.
    while parts.len() > 1 {
        let at = numbers.usize(..parts.len() - 1);
        let right = parts.remove(at + 1);
        parts[at].merge(&right).expect("parts do not overlap");
    }
    assert_eq!(parts[0], whole);
    assert_eq!(parts[0].to_json(), whole.to_json());
    round_trips(&whole);
}

/// Its JSON gives the same value, and the same JSON again.
pub fn round_trips(document: &TallyDocument) {
    let json = document.to_json();
    let again = TallyDocument::from_json(json.as_bytes()).expect("our own JSON is taken");
    assert_eq!(&again, document);
    assert_eq!(again.to_json(), json);
}

/// The empty tally changes nothing on either side.
pub fn has_identity(document: &TallyDocument) {
    let mut left = TallyDocument::default();
    left.merge(document).expect("the empty tally fits");
    let mut right = document.clone();
    right
        .merge(&TallyDocument::default())
        .expect("the empty tally fits");
    assert_eq!(&left, document);
    assert_eq!(&right, document);
}

/// The same bytes do not count twice, and a refusal changes nothing.
fn counts_once(document: &TallyDocument) {
    let mut twice = document.clone();
    assert!(twice.merge(document).is_err());
    assert_eq!(&twice, document);
}
