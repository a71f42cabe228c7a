//! The coordinator: owns one file, and keeps the page's thread free.
//!
//! Reports are computed and charts are drawn here. The page gets a new view only when it has shown
//! the last one, and not more often than four times a second.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedSender, unbounded};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use shared::export;
use shared::problem::Problem;
use shared::report::{Report, ReportOptions};
use shared::wire::TallyDocument;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, MessageEvent};

use crate::engine::Engine;
use crate::engine::in_browser::InBrowser;
use crate::engine::serverless::Serverless;
use crate::message::{
    Begin, Ended, Ending, EngineChoice, FromCoordinator, Progress, ToCoordinator,
};
use crate::scheduler::{self, Event, Scheduler, Watch};
use crate::source::{Source, SourceError};
use crate::view::ReportView;
use crate::worker::{self, now};

/// Milliseconds between two views, at least.
const VIEW_INTERVAL_MS: f64 = 250.0;
/// Milliseconds between two messages of progress, at least.
const PROGRESS_INTERVAL_MS: f64 = 100.0;
/// Views may take this share of the coordinator's time.
const VIEW_SHARE: f64 = 0.1;

/// Listens for the page. `module` is handed on to the analysers.
///
/// # Errors
/// If this is not a worker.
pub fn start(module: JsValue) -> Result<(), JsValue> {
    let job: Rc<RefCell<Option<UnboundedSender<Event>>>> = Rc::default();
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Ok((message, attachment)) = worker::open::<ToCoordinator>(&event.data()) else {
            return;
        };
        match message {
            ToCoordinator::Begin(begin) => {
                let (sender, receiver) = unbounded();
                *job.borrow_mut() = Some(sender.clone());
                let module = module.clone();
                spawn_local(tick(sender.clone()));
                spawn_local(
                    async move { run(begin, attachment, module, (sender, receiver)).await },
                );
            }
            command => {
                if let Some(sender) = &*job.borrow() {
                    // A job that has ended takes no more commands.
                    let _ = sender.unbounded_send(Event::Command(command));
                }
            }
        }
    });
    worker::scope()?.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

async fn tick(sender: UnboundedSender<Event>) {
    while sender.unbounded_send(Event::Tick).is_ok() {
        TimeoutFuture::new(100).await;
    }
}

type Queue = (
    UnboundedSender<Event>,
    futures_channel::mpsc::UnboundedReceiver<Event>,
);

async fn run(begin: Begin, file: JsValue, module: JsValue, queue: Queue) {
    let Ok(file) = file.dyn_into::<Blob>() else {
        return;
    };
    let mut show = Show::new(begin.name.clone());
    let source = match Source::open(file).await {
        Ok(source) => source,
        Err(error) => {
            let words = match error {
                SourceError::Malformed(error) => Problem::from(&*error).detail,
                error => error.to_string(),
            };
            tell(&FromCoordinator::Ended(Ended {
                ending: Ending::Failed,
                problem: Some(words),
                receipt: None,
            }));
            return;
        }
    };
    let concurrency = begin.concurrency;
    let spare = move || Engine::InBrowser(Rc::new(InBrowser::new(module.clone(), concurrency)));
    let engine = match begin.engine {
        EngineChoice::Browser => spare(),
        EngineChoice::Serverless => {
            Engine::Serverless(Rc::new(Serverless::connect(&begin.api, concurrency).await))
        }
    };
    let mut scheduler = Scheduler::new(source, engine, Box::new(spare), queue, begin.chunk_bytes);
    let ended = scheduler.run(&mut show).await;
    show.finish(&scheduler, ended);
}

fn tell(message: &FromCoordinator) {
    tell_with(message, &JsValue::UNDEFINED);
}

fn tell_with(message: &FromCoordinator, attachment: &JsValue) {
    // A post fails only when the page is gone.
    let _ = worker::answer(message, attachment);
}

/// What the page was shown, and when.
struct Show {
    name: String,
    reads: u64,
    waits: bool,
    next_view: f64,
    next_progress: f64,
}

impl Show {
    fn new(name: String) -> Self {
        Self {
            name,
            reads: 0,
            waits: false,
            next_view: 0.0,
            next_progress: 0.0,
        }
    }

    fn report(
        &self,
        total: &TallyDocument,
        engine: &Engine,
        complete: bool,
        problem: Option<Problem>,
    ) -> Report {
        Report::build(total, &self.options(engine, complete, problem))
    }

    fn options(&self, engine: &Engine, complete: bool, problem: Option<Problem>) -> ReportOptions {
        ReportOptions {
            name: self.name.clone(),
            engine: engine.label(),
            complete,
            problem,
            encoding: None,
            ..ReportOptions::default()
        }
    }

    /// The last view, the exports and the ending.
    fn finish(&mut self, scheduler: &Scheduler, ended: scheduler::Ended) {
        let (total, engine) = (scheduler.total(), scheduler.engine());
        let (ending, words, problem) = match ended {
            scheduler::Ended::Complete => (Ending::Complete, None, None),
            scheduler::Ended::Cancelled => (Ending::Cancelled, None, None),
            scheduler::Ended::Malformed(problem) => {
                (Ending::Failed, Some(problem.detail.clone()), Some(*problem))
            }
            scheduler::Ended::Failed(words) => (Ending::Failed, Some(words), None),
        };
        tell(&FromCoordinator::Progress(scheduler.progress()));
        if total.reads() == 0 {
            tell(&FromCoordinator::Ended(Ended {
                ending,
                problem: words,
                receipt: None,
            }));
            return;
        }
        let mut report = self.report(total, engine, ending == Ending::Complete, problem);
        report.notes.extend(scheduler.input().warnings());
        tell(&FromCoordinator::View(Box::new(ReportView::of(&report))));
        let options = self.options(engine, report.complete, report.problem.clone());
        let exports: Array = [
            blob(
                &export::json::pretty(&report).unwrap_or_default(),
                shared::wire::media::JSON,
            ),
            blob(&export::html::render(&report), shared::wire::media::HTML),
            blob(&total.to_json(), shared::wire::media::TALLY),
            blob(
                &export::fastqc::data(total, &options),
                shared::wire::media::TEXT,
            ),
            export::fastqc::zip(total, &options, &report).map_or(JsValue::UNDEFINED, |zip| {
                blob_of(&Uint8Array::from(zip.as_slice()), shared::wire::media::ZIP)
            }),
        ]
        .iter()
        .collect();
        let ended = Ended {
            ending,
            problem: words,
            receipt: Some(total.receipt()),
        };
        tell_with(&FromCoordinator::Ended(ended), &exports);
    }
}

impl Watch for Show {
    fn changed(&mut self, total: &TallyDocument, progress: Progress, engine: &Engine) {
        let time = now();
        if time >= self.next_progress {
            self.next_progress = time + PROGRESS_INTERVAL_MS;
            tell(&FromCoordinator::Progress(progress));
        }
        if self.waits || time < self.next_view || progress.reads == self.reads {
            return;
        }
        self.reads = progress.reads;
        self.waits = true;
        tell(&FromCoordinator::View(Box::new(ReportView::of(
            &self.report(total, engine, false, None),
        ))));
        let cost = now() - time;
        self.next_view = time + VIEW_INTERVAL_MS.max(cost / VIEW_SHARE);
    }

    fn shown(&mut self) {
        self.waits = false;
    }

    fn paused(&mut self, words: String) {
        tell(&FromCoordinator::Paused(words));
    }

    fn resumed(&mut self, engine: &Engine) {
        tell(&FromCoordinator::Resumed(engine.choice()));
    }
}

fn blob(text: &str, media_type: &str) -> JsValue {
    blob_of(&text.into(), media_type)
}

/// A blob of a string or of bytes.
fn blob_of(content: &JsValue, media_type: &str) -> JsValue {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_str_sequence_and_options(&Array::of1(content), &options)
        .map_or(JsValue::UNDEFINED, Into::into)
}
