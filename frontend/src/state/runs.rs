//! Runs: samples that were sequenced together, as the names of their reads say, or their folders.

use std::sync::Arc;

use leptos::prelude::*;
use shared::order;
use shared::samples::compare;

use super::grouping::group_name;
use super::job::Job;
use super::{Sample, State};

/// Samples of one run.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) name: Arc<str>,
    pub(crate) samples: Vec<Sample>,
}

impl Run {
    /// All reports of the run but those of index reads.
    pub(crate) fn jobs(&self) -> Vec<Job> {
        let parts = self.samples.iter().flat_map(|sample| sample.parts.get());
        parts.filter(|job| !job.read.is_index()).collect()
    }
}

impl State {
    /// The runs that are known so far, in the order of their names. A sample of which nothing is
    /// known is in none.
    pub(crate) fn runs(self) -> Vec<Run> {
        let samples = self.samples.get();
        let folders: Vec<_> = samples.iter().map(folders).collect();
        let shared = in_common(&folders);
        let mut runs: Vec<Run> = Vec::new();
        for (sample, folders) in samples.into_iter().zip(&folders) {
            // Before the first reads are in, folders would be taken for what names will say.
            let first = sample.first();
            let Some(job) = first.filter(|job| job.report.with(Option::is_some)) else {
                continue;
            };
            let by_folder = || folders.get(shared).map(|folder| format!("folder {folder}"));
            let Some(name) = job.run().or_else(by_folder) else {
                continue;
            };
            match runs.iter_mut().find(|run| *run.name == *name) {
                Some(run) => run.samples.push(sample),
                None => runs.push(Run {
                    name: name.into(),
                    samples: vec![sample],
                }),
            }
        }
        order::sort_by(&mut runs, |one, other| compare(&one.name, &other.name));
        runs
    }
}

impl Sample {
    /// What a sample of another run is called that is of the same: its name without the number that
    /// the sheet of one run gave it.
    pub(crate) fn across_runs(&self) -> String {
        let name = self.name.get();
        if self.renamed.get_value() {
            return name.to_string();
        }
        let name = group_name(&self.files()).unwrap_or_else(|| name.to_string());
        without_number(&name).to_owned()
    }
}

/// `Liver` of `Liver_S12`.
fn without_number(name: &str) -> &str {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number = stem.len() < name.len();
    let stem = stem.strip_suffix("_S").filter(|stem| !stem.is_empty());
    stem.filter(|_| number).unwrap_or(name)
}

/// The folders of a sample's first file, but for one that has the sample's own name.
fn folders(sample: &Sample) -> Vec<String> {
    let files = sample.files();
    let path = files.first().map(|file| file.path.clone());
    let path = path.unwrap_or_else(|| "".into());
    let (folders, _) = path.rsplit_once('/').unwrap_or_default();
    let own = group_name(&files);
    let of_run = folders.split('/').filter(|folder| !folder.is_empty());
    of_run
        .take_while(|folder| own.as_deref() != Some(*folder))
        .map(str::to_owned)
        .collect()
}

/// How many folders all paths begin with.
fn in_common(paths: &[Vec<String>]) -> usize {
    let Some((first, others)) = paths.split_first() else {
        return 0;
    };
    let same = |other: &Vec<String>| {
        let pairs = first.iter().zip(other);
        pairs.take_while(|(one, other)| one == other).count()
    };
    others.iter().map(same).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_sheet_is_no_part_of_the_name() {
        assert_eq!(without_number("Liver_S12"), "Liver");
        for name in ["Liver_S", "_S1", "Liver12", "S1", "Liver_12"] {
            assert_eq!(without_number(name), name);
        }
    }

    #[test]
    fn runs_part_where_their_folders_do() {
        let paths = |paths: &[&str]| -> Vec<Vec<String>> {
            let path = |path: &&str| path.split('/').map(str::to_owned).collect();
            paths.iter().map(path).collect()
        };
        assert_eq!(in_common(&paths(&["a/run1/x", "a/run1/y", "a/run2"])), 1);
        assert_eq!(in_common(&paths(&["run1", "run2"])), 0);
        assert_eq!(in_common(&[]), 0);
    }
}
