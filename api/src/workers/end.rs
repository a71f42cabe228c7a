//! What can be prepared for a trap. The rest is done by the entry (`entry.js`), which outlives it.

use crate::error::ApiError;
use js_sys::Reflect;
use std::panic;
use wasm_bindgen::handler;
use worker::console_error;

/// Tells the entry what to answer, and takes care that an instance that has ended stays so.
pub(super) fn prepare() {
    let problem = serde_json::to_string(ApiError::internal().problem()).unwrap_or_default();
    let entry = Reflect::get(&js_sys::global(), &"__readout".into());
    if let Ok(entry) = entry
        && entry.is_object()
    {
        // An object of the entry's own takes it.
        let _ = Reflect::set(&entry, &"problem".into(), &problem.into());
    }
    // In place of worker's own, which has the next callback start a new instance: one that belongs to
    // this instance would run on the memory of that one. The entry starts it with the next request.
    handler::set_on_abort(|| {});
    // Where it was, and nothing else: the words of a panic may quote reads.
    panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            console_error!("panic at {}:{}", place.file(), place.line());
        }
    }));
}
