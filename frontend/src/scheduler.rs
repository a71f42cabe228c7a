//! The scheduler: one bounded queue from source to engine.
//!
//! Plain files and BGZF are visited in ranges, in a random order, and each is committed when it is
//! counted: the total is soon a fair sample of the file, and in the end all of it. Several files are
//! visited as if they were one. If anything in them is wrong, they are read again, one after the
//! other and each in its own order. There, outcomes come in any order, too,
//! but are held until all before them are in, so the total is at every moment the exact tally of a
//! prefix of the file; a malformed chunk is read again record by record from the end of that
//! prefix. A lost engine is replaced, and nothing is ever counted twice.

mod commit;
mod order;
mod retry;
mod rows;
mod scatter;

use std::collections::BTreeMap;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use shared::analysis::InputNotes;
use shared::analysis::rows::Seam;
use shared::fastq::{FastqError, Position};
use shared::problem::Problem;
use shared::report::Sample;
use shared::tally::settings::Thinned;
use shared::wire::TallyDocument;
use wasm_bindgen_futures::spawn_local;

use self::rows::Dispatched;
use self::scatter::Scatter;
use crate::engine::{Counted, Engine, Fault};
use crate::message::{Order, Progress, Sent, ToCoordinator};
use crate::source::{Chunk, Source, SourceError};
use crate::worker::now;

/// Chunks handed out ahead of the first uncommitted one, as a multiple of those under way at once.
const AHEAD: u64 = 4;

/// A chunk's tally, or why there is none.
type Outcome = Result<Box<Counted>, Fault>;

/// What a job is woken by.
#[derive(Debug)]
pub enum Event {
    /// A chunk's tally, or why there is none.
    Settled {
        /// The chunk's place in the queue it was dispatched from.
        index: u64,
        /// Queues are counted: what belongs to an abandoned one is ignored.
        queue: u64,
        /// The outcome.
        outcome: Outcome,
    },
    /// From the page.
    Command(ToCoordinator),
    /// Time has passed.
    Tick,
}

/// Who looks on while a job runs.
pub trait Watch {
    /// The total or the progress may have changed.
    fn changed(&mut self, job: &Scheduler);
    /// The page shows the last view.
    fn shown(&mut self);
    /// The engine is gone for good.
    fn paused(&mut self, words: String);
    /// The job goes on.
    fn resumed(&mut self, engine: &Engine);
    /// The person paused the job, or had it go on.
    fn held(&mut self, held: bool);
}

/// What to go on with when the API is gone.
#[derive(Debug)]
pub enum Next {
    /// Workers in this browser.
    InBrowser,
    /// An API, and what it asks for.
    Api {
        /// Its origin.
        api: String,
        /// The token.
        token: Option<String>,
    },
}

/// Makes the engine to go on with, or says why there is none.
pub type Spare = Box<dyn Fn(Next) -> LocalBoxFuture<'static, Result<Engine, String>>>;

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    /// Every read was counted.
    Complete,
    /// The person stopped it.
    Cancelled,
    /// The input is bad, with the API's words for it.
    Malformed(Box<Problem>),
    /// It could not go on.
    Failed(String),
}

/// What comes when the queue is empty.
enum After {
    End,
    Error(Box<FastqError>),
    InOrder,
}

/// A job on its way.
pub struct Scheduler {
    source: Source,
    engine: Engine,
    spare: Spare,
    events: UnboundedReceiver<Event>,
    sender: UnboundedSender<Event>,
    chunk_bytes: Option<u64>,
    total: TallyDocument,
    /// The files behind the first, until it is chosen whether all are visited together; none where
    /// they cannot be: ranges of one are no sample of all.
    others: Option<Vec<Source>>,
    /// Which of the files that are read together an ending speaks of.
    at_fault: usize,
    /// Where the text of the source's file begins in that of all files.
    base: Position,
    progress: Progress,
    /// Bytes of the files before the source's.
    bytes_before: u64,
    sent_before: Sent,
    started: f64,
    /// When the person paused the job, and for how many milliseconds in all before that.
    held_since: Option<f64>,
    held_ms: f64,
    queue: u64,
    /// Place of the next chunk in the queue, and of the first one that is not committed.
    next: u64,
    first: u64,
    under_way: usize,
    dispatched: BTreeMap<u64, Dispatched>,
    settled: BTreeMap<u64, Outcome>,
    /// What was visited, as long as ranges are visited in a random order.
    scatter: Option<Scatter>,
    /// Where rows of blocks meet.
    seam: Seam,
    in_order: bool,
    /// How often a chunk was lost with a worker.
    losses: u32,
    after: Option<After>,
}

impl Scheduler {
    /// A job on `source`, the first of files of `bytes_total` bytes.
    #[must_use]
    pub fn new(
        source: Source,
        bytes_total: u64,
        engine: Engine,
        spare: Spare,
        (sender, events): (UnboundedSender<Event>, UnboundedReceiver<Event>),
        chunk_bytes: Option<u64>,
    ) -> Self {
        let progress = Progress {
            bytes_total,
            gzip: source.is_gzip(),
            ..Progress::default()
        };
        Self {
            others: None,
            at_fault: 0,
            base: Position::START,
            bytes_before: 0,
            source,
            engine,
            spare,
            events,
            sender,
            chunk_bytes,
            total: TallyDocument::default(),
            progress,
            sent_before: Sent::default(),
            started: now(),
            held_since: None,
            held_ms: 0.0,
            queue: 0,
            next: 0,
            first: 0,
            under_way: 0,
            dispatched: BTreeMap::new(),
            settled: BTreeMap::new(),
            scatter: None,
            seam: Seam::default(),
            in_order: false,
            losses: 0,
            after: None,
        }
    }

    /// Goes on with another file when the one before is complete: its text follows behind.
    pub fn follow_with(&mut self, source: Source) {
        self.abandon();
        self.base = self.total.ledger.prefix_end();
        self.bytes_before = self.bytes_before.saturating_add(self.source.file_bytes());
        self.progress.gzip = source.is_gzip();
        self.seam = Seam::default();
        self.in_order = false;
        self.source = source;
    }

    /// The tally of everything committed.
    #[must_use]
    pub fn total(&self) -> &TallyDocument {
        &self.total
    }

    /// The engine in use.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What was seen of the file that was read, beside its reads; or of all files, if they were visited
    /// together.
    #[must_use]
    pub fn input(&self) -> Vec<InputNotes> {
        let of_one = |rows| self.source.input(rows);
        match &self.scatter {
            Some(scatter) => scatter.structures().iter().copied().map(of_one).collect(),
            None => vec![of_one(self.seam.structure())],
        }
    }

    /// Which of those files an ending speaks of.
    #[must_use]
    pub fn at_fault(&self) -> usize {
        self.at_fault
    }

    /// What the ranges visited say of the whole, if ranges are visited.
    #[must_use]
    pub fn sample(&self) -> Option<Sample> {
        self.scatter.as_ref().map(Scatter::sample)
    }

    /// How far the job has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let now = now();
        let held = self.held_ms + self.held_since.map_or(0.0, |since| now - since);
        let order = self.scatter.as_ref().map(|scatter| {
            let (visited, ranges) = scatter.visited();
            Order::Scattered { visited, ranges }
        });
        Progress {
            sent: self.sent_before + self.engine.sent(),
            elapsed_ms: now - self.started - held,
            order: order.unwrap_or(self.progress.order),
            ..self.progress
        }
    }

    /// Runs to the end of the file. The engine is the caller's to stop.
    pub async fn run(&mut self, watch: &mut impl Watch) -> Ended {
        self.go(watch).await.unwrap_or_else(|ended| ended)
    }

    async fn go(&mut self, watch: &mut impl Watch) -> Result<Ended, Ended> {
        self.begin();
        loop {
            while let Ok(event) = self.events.try_recv() {
                self.handle(event, watch).await?;
            }
            if self.after.is_none() && self.has_room() {
                self.dispatch().await?;
                continue;
            }
            if self.under_way == 0 && self.settled.is_empty() && self.held_since.is_none() {
                match self.after.take() {
                    None => continue,
                    Some(After::InOrder) if self.scatter.is_some() => self.read_again(),
                    Some(After::InOrder) => self.read_in_order(),
                    Some(After::Error(error)) => {
                        return Err(Ended::Malformed(Box::new(Problem::from(&*error))));
                    }
                    Some(After::End) if !self.is_proved() => self.read_again(),
                    Some(After::End) => return self.complete().await,
                }
                continue;
            }
            match self.events.next().await {
                Some(event) => self.handle(event, watch).await?,
                None => return Err(Ended::Failed("the job lost its queue".to_owned())),
            }
        }
    }

    fn has_room(&self) -> bool {
        let concurrency = self.engine.concurrency();
        let near = self.scatter.is_some() || self.next - self.first < AHEAD * concurrency as u64;
        self.held_since.is_none() && self.under_way < concurrency && near
    }

    async fn dispatch(&mut self) -> Result<(), Ended> {
        if self.scatter.as_ref().is_some_and(Scatter::is_full) {
            self.source.first_next();
        }
        let chunk_bytes = self
            .chunk_bytes
            .unwrap_or_else(|| self.engine.chunk_bytes(self.source.is_gzip(), self.next));
        match self.source.next(chunk_bytes).await {
            Ok(Some(chunk)) => self.send(chunk),
            Ok(None) => self.after = Some(After::End),
            Err(SourceError::Malformed(error)) => self.after = Some(After::Error(error)),
            Err(SourceError::CannotCut) if !self.in_order => self.after = Some(After::InOrder),
            Err(error) => {
                self.at_fault = self.source.file();
                return Err(Ended::Failed(error.to_string()));
            }
        }
        Ok(())
    }

    fn send(&mut self, mut chunk: Chunk) {
        chunk.thinned = Thinned::of(&self.total.tally, &self.total.ledger);
        chunk.start += self.base.byte;
        chunk.end += self.base.byte;
        let (index, queue, engine, sender) = (
            self.next,
            self.queue,
            self.engine.clone(),
            self.sender.clone(),
        );
        self.next += 1;
        self.under_way += 1;
        self.dispatched.insert(index, Dispatched::of(&chunk));
        spawn_local(async move {
            let outcome = retry::tally(&engine, chunk).await.map(Box::new);
            // A job that has ended takes no more outcomes.
            let _ = sender.unbounded_send(Event::Settled {
                index,
                queue,
                outcome,
            });
        });
    }

    async fn handle(&mut self, event: Event, watch: &mut impl Watch) -> Result<(), Ended> {
        match event {
            Event::Settled {
                index,
                queue,
                outcome,
            } if queue == self.queue => {
                self.under_way -= 1;
                self.settled.insert(index, outcome);
                self.commit(watch).await?;
            }
            Event::Command(ToCoordinator::Cancel) => return Err(Ended::Cancelled),
            Event::Command(ToCoordinator::Shown) => watch.shown(),
            Event::Command(ToCoordinator::Pause) if self.held_since.is_none() => {
                self.held_since = Some(now());
                watch.held(true);
            }
            Event::Command(ToCoordinator::Resume) if self.held_since.is_some() => {
                self.release();
                watch.held(false);
            }
            Event::Settled { .. } | Event::Command(_) | Event::Tick => {}
        }
        watch.changed(self);
        Ok(())
    }

    /// Ends a pause; its time does not count.
    fn release(&mut self) {
        if let Some(since) = self.held_since.take() {
            self.held_ms += now() - since;
        }
    }
}
