//! The files on the page and what is known of them.
//!
//! One file is read at a time, with all workers; the others wait. What cannot be shared between
//! threads (files, workers) lives in stores of this thread.

pub(crate) mod configuration;
mod job;
mod pairing;
mod report;
mod settings;

use leptos::prelude::*;
use leptos::task::spawn_local;
use readout_frontend::message::EngineChoice;
use web_sys::File;

use self::configuration::Configuration;
pub(crate) use self::job::{Exports, Job, JobState};
pub(crate) use self::report::Report;
pub(crate) use self::settings::Settings;

/// Everything the page knows.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) jobs: RwSignal<Vec<Job>>,
    pub(crate) engine: RwSignal<EngineChoice>,
    pub(crate) settings: StoredValue<Settings>,
    pub(crate) configuration: Configuration,
    next_id: StoredValue<usize>,
}

impl State {
    /// The state of a page that was just opened.
    pub(crate) fn new() -> Self {
        let settings = Settings::of_address();
        let state = Self {
            jobs: RwSignal::new(Vec::new()),
            engine: RwSignal::new(settings.engine),
            settings: StoredValue::new(settings),
            configuration: Configuration::default(),
            next_id: StoredValue::new(0),
        };
        Effect::new(move || state.start_next());
        Effect::new(move || state.compare());
        Effect::new(move || pairing::pair_up(&state.jobs.get()));
        // The program is made ready before the first file comes. Should that fail, the file's own
        // card will say so.
        spawn_local(async { drop(job::program().await) });
        state
    }

    /// Adds a file; it is read when those before it are done.
    pub(crate) fn add(self, file: File) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        let adapters = self.configuration.adapters.get_untracked();
        let adapters = adapters.map(|loaded| loaded.text);
        let job = Job::new(id, file, self.engine.get_untracked(), adapters);
        self.jobs.update(|jobs| jobs.push(job));
    }

    /// Takes a file off the page.
    pub(crate) fn remove(self, job: &Job) {
        job.close();
        self.jobs
            .update(|jobs| jobs.retain(|other| other.id != job.id));
    }

    /// Has every report made by the limits and contaminants as they are now.
    fn compare(self) {
        let comparison = self.configuration.comparison();
        for job in self.jobs.get_untracked() {
            job.compare(comparison.clone());
        }
    }

    /// Starts the first waiting file if none is being read.
    fn start_next(self) {
        let jobs = self.jobs.get();
        if jobs.iter().any(|job| job.state.get() == JobState::Running) {
            return;
        }
        let Some(job) = jobs
            .into_iter()
            .find(|job| job.state.get() == JobState::Waiting)
        else {
            return;
        };
        job.state.set(JobState::Running);
        let settings = self.settings.get_value();
        spawn_local(async move {
            if let Err(words) = job.start(&settings, self.configuration).await {
                job.fail(words);
            }
        });
    }
}
