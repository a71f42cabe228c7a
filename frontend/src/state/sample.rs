//! A sample on the page: a name, and a report for each read.

use std::sync::Arc;

use leptos::prelude::*;
use shared::samples::{Kind, Read};

use super::grouping::numbered;
use super::job::{Job, PageFile};
use super::mates_check::MatesCheck;

/// A sample.
#[derive(Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) id: usize,
    pub(crate) name: RwSignal<Arc<str>>,
    pub(crate) kind: Kind,
    /// One report, or one for each read.
    pub(crate) parts: RwSignal<Vec<Job>>,
    /// Whether its quality scores were looked at by its mates.
    pub(crate) check: RwSignal<MatesCheck>,
    /// Its reports are on show.
    pub(crate) open: RwSignal<bool>,
    /// The person gave it its name.
    pub(super) renamed: StoredValue<bool>,
    /// The person chose its files.
    pub(super) touched: StoredValue<bool>,
}

impl Sample {
    /// All of its files, in the order of reading.
    pub(crate) fn files(&self) -> Vec<PageFile> {
        let files = |parts: &Vec<Job>| {
            let files = parts.iter().flat_map(|job| job.files.iter().cloned());
            files.collect()
        };
        self.parts.with(files)
    }

    /// The report that speaks for it: R1, or the only one.
    pub(crate) fn first(&self) -> Option<Job> {
        self.parts.with(|parts| parts.first().cloned())
    }

    /// Gives its reports their names: that of the file, where it is one, no other of `all` reports is of
    /// a file of that name, and the sample was not renamed; else the sample's, with the read where there
    /// are several. No other report has it: `taken` are the names of all.
    pub(super) fn name_parts(&self, all: &[Job], taken: &mut Vec<(usize, String)>) {
        let parts = self.parts.get_untracked();
        let name = self.name.get_untracked();
        // What they are called now does not count.
        taken.retain(|(id, _)| parts.iter().all(|job| job.id != *id));
        for job in &parts {
            let others = || all.iter().filter(|other| other.id != job.id);
            let read = job.read.get_untracked();
            let of_sample = match parts.len() {
                1 => name.to_string(),
                _ if read == Read::Whole => name.to_string(),
                _ => format!("{name}_{}", read.label()),
            };
            let wanted = match job.files.as_ref() {
                [file] if !self.renamed.get_value() && !others().any(|other| other.is_of(file)) => {
                    file.name().to_owned()
                }
                _ => of_sample,
            };
            let again = (2..).map(|number| numbered(&wanted, number));
            let mut names = std::iter::once(wanted.clone()).chain(again);
            let name = names.find(|name| !taken.iter().any(|(_, other)| other == name));
            let name = name.unwrap_or_default();
            taken.push((job.id, name.clone()));
            job.rename(&name);
        }
    }
}
