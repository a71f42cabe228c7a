//! One question to a worker of its own, which ends with the answer.

use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use readout_frontend::worker::{self, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::job;

/// Starts a worker in a role, asks it, and gives its answer with what is attached.
///
/// # Errors
/// The browser's, if the worker cannot be started or fails before it answers.
pub(super) async fn ask<A: DeserializeOwned + 'static>(
    (loader, role): (&str, Role),
    question: &impl Serialize,
    attachment: &JsValue,
) -> Result<(A, JsValue), JsValue> {
    let program = job::program().await?;
    let worker = worker::start(loader, role, &program)?;
    let answer = answer(&worker, question, attachment).await;
    worker.terminate();
    answer
}

async fn answer<A: DeserializeOwned + 'static>(
    worker: &Worker,
    question: &impl Serialize,
    attachment: &JsValue,
) -> Result<(A, JsValue), JsValue> {
    let (heard, mut answers) = unbounded();
    let failed = heard.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // Who asked may have gone.
        let _ = heard.unbounded_send(worker::open(&event.data()));
    });
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        let _ = failed.unbounded_send(Err(event.message().into()));
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    worker::post(worker, question, attachment)?;
    let answer = answers.next().await;
    answer.unwrap_or_else(|| Err("no answer".into()))
}
