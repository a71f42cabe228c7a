//! The analyser program, compiled once for all workers.

use std::cell::RefCell;

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Where the analyser program is; its loaders name its script.
const ANALYSER_PROGRAM: &str = "/analyser_bg.wasm";

thread_local! {
    /// Also while it is on its way: it is large, and is to come once.
    static PROGRAM: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// The analyser program, fetched and compiled when it is first asked for.
///
/// # Errors
/// The browser's, if it cannot be had.
pub(crate) async fn program() -> Result<JsValue, JsValue> {
    let fetch = || {
        let response = window().fetch_with_str(ANALYSER_PROGRAM);
        js_sys::WebAssembly::compile_streaming(&response)
    };
    let coming = PROGRAM.with_borrow_mut(|kept| kept.get_or_insert_with(fetch).clone());
    let program = JsFuture::from(coming).await;
    if program.is_err() {
        // The next one to ask has another try.
        PROGRAM.set(None);
    }
    program
}
