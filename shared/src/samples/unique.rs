//! Names that no two samples share.

use std::collections::BTreeSet;

use super::{Sample, folders};

/// Puts the folder that tells samples of one name apart before the name; where none does, a number
/// behind it.
pub(super) fn name(samples: Vec<(String, Sample)>) -> Vec<Sample> {
    let given: Vec<(String, String)> = samples
        .iter()
        .map(|(folder, sample)| (sample.name.clone(), folder.clone()))
        .collect();
    let mut taken = BTreeSet::new();
    let name = |(folder, sample): (String, Sample)| {
        let others: Vec<&str> = given
            .iter()
            .filter(|(name, other)| *name == sample.name && *other != folder)
            .map(|(_, other)| other.as_str())
            .collect();
        let wanted = telling(&folder, &others).map_or_else(
            || sample.name.clone(),
            |folder| format!("{folder} {}", sample.name),
        );
        let mut name = wanted.clone();
        let mut number = 2_u64;
        while !taken.insert(name.clone()) {
            name = format!("{wanted} ({number})");
            number = number.saturating_add(1);
        }
        Sample { name, ..sample }
    };
    samples.into_iter().map(name).collect()
}

/// The last part of a folder's path in which it differs from one of the others.
fn telling<'a>(folder: &'a str, others: &[&str]) -> Option<&'a str> {
    let differs = |(depth, part): &(usize, &str)| {
        let there = |other: &&str| folders(other).rev().nth(*depth) == Some(part);
        !others.iter().all(there)
    };
    let mut parts = folders(folder).rev().enumerate();
    parts.find(differs).map(|(_, part)| part)
}
