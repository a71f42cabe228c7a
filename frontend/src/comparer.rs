//! The comparer: reads the mates of pairs side by side, in order, and counts how often they differ
//! where both read the same bases. It lives in a worker of its own, which can reach no network.

use js_sys::Array;
use serde::{Deserialize, Serialize};
use shared::mates::{PairCounter, PairReader};
use shared::tally::ReadNumber;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent};

use crate::message::MatesFound;
use crate::source::read_slice;
use crate::worker::{self, now};

/// Bytes read from a file at once.
const FRAME_BYTES: u64 = 2 << 20;
/// Bytes handed on at once. gzip can unpack to a thousand times its size, and what is ahead of its
/// mates must be kept: so pieces are small.
const PIECE_BYTES: usize = 16 << 10;
/// Milliseconds between two messages of progress, at least.
const PROGRESS_INTERVAL_MS: f64 = 100.0;

/// What the page asks. The files are attached: an array of two arrays, those with first mates and
/// those with second mates; of interleaved files the second is empty.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CompareMates;

/// From the comparer to the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FromComparer {
    /// How many bytes of the files were read.
    Progress(u64),
    /// The last word: what was found, or why nothing was.
    Done(Result<MatesFound, String>),
}

/// Listens for the page.
///
/// # Errors
/// If this is not a worker.
pub fn start() -> Result<(), JsValue> {
    let listen = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let Ok((CompareMates, files)) = worker::open(&event.data()) else {
            return;
        };
        spawn_local(async move {
            let found = match lanes(&files) {
                Ok(lanes) => compare(lanes).await,
                Err(words) => Err(words),
            };
            tell(&FromComparer::Done(found));
        });
    });
    worker::scope()?.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

fn tell(message: &FromComparer) {
    // A post that fails leaves nobody to tell: the page is gone.
    let _ = worker::answer(message, &JsValue::UNDEFINED);
}

/// The files that are read side by side: one with both mates, or two.
type Lane = Vec<Pieces>;

fn lanes(files: &JsValue) -> Result<Vec<Lane>, String> {
    let of = |mate: u32| -> Vec<Pieces> {
        let files = files.dyn_ref::<Array>().map(|files| files.get(mate));
        let files = files.and_then(|files| files.dyn_into::<Array>().ok());
        let blobs = files.iter().flat_map(Array::iter);
        let blobs = blobs.filter_map(|blob| blob.dyn_into::<Blob>().ok());
        blobs.map(Pieces::of).collect()
    };
    let (firsts, seconds) = (of(0), of(1));
    if seconds.is_empty() {
        return Ok(firsts.into_iter().map(|file| vec![file]).collect());
    }
    if firsts.len() != seconds.len() {
        return Err(format!(
            "R1 has {} files and R2 {}: which belong together cannot be told",
            firsts.len(),
            seconds.len()
        ));
    }
    let lanes = firsts.into_iter().zip(seconds);
    Ok(lanes.map(|(first, second)| vec![first, second]).collect())
}

/// Counts all pairs, lane by lane, as far as mates stand side by side.
async fn compare(lanes: Vec<Lane>) -> Result<MatesFound, String> {
    let mut counter = PairCounter::default();
    let mut progress = Progress::default();
    let (mut pairs, mut note) = (0, None);
    let several = lanes.len() > 1;
    for (lane, number) in lanes.into_iter().zip(1..) {
        let mut reader = match lane.as_slice() {
            [_] => PairReader::interleaved(),
            _ => PairReader::of_two_files(),
        };
        count(&mut reader, &mut counter, lane, &mut progress).await?;
        pairs += reader.pairs();
        if let Some(error) = reader.error() {
            let place = if several {
                format!("in file {number} of each, ")
            } else {
                String::new()
            };
            note = Some(format!(
                "Mates were compared for the first {pairs} pairs only: {place}{error}."
            ));
            break;
        }
    }
    let counts = (pairs > 0).then(|| serde_json::to_string(&counter.finish()));
    let counts = counts.transpose().map_err(|error| error.to_string())?;
    Ok(MatesFound {
        pairs,
        counts,
        note,
    })
}

async fn count(
    reader: &mut PairReader,
    counter: &mut PairCounter,
    mut lane: Lane,
    progress: &mut Progress,
) -> Result<(), String> {
    while let Some(mate) = reader.wants() {
        let Some(file) = lane.get_mut(usize::from(mate == ReadNumber::Second)) else {
            return Ok(());
        };
        let piece = file.next(progress).await?;
        if piece.is_empty() {
            reader.end(mate, |pair| counter.add(&pair));
        } else {
            reader.feed(mate, piece, |pair| counter.add(&pair));
        }
    }
    Ok(())
}

/// What the page was told of.
#[derive(Default)]
struct Progress {
    bytes: u64,
    next: f64,
}

impl Progress {
    fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
        let now = now();
        if now >= self.next {
            self.next = now + PROGRESS_INTERVAL_MS;
            tell(&FromComparer::Progress(self.bytes));
        }
    }
}

/// A file that is handed on in small pieces.
struct Pieces {
    file: Blob,
    size: u64,
    /// Bytes that were read of it.
    taken: u64,
    frame: Vec<u8>,
    /// Bytes of the frame that were handed on.
    used: usize,
}

impl Pieces {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a safe integer in every browser"
    )]
    fn of(file: Blob) -> Self {
        Self {
            size: file.size() as u64,
            file,
            taken: 0,
            frame: Vec::new(),
            used: 0,
        }
    }

    /// The next piece; empty at the end.
    async fn next(&mut self, progress: &mut Progress) -> Result<&[u8], String> {
        if self.used == self.frame.len() && self.taken < self.size {
            let end = self.size.min(self.taken.saturating_add(FRAME_BYTES));
            let frame = read_slice(&self.file, self.taken, end).await;
            self.frame = frame.map_err(|error| error.to_string())?;
            if self.frame.len() as u64 != end - self.taken {
                return Err("a file changed while it was read; choose it again".to_owned());
            }
            progress.add(end - self.taken);
            (self.taken, self.used) = (end, 0);
        }
        let start = self.used;
        self.used = self.frame.len().min(start + PIECE_BYTES);
        Ok(self.frame.get(start..self.used).unwrap_or_default())
    }
}
