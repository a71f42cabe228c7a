//! Analysis in this browser: a pool of analyser workers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{ArrayBuffer, Uint8Array};
use shared::analysis::pieces::Span;
use shared::analysis::rows::RowEnds;
use shared::tally::adapters::Adapter;
use shared::tally::settings::Thinned;
use shared::tally::{ReadNumber, Settings};
use shared::wire::TallyDocument;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker};

use super::{Counted, Fault};
use crate::analyser::settings;
use crate::message::{ChunkAnswer, ChunkOrder};
use crate::source::{Chunk, Data, give_back};
use crate::worker::{self, ANALYSER_LOADER, Role, note, now};

/// More workers than this gain nothing: reading the file is the ceiling.
const MAX_WORKERS: usize = 8;

/// A file of fewer bytes is counted by one worker.
const WORTH_A_WORKER_BYTES: u64 = 2 << 20;

type Reply = Result<(ChunkAnswer, JsValue), String>;
type Waiting = Rc<RefCell<Option<oneshot::Sender<Reply>>>>;
/// It failed while nobody waited for it.
type Failed = Rc<Cell<bool>>;

struct Analyser {
    worker: Worker,
    waiting: Waiting,
    failed: Failed,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

/// The analysers of one coordinator: what counted a file counts the next one, too.
pub struct Pool {
    module: JsValue,
    idle: RefCell<Vec<Analyser>>,
    /// Every worker that was started, with its waiting caller, to be stopped at once.
    all: RefCell<Vec<(Worker, Waiting)>>,
}

impl Pool {
    /// An empty pool, which starts its workers with this compiled program.
    #[must_use]
    pub fn new(module: JsValue) -> Self {
        Self {
            module,
            idle: RefCell::default(),
            all: RefCell::default(),
        }
    }

    /// Has so many workers ready.
    fn prepare(&self, wanted: usize) {
        while self.idle.borrow().len() < wanted {
            // What fails here fails again when there is a chunk, and is told then.
            let Ok(analyser) = self.started() else {
                return;
            };
            self.idle.borrow_mut().push(analyser);
        }
    }

    /// One that has nothing to do.
    fn take(&self) -> Result<Analyser, Fault> {
        loop {
            let idle = self.idle.borrow_mut().pop();
            match idle {
                None => return self.started(),
                Some(analyser) if !analyser.failed.get() => return Ok(analyser),
                Some(failed) => failed.worker.terminate(),
            }
        }
    }

    /// Starts one.
    fn started(&self) -> Result<Analyser, Fault> {
        let worker = worker::start(ANALYSER_LOADER, Role::Analyser, &self.module)
            .map_err(|error| Fault::Lasting(worker::words(&error)))?;
        let waiting = Waiting::default();
        let failed = Failed::default();
        // Whether somebody waited for it. That caller may have gone; then there is nobody to tell.
        let reply = |waiting: &Waiting, reply: Reply| {
            let send = waiting.borrow_mut().take();
            send.map(|send| drop(send.send(reply))).is_some()
        };
        let to = Rc::clone(&waiting);
        let on_message = Closure::new(move |event: MessageEvent| {
            reply(
                &to,
                worker::open(&event.data()).map_err(|error| worker::words(&error)),
            );
        });
        let (to, unheard) = (Rc::clone(&waiting), Rc::clone(&failed));
        let on_error = Closure::new(move |event: Event| {
            event.prevent_default();
            let words = worker::failure(&event);
            let heard = reply(&to, Err(format!("an analysis worker failed: {words}")));
            unheard.set(!heard);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.all
            .borrow_mut()
            .push((worker.clone(), Rc::clone(&waiting)));
        Ok(Analyser {
            worker,
            waiting,
            failed,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Ends all that have something to do.
    fn end_busy(&self) {
        let idle = self.idle.borrow();
        let is_idle = |waiting: &Waiting| idle.iter().any(|one| Rc::ptr_eq(&one.waiting, waiting));
        self.all.borrow_mut().retain(|(worker, waiting)| {
            let stays = is_idle(waiting);
            if !stays {
                worker.terminate();
                waiting.borrow_mut().take();
            }
            stays
        });
    }
}

/// The engine. A worker is started ahead, or when there is a chunk for it.
pub struct InBrowser {
    pool: Rc<Pool>,
    concurrency: usize,
    adapters: Option<Vec<Adapter>>,
    read_number: Option<ReadNumber>,
    stopped: Cell<bool>,
}

impl InBrowser {
    /// An engine of these workers, which has them look for these adapters, or the standard ones, and
    /// count only this read of each pair, if one is given.
    #[must_use]
    pub fn new(
        pool: Rc<Pool>,
        concurrency: Option<usize>,
        adapters: Option<Vec<Adapter>>,
        read_number: Option<ReadNumber>,
    ) -> Self {
        let concurrency = concurrency.unwrap_or_else(cores_to_use).clamp(1, 64);
        Self {
            pool,
            concurrency,
            adapters,
            read_number,
            stopped: Cell::new(false),
        }
    }

    /// Has the workers ready that files of so many bytes will need, while their first bytes are looked
    /// at.
    pub fn prepare(&self, bytes: u64) {
        let wanted = usize::try_from(1 + bytes / WORTH_A_WORKER_BYTES).unwrap_or(usize::MAX);
        self.pool.prepare(self.concurrency.min(wanted));
    }

    pub(super) fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// The analysers' settings.
    pub(super) fn settings(&self, thinned: Thinned) -> Settings {
        settings(self.adapters.clone(), self.read_number, thinned)
    }

    pub(super) async fn tally(&self, chunk: &Chunk) -> Result<Counted, Fault> {
        let order = ChunkOrder {
            start: chunk.start,
            more: chunk.more,
            row_bytes: chunk.row_bytes,
            piece: chunk.piece,
            bytes: chunk.data.counted_bytes(),
            layout: chunk.layout,
            thinned: chunk.thinned,
            adapters: self.adapters.clone(),
            read_number: self.read_number,
        };
        let analyser = self.analyser()?;
        let (send, receive) = oneshot::channel();
        *analyser.waiting.borrow_mut() = Some(send);
        worker::post(&analyser.worker, &order, &chunk.data.attachment())
            .map_err(|error| Fault::Lasting(worker::words(&error)))?;
        match receive.await {
            Err(oneshot::Canceled) => Err(Fault::Stopped),
            Ok(Err(words)) => {
                analyser.worker.terminate();
                Err(match chunk.data {
                    Data::Slice(_) => Fault::Passing { words, after: None },
                    Data::Buffer { .. } => Fault::Lost(words),
                })
            }
            Ok(Ok((answer, tally))) => {
                // When the engine was stopped, so was the worker.
                if !self.stopped.get() {
                    self.pool.idle.borrow_mut().push(analyser);
                }
                let since = now();
                let counted = read_answer(&answer, &tally);
                note("readout: merging", since);
                counted
            }
        }
    }

    pub(super) fn stop(&self) {
        self.stopped.set(true);
        self.pool.end_busy();
    }

    fn analyser(&self) -> Result<Analyser, Fault> {
        if self.stopped.get() {
            return Err(Fault::Stopped);
        }
        self.pool.take()
    }
}

fn read_answer(answer: &ChunkAnswer, attachment: &JsValue) -> Result<Counted, Fault> {
    let bytes = |length: u32| {
        let view = Uint8Array::new(attachment).subarray(0, length).to_vec();
        if let Some(buffer) = attachment.dyn_ref::<ArrayBuffer>() {
            give_back(buffer.clone());
        }
        view
    };
    match answer {
        ChunkAnswer::Tallied { bytes: length } => counted(&bytes(*length), None, None),
        ChunkAnswer::Row {
            bytes: length,
            head_bytes,
            tail_bytes,
            structure,
            span,
        } => {
            let mut head = bytes(*length);
            let mut tail = head.split_off(*head_bytes);
            let json = tail.split_off(*tail_bytes);
            let ends = RowEnds {
                head,
                tail,
                structure: *structure,
            };
            counted(&json, Some(ends), *span)
        }
        ChunkAnswer::Malformed => Err(Fault::Malformed("a record is malformed".to_owned())),
        ChunkAnswer::Unreadable(_) => Err(Fault::Unreadable),
    }
}

fn counted(json: &[u8], ends: Option<RowEnds>, span: Option<Span>) -> Result<Counted, Fault> {
    let document = if json.is_empty() {
        TallyDocument::default()
    } else {
        TallyDocument::from_json(json).map_err(|error| Fault::Lasting(error.to_string()))?
    };
    Ok(Counted {
        document,
        ends,
        span,
    })
}

/// One core is left to the coordinator and the page; but two workers at least, for one reads its
/// slice while the other counts.
fn cores_to_use() -> usize {
    let cores = worker::scope().map_or(2.0, |scope| scope.navigator().hardware_concurrency());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small whole number"
    )]
    let cores = cores as usize;
    cores.saturating_sub(1).clamp(2, MAX_WORKERS)
}
