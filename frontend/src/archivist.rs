//! The archivist: puts the reports of all samples into one file. It lives in a worker of its own, for
//! packing takes longer than the page's thread may be held.

use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize};
use shared::export::archive::Archive;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, MessageEvent};

use crate::worker;

/// What the page asks: the names that its attachment, an array of blobs, is to have in the archive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pack(pub Vec<String>);

/// Nothing, with the archive's bytes attached; or why there is none.
pub type Packed = Result<(), String>;

/// Listens for the page.
///
/// # Errors
/// If this is not a worker.
pub fn start() -> Result<(), JsValue> {
    let listen = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let Ok((Pack(names), blobs)) = worker::open(&event.data()) else {
            return;
        };
        spawn_local(async move {
            let packed = pack(&names, &blobs).await;
            let bytes = match &packed {
                Ok(bytes) => Uint8Array::from(bytes.as_slice()).buffer().into(),
                Err(_) => JsValue::UNDEFINED,
            };
            // A post that fails leaves nobody to tell: the page is gone.
            let _ = worker::answer(&packed.map(drop), &bytes);
        });
    });
    worker::scope()?.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

async fn pack(names: &[String], blobs: &JsValue) -> Result<Vec<u8>, String> {
    let blobs: &Array = blobs.dyn_ref().ok_or("there is nothing to pack")?;
    let words = |error: JsValue| worker::words(&error);
    let mut archive = Archive::default();
    // One file at a time is in memory, beside the archive.
    for (name, blob) in names.iter().zip(blobs.iter()) {
        let blob: Blob = blob.dyn_into().map_err(words)?;
        let buffer = JsFuture::from(blob.array_buffer()).await.map_err(words)?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        archive
            .add(name, &bytes)
            .map_err(|error| error.to_string())?;
    }
    archive.finish().map_err(|error| error.to_string())
}
