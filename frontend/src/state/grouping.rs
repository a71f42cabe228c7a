//! Files into samples: as their names say, and as the person says.

use std::sync::Arc;

use leptos::prelude::*;
use shared::samples::{self, Kind, Part, Read};
use web_sys::File;

use super::job::{Job, PageFile};
use super::mates_check::MatesCheck;
use super::{Sample, State};

/// With more samples than these, new ones come with their reports closed.
const FEW: usize = 6;

impl State {
    /// Adds files, each with the folders that are known of it, grouped into samples. They are read
    /// when those before them are done.
    pub(crate) fn add(self, files: Vec<(File, String)>) {
        let files: Vec<PageFile> = files
            .into_iter()
            .map(|(file, path)| self.keep(file, &path))
            .collect();
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for group in samples::group(&paths(&files)) {
            let parts = self.jobs_of(&group.parts, &files, &[]);
            match self.fits(&parts) {
                Some((sample, all)) => {
                    let mut files = sample.files();
                    files.extend(parts.iter().flat_map(|job| job.files.iter().cloned()));
                    let mut jobs = sample.parts.get_untracked();
                    jobs.extend(parts);
                    self.place(&sample, &all, &files, &jobs);
                    changed.push(sample);
                }
                None => new.push(self.sample(&group.name, group.kind, parts)),
            }
        }
        let few = self.samples.with_untracked(Vec::len) + new.len() <= FEW;
        for sample in &new {
            sample.open.set(few);
        }
        changed.extend_from_slice(&new);
        self.samples.update(|samples| samples.extend(new));
        self.name_reports(&changed);
    }

    /// Gives the reports of these samples their names.
    fn name_reports(self, samples: &[Sample]) {
        let all = untrack(|| self.jobs());
        let names = all
            .iter()
            .map(|job| (job.id, job.name.get_untracked().to_string()));
        let mut taken = names.collect();
        for sample in samples {
            sample.name_parts(&all, &mut taken);
        }
    }

    /// Takes a sample off the page.
    pub(crate) fn remove(self, sample: &Sample) {
        sample.stop_check();
        for job in sample.parts.get_untracked() {
            job.close();
        }
        let gone = sample.files();
        self.files
            .update_value(|files| files.retain(|id, _| gone.iter().all(|file| file.id != *id)));
        self.samples
            .update(|samples| samples.retain(|other| other.id != sample.id));
    }

    /// Gives a sample another name; says why not, if it cannot have it.
    pub(crate) fn rename(self, sample: &Sample, name: &str) -> Result<(), String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("A sample needs a name.".to_owned());
        }
        let taken = self.samples.with_untracked(|samples| {
            let mut others = samples.iter().filter(|other| other.id != sample.id);
            others.any(|other| *other.name.get_untracked() == *name)
        });
        if taken {
            return Err(format!("Another sample is called {name}."));
        }
        sample.renamed.set_value(true);
        sample.name.set(name.into());
        self.name_reports(&[*sample]);
        Ok(())
    }

    /// Makes a file a sample by itself. What it was read with is read again without it.
    pub(crate) fn take_out(self, sample: &Sample, file: usize) {
        let (out, left): (Vec<_>, Vec<_>) =
            sample.files().into_iter().partition(|one| one.id == file);
        if out.is_empty() || left.is_empty() {
            return;
        }
        let mut jobs = sample.parts.get_untracked();
        let parts = self.jobs_of(&samples::together(&paths(&out)), &out, &jobs);
        jobs.retain(|job| parts.iter().all(|part| part.id != job.id));
        self.regroup(sample, &left, &jobs);
        let name = out.first().map_or("", PageFile::name);
        let alone = self.sample(name, sample.kind, parts);
        alone.touched.set_value(true);
        alone.open.set(sample.open.get_untracked());
        self.samples.update(|samples| {
            let at = samples.iter().position(|other| other.id == sample.id);
            samples.insert(at.map_or(samples.len(), |at| at + 1), alone);
        });
        self.name_reports(&[alone]);
    }

    /// Makes two samples one, under the name of the first.
    pub(crate) fn join(self, sample: &Sample, other: usize) {
        let others = self.samples.get_untracked();
        let Some(other) = others.iter().find(|one| one.id == other) else {
            return;
        };
        let files: Vec<PageFile> = sample.files().into_iter().chain(other.files()).collect();
        let mut jobs = sample.parts.get_untracked();
        jobs.extend(other.parts.get_untracked());
        self.samples
            .update(|samples| samples.retain(|one| one.id != other.id));
        self.regroup(sample, &files, &jobs);
    }

    /// Gives a sample these files, as the person says.
    fn regroup(self, sample: &Sample, files: &[PageFile], jobs: &[Job]) {
        sample.touched.set_value(true);
        self.place(sample, &samples::together(&paths(files)), files, jobs);
        self.name_reports(&[*sample]);
    }

    /// Gives a sample these parts of a list of files. Of the reports that were of them, one of exactly
    /// the same files stays; all else is read again.
    fn place(self, sample: &Sample, parts: &[Part], files: &[PageFile], jobs: &[Job]) {
        // What is found of mates that are mates no more is true of neither.
        sample.stop_check();
        let parts = self.jobs_of(parts, files, jobs);
        for job in jobs {
            if parts.iter().all(|part| part.id != job.id) {
                job.close();
            }
        }
        sample.parts.set(parts);
        if !sample.renamed.get_value()
            && let Some(name) = group_name(files)
            && *sample.name.get_untracked() != *name
        {
            sample
                .name
                .set(self.free_name(&name, Some(sample.id)).into());
        }
    }

    /// The sample to which new parts are mates that it lacks, by the names of all, and its parts then.
    fn fits(self, parts: &[Job]) -> Option<(Sample, Vec<Part>)> {
        let [job] = parts else {
            return None;
        };
        let reads = |job: &Job| matches!(job.read.get_untracked(), Read::Numbered(_) | Read::Whole);
        let mut candidates = self.samples.get_untracked().into_iter().filter(|sample| {
            !sample.touched.get_value()
                && !sample.renamed.get_value()
                && sample.kind == Kind::Reads
                && reads(job)
        });
        candidates.find_map(|sample| {
            let mut files = sample.files();
            files.extend(job.files.iter().cloned());
            let mut groups = samples::group(&paths(&files));
            let group = groups.pop().filter(|_| groups.is_empty())?;
            // No part has become longer.
            let old = sample.parts.with_untracked(Vec::len);
            (group.parts.len() == old + 1).then_some((sample, group.parts))
        })
    }

    /// The jobs of parts of a list of files; those that are there are taken from `jobs`.
    fn jobs_of(self, parts: &[Part], files: &[PageFile], jobs: &[Job]) -> Vec<Job> {
        let job = |part: &Part| {
            let files: Vec<PageFile> = part
                .files
                .iter()
                .filter_map(|index| files.get(*index).cloned())
                .collect();
            let there = jobs.iter().find(|job| *job.files == *files);
            match there {
                None => self.job(part.read, files),
                Some(there) => {
                    // Beside another, a file may turn out to be a mate.
                    if there.read.get_untracked() != part.read {
                        there.read.set(part.read);
                    }
                    there.clone()
                }
            }
        };
        parts.iter().map(job).collect()
    }

    fn job(self, read: Read, files: Vec<PageFile>) -> Job {
        let with_file = |file: PageFile| {
            let held = self.files.with_value(|files| files.get(&file.id).cloned());
            held.map(|held| (file, held))
        };
        let files = files.into_iter().filter_map(with_file).collect();
        let adapters = self.configuration.adapters.get_untracked();
        let adapters = adapters.map(|loaded| loaded.text);
        let (id, engine) = (self.new_id(), self.engine.get_untracked());
        let new = || Job::new(id, read, files, engine, adapters);
        let job = self.owner.get_value().with(new);
        let library = self.settings.with_untracked(|settings| settings.library);
        job.choice
            .update_untracked(|choice| choice.library = library);
        job
    }

    fn sample(self, name: &str, kind: Kind, parts: Vec<Job>) -> Sample {
        let (id, name) = (self.new_id(), self.free_name(name, None).into());
        self.owner.get_value().with(|| Sample {
            id,
            name: RwSignal::new(name),
            kind,
            parts: RwSignal::new(parts),
            check: RwSignal::new(MatesCheck::default()),
            open: RwSignal::new(true),
            renamed: StoredValue::new(false),
            touched: StoredValue::new(false),
        })
    }

    /// The name, with a number if a sample has it that is not this one.
    fn free_name(self, name: &str, own: Option<usize>) -> String {
        let taken = |wanted: &str| {
            self.samples.with_untracked(|samples| {
                let mut samples = samples.iter().filter(|sample| Some(sample.id) != own);
                samples.any(|sample| *sample.name.get_untracked() == *wanted)
            })
        };
        let numbered = (2..).map(|number| numbered(name, number));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !taken(name)).unwrap_or_default()
    }

    /// Keeps a file, and says what it is.
    fn keep(self, file: File, path: &str) -> PageFile {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a file's size is a safe integer"
        )]
        let size = file.size() as u64;
        let id = self.new_id();
        self.files.update_value(|files| {
            files.insert(id, file);
        });
        PageFile {
            id,
            path: path.trim_start_matches('/').into(),
            size,
        }
    }

    fn new_id(self) -> usize {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        id
    }
}

fn paths(files: &[PageFile]) -> Vec<Arc<str>> {
    files.iter().map(|file| file.path.clone()).collect()
}

/// The name of files that are one sample by their names.
pub(super) fn group_name(files: &[PageFile]) -> Option<String> {
    match samples::group(&paths(files)).as_slice() {
        [group] => Some(group.name.clone()),
        _ => None,
    }
}

/// A name with a number, which stands before the endings of a file: programs cut names there.
pub(super) fn numbered(name: &str, number: usize) -> String {
    let ends = [".fastq", ".fq"].iter().filter_map(|end| name.find(end));
    let (stem, end) = name.split_at(ends.min().unwrap_or(name.len()));
    format!("{stem} ({number}){end}")
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn numbers_stand_before_endings() {
        assert_eq!(numbered("reads.fastq.gz", 2), "reads (2).fastq.gz");
        assert_eq!(numbered("A_S1", 3), "A_S1 (3)");
    }
}
