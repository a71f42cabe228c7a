//! Two files that are mates by their names, whoever wrote them.

use super::{Key, Kind, Place, Read, Scheme};
use crate::order;
use crate::pairs::mate_of;

pub(super) fn place(folder: &str, stem: &str) -> Option<Place> {
    let (key, read) = mate_of(stem)
        .map(|(key, number)| (key, Read::Numbered(number)))
        .or_else(|| beside(stem))?;
    let (scheme, name) = match common(stem, &key) {
        Some(name) => (Scheme::Mates, name),
        None => (Scheme::BareMates, key.clone()),
    };
    Some(Place {
        name: tidy(&name),
        key: Key {
            folder: folder.to_owned(),
            scheme,
            stem: key,
            kind: Kind::Reads,
        },
        read,
        piece: None,
    })
}

/// What may stand beside mates: `R3`, `I1`, or another number where mates have a bare one.
fn beside(stem: &str) -> Option<(String, Read)> {
    let (before, last) = stem.rsplit_once(['_', '.', '-'])?;
    let separator = stem.get(before.len()..=before.len())?;
    let named = match last {
        "R3" => Some(Read::Numbered(3)),
        "R4" => Some(Read::Numbered(4)),
        "I1" => Some(Read::Index(1)),
        "I2" => Some(Read::Index(2)),
        _ => None,
    };
    if let Some(read) = named {
        return Some((format!("{before}{separator}R"), read));
    }
    let number = last.parse().ok()?;
    (separator != "-").then(|| (format!("{before}{separator}"), Read::Numbered(number)))
}

/// The name without the word for the read (`R`, `read`), where the number has one.
fn common(stem: &str, key: &str) -> Option<String> {
    // The key is the name without one digit: what stands before that is the same in both.
    let same = |(one, other): &(char, char)| one == other;
    let at = stem.chars().zip(key.chars()).take_while(same).count();
    let before: String = key.chars().take(at).collect();
    let after: String = key.chars().skip(at).collect();
    let word = before.rsplit(['_', '.', '-']).next()?;
    if word.is_empty() {
        return None;
    }
    Some(format!("{}{after}", before.strip_suffix(word)?))
}

/// A name as a person would write it: no separators at its ends, none doubled.
fn tidy(name: &str) -> String {
    let is_separator = |letter: char| ['_', '.', '-'].contains(&letter);
    let mut tidy = String::new();
    for letter in name.trim_matches(is_separator).chars() {
        if !(is_separator(letter) && tidy.ends_with(is_separator)) {
            tidy.push(letter);
        }
    }
    if tidy.is_empty() {
        "reads".to_owned()
    } else {
        tidy
    }
}

/// Whether these reads, each there once, hold a pair.
pub(super) fn fit(reads: impl Iterator<Item = Read>) -> bool {
    let mut reads: Vec<Read> = reads.collect();
    order::sort_by(&mut reads, Read::cmp);
    let twice = reads.windows(2).any(|two| two.first() == two.last());
    let is_there = |number| reads.contains(&Read::Numbered(number));
    !twice && is_there(1) && is_there(2)
}

/// Whether these are a pair and nothing else: of bare numbers, a third one says that they count
/// something else.
pub(super) fn bare_fit(reads: impl Iterator<Item = Read>) -> bool {
    let mut reads: Vec<Read> = reads.collect();
    order::sort_by(&mut reads, Read::cmp);
    reads == [Read::Numbered(1), Read::Numbered(2)]
}
