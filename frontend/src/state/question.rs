//! A question to a worker of its own, which ends with the last answer.

use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use readout_frontend::worker::{self, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker};

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
    ask_until((loader, role), question, attachment, |_| true).await
}

/// The same of a worker that answers more than once: hears its answers up to the one that is the last.
/// If this is dropped before, the worker ends.
pub(super) async fn ask_until<A: DeserializeOwned + 'static>(
    (loader, role): (&str, Role),
    question: &impl Serialize,
    attachment: &JsValue,
    mut is_last: impl FnMut(&A) -> bool,
) -> Result<(A, JsValue), JsValue> {
    let program = job::program().await?;
    let worker = Ending(worker::start(loader, role, &program)?);
    let (heard, mut answers) = unbounded();
    let failed = heard.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // Who asked may have gone.
        let _ = heard.unbounded_send(worker::open(&event.data()));
    });
    let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let words = format!("a worker failed: {}", worker::failure(&event));
        let _ = failed.unbounded_send(Err(words.into()));
    });
    worker
        .0
        .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker
        .0
        .set_onerror(Some(on_error.as_ref().unchecked_ref()));
    worker::post(&worker.0, question, attachment)?;
    while let Some(answer) = answers.next().await {
        let answer: (A, JsValue) = answer?;
        if is_last(&answer.0) {
            return Ok(answer);
        }
    }
    Err("no answer".into())
}

/// A worker that ends when nobody waits for it any more.
struct Ending(Worker);

impl Drop for Ending {
    fn drop(&mut self) {
        // What it still says would reach listeners that are gone.
        self.0.set_onmessage(None);
        self.0.set_onerror(None);
        self.0.terminate();
    }
}
