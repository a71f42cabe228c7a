//! Starting Web Workers, and posting messages with attachments.

use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Event, Worker, WorkerOptions, WorkerType};

/// The loader of workers that cannot reach a network: its policy says `connect-src 'none'`.
pub const ANALYSER_LOADER: &str = "/analyser-loader.js";
/// The loader of coordinators that send chunks to the API.
pub const COURIER_LOADER: &str = "/courier-loader.js";

/// What a worker does, told in its first message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Owns one file.
    Coordinator,
    /// Tallies chunks.
    Analyser,
    /// Asks whether an API answers.
    Inspector,
    /// Puts files into one.
    Archivist,
    /// Compares mates.
    Comparer,
    /// Makes reports anew.
    Desk,
}

impl Role {
    /// The role's name in the first message.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Analyser => "analyser",
            Self::Inspector => "inspector",
            Self::Archivist => "archivist",
            Self::Comparer => "comparer",
            Self::Desk => "desk",
        }
    }
}

/// Starts a worker and hands it the compiled program: workers never fetch.
///
/// # Errors
/// The browser's own error, if it will not start workers.
pub fn start(loader: &str, role: Role, module: &JsValue) -> Result<Worker, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(role.name());
    let worker = Worker::new_with_options(loader, &options)?;
    let first = Object::new();
    Reflect::set(&first, &"role".into(), &role.name().into())?;
    Reflect::set(&first, &"module".into(), module)?;
    worker.post_message(&first)?;
    Ok(worker)
}

/// A message: a plain value and what rides beside it.
///
/// # Errors
/// If the value has no plain form; every message type of ours has one.
pub fn message(body: &impl Serialize, attachment: &JsValue) -> Result<JsValue, JsValue> {
    let message = Object::new();
    Reflect::set(
        &message,
        &"body".into(),
        &serde_wasm_bindgen::to_value(body)?,
    )?;
    Reflect::set(&message, &"attachment".into(), attachment)?;
    Ok(message.into())
}

/// Takes a message apart.
///
/// # Errors
/// If it is not of this type.
pub fn open<T: DeserializeOwned>(data: &JsValue) -> Result<(T, JsValue), JsValue> {
    let body = Reflect::get(data, &"body".into())?;
    let attachment = Reflect::get(data, &"attachment".into())?;
    Ok((serde_wasm_bindgen::from_value(body)?, attachment))
}

/// Posts a message to whoever started this worker; buffers in the attachment are transferred.
///
/// # Errors
/// If this is not a worker, or the value cannot be posted.
pub fn answer(body: &impl Serialize, attachment: &JsValue) -> Result<(), JsValue> {
    scope()?.post_message_with_transfer(&message(body, attachment)?, &transfer_list(attachment))
}

/// Posts a message to a worker; buffers in the attachment are transferred.
///
/// # Errors
/// If the value cannot be posted.
pub fn post(worker: &Worker, body: &impl Serialize, attachment: &JsValue) -> Result<(), JsValue> {
    worker.post_message_with_transfer(&message(body, attachment)?, &transfer_list(attachment))
}

fn transfer_list(attachment: &JsValue) -> Array {
    if attachment.is_instance_of::<js_sys::ArrayBuffer>() {
        Array::of1(attachment)
    } else {
        Array::new()
    }
}

/// The global scope of this worker.
///
/// # Errors
/// If this is not a dedicated worker.
pub fn scope() -> Result<DedicatedWorkerGlobalScope, JsValue> {
    js_sys::global().dyn_into().map_err(Into::into)
}

/// An error of the browser's, in its own words.
#[must_use]
pub fn words(error: &JsValue) -> String {
    let text = |key: &str| {
        Reflect::get(error, &key.into())
            .ok()
            .and_then(|value| value.as_string())
            .filter(|text| !text.is_empty())
    };
    text("message")
        .or_else(|| text("name"))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "unknown error".to_owned())
}

/// What an `error` event of a worker says. Where its script could not be loaded, it says nothing.
#[must_use]
pub fn failure(event: &Event) -> String {
    // Such an event has no `message` at all, and web-sys's getter of it would throw.
    Reflect::get(event, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .filter(|message| !message.is_empty())
        .unwrap_or_else(|| "it could not be started; load the page again".to_owned())
}

/// Milliseconds of this scope's own clock.
#[must_use]
pub fn now() -> f64 {
    Reflect::get(&js_sys::global(), &"performance".into())
        .ok()
        .and_then(|clock| clock.dyn_into::<web_sys::Performance>().ok())
        .map_or(0.0, |clock| clock.now())
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = measure, catch)]
    fn measure(name: &str, options: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = performance, js_name = clearMeasures)]
    fn clear_measures(name: &str);
}

/// Tells the browser's tools what was done here since a moment of [`now`], for its timeline and for
/// whoever takes a trace. It is not kept.
pub fn note(name: &str, since: f64) {
    let options = Object::new();
    let set = |key: &str, value: f64| Reflect::set(&options, &key.into(), &value.into());
    let told = set("start", since)
        .and_then(|_| set("end", now()))
        .and_then(|_| measure(name, &options));
    if told.is_ok() {
        clear_measures(name);
    }
}
