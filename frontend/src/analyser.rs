//! The analyser: takes a chunk, reads its own slice of the file, answers with its tally.

use js_sys::{ArrayBuffer, Uint8Array};
use shared::analysis::pieces::{Span, tally_piece};
use shared::analysis::rows::{RowPlace, RowTally, tally_row};
use shared::analysis::tally_chunk_with;
use shared::tally::adapters::{self, Adapter};
use shared::tally::settings::Thinned;
use shared::tally::{ReadNumber, Settings};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, MessageEvent};

use crate::message::{ChunkAnswer, ChunkOrder};
use crate::worker::{self, note, now};

/// Listens for chunks, one at a time, for as long as the worker lives.
///
/// # Errors
/// If this is not a worker.
pub fn start() -> Result<(), JsValue> {
    let listen = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let Ok((order, attachment)) = worker::open::<ChunkOrder>(&event.data()) else {
            return;
        };
        spawn_local(async move {
            let (answer, tally) = match bytes_of(&attachment).await {
                Ok(bytes) => {
                    let since = now();
                    let answer = tally(order, &bytes);
                    note("readout: counting", since);
                    answer
                }
                Err(error) => (
                    ChunkAnswer::Unreadable(worker::words(&error)),
                    JsValue::UNDEFINED,
                ),
            };
            // A post that fails leaves nobody to tell: the coordinator is gone.
            let _ = worker::answer(&answer, &tally);
        });
    });
    worker::scope()?.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

/// How reads are counted, with these adapters or the standard ones.
#[must_use]
pub fn settings(
    adapters: Option<Vec<Adapter>>,
    read_number: Option<ReadNumber>,
    thinned: Thinned,
) -> Settings {
    Settings {
        thinned,
        adapters: adapters.map_or_else(adapters::standard, Into::into),
        read_number,
        ..Settings::default()
    }
}

fn tally(order: ChunkOrder, bytes: &[u8]) -> (ChunkAnswer, JsValue) {
    let settings = settings(order.adapters, order.read_number, order.thinned);
    let malformed = (ChunkAnswer::Malformed, JsValue::UNDEFINED);
    if let Some(place) = order.piece {
        return tally_piece(bytes, place, &settings)
            .map_or(malformed, |(row, span)| row_answer(row, Some(span)));
    }
    if let Some(text_bytes) = order.row_bytes {
        let place = RowPlace {
            start: order.start,
            text_bytes,
            more: order.more,
        };
        return tally_row(bytes, place, &settings).map_or(malformed, |row| row_answer(row, None));
    }
    let outcome = tally_chunk_with(bytes, order.layout, order.start, order.more, &settings);
    if outcome.error.is_some() {
        return malformed;
    }
    (
        ChunkAnswer::Tallied,
        buffer(outcome.document.to_json().as_bytes()),
    )
}

fn row_answer(row: RowTally, span: Option<Span>) -> (ChunkAnswer, JsValue) {
    let RowTally { document, ends } = row;
    let json = document.map_or_else(String::new, |document| document.to_json());
    let answer = ChunkAnswer::Row {
        head_bytes: ends.head.len(),
        tail_bytes: ends.tail.len(),
        structure: ends.structure,
        span,
    };
    let parts = [&ends.head[..], &ends.tail, json.as_bytes()];
    (answer, buffer(&parts.concat()))
}

fn buffer(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).buffer().into()
}

/// The bytes of an attachment: a part of a file, or a buffer.
///
/// # Errors
/// The browser's, if the file cannot be read.
pub async fn bytes_of(attachment: &JsValue) -> Result<Vec<u8>, JsValue> {
    let since = now();
    let buffer: ArrayBuffer = match attachment.dyn_ref::<Blob>() {
        Some(blob) => JsFuture::from(blob.array_buffer()).await?.dyn_into()?,
        None => attachment.clone().dyn_into()?,
    };
    note("readout: reading", since);
    let since = now();
    let bytes = Uint8Array::new(&buffer).to_vec();
    note("readout: copying", since);
    Ok(bytes)
}
