//! The analyser: takes a chunk, reads its own slice of the file, answers with its tally.

use js_sys::{ArrayBuffer, Uint8Array};
use shared::analysis::tally_chunk_with;
use shared::tally::{Settings, adapters};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, MessageEvent};

use crate::message::{ChunkAnswer, ChunkOrder};
use crate::worker;

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
                Ok(bytes) => tally(order, &bytes),
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

fn tally(order: ChunkOrder, bytes: &[u8]) -> (ChunkAnswer, JsValue) {
    let settings = Settings {
        thinned: order.thinned,
        adapters: order.adapters.map_or_else(adapters::standard, Into::into),
        read_number: order.read_number,
        ..Settings::default()
    };
    let outcome = tally_chunk_with(bytes, order.layout, order.start, order.more, &settings);
    if outcome.error.is_some() {
        return (ChunkAnswer::Malformed, JsValue::UNDEFINED);
    }
    let json = Uint8Array::from(outcome.document.to_json().as_bytes());
    (ChunkAnswer::Tallied, json.buffer().into())
}

/// The bytes of an attachment: a part of a file, or a buffer.
///
/// # Errors
/// The browser's, if the file cannot be read.
pub async fn bytes_of(attachment: &JsValue) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = match attachment.dyn_ref::<Blob>() {
        Some(blob) => JsFuture::from(blob.array_buffer()).await?.dyn_into()?,
        None => attachment.clone().dyn_into()?,
    };
    Ok(Uint8Array::new(&buffer).to_vec())
}
