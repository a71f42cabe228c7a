//! The Web Worker program. A loader script of ours starts it with its role and the compiled module.

use readout_frontend::{analyser, archivist, comparer, coordinator, desk, inspector};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Begins to listen in the role that the first message named.
///
/// # Errors
/// If this is not a worker.
#[wasm_bindgen]
pub fn start(role: &str, module: JsValue) -> Result<(), JsValue> {
    match role {
        "coordinator" => coordinator::start(module),
        "inspector" => inspector::start(),
        "archivist" => archivist::start(),
        "comparer" => comparer::start(),
        "desk" => desk::start(),
        _ => analyser::start(),
    }
}
