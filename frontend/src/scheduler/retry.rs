//! One chunk to its end: waiting and trying again, or halving what is too much for one call.

use std::future::Future;
use std::pin::Pin;

use gloo_timers::future::TimeoutFuture;
use shared::fastq::Layout;
use shared::fastq::boundary::{Boundary, find_record_start};

use crate::engine::{Counted, Engine, Fault};
use crate::source::{Chunk, Data};

/// Failures of one chunk after which the engine is taken to be gone.
const MAX_FAILURES: u32 = 6;
/// The first wait; each one after it is twice as long.
const FIRST_WAIT_MS: u32 = 300;
/// No wait is longer, whatever the API says.
const MAX_WAIT_MS: u32 = 60_000;

/// The tally of a chunk, tried again while that makes sense.
pub(super) fn tally<'a>(
    engine: &'a Engine,
    chunk: Chunk,
) -> Pin<Box<dyn Future<Output = Result<Counted, Fault>> + 'a>> {
    Box::pin(async move {
        let mut failures = 0;
        loop {
            match engine.tally(&chunk).await {
                Err(Fault::Passing { words, after }) => {
                    failures += 1;
                    if failures == MAX_FAILURES {
                        return Err(Fault::Lasting(words));
                    }
                    TimeoutFuture::new(wait(failures, after, js_sys::Math::random())).await;
                }
                Err(Fault::TooHeavy) => return halves(engine, &chunk).await,
                outcome => return outcome,
            }
        }
    })
}

/// Milliseconds before the next try: half of the step for sure, the other half by chance, so that
/// many chunks that failed together do not come back together.
fn wait(failures: u32, after: Option<u32>, chance: f64) -> u32 {
    let step = FIRST_WAIT_MS.saturating_mul(1 << (failures - 1).min(10));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "chance is from 0 to 1"
    )]
    let jittered = step / 2 + (f64::from(step / 2) * chance) as u32;
    jittered.max(after.unwrap_or(0)).min(MAX_WAIT_MS)
}

/// The tally of a chunk as that of its two halves.
async fn halves(engine: &Engine, chunk: &Chunk) -> Result<Counted, Fault> {
    let too_heavy =
        || Fault::Lasting("the API takes less at once than one part of this file".to_owned());
    if chunk.layout == Layout::Wrapped {
        return Err(too_heavy());
    }
    let bytes = chunk.data.copy().await.map_err(|_| Fault::Unreadable)?;
    let at = middle(&bytes).ok_or_else(too_heavy)?;
    let (left, right) = bytes.split_at(at);
    let cut = chunk.start + at as u64;
    let mut total = tally(
        engine,
        Chunk {
            end: cut,
            more: true,
            data: Data::of(left),
            ..chunk.clone()
        },
    )
    .await?;
    let rest = tally(
        engine,
        Chunk {
            start: cut,
            data: Data::of(right),
            ..chunk.clone()
        },
    )
    .await?;
    total
        .document
        .merge(&rest.document)
        .map_err(|error| Fault::Lasting(error.to_string()))?;
    Ok(total)
}

/// A record start near the middle, but not at the beginning.
fn middle(bytes: &[u8]) -> Option<usize> {
    [bytes.len() / 2, 1].into_iter().find_map(|from| {
        match find_record_start(bytes, from, None, true) {
            Boundary::Found(at) => Some(at),
            Boundary::NeedMore | Boundary::End => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_obey_the_api() {
        assert_eq!(wait(1, None, 0.0), 150);
        assert_eq!(wait(3, None, 1.0), 1200);
        assert_eq!(wait(1, Some(2000), 0.5), 2000);
        assert_eq!(wait(6, Some(10_000_000), 0.5), MAX_WAIT_MS);
    }

    #[test]
    fn halves_begin_at_records() {
        assert_eq!(middle(b"@a\nA\n+\nI\n@b\nC\n+\nI\n"), Some(9));
        assert_eq!(middle(b"@a\nA\n+\nI\n"), None);
    }
}
