//! Questions to workers of their own.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
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
    of: (&str, Role),
    question: &impl Serialize,
    attachment: &JsValue,
) -> Result<(A, JsValue), JsValue> {
    ask_until(of, question, attachment, |_| true).await
}

/// The same of a worker that answers more than once: hears its answers up to the one that is the last.
/// If this is dropped before, the worker ends.
pub(super) async fn ask_until<A: DeserializeOwned + 'static>(
    of: (&str, Role),
    question: &impl Serialize,
    attachment: &JsValue,
    mut is_last: impl FnMut(&A) -> bool,
) -> Result<(A, JsValue), JsValue> {
    let mut asked = Asked::start(of).await?;
    asked.tell(question, attachment)?;
    loop {
        let answer: (A, JsValue) = asked.answer().await?;
        if is_last(&answer.0) {
            return Ok(answer);
        }
    }
}

type Answers<A> = UnboundedReceiver<Result<(A, JsValue), JsValue>>;

/// A worker that is asked. It ends when nobody waits for it any more.
pub(super) struct Asked<A> {
    worker: Worker,
    answers: Answers<A>,
    _listeners: job::Listeners,
}

impl<A: DeserializeOwned + 'static> Asked<A> {
    /// Starts a worker.
    pub(super) async fn start((loader, role): (&str, Role)) -> Result<Self, JsValue> {
        let program = job::program().await?;
        let worker = worker::start(loader, role, &program)?;
        let (heard, answers) = unbounded();
        let failed = heard.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // Who asked may have gone.
            let _ = heard.unbounded_send(worker::open(&event.data()));
        });
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let words = format!("a worker failed: {}", worker::failure(&event));
            let _ = failed.unbounded_send(Err(words.into()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            answers,
            _listeners: (on_message, on_error),
        })
    }

    /// Asks it.
    pub(super) fn tell(
        &self,
        question: &impl Serialize,
        attachment: &JsValue,
    ) -> Result<(), JsValue> {
        worker::post(&self.worker, question, attachment)
    }

    /// Its next answer.
    pub(super) async fn answer(&mut self) -> Result<(A, JsValue), JsValue> {
        let answer = self.answers.next().await;
        answer.unwrap_or_else(|| Err("no answer".into()))
    }
}

impl<A> Drop for Asked<A> {
    fn drop(&mut self) {
        // What it still says would reach listeners that are gone.
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
