//! The scheduler: one bounded queue from source to engine, committed in file order.
//!
//! Outcomes come in any order and are held until all before them are in, so the total is at every
//! moment the exact tally of a prefix of the file. What goes wrong is settled from the end of that
//! prefix: a malformed chunk is read again in order, a lost engine is replaced, and nothing is ever
//! counted twice.

mod retry;
mod rows;

use std::collections::BTreeMap;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender};
use futures_util::StreamExt;
use shared::analysis::InputNotes;
use shared::analysis::rows::{RowPlace, Seam};
use shared::fastq::{FastqError, FastqErrorKind, Position};
use shared::problem::Problem;
use shared::tally::settings::Thinned;
use shared::wire::TallyDocument;
use wasm_bindgen_futures::spawn_local;

use self::rows::Dispatched;
use crate::engine::{Counted, Engine, Fault};
use crate::message::{Progress, ToCoordinator};
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
    fn changed(&mut self, total: &TallyDocument, progress: Progress, engine: &Engine);
    /// The page shows the last view.
    fn shown(&mut self);
    /// The engine is gone for good.
    fn paused(&mut self, words: String);
    /// The job goes on.
    fn resumed(&mut self, engine: &Engine);
}

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
    /// The engine to use when the API is gone.
    spare: Box<dyn Fn() -> Engine>,
    events: UnboundedReceiver<Event>,
    sender: UnboundedSender<Event>,
    chunk_bytes: Option<u64>,
    total: TallyDocument,
    progress: Progress,
    sent_before: u64,
    started: f64,
    queue: u64,
    /// Place of the next chunk in the queue, and of the first one that is not committed.
    next: u64,
    first: u64,
    under_way: usize,
    dispatched: BTreeMap<u64, Dispatched>,
    settled: BTreeMap<u64, Outcome>,
    /// Where rows of blocks meet.
    seam: Seam,
    in_order: bool,
    after: Option<After>,
}

impl Scheduler {
    /// A job on `source`; `spare` makes the engine to go on with when this one is gone.
    #[must_use]
    pub fn new(
        mut source: Source,
        engine: Engine,
        spare: Box<dyn Fn() -> Engine>,
        (sender, events): (UnboundedSender<Event>, UnboundedReceiver<Event>),
        chunk_bytes: Option<u64>,
    ) -> Self {
        if engine.settings(Thinned::default()).is_some() {
            source.hand_out_blocks();
        }
        let progress = Progress {
            bytes_total: source.file_bytes(),
            ..Progress::default()
        };
        Self {
            source,
            engine,
            spare,
            events,
            sender,
            chunk_bytes,
            total: TallyDocument::default(),
            progress,
            sent_before: 0,
            started: now(),
            queue: 0,
            next: 0,
            first: 0,
            under_way: 0,
            dispatched: BTreeMap::new(),
            settled: BTreeMap::new(),
            seam: Seam::default(),
            in_order: false,
            after: None,
        }
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

    /// What was seen of the input beside its reads.
    #[must_use]
    pub fn input(&self) -> InputNotes {
        self.source.input(self.seam.structure())
    }

    /// How far the job has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            bytes_sent: self.sent_before + self.engine.bytes_sent(),
            elapsed_ms: now() - self.started,
            ..self.progress
        }
    }

    /// Runs to the end.
    pub async fn run(&mut self, watch: &mut impl Watch) -> Ended {
        let ended = self.go(watch).await.unwrap_or_else(|ended| ended);
        self.engine.stop();
        ended
    }

    async fn go(&mut self, watch: &mut impl Watch) -> Result<Ended, Ended> {
        loop {
            while let Ok(event) = self.events.try_recv() {
                self.handle(event, watch).await?;
            }
            if self.after.is_none() && self.has_room() {
                self.dispatch().await?;
                continue;
            }
            if self.under_way == 0 && self.settled.is_empty() {
                match self.after.take() {
                    None => continue,
                    Some(After::InOrder) => self.read_in_order(),
                    Some(After::Error(error)) => {
                        return Err(Ended::Malformed(Box::new(Problem::from(&*error))));
                    }
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
        self.under_way < concurrency && self.next - self.first < AHEAD * concurrency as u64
    }

    async fn dispatch(&mut self) -> Result<(), Ended> {
        let chunk_bytes = self
            .chunk_bytes
            .unwrap_or_else(|| self.engine.chunk_bytes(self.source.is_gzip()));
        match self.source.next(chunk_bytes).await {
            Ok(Some(chunk)) => self.send(chunk),
            Ok(None) => self.after = Some(After::End),
            Err(SourceError::Malformed(error)) => self.after = Some(After::Error(error)),
            Err(SourceError::CannotCut) if !self.in_order => self.after = Some(After::InOrder),
            Err(error) => return Err(Ended::Failed(error.to_string())),
        }
        Ok(())
    }

    fn send(&mut self, mut chunk: Chunk) {
        chunk.thinned = Thinned::of(&self.total.tally, &self.total.ledger);
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
            Event::Settled { .. } | Event::Command(_) | Event::Tick => {}
        }
        watch.changed(&self.total, self.progress(), &self.engine);
        Ok(())
    }

    /// Commits what is in order, and settles the first thing that is wrong.
    async fn commit(&mut self, watch: &mut impl Watch) -> Result<(), Ended> {
        while let Some(outcome) = self.settled.remove(&self.first) {
            let dispatched = self.dispatched.remove(&self.first);
            let row = dispatched.as_ref().and_then(|dispatched| dispatched.row);
            match outcome.and_then(|counted| self.joined(*counted, row)) {
                Ok(document) => {
                    self.total
                        .merge(&document)
                        .map_err(|error| Ended::Failed(error.to_string()))?;
                    if let Some(dispatched) = dispatched {
                        self.progress.bytes_done = dispatched.file_bytes;
                    }
                    self.progress.reads = self.total.reads();
                    self.first += 1;
                }
                Err(Fault::Malformed(words)) if self.in_order => return Err(Ended::Failed(words)),
                Err(Fault::Malformed(_)) => {
                    self.abandon();
                    self.read_in_order();
                }
                Err(Fault::Unreadable) => return Err(Ended::Failed(Fault::Unreadable.to_string())),
                Err(fault) => {
                    self.abandon();
                    self.engine.stop();
                    match self.engine {
                        Engine::InBrowser(_) => return Err(Ended::Failed(fault.to_string())),
                        Engine::Serverless(_) => self.pause(&fault, watch).await?,
                    }
                }
            }
        }
        Ok(())
    }

    /// A chunk's tally, joined to what is committed.
    fn joined(&mut self, counted: Counted, row: Option<RowPlace>) -> Result<TallyDocument, Fault> {
        let thinned = Thinned::of(&self.total.tally, &self.total.ledger);
        let settings = row.and_then(|_| self.engine.settings(thinned));
        rows::joined(counted, row, &mut self.seam, settings)
    }

    /// Drops the queue behind the committed prefix.
    fn abandon(&mut self) {
        self.queue += 1;
        self.next = self.first;
        self.under_way = 0;
        self.settled.clear();
        self.dispatched.clear();
        self.after = None;
    }

    fn read_in_order(&mut self) {
        self.in_order = true;
        self.seam = Seam::default();
        self.source.rewind_in_order(self.position());
    }

    /// Waits for the person's choice, then goes on from the committed prefix.
    async fn pause(&mut self, fault: &Fault, watch: &mut impl Watch) -> Result<(), Ended> {
        watch.changed(&self.total, self.progress(), &self.engine);
        watch.paused(fault.to_string());
        loop {
            match self.events.next().await {
                Some(Event::Command(ToCoordinator::GoOnInBrowser)) => break,
                Some(Event::Command(ToCoordinator::Cancel)) | None => return Err(Ended::Cancelled),
                Some(Event::Command(ToCoordinator::Shown)) => watch.shown(),
                Some(_) => {}
            }
            watch.changed(&self.total, self.progress(), &self.engine);
        }
        self.sent_before += self.engine.bytes_sent();
        self.engine = (self.spare)();
        watch.resumed(&self.engine);
        let position = self.position();
        if self.in_order {
            self.source.rewind_in_order(position);
        } else {
            self.source.rewind(position.byte);
        }
        Ok(())
    }

    /// Where the first record behind the committed prefix begins.
    fn position(&self) -> Position {
        self.total.ledger.prefix_end()
    }

    async fn complete(&mut self) -> Result<Ended, Ended> {
        if let Err(error) = self.source.verify().await {
            return Err(Ended::Failed(error.to_string()));
        }
        if self.total.ledger.records() == 0 {
            let error = FastqError::new(FastqErrorKind::Empty, Position::START, None);
            return Err(Ended::Malformed(Box::new(Problem::from(&error))));
        }
        Ok(Ended::Complete)
    }
}
