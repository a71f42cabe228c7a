//! Runs: samples that were sequenced together, as the names of their reads say, or their folders.

use std::sync::Arc;

use leptos::prelude::*;
use shared::order;
use shared::samples::{Kind, compare};

use super::grouping::group_name;
use super::job::{Job, PageFile};
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
        parts.filter(|job| !job.read.get().is_index()).collect()
    }
}

impl State {
    /// The runs that are known so far, in the order of their names. A sample of which nothing is
    /// known is in none.
    pub(crate) fn runs(self) -> Vec<Run> {
        // Before the first reads are in, folders would be taken for what names will say.
        let is_known = |sample: &Sample| {
            let first = sample.first();
            first.is_some_and(|job| job.report.with(Option::is_some))
        };
        let mut samples = self.samples.get();
        samples.retain(is_known);
        let by_names = samples.iter().map(Sample::run);
        let by_names: Vec<Option<String>> = by_names.collect();
        let by_folders = if by_names.contains(&None) {
            parted(&samples.iter().map(folders).collect::<Vec<_>>())
        } else {
            Vec::new()
        };
        let mut by_folders = by_folders.into_iter();
        let mut runs: Vec<Run> = Vec::new();
        for (sample, by_names) in samples.into_iter().zip(by_names) {
            let by_folder = by_folders.next().flatten();
            let by_folder = by_folder.map(|folder| format!("folder {folder}"));
            let Some(name) = by_names.or(by_folder) else {
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
    /// The run that the names of all its reads tell, as far as they are known.
    fn run(&self) -> Option<String> {
        let parts = self.parts.get().into_iter();
        let reads = parts.filter(|job| !job.read.get().is_index() || self.kind == Kind::Index);
        let known = reads.filter(|job| job.report.with(Option::is_some));
        let mut runs = known.map(|job| job.run());
        let first = runs.next()??;
        runs.all(|run| run.as_ref() == Some(&first))
            .then_some(first)
    }

    /// What a sample of another run is called that is of the same: its name without the number that
    /// the sheet of one run gave it.
    pub(crate) fn across_runs(&self) -> String {
        let name = self.name.get();
        if self.renamed.get_value() {
            return name.to_string();
        }
        let name = group_name(&firsts(self)).unwrap_or_else(|| name.to_string());
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

/// The first file of each part: they say what a sample is called, and it can have thousands.
fn firsts(sample: &Sample) -> Vec<PageFile> {
    let parts = sample.parts.get();
    let first = |job: &Job| job.files.first().cloned();
    parts.iter().filter_map(first).collect()
}

/// The folders of a sample's first file, but for one that has the sample's own name.
fn folders(sample: &Sample) -> Vec<String> {
    let files = firsts(sample);
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

/// Where each path parts from what all of them begin with; none where it ends there.
fn parted(paths: &[Vec<String>]) -> Vec<Option<String>> {
    let Some((first, others)) = paths.split_first() else {
        return Vec::new();
    };
    let same = |other: &Vec<String>| {
        let pairs = first.iter().zip(other);
        pairs.take_while(|(one, other)| one == other).count()
    };
    let in_common = others.iter().map(same).min().unwrap_or(0);
    let parted = paths.iter().map(|path| path.get(in_common).cloned());
    parted.collect()
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
        let parted = |paths: &[&str]| {
            let path = |path: &&str| path.split('/').map(str::to_owned).collect();
            let paths: Vec<Vec<String>> = paths.iter().map(path).collect();
            let parted = parted(&paths).into_iter();
            parted.map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        let found = parted(&["a/run1/x", "a/run1/y", "a/run2"]);
        assert_eq!(found, ["run1", "run1", "run2"]);
        assert_eq!(parted(&["run1", "run2"]), ["run1", "run2"]);
        assert_eq!(parted(&["a", "a/b"]), ["", "b"]);
        assert_eq!(parted(&[]), Vec::<String>::new());
    }
}
