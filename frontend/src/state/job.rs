//! One file: its coordinator, and what the coordinator says.

mod exports;
mod job_state;

pub(crate) use self::exports::Exports;
pub(crate) use self::job_state::JobState;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use readout_frontend::message::{
    Begin, Comparison, Ended, Ending, EngineChoice, FromCoordinator, MateFile, Progress,
    ReportChoice, ToCoordinator,
};
use readout_frontend::view::ReportView;
use readout_frontend::worker::{self, ANALYSER_LOADER, COURIER_LOADER, Role};
use shared::tally::ReadNumber;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, File, MessageEvent, Worker};

use super::Settings;
use super::configuration::Configuration;
use super::report::Report;

/// Where the analyser program is; its loaders name its script.
const ANALYSER_PROGRAM: &str = "/analyser_bg.wasm";

/// How long a coordinator may take to answer that it stopped.
const CANCEL_PATIENCE: Duration = Duration::from_secs(3);

thread_local! {
    /// The analyser program, compiled once for all workers.
    static PROGRAM: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

type Listeners = (
    Closure<dyn FnMut(MessageEvent)>,
    Closure<dyn FnMut(ErrorEvent)>,
);

/// What cannot leave this thread.
struct Held {
    file: File,
    worker: Option<Worker>,
    listeners: Option<Listeners>,
}

/// One file on the page.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) id: usize,
    pub(crate) name: Arc<str>,
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
    /// What its mate's coordinator is to be given, until that was done.
    pub(super) mate: RwSignal<Option<Arc<str>>>,
    held: StoredValue<Held, LocalStorage>,
}

impl Job {
    pub(super) fn new(
        id: usize,
        file: File,
        engine: EngineChoice,
        adapters: Option<String>,
    ) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a file's size is a safe integer"
        )]
        let size = file.size() as u64;
        Self {
            id,
            name: file.name().into(),
            size,
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
            held: StoredValue::new_local(Held {
                file,
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
        let program = program().await.map_err(|error| {
            format!(
                "the analysis program could not be loaded: {}",
                worker::words(&error)
            )
        })?;
        if self.state.get_untracked() != JobState::Running {
            return Ok(());
        }
        let engine = self.engine.get_untracked();
        let loader = match engine {
            EngineChoice::Browser => ANALYSER_LOADER,
            EngineChoice::Serverless => COURIER_LOADER,
        };
        let begin = Begin {
            name: self.name.to_string(),
            engine,
            api: settings.api.clone(),
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
        let coordinator = worker::start(loader, Role::Coordinator, program)?;
        let job = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Ok((message, attachment)) = worker::open(&event.data()) {
                job.hear(message, &attachment);
            }
        });
        let job = self.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            let words = Some(event.message()).filter(|words| !words.is_empty());
            job.fail(format!(
                "the analysis stopped: {}",
                words
                    .as_deref()
                    .unwrap_or("its worker could not be started")
            ));
        });
        coordinator.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        coordinator.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let file = self
            .held
            .with_value(|held| JsValue::from(held.file.clone()));
        worker::post(&coordinator, &ToCoordinator::Begin(begin), &file)?;
        // Read again, the file is to be taken for what it was taken for before.
        let choice = self.choice.get_untracked();
        if choice != ReportChoice::default() {
            let choose = ToCoordinator::Rebuild(choice);
            worker::post(&coordinator, &choose, &JsValue::UNDEFINED)?;
        }
        self.held.update_value(|held| {
            held.worker = Some(coordinator);
            held.listeners = Some((on_message, on_error));
        });
        Ok(())
    }

    fn hear(&self, message: FromCoordinator, attachment: &JsValue) {
        if self.state.is_disposed() {
            return;
        }
        if let FromCoordinator::Rebuilt(view) = message {
            self.show(*view);
            self.replace_exports(attachment);
            return;
        }
        if self.state.get_untracked().is_over() {
            return;
        }
        match message {
            FromCoordinator::Progress(progress) => self.progress.set(progress),
            FromCoordinator::View(view) => {
                self.show(*view);
                let job = self.clone();
                // The next view is welcome when this one is on the screen.
                request_animation_frame(move || job.tell(&ToCoordinator::Shown));
            }
            FromCoordinator::Sections(sections) => self.report.update(|report| {
                if let Some(report) = report {
                    report.replace(sections);
                }
            }),
            FromCoordinator::Paused(words) => {
                self.problem.set(Some(words));
                self.state.set(JobState::Paused);
            }
            FromCoordinator::Resumed(engine) => {
                self.engine.set(engine);
                self.problem.set(None);
                self.state.set(JobState::Running);
            }
            FromCoordinator::Held(held) => self.state.set(if held {
                JobState::Held
            } else {
                JobState::Running
            }),
            FromCoordinator::Ended(ended) => self.end(ended, attachment),
            FromCoordinator::Rebuilt(_) => {}
        }
    }

    fn show(&self, view: ReportView) {
        self.report
            .update(|report| *report = Some(Report::of(view, report.as_ref())));
    }

    fn end(&self, ended: Ended, attachment: &JsValue) {
        // With a receipt the coordinator keeps the counts, for another choice.
        if ended.receipt.is_none() {
            self.stop_worker();
        }
        self.problem.set(ended.problem);
        self.receipt.set(ended.receipt);
        self.mate.set(ended.mate.map(Into::into));
        self.replace_exports(attachment);
        self.state.set(match ended.ending {
            Ending::Complete => JobState::Complete,
            Ending::Failed => JobState::Failed,
            Ending::Cancelled => JobState::Cancelled,
        });
    }

    /// Ends the job with words of our own.
    pub(super) fn fail(&self, words: String) {
        if !self.state.is_disposed() && !self.state.get_untracked().is_over() {
            self.end(
                Ended {
                    ending: Ending::Failed,
                    problem: Some(words),
                    receipt: None,
                    mate: None,
                },
                &JsValue::UNDEFINED,
            );
        }
    }

    /// Asks the coordinator to stop; it still sends the report of what it has.
    pub(crate) fn cancel(&self) {
        let started = self.held.with_value(|held| held.worker.is_some());
        if !started {
            self.state.set(JobState::Cancelled);
            return;
        }
        self.tell(&ToCoordinator::Cancel);
        let job = self.clone();
        set_timeout(move || job.end_unheard(), CANCEL_PATIENCE);
    }

    /// Ends a cancelled job whose coordinator does not answer.
    fn end_unheard(&self) {
        if !self.state.is_disposed() && !self.state.get_untracked().is_over() {
            self.end(
                Ended {
                    ending: Ending::Cancelled,
                    problem: None,
                    receipt: None,
                    mate: None,
                },
                &JsValue::UNDEFINED,
            );
        }
    }

    /// Asks the coordinator to hand out nothing more for now.
    pub(crate) fn pause(&self) {
        self.tell(&ToCoordinator::Pause);
    }

    /// Asks the coordinator to go on.
    pub(crate) fn resume(&self) {
        self.tell(&ToCoordinator::Resume);
    }

    /// After a pause: goes on with workers in this browser.
    pub(crate) fn go_on_in_browser(&self) {
        self.tell(&ToCoordinator::GoOnInBrowser);
    }

    /// Asks for the report of another choice.
    pub(crate) fn choose(&self, choice: ReportChoice) {
        self.tell(&ToCoordinator::Rebuild(choice));
    }

    /// Asks for the report by other limits or contaminants.
    pub(super) fn compare(&self, comparison: Comparison) {
        self.tell(&ToCoordinator::Compare(comparison));
    }

    /// Has its report say how it goes together with its mate.
    pub(super) fn pair(&self, mate: MateFile) {
        self.tell(&ToCoordinator::Pair(mate));
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
        self.progress.set(Progress {
            bytes_total: self.size,
            ..Progress::default()
        });
        self.read_number.set(number);
        self.state.set(JobState::Waiting);
    }

    fn tell(&self, message: &ToCoordinator) {
        self.held.try_with_value(|held| {
            if let Some(worker) = &held.worker {
                // A message that cannot be posted has nobody to reach.
                let _ = worker::post(worker, message, &JsValue::UNDEFINED);
            }
        });
    }

    /// Lets go of everything outside the page.
    pub(super) fn close(&self) {
        self.stop_worker();
        self.revoke_exports();
    }

    fn replace_exports(&self, attachment: &JsValue) {
        self.revoke_exports();
        self.exports.set(Exports::of(attachment));
    }

    fn revoke_exports(&self) {
        if let Some(exports) = self.exports.get_untracked() {
            exports.revoke();
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

/// The analyser program, fetched and compiled when it is first asked for.
///
/// # Errors
/// The browser's, if it cannot be had.
pub(super) async fn program() -> Result<JsValue, JsValue> {
    if let Some(program) = PROGRAM.with_borrow(Clone::clone) {
        return Ok(program);
    }
    let response = window().fetch_with_str(ANALYSER_PROGRAM);
    let program = JsFuture::from(js_sys::WebAssembly::compile_streaming(&response)).await?;
    PROGRAM.set(Some(program.clone()));
    Ok(program)
}
