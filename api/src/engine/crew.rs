//! Threads that take chunks, count them, and commit them in file order.

use super::EngineOptions;
use shared::analysis::Chunks;
use shared::tally::settings::{Settings, Thinned};
use shared::wire::TallyDocument;
use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// What a thread keeps from chunk to chunk.
#[derive(Default)]
pub(super) struct Buffers {
    /// The chunk's text.
    pub(super) text: Vec<u8>,
    /// Compressed bytes.
    pub(super) packed: Vec<u8>,
}

/// A chunk of whole records, whose text stands in [`Buffers::text`].
pub(super) struct Chunk {
    /// Its place among the chunks, from 0.
    pub(super) index: u64,
    /// Offset of its first byte in the sample's text.
    pub(super) start: u64,
    /// Whether records follow.
    pub(super) more: bool,
}

/// What is to be done next.
pub(super) enum Next {
    Chunk(Chunk),
    /// All was handed out, or another thread met trouble.
    End,
    /// The input cannot be read or cut here; reading in order will tell.
    Trouble,
}

/// Something that chunks are taken from, by several threads.
pub(super) trait Input: Sync {
    /// Takes the next chunk. Behind the end and behind trouble there is nothing more.
    fn next(&self, buffers: &mut Buffers) -> Next;
}

/// The tally of a prefix of the input.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) document: TallyDocument,
    /// Whether it is all of the input.
    pub(super) whole: bool,
}

/// Chunks that a thread counts into one tally, with the others': adding tallies up costs as much as
/// counting a few megabytes, and what is wrong in one chunk spoils all of its batch.
const BATCH: u64 = 64;
/// Batches that may be counted while the one before them is not in the total.
const AHEAD: u64 = 2;

/// The total, and what waits for its turn.
pub(super) struct Crew<'a> {
    settings: &'a Settings,
    state: Mutex<State>,
    committed: Condvar,
}

struct State {
    total: TallyDocument,
    /// The first batch that is not in the total.
    first: u64,
    /// Those behind it, as far as they are counted.
    batches: BTreeMap<u64, Batch>,
    stopped: bool,
}

/// A batch of chunks, as far as threads have handed it in.
#[derive(Default)]
struct Batch {
    chunks: u64,
    parts: Vec<TallyDocument>,
}

/// What one thread has counted of a batch.
struct Part {
    batch: u64,
    chunks: u64,
    counted: Chunks,
}

/// Counts an input with as many threads as asked for, this one among them.
pub(super) fn run(input: &impl Input, options: &EngineOptions<'_>) -> Counted {
    let crew = Crew::new(options);
    thread::scope(|scope| {
        for _ in 1..options.threads {
            scope.spawn(|| crew.work(input));
        }
        crew.work(input);
    });
    crew.finish()
}

/// Locks. A thread that panicked has left no half of a change behind.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Crew<'a> {
    fn new(options: &EngineOptions<'a>) -> Self {
        Self {
            settings: options.settings,
            state: Mutex::new(State {
                total: TallyDocument::default(),
                first: 0,
                batches: BTreeMap::new(),
                stopped: false,
            }),
            committed: Condvar::new(),
        }
    }

    fn work(&self, input: &impl Input) {
        let mut buffers = Buffers::default();
        let mut part: Option<Part> = None;
        loop {
            let chunk = match input.next(&mut buffers) {
                Next::Chunk(chunk) => chunk,
                Next::End => break,
                Next::Trouble => return self.stop(),
            };
            let batch = chunk.index / BATCH;
            // Others may wait for the part, so it is handed in before this thread waits for them.
            if let Some(done) = part.take_if(|part| part.batch != batch) {
                self.hand_in(done);
            }
            let part = match &mut part {
                Some(part) => part,
                none => match self.begin(batch) {
                    Some(new) => none.insert(new),
                    None => return,
                },
            };
            if !part.counted.add(&buffers.text, chunk.start, chunk.more) {
                return self.stop();
            }
            part.chunks += 1;
        }
        if let Some(part) = part {
            self.hand_in(part);
        }
    }

    /// Waits until a batch may be begun; none if all is to stop.
    fn begin(&self, batch: u64) -> Option<Part> {
        let early = |state: &mut State| batch >= state.first + AHEAD && !state.stopped;
        let state = self.committed.wait_while(lock(&self.state), early);
        let state = state.unwrap_or_else(PoisonError::into_inner);
        // What the total would drop need not be counted.
        let settings = Settings {
            thinned: Thinned::of(&state.total.tally, &state.total.ledger),
            ..self.settings.clone()
        };
        (!state.stopped).then(|| Part {
            batch,
            chunks: 0,
            counted: Chunks::new(&settings),
        })
    }

    fn stop(&self) {
        lock(&self.state).stopped = true;
        self.committed.notify_all();
    }

    /// Takes a thread's part of a batch in, and adds batches to the total that are whole and have
    /// none before them.
    fn hand_in(&self, part: Part) {
        let document = part.counted.into_document();
        let mut state = lock(&self.state);
        let batch = state.batches.entry(part.batch).or_default();
        batch.chunks += part.chunks;
        batch.parts.push(document);
        while !state.stopped
            && let first = state.first
            && let Some(batch) = state.batches.remove(&first)
        {
            if batch.chunks < BATCH {
                state.batches.insert(first, batch);
                break;
            }
            state.add(batch);
        }
        self.committed.notify_all();
    }

    fn finish(self) -> Counted {
        let state = self.state.into_inner();
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        // The last batch has fewer chunks than others.
        if !state.stopped
            && let first = state.first
            && let Some(last) = state.batches.remove(&first)
        {
            state.add(last);
        }
        Counted {
            whole: !state.stopped && state.batches.is_empty(),
            document: state.total,
        }
    }
}

impl State {
    /// Adds the next batch to the total, wholly or not at all.
    fn add(&mut self, batch: Batch) {
        let mut parts = batch.parts.into_iter();
        let mut whole = parts.next().unwrap_or_default();
        let merged = parts
            .try_for_each(|part| whole.merge(&part))
            .and_then(|()| self.total.merge(&whole));
        self.first += 1;
        // What would overflow was not added: reading in order ends there as well.
        self.stopped |= merged.is_err();
    }
}
