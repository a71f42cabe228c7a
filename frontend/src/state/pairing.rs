//! Files that are mates by their names, R1 and R2: when both were read, each one's report says how
//! they go together.

use leptos::prelude::*;
use readout_frontend::message::MateFile;
use shared::pairs::mate_of;
use std::sync::Arc;

use super::Job;

/// A file that was read and has no mate yet.
struct Single<'a> {
    job: &'a Job,
    stem: String,
    number: u8,
    mate: Arc<str>,
}

impl Single<'_> {
    /// What the other one's coordinator needs.
    fn file(&self) -> MateFile {
        MateFile {
            name: self.job.name.to_string(),
            number: self.number,
            mate: self.mate.to_string(),
        }
    }
}

/// Brings together files of which each is the only one that fits the other.
pub(super) fn pair_up(jobs: &[Job]) {
    let singles: Vec<Single<'_>> = jobs
        .iter()
        .filter_map(|job| {
            let mate = job.mate.get()?;
            let (stem, number) = mate_of(&job.name)?;
            Some(Single {
                job,
                stem,
                number,
                mate,
            })
        })
        .collect();
    let fits = |one: &Single<'_>| {
        let same = singles.iter().filter(|other| other.stem == one.stem);
        same.count() == 2
    };
    for first in singles.iter().filter(|one| one.number == 1 && fits(one)) {
        let second = singles
            .iter()
            .find(|other| other.number == 2 && other.stem == first.stem);
        if let Some(second) = second {
            first.job.pair(second.file());
            second.job.pair(first.file());
            // Each has one mate.
            first.job.mate.set(None);
            second.job.mate.set(None);
        }
    }
}
