//! Asking an address whether an API of Readout answers there.

use futures_channel::oneshot;
use readout_frontend::inspector::{Found, Inspect};
use readout_frontend::worker::{self, COURIER_LOADER, Role};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use super::job;

/// Asks. What goes wrong on the way is said in words, too.
pub(crate) async fn inspect(api: &str) -> Found {
    ask(api).await.unwrap_or_else(|error| {
        Err(format!(
            "The address could not be asked: {}",
            worker::words(&error)
        ))
    })
}

async fn ask(api: &str) -> Result<Found, JsValue> {
    let program = job::program().await?;
    let inspector = worker::start(COURIER_LOADER, Role::Inspector, &program)?;
    let (send, receive) = oneshot::channel();
    let mut send = Some(send);
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(send) = send.take() {
            // Who asked may have gone.
            let _ = send.send(worker::open(&event.data()).map(|(found, _)| found));
        }
    });
    inspector.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    worker::post(&inspector, &Inspect(api.to_owned()), &JsValue::UNDEFINED)?;
    let found = receive.await;
    inspector.terminate();
    found.map_err(|_| JsValue::from_str("no answer"))?
}
