//! A coordinator that is ready before the first file comes.

use std::cell::RefCell;

use readout_frontend::message::ToCoordinator;
use readout_frontend::worker::{self, ANALYSER_LOADER, Role};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Worker};

use super::program::program;

thread_local! {
    static SPARE: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Starts a coordinator for files that stay in this browser, and has it compile what it will need. A
/// file is then counted a tenth of a second sooner.
///
/// # Errors
/// The browser's. The first file starts its own coordinator then.
pub(crate) async fn warm_up() -> Result<(), JsValue> {
    let program = program().await?;
    let worker = worker::start(ANALYSER_LOADER, Role::Coordinator, &program)?;
    let on_error = Closure::<dyn FnMut(Event)>::new(|_| SPARE.set(None));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // There is one of it, for as long as the page is open.
    on_error.forget();
    worker::post(&worker, &ToCoordinator::WarmUp, &JsValue::UNDEFINED)?;
    SPARE.set(Some(worker));
    Ok(())
}

/// The spare coordinator, if there is one.
pub(super) fn take() -> Option<Worker> {
    SPARE.take()
}
