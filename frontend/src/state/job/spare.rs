//! A coordinator that is ready before a file comes: one that was warmed up, or has read other files.

use std::cell::RefCell;

use readout_frontend::message::ToCoordinator;
use readout_frontend::worker::{self, ANALYSER_LOADER, Role};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Worker};

use super::program::program;

thread_local! {
    static SPARE: RefCell<Option<Worker>> = const { RefCell::new(None) };
    /// Nobody waits for a spare one that fails.
    static ON_ERROR: Closure<dyn FnMut(Event)> = Closure::new(|_| SPARE.set(None));
}

/// Starts a coordinator for files that stay in this browser, and has it compile what it will need. A
/// file is then counted a tenth of a second sooner.
///
/// # Errors
/// The browser's. The first file starts its own coordinator then.
pub(crate) async fn warm_up() -> Result<(), JsValue> {
    let program = program().await?;
    let worker = worker::start(ANALYSER_LOADER, Role::Coordinator, &program)?;
    worker::post(&worker, &ToCoordinator::WarmUp, &JsValue::UNDEFINED)?;
    put(worker);
    Ok(())
}

/// Keeps a coordinator that has nothing to do, for the next files. Its analysers stay with it.
pub(super) fn put(worker: Worker) {
    worker.set_onmessage(None);
    ON_ERROR.with(|on_error| worker.set_onerror(Some(on_error.as_ref().unchecked_ref())));
    if let Some(another) = SPARE.replace(Some(worker)) {
        another.terminate();
    }
}

/// The spare coordinator, if there is one.
pub(super) fn take() -> Option<Worker> {
    SPARE.take()
}
