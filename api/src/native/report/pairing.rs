//! Which reports are of mates, R1 and R2, and whether those go together.

use super::plan::{Input, Job, identity};
use super::sample::Sample;
use shared::{
    pairs::{Mate, compare, mate_of},
    report::read_pairs::ReadPairs,
};
use std::{collections::HashMap, path::Path};

/// What two mates have in common: their folder, by whatever path, and the name without the number.
type Stem = ((u64, u64), String);

/// The jobs in the order in which they are worked off: a pair together, R1 first, so that no more
/// than two tallies are held. Files make a pair if they lie in one folder, their names differ in the
/// number of the mate alone, and no third one has such a name.
pub(super) fn groups(jobs: &[Job]) -> Vec<Vec<&Job>> {
    let mut mates: HashMap<Stem, Vec<(u8, usize)>> = HashMap::new();
    for (index, job) in jobs.iter().enumerate() {
        if let Some((stem, number)) = stem(job) {
            mates.entry(stem).or_default().push((number, index));
        }
    }
    let mut partners = HashMap::new();
    for found in mates.values_mut() {
        found.sort_unstable();
        if let [(1, first), (2, second)] = found[..] {
            partners.insert(first, (first, second));
            partners.insert(second, (first, second));
        }
    }
    let mut groups = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        match partners.get(&index) {
            None => groups.push(vec![job]),
            // Once, where the one given first stands.
            Some(&(first, second)) if index == first.min(second) => {
                groups.push(
                    [first, second]
                        .iter()
                        .filter_map(|&at| jobs.get(at))
                        .collect(),
                );
            }
            Some(_) => {}
        }
    }
    groups
}

fn stem(job: &Job) -> Option<(Stem, u8)> {
    let [Input::File(path)] = job.inputs.as_slice() else {
        return None;
    };
    let (stem, number) = mate_of(path.file_name()?.to_str()?)?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    Some(((identity(folder.unwrap_or(Path::new(".")))?, stem), number))
}

/// Compares the samples of a group, if they are two and both could be read.
pub(super) fn pair(jobs: &[&Job], samples: &[Option<Sample>]) -> Option<ReadPairs> {
    let ([one, other], [Some(first), Some(second)]) = (jobs, samples) else {
        return None;
    };
    let mate = |sample: &Sample| Mate::of(&sample.document, sample.fault.is_none());
    let name = |job: &Job| job.inputs.first().map(Input::name).unwrap_or_default();
    Some(ReadPairs {
        files: [name(one), name(other)],
        comparison: compare(&mate(first), &mate(second)),
    })
}
