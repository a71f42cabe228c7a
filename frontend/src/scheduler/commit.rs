//! Committing outcomes, and settling what is wrong.

use futures_util::future::{Either, LocalBoxFuture, pending, select};
use futures_util::{FutureExt, StreamExt, stream};
use shared::analysis::rows::Seam;
use shared::fastq::{FastqError, FastqErrorKind, Position};
use shared::problem::Problem;
use shared::tally::settings::Thinned;
use shared::wire::TallyDocument;

use super::rows::{self, Dispatched};
use super::scatter::Scatter;
use super::{Ended, Event, Next, Outcome, Scheduler, Watch};
use crate::engine::{Counted, Engine, Fault};
use crate::message::{Order, ToCoordinator};
use crate::source::Source;
use crate::worker::{note, now};

/// Chunks that may be lost with a worker before a job fails.
const MAX_LOSSES: u32 = 3;

/// Files that are looked at once more at the same time.
const VERIFIED_AT_ONCE: usize = 8;

impl Scheduler {
    /// Commits what can be, and settles the first thing that is wrong.
    pub(super) async fn commit(&mut self, watch: &mut impl Watch) -> Result<(), Ended> {
        let since = now();
        while let Some((index, outcome)) = self.next_settled() {
            let Some(dispatched) = self.dispatched.remove(&index) else {
                continue;
            };
            let file = self.scatter.as_ref().zip(dispatched.range);
            self.at_fault = file.map_or(0, |(scatter, range)| scatter.file_of(range));
            match outcome.and_then(|counted| self.joined(*counted, &dispatched)) {
                Ok(document) => self.add(&document, &dispatched)?,
                Err(fault) => self.settle(fault, &dispatched, watch).await?,
            }
        }
        note("readout: merging", since);
        Ok(())
    }

    /// In file order that of the first chunk that is not committed; else any.
    fn next_settled(&mut self) -> Option<(u64, Outcome)> {
        if self.scatter.is_some() {
            return self.settled.pop_first();
        }
        let outcome = self.settled.remove(&self.first)?;
        Some((self.first, outcome))
    }

    /// A chunk's tally, joined to what is committed.
    fn joined(
        &mut self,
        counted: Counted,
        dispatched: &Dispatched,
    ) -> Result<TallyDocument, Fault> {
        let thinned = Thinned::of(&self.total.tally, &self.total.ledger);
        let blocks = dispatched.row.is_some() || dispatched.piece.is_some();
        let settings = self.engine.settings(thinned).filter(|_| blocks);
        match &mut self.scatter {
            Some(scatter) => scatter.joined(counted, dispatched, settings),
            None => rows::joined(counted, dispatched.row, &mut self.seam, settings),
        }
    }

    fn add(&mut self, document: &TallyDocument, dispatched: &Dispatched) -> Result<(), Ended> {
        self.total
            .merge(document)
            .map_err(|error| Ended::Failed(error.to_string()))?;
        self.progress.reads = self.total.reads();
        if self.scatter.is_some() {
            self.progress.bytes_done += dispatched.file_bytes;
        } else {
            self.progress.bytes_done = self.bytes_before + dispatched.file_bytes;
            self.first += 1;
        }
        Ok(())
    }

    async fn settle(
        &mut self,
        fault: Fault,
        dispatched: &Dispatched,
        watch: &mut impl Watch,
    ) -> Result<(), Ended> {
        match fault {
            Fault::Malformed(words) if self.in_order => return Err(Ended::Failed(words)),
            Fault::Malformed(_) if self.scatter.is_some() => self.read_again(),
            Fault::Malformed(_) => {
                self.abandon();
                self.read_in_order();
            }
            Fault::Unreadable => return Err(Ended::Failed(Fault::Unreadable.to_string())),
            Fault::Lost(_) if self.losses < MAX_LOSSES => {
                self.losses += 1;
                self.abandon();
                self.read_on();
            }
            fault => {
                self.abandon();
                self.source.put_back(dispatched.range);
                self.engine.stop();
                match self.engine {
                    Engine::InBrowser(_) => return Err(Ended::Failed(fault.to_string())),
                    Engine::Serverless(_) => self.pause(&fault, watch).await?,
                }
            }
        }
        Ok(())
    }

    /// Drops the queue behind what is committed.
    pub(super) fn abandon(&mut self) {
        let ranges = self.dispatched.values();
        self.source.put_back(ranges.filter_map(|one| one.range));
        self.queue += 1;
        self.next = self.first;
        self.under_way = 0;
        self.settled.clear();
        self.dispatched.clear();
        self.after = None;
    }

    /// Drops all that was counted, and reads the first file in its own order.
    pub(super) fn read_again(&mut self) {
        self.abandon();
        self.scatter = None;
        self.at_fault = 0;
        self.seam = Seam::default();
        self.total = TallyDocument::default();
        self.progress.bytes_done = 0;
        self.progress.reads = 0;
        self.progress.order = Order::Again;
        self.source.rewind(0);
        if self.engine.settings(Thinned::default()).is_some() {
            self.source.hand_out_blocks();
        }
    }

    pub(super) fn read_in_order(&mut self) {
        self.in_order = true;
        self.seam = Seam::default();
        self.source.rewind_in_order(self.position());
    }

    /// Waits for the person's choice, then goes on from what is committed. A pause of the person's own
    /// ends with it.
    async fn pause(&mut self, fault: &Fault, watch: &mut impl Watch) -> Result<(), Ended> {
        self.held_since.get_or_insert_with(now);
        watch.changed(self);
        watch.paused(fault.to_string());
        let engine = self.another(watch).await?;
        self.release();
        self.sent_before = self.sent_before + self.engine.sent();
        self.engine = engine;
        watch.resumed(&self.engine);
        self.read_on();
        Ok(())
    }

    /// The engine that the person chooses; asks again where there is none.
    async fn another(&mut self, watch: &mut impl Watch) -> Result<Engine, Ended> {
        let mut coming: LocalBoxFuture<_> = pending().boxed_local();
        loop {
            // An API may take its time to answer: the person may choose otherwise meanwhile.
            let event = match select(&mut coming, self.events.next()).await {
                Either::Left((Ok(engine), _)) => return Ok(engine),
                Either::Left((Err(words), _)) => {
                    coming = pending().boxed_local();
                    watch.paused(words);
                    continue;
                }
                Either::Right((event, _)) => event,
            };
            match event {
                Some(Event::Command(ToCoordinator::GoOnInBrowser)) => {
                    coming = (self.spare)(Next::InBrowser);
                }
                Some(Event::Command(ToCoordinator::AskApi { api, token })) => {
                    coming = (self.spare)(Next::Api { api, token });
                }
                Some(Event::Command(ToCoordinator::Cancel)) | None => return Err(Ended::Cancelled),
                Some(Event::Command(ToCoordinator::Shown)) => watch.shown(),
                Some(_) => {}
            }
            watch.changed(self);
        }
    }

    /// Goes back to the end of what is committed; ranges at random are put back one by one.
    fn read_on(&mut self) {
        let position = self.position();
        self.seam = Seam::default();
        if self.in_order {
            self.source.rewind_in_order(position);
        } else if self.scatter.is_none() {
            self.source.rewind(position.byte);
        }
    }

    /// Where the first record behind the committed prefix begins, within the source's file.
    fn position(&self) -> Position {
        let (end, base) = (self.total.ledger.prefix_end(), self.base);
        Position {
            byte: end.byte - base.byte,
            record: end.record - base.record + Position::START.record,
            line: end.line - base.line + Position::START.line,
        }
    }

    /// Whether what was counted at random is all there is; true where it was read in order.
    pub(super) fn is_proved(&mut self) -> bool {
        let (total, scatter) = (&mut self.total, self.scatter.as_mut());
        scatter.is_none_or(|scatter| scatter.proves(total))
    }

    pub(super) async fn complete(&mut self) -> Result<Ended, Ended> {
        let others = self.scatter.as_ref().map_or(&[][..], Scatter::others);
        let sources = std::iter::once(&self.source).chain(others);
        let mut verified = stream::iter(sources.map(Source::verify)).buffered(VERIFIED_AT_ONCE);
        let mut at = 0;
        while let Some(same) = verified.next().await {
            if let Err(error) = same {
                self.at_fault = at;
                return Err(Ended::Failed(error.to_string()));
            }
            at += 1;
        }
        drop(verified);
        if self.total.ledger.records() < self.base.record {
            let error = FastqError::new(FastqErrorKind::Empty, Position::START, None);
            return Err(Ended::Malformed(Box::new(Problem::from(&error))));
        }
        Ok(Ended::Complete)
    }
}
