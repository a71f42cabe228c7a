//! The coordinator: owns one file, or several that are read as one, and keeps the page's thread free.
//!
//! Reports are computed and charts are drawn here. The page gets a new view only when it has shown
//! the last one, and not more often than four times a second.

mod files;
mod warm_up;

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedSender, unbounded};
use futures_util::{FutureExt, future};
use gloo_timers::future::TimeoutFuture;
use js_sys::{ArrayBuffer, WebAssembly};
use shared::pairs::Mate;
use shared::problem::Problem;
use shared::report::sampling::Steadiness;
use shared::report::{Report, ReportOptions};
use shared::tally::ReadNumber;
use shared::tally::adapters::{self, Adapter};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use self::files::Files;
use crate::desk::{Counts, Desk};
use crate::engine::Engine;
use crate::engine::in_browser::{InBrowser, Pool};
use crate::engine::serverless::{Api, Serverless};
use crate::message::{Begin, Ended, Ending, EngineChoice, Facts, FromCoordinator, ToCoordinator};
use crate::scheduler::{self, Event, Next, Scheduler, Spare, Watch};
use crate::view::ReportView;
use crate::worker::{self, now};

/// Milliseconds between two views, at least.
const VIEW_INTERVAL_MS: f64 = 250.0;
/// Sections of a view in one message. Each message is a task of the page's own.
const SECTIONS_AT_ONCE: usize = 4;
/// Milliseconds between two messages of progress, at least.
const PROGRESS_INTERVAL_MS: f64 = 200.0;
/// Views may take this share of the coordinator's time.
const VIEW_SHARE: f64 = 0.1;
/// Files of no more bytes leave a coordinator and analysers that may stay for the next ones: what larger
/// ones left in memory is given back, and starting anew is little beside the time they take.
const SMALL_BYTES: u64 = 64 << 20;
/// A coordinator with a larger memory does not stay.
const SMALL_MEMORY: u32 = 128 << 20;

/// Listens for the page. `module` is handed on to the analysers.
///
/// When its files are read, it may be given others: whether it is fit for that, [`Ended::stays`] says.
///
/// # Errors
/// If this is not a worker.
pub fn start(module: JsValue) -> Result<(), JsValue> {
    let job: Rc<RefCell<Option<UnboundedSender<Event>>>> = Rc::default();
    let desks: Rc<RefCell<Rc<Desk>>> = Rc::default();
    let pool = Rc::new(Pool::new(module));
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Ok((message, attachment)) = worker::open::<ToCoordinator>(&event.data()) else {
            return;
        };
        let desk = Rc::clone(&desks.borrow());
        match message {
            ToCoordinator::WarmUp => {
                let job = job.clone();
                spawn_local(warm_up::warm_up(move || job.borrow().is_some()));
            }
            ToCoordinator::Begin(begin) => {
                let (sender, receiver) = unbounded();
                *job.borrow_mut() = Some(sender.clone());
                let (pool, desk) = (Rc::clone(&pool), Rc::<Desk>::default());
                desks.replace(Rc::clone(&desk));
                spawn_local(tick(sender.clone()));
                spawn_local(async move {
                    run(begin, attachment, pool, (sender, receiver), desk).await;
                });
            }
            ToCoordinator::Rebuild(choice) => desk.hear(|desk| desk.choose(choice)),
            ToCoordinator::Compare(comparison) => desk.hear(|desk| desk.compare(&comparison)),
            ToCoordinator::Rename(name) => desk.hear(|desk| desk.rename(name)),
            ToCoordinator::Seen(ids) => desk.see(ids),
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

async fn run(begin: Begin, attachment: JsValue, pool: Rc<Pool>, queue: Queue, desk: Rc<Desk>) {
    let mut files = Files::of(&attachment, begin.files);
    let local = begin.engine == EngineChoice::Browser;
    desk.compare(&begin.comparison);
    desk.rename(begin.name);
    let (concurrency, number) = (begin.concurrency, begin.read_number);
    let adapters = match begin.adapters.as_deref().map(adapters::parse).transpose() {
        Ok(set) => set.map(|set| set.to_vec()),
        Err(error) => return fail(Some(error.to_string())),
    };
    let given = adapters.clone();
    let in_browser = move || {
        let (pool, adapters) = (Rc::clone(&pool), given.clone());
        Rc::new(InBrowser::new(pool, concurrency, adapters, number))
    };
    let ready = local.then(|| {
        let engine = in_browser();
        engine.prepare(files.bytes());
        engine
    });
    let source = match files.next().await {
        Some(Ok(source)) => source,
        Some(Err(ended)) => return fail(ended.words()),
        None => return,
    };
    let engine = match ready {
        Some(engine) => Engine::InBrowser(engine),
        None => {
            let api = Api::new(begin.api, begin.token);
            match serverless(api, concurrency, adapters.clone(), number).await {
                Ok(engine) => engine,
                Err(words) => return fail(Some(words)),
            }
        }
    };
    let spare: Spare = Box::new(move |next| match next {
        Next::InBrowser => future::ready(Ok(Engine::InBrowser(in_browser()))).boxed_local(),
        Next::Api { api, token } => {
            let api = Api::new(api, token);
            serverless(api, concurrency, adapters.clone(), number).boxed_local()
        }
    });
    let mut show = Show::new(desk, local);
    let bytes = files.bytes();
    let mut scheduler = Scheduler::new(source, bytes, engine, spare, queue, begin.chunk_bytes);
    scheduler.beside(files.others()).await;
    let ended = loop {
        let ended = scheduler.run(&mut show).await;
        files.saw(scheduler.input());
        if !matches!(ended, scheduler::Ended::Complete) {
            break files.naming(ended, scheduler.at_fault());
        }
        match files.next().await {
            None => break ended,
            Some(Ok(source)) => scheduler.follow_with(source),
            Some(Err(ended)) => break ended,
        }
    };
    scheduler.engine().stop();
    show.finish(&scheduler, ended, files);
}

async fn serverless(
    api: Api,
    concurrency: Option<usize>,
    adapters: Option<Vec<Adapter>>,
    number: Option<ReadNumber>,
) -> Result<Engine, String> {
    let engine = Serverless::connect(api, concurrency, adapters.as_deref(), number).await?;
    Ok(Engine::Serverless(Rc::new(engine)))
}

/// Ends a job of which nothing was read.
fn fail(words: Option<String>) {
    tell(&FromCoordinator::Ended(Ended::without_report(
        Ending::Failed,
        words,
    )));
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
    desk: Rc<Desk>,
    /// This worker cannot reach a network.
    local: bool,
    /// [`Desk::changes`] when a view was last shown.
    changes: u64,
    reads: u64,
    waits: bool,
    next_view: f64,
    next_progress: f64,
    steadiness: Steadiness,
}

impl Show {
    fn new(desk: Rc<Desk>, local: bool) -> Self {
        Self {
            changes: desk.changes(),
            desk,
            local,
            reads: 0,
            waits: false,
            next_view: 0.0,
            next_progress: 0.0,
            steadiness: Steadiness::default(),
        }
    }

    /// The last view, the exports and the ending.
    fn finish(&mut self, scheduler: &Scheduler, ended: scheduler::Ended, files: Files) {
        let (total, engine) = (scheduler.total(), scheduler.engine());
        let (ending, words) = (ended.ending(), ended.words());
        let problem = match ended {
            scheduler::Ended::Malformed(problem) => Some(*problem),
            _ => None,
        };
        tell(&FromCoordinator::Progress(scheduler.progress()));
        if total.ledger.records() == 0 {
            tell(&FromCoordinator::Ended(Ended::without_report(
                ending, words,
            )));
            return;
        }
        let complete = ending == Ending::Complete;
        let (input, warnings) = files.seen();
        let sample = scheduler.sample().filter(|_| !complete);
        let facts = Facts {
            engine: engine.label(),
            complete,
            problem: problem.and_then(|problem| serde_json::to_string(&problem).ok()),
            layout: input.map(|input| input.layout),
            gzip: input.and_then(|input| input.gzip),
            warnings,
            sample: sample.map_or_else(Vec::new, |sample| sample.numbers()),
        };
        // Names of a sample have no order that could be compared.
        let whole = facts.sample.is_empty();
        let mate = whole.then(|| Mate::of(total, complete));
        let counts = Counts::of(total.clone());
        let report = self.desk.report(&counts, &facts);
        // The page puts it up while the files are made.
        tell_view(ReportView::of(&report));
        let attached = self.desk.exports(&report, &counts, &facts);
        attached.push(&serde_wasm_bindgen::to_value(&facts).unwrap_or(JsValue::UNDEFINED));
        let ended = Ended {
            ending,
            problem: words,
            receipt: Some(counts.receipt),
            mate: mate.and_then(|mate| serde_json::to_string(&mate).ok()),
            heard: self.desk.heard(),
            stays: complete && self.local && is_small(scheduler.progress().bytes_total),
        };
        tell_with(&FromCoordinator::Ended(ended), &attached);
    }
}

/// Whether this worker and its analysers are small enough to stay.
fn is_small(bytes: u64) -> bool {
    let memory = wasm_bindgen::memory().dyn_into::<WebAssembly::Memory>();
    let buffer = memory.map(|memory| memory.buffer().unchecked_into::<ArrayBuffer>());
    bytes <= SMALL_BYTES && buffer.is_ok_and(|buffer| buffer.byte_length() <= SMALL_MEMORY)
}

fn options(engine: &Engine, complete: bool, problem: Option<Problem>) -> ReportOptions {
    ReportOptions {
        engine: engine.label(),
        complete,
        problem,
        ..ReportOptions::default()
    }
}

impl Watch for Show {
    fn changed(&mut self, job: &Scheduler) {
        let (time, progress) = (now(), job.progress());
        if time >= self.next_progress {
            self.next_progress = time + PROGRESS_INTERVAL_MS;
            tell(&FromCoordinator::Progress(progress));
        }
        if self.waits
            || time < self.next_view
            || (progress.reads == self.reads && self.desk.changes() == self.changes)
        {
            return;
        }
        self.changes = self.desk.changes();
        self.reads = progress.reads;
        self.waits = true;
        let options = ReportOptions {
            sample: job.sample(),
            ..options(job.engine(), false, None)
        };
        let options = self.desk.chosen(options);
        let report = Report::preview(&job.total().tally, &options);
        let mut view = ReportView::in_sight(&report, |id| self.desk.sees(id));
        if let Some(sampling) = &report.sampling {
            self.steadiness.note(&report, sampling.parts);
            view.mark_steady(&self.steadiness);
        }
        tell_view(view);
        worker::note("readout: drawing", time);
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

    fn held(&mut self, held: bool) {
        tell(&FromCoordinator::Held(held));
        // What stands still shows all of what was read.
        (self.next_progress, self.next_view) = (0.0, 0.0);
    }
}

/// Sends a view in parts, so that no task of the page draws more than a few sections.
fn tell_view(mut view: ReportView) {
    let parts = view.split_off(SECTIONS_AT_ONCE);
    tell(&FromCoordinator::View(Box::new(view)));
    for part in parts {
        tell(&FromCoordinator::Sections(part));
    }
}
