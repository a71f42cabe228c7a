//! The analyser program, compiled once for all workers.

use std::cell::RefCell;

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Where the analyser program is; its loaders name its script.
const ANALYSER_PROGRAM: &str = "/analyser_bg.wasm";

thread_local! {
    static PROGRAM: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// The analyser program, fetched and compiled when it is first asked for.
///
/// # Errors
/// The browser's, if it cannot be had.
pub(crate) async fn program() -> Result<JsValue, JsValue> {
    if let Some(program) = PROGRAM.with_borrow(Clone::clone) {
        return Ok(program);
    }
    let response = window().fetch_with_str(ANALYSER_PROGRAM);
    let program = JsFuture::from(js_sys::WebAssembly::compile_streaming(&response)).await?;
    PROGRAM.set(Some(program.clone()));
    Ok(program)
}
