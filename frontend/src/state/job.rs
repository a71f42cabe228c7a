//! One report: the files that are read as one, their coordinator, and what the coordinator says.

mod exports;
mod figures;
mod hearing;
mod job_state;
mod orders;
mod page_file;
mod program;
mod remaking;
mod spare;

pub(crate) use self::exports::Exports;
pub(crate) use self::job_state::JobState;
pub(crate) use self::page_file::PageFile;
pub(super) use self::program::program;
pub(super) use self::spare::warm_up;
use std::collections::BTreeSet;
use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use readout_frontend::message::{
    Begin, EngineChoice, MateFile, MatesFound, Progress, ReportChoice, ToCoordinator,
};
use readout_frontend::worker::{self, ANALYSER_LOADER, COURIER_LOADER, Role};
use shared::samples::Read;
use shared::tally::ReadNumber;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, File, MessageEvent, Worker};

use super::Settings;
use super::configuration::Configuration;
use super::report::Report;

pub(super) type Listeners = (Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut(Event)>);

/// What cannot leave this thread.
struct Held {
    files: Array,
    /// What the report is to be made anew of: the counts as a file, and what else is known.
    kept: Array,
    /// The finished files of the report.
    exports: Option<Array>,
    worker: Option<Worker>,
    listeners: Option<Listeners>,
}

/// One report on the page: of one file, or of several that are read as one.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) id: usize,
    /// The name of the report.
    pub(crate) name: RwSignal<Arc<str>>,
    /// Which read of each cluster it is of.
    pub(crate) read: RwSignal<Read>,
    pub(crate) files: Arc<[PageFile]>,
    pub(crate) size: u64,
    pub(crate) engine: RwSignal<EngineChoice>,
    pub(crate) state: RwSignal<JobState>,
    pub(crate) progress: RwSignal<Progress>,
    pub(crate) report: RwSignal<Option<Report>>,
    pub(crate) choice: RwSignal<ReportChoice>,
    /// The only read of each pair that is counted.
    pub(crate) read_number: RwSignal<Option<ReadNumber>>,
    /// What went wrong, in words.
    pub(crate) problem: RwSignal<Option<String>>,
    pub(crate) receipt: RwSignal<Option<String>>,
    pub(crate) exports: RwSignal<Option<Exports>>,
    /// The adapters that were chosen when the file came, as text.
    adapters: Option<String>,
    /// What its mate's coordinator is to be given.
    pub(super) mate: RwSignal<Option<Arc<str>>>,
    /// What the report says of a mate.
    paired: StoredValue<Option<MateFile>>,
    /// What was found of both.
    found: StoredValue<Option<MatesFound>>,
    /// The report is not as it is to be now.
    stale: RwSignal<bool>,
    /// Why it could not be made anew, in words.
    pub(crate) trouble: RwSignal<Option<String>>,
    /// How often the coordinator was told what reports are made with.
    told: StoredValue<u32>,
    /// The API that the person agreed to send it to.
    pub(super) agreed: RwSignal<Option<String>>,
    /// How often it was read again.
    readings: StoredValue<usize>,
    /// The report is of the reading before.
    outdated: StoredValue<bool>,
    /// The sections that can be seen.
    seen: StoredValue<BTreeSet<String>>,
    held: StoredValue<Held, LocalStorage>,
}

impl Job {
    pub(super) fn new(
        id: usize,
        read: Read,
        files: Vec<(PageFile, File)>,
        engine: EngineChoice,
        adapters: Option<String>,
    ) -> Self {
        let held = files.iter().map(|(_, file)| file.clone()).collect();
        let files: Arc<[PageFile]> = files.into_iter().map(|(file, _)| file).collect();
        let size = files.iter().map(|file| file.size).sum();
        let name = files.first().map_or("", PageFile::name);
        Self {
            id,
            name: RwSignal::new(name.into()),
            read: RwSignal::new(read),
            size,
            files,
            engine: RwSignal::new(engine),
            state: RwSignal::new(JobState::Waiting),
            progress: RwSignal::new(Progress {
                bytes_total: size,
                ..Progress::default()
            }),
            report: RwSignal::new(None),
            choice: RwSignal::new(ReportChoice::default()),
            read_number: RwSignal::new(None),
            problem: RwSignal::new(None),
            receipt: RwSignal::new(None),
            exports: RwSignal::new(None),
            adapters,
            mate: RwSignal::new(None),
            paired: StoredValue::new(None),
            found: StoredValue::new(None),
            stale: RwSignal::new(false),
            trouble: RwSignal::new(None),
            told: StoredValue::new(0),
            agreed: RwSignal::new(None),
            readings: StoredValue::new(0),
            outdated: StoredValue::new(false),
            seen: StoredValue::default(),
            held: StoredValue::new_local(Held {
                files: held,
                kept: Array::new(),
                exports: None,
                worker: None,
                listeners: None,
            }),
        }
    }

    /// Starts the coordinator.
    pub(super) async fn start(
        &self,
        settings: &Settings,
        configuration: Configuration,
    ) -> Result<(), String> {
        let reading = self.readings.get_value();
        let program = program().await.map_err(|error| {
            format!(
                "the analysis program could not be loaded: {}",
                worker::words(&error)
            )
        })?;
        // It may have been stopped meanwhile, or read again.
        let is_this = self.readings.try_get_value() == Some(reading);
        if !is_this || self.state.get_untracked() != JobState::Running {
            return Ok(());
        }
        let engine = self.engine.get_untracked();
        let loader = match engine {
            EngineChoice::Browser => ANALYSER_LOADER,
            EngineChoice::Serverless => COURIER_LOADER,
        };
        let begin = Begin {
            name: self.name.get_untracked().to_string(),
            files: self.files.iter().map(|f| f.name().to_owned()).collect(),
            engine,
            api: settings.api(),
            token: settings.token(),
            chunk_bytes: settings.chunk_bytes,
            concurrency: settings.concurrency,
            adapters: self.adapters.clone(),
            comparison: untrack(|| configuration.comparison()),
            read_number: self.read_number.get_untracked(),
        };
        self.launch(loader, &program, begin)
            .map_err(|error| worker::words(&error))
    }

    fn launch(&self, loader: &str, program: &JsValue, begin: Begin) -> Result<(), JsValue> {
        let stays = loader == ANALYSER_LOADER;
        let coordinator = match stays.then(spare::take).flatten() {
            Some(spare) => spare,
            None => worker::start(loader, Role::Coordinator, program)?,
        };
        let job = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Ok((message, attachment)) = worker::open(&event.data()) {
                job.hear(message, &attachment);
            }
        });
        let job = self.clone();
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            job.fail(format!("the analysis stopped: {}", worker::failure(&event)));
        });
        coordinator.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        coordinator.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let files = self.held.with_value(|held| held.files.clone());
        worker::post(&coordinator, &ToCoordinator::Begin(begin), &files)?;
        self.held.update_value(|held| {
            held.worker = Some(coordinator);
            held.listeners = Some((on_message, on_error));
        });
        self.told.set_value(0);
        // Read again, the file is to be taken for what it was taken for before.
        let choice = self.choice.get_untracked();
        if choice != ReportChoice::default() {
            self.make_with(&ToCoordinator::Rebuild(choice));
        }
        Ok(())
    }

    /// The id of its card's element.
    pub(crate) fn element(&self) -> String {
        format!("job-{}", self.id)
    }

    /// Reads the file again, to count this read of each pair alone, or all.
    pub(crate) fn read_again(&self, number: Option<ReadNumber>) {
        self.held.with_value(|held| {
            if let Some(worker) = &held.worker {
                // What it still says is of the reading before.
                worker.set_onmessage(None);
                worker.set_onerror(None);
            }
        });
        self.stop_worker();
        self.replace_exports(&JsValue::UNDEFINED);
        self.receipt.set(None);
        self.problem.set(None);
        self.mate.set(None);
        self.paired.set_value(None);
        self.found.set_value(None);
        self.keep(&JsValue::UNDEFINED);
        self.stale.set(false);
        self.trouble.set(None);
        self.progress.set(Progress {
            bytes_total: self.size,
            ..Progress::default()
        });
        self.read_number.set(number);
        self.outdated.set_value(true);
        self.readings.update_value(|readings| *readings += 1);
        self.enter(JobState::Waiting);
    }

    /// Whether it is of one file that is called as this one.
    pub(super) fn is_of(&self, file: &PageFile) -> bool {
        matches!(self.files.as_ref(), [one] if one.name() == file.name())
    }

    /// The files themselves.
    pub(super) fn blobs(&self) -> Array {
        self.held.with_value(|held| held.files.clone())
    }

    fn tell(&self, message: &ToCoordinator) {
        self.held.try_with_value(|held| {
            if let Some(worker) = &held.worker {
                // A message that cannot be posted has nobody to reach.
                let _ = worker::post(worker, message, &JsValue::UNDEFINED);
            }
        });
    }

    /// Lets go of its files, its report and everything outside the page.
    pub(super) fn close(&self) {
        // What is under way for it has nobody to come to.
        self.readings.update_value(|readings| *readings += 1);
        self.stop_worker();
        self.replace_exports(&JsValue::UNDEFINED);
        self.report.set(None);
        self.keep(&JsValue::UNDEFINED);
        self.held.update_value(|held| held.files = Array::new());
    }

    fn replace_exports(&self, attachment: &JsValue) {
        if let Some(exports) = self.exports.get_untracked() {
            exports.revoke();
        }
        self.exports.set(Exports::of(attachment));
        let files = attachment.dyn_ref::<Array>().cloned();
        self.held.update_value(|held| held.exports = files);
    }

    /// What goes into an archive of all reports: FastQC's zip, the page and the JSON; none before they
    /// are made.
    pub(super) fn packed_exports(&self) -> Option<[JsValue; 3]> {
        let files = self.held.with_value(|held| held.exports.clone())?;
        Some(Exports::PACKED.map(|place| files.get(place)))
    }

    /// For the next files.
    fn leave_worker(&self) {
        let worker = self.held.try_update_value(|held| held.worker.take());
        if let Some(worker) = worker.flatten() {
            spare::put(worker);
        }
    }

    /// Its own workers end with it. The listeners stay, for one of them may be running.
    fn stop_worker(&self) {
        self.held.update_value(|held| {
            if let Some(worker) = held.worker.take() {
                worker.terminate();
            }
        });
    }
}
