//! The samples on the page, their files, and what is known of them.
//!
//! One report's files are read at a time, with all workers; the others wait, unless it is paused. What
//! cannot be shared between threads (files, workers) lives in stores of this thread.

pub(crate) mod archive;
pub(crate) mod configuration;
mod grouping;
pub(crate) mod inspection;
mod job;
mod mates_check;
mod offline;
mod pairing;
mod plan;
mod question;
mod remaking;
mod report;
mod runs;
mod sample;
pub(crate) mod settings;

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use readout_frontend::message::EngineChoice;
use readout_frontend::view::CurveKind;
use web_sys::File;

use self::configuration::Configuration;
pub(crate) use self::job::{Exports, Job, JobState, PageFile};
pub(crate) use self::mates_check::Stage as MatesStage;
pub(crate) use self::offline::Readiness;
pub(crate) use self::plan::Plan;
pub(crate) use self::report::Report;
pub(crate) use self::runs::Run;
pub(crate) use self::sample::Sample;
pub(crate) use self::settings::Settings;

/// Everything the page knows.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) samples: RwSignal<Vec<Sample>>,
    /// The reports that are compared, at most two.
    pub(crate) compared: RwSignal<Vec<usize>>,
    /// The kinds of lines that several reports have, a bit each.
    lines: Memo<usize>,
    pub(crate) engine: RwSignal<EngineChoice>,
    pub(crate) settings: RwSignal<Settings>,
    /// The API that the page's address says to send reads to.
    by_address: StoredValue<Option<String>>,
    pub(crate) readiness: RwSignal<Readiness>,
    /// Reports are being made anew.
    remaking: RwSignal<bool>,
    pub(crate) configuration: Configuration,
    next_id: StoredValue<usize>,
    files: StoredValue<BTreeMap<usize, File>, LocalStorage>,
    /// What is made while a button is pressed is to outlive the button.
    owner: StoredValue<Owner>,
}

impl State {
    /// The state of a page that was just opened.
    pub(crate) fn new() -> Self {
        let settings = Settings::of_page();
        let samples = RwSignal::new(Vec::new());
        let state = Self {
            samples,
            lines: Memo::new(move |_| lines_of_several(&jobs_of(samples))),
            compared: RwSignal::new(Vec::new()),
            engine: RwSignal::new(settings.engine),
            by_address: StoredValue::new(settings::agreed_by_address(&settings)),
            readiness: RwSignal::new(Readiness::Loading),
            remaking: RwSignal::new(false),
            settings: RwSignal::new(settings),
            configuration: Configuration::default(),
            next_id: StoredValue::new(0),
            files: StoredValue::new_local(BTreeMap::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        Effect::new(move || state.settings.with(Settings::show_theme));
        Effect::new(move |before: Option<EngineChoice>| {
            let engine = state.engine.get();
            // What the address chose is not the person's choice.
            if before.is_some_and(|before| before != engine) {
                Settings::keep(|kept| kept.engine = engine);
            }
            engine
        });
        Effect::new(move || state.start_next());
        Effect::new(move || state.compare());
        Effect::new(move || state.remake());
        Effect::new(move || pairing::pair_up(&state.samples.get()));
        spawn_local(state.get_ready());
        state
    }

    /// Fetches the program before the first file comes, and keeps the page in the browser.
    async fn get_ready(self) {
        // Should that fail, the file's own card will say so.
        drop(job::program().await);
        self.readiness.set(Readiness::Ready);
        let is_untouched = move || self.samples.with_untracked(Vec::is_empty);
        // A browser that keeps no pages fetches the scripts of workers as it goes, and the page says so.
        if offline::keep(is_untouched).await.is_ok() {
            self.readiness.set(Readiness::Kept);
        }
        if is_untouched() {
            // Without it the first file waits a little.
            drop(job::warm_up().await);
        }
    }

    /// Whether all reads may be sent to the API that is set.
    pub(crate) fn may_send_all(self) -> bool {
        let api = self.settings.with(Settings::api);
        self.by_address.with_value(|to| to.as_ref() == Some(&api))
    }

    /// Whether the reads of this report may be sent there.
    pub(crate) fn may_send(self, job: &Job) -> bool {
        let api = self.settings.with(Settings::api);
        self.may_send_all() || job.agreed.with(|to| to.as_ref() == Some(&api))
    }

    /// The person agrees to that.
    pub(crate) fn agree(self, jobs: &[Job]) {
        let api = self.settings.with_untracked(Settings::api);
        for job in jobs {
            job.agreed.set(Some(api.clone()));
        }
    }

    /// When the API is gone: this report's files, and all that wait to be sent, are read in this browser.
    pub(crate) fn go_on_in_browser(self, job: &Job) {
        job.go_on_in_browser();
        for waiting in untrack(|| self.waiting_to_send()) {
            waiting.engine.set(EngineChoice::Browser);
        }
    }

    /// When the API is gone: it is asked again, with the token that is set now.
    pub(crate) fn ask_api(self, job: &Job) {
        let settings = self.settings.get_untracked();
        job.ask_api(settings.api(), settings.token());
    }

    /// The reports whose files wait to be sent.
    pub(crate) fn waiting_to_send(self) -> Vec<Job> {
        let mut jobs = self.jobs();
        jobs.retain(|job| {
            job.state.get() == JobState::Waiting && job.engine.get() == EngineChoice::Serverless
        });
        jobs
    }

    /// All reports, in the order of the page.
    pub(crate) fn jobs(self) -> Vec<Job> {
        jobs_of(self.samples)
    }

    /// Whether several reports have a line of this kind.
    pub(crate) fn has_lines(self, kind: CurveKind) -> bool {
        self.lines.get() & 1 << kind as usize != 0
    }

    /// Has every report made by the limits and contaminants as they are now.
    fn compare(self) {
        let comparison = self.configuration.comparison();
        for job in untrack(|| self.jobs()) {
            job.compare(comparison.clone());
        }
    }

    /// Starts the first waiting report if none is being made.
    fn start_next(self) {
        let jobs = self.jobs();
        if jobs.iter().any(|job| job.state.get() == JobState::Running) {
            return;
        }
        let gone = jobs.iter().any(|job| job.state.get() == JobState::Paused);
        let may_start = |job: &Job| {
            let sends = job.engine.get() == EngineChoice::Serverless;
            job.state.get() == JobState::Waiting && (!sends || self.may_send(job) && !gone)
        };
        let Some(job) = jobs.into_iter().find(may_start) else {
            return;
        };
        job.state.set(JobState::Running);
        let settings = self.settings.get_untracked();
        spawn_local(async move {
            if let Err(words) = job.start(&settings, self.configuration).await {
                job.fail(words);
            }
        });
    }
}

fn jobs_of(samples: RwSignal<Vec<Sample>>) -> Vec<Job> {
    let samples = samples.get();
    let parts = samples.iter().flat_map(|sample| sample.parts.get());
    parts.collect()
}

fn lines_of_several(jobs: &[Job]) -> usize {
    let several = |kind: &CurveKind| {
        jobs.iter()
            .filter(|job| job.has_curve(*kind))
            .nth(1)
            .is_some()
    };
    let kinds = CurveKind::ALL.into_iter().filter(several);
    kinds.fold(0, |kinds, kind| kinds | 1 << kind as usize)
}
