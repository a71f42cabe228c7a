//! Threads that take chunks, count them, and commit them in file order.

use super::EngineOptions;
use shared::analysis::tally_chunk_with;
use shared::fastq::Layout;
use shared::tally::settings::{Settings, Thinned};
use shared::wire::TallyDocument;
use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// Tallies that may wait for one before them, for each thread.
const AHEAD: usize = 2;

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

/// The total, and what waits for its turn.
pub(super) struct Crew {
    state: Mutex<State>,
    room: Condvar,
    /// How far the total is thinned; apart, for it is asked while the total is added to.
    thinned: Mutex<Thinned>,
    ahead: usize,
}

struct State {
    /// Away while a thread adds to it.
    total: Option<TallyDocument>,
    /// Place of the first chunk that is not committed.
    first: u64,
    pending: BTreeMap<u64, TallyDocument>,
    stopped: bool,
}

/// Counts an input with as many threads as asked for, this one among them.
pub(super) fn run(input: &impl Input, options: &EngineOptions<'_>) -> Counted {
    let crew = Crew::new(options.threads);
    thread::scope(|scope| {
        for _ in 1..options.threads {
            scope.spawn(|| crew.work(input, options.settings));
        }
        crew.work(input, options.settings);
    });
    crew.finish()
}

/// Locks. A thread that panicked has left no half of a change behind.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Crew {
    fn new(threads: usize) -> Self {
        Self {
            state: Mutex::new(State {
                total: Some(TallyDocument::default()),
                first: 0,
                pending: BTreeMap::new(),
                stopped: false,
            }),
            room: Condvar::new(),
            thinned: Mutex::default(),
            ahead: AHEAD * threads,
        }
    }

    fn work(&self, input: &impl Input, settings: &Settings) {
        let mut buffers = Buffers::default();
        while self.goes_on() {
            let chunk = match input.next(&mut buffers) {
                Next::Chunk(chunk) => chunk,
                Next::End => return,
                Next::Trouble => return self.stop(),
            };
            // What the total would drop need not be counted.
            let settings = Settings {
                thinned: *lock(&self.thinned),
                ..settings.clone()
            };
            let text = &buffers.text;
            let outcome =
                tally_chunk_with(text, Layout::FourLine, chunk.start, chunk.more, &settings);
            if outcome.error.is_some() {
                return self.stop();
            }
            self.commit(chunk.index, outcome.document);
        }
    }

    /// Waits until not too many tallies wait for one before them; false if all is to stop. The
    /// thread that they wait for has taken its chunk, so it does not wait here.
    fn goes_on(&self) -> bool {
        let state = lock(&self.state);
        let full = |state: &mut State| state.pending.len() >= self.ahead && !state.stopped;
        let state = self.room.wait_while(state, full);
        !state.unwrap_or_else(PoisonError::into_inner).stopped
    }

    fn stop(&self) {
        lock(&self.state).stopped = true;
        self.room.notify_all();
    }

    /// Adds a chunk to the total if all before it are in, and those that waited for it; other
    /// threads need not wait for that.
    fn commit(&self, index: u64, document: TallyDocument) {
        let mut state = lock(&self.state);
        state.pending.insert(index, document);
        let Some(mut total) = state.total.take() else {
            return;
        };
        while !state.stopped
            && let first = state.first
            && let Some(part) = state.pending.remove(&first)
        {
            drop(state);
            let merged = total.merge(&part);
            *lock(&self.thinned) = Thinned::of(&total.tally);
            state = lock(&self.state);
            state.first += 1;
            // A part that would overflow was not added: reading in order ends there as well.
            state.stopped |= merged.is_err();
            self.room.notify_all();
        }
        state.total = Some(total);
    }

    fn finish(self) -> Counted {
        let state = self.state.into_inner();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        Counted {
            whole: !state.stopped && state.pending.is_empty(),
            document: state.total.unwrap_or_default(),
        }
    }
}
