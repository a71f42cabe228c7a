//! Asking an address whether an API of Readout answers there.

use readout_frontend::inspector::{Found, Inspect};
use readout_frontend::worker::{self, COURIER_LOADER, Role};
use wasm_bindgen::JsValue;

use super::question;

/// Asks. What goes wrong on the way is said in words, too.
pub(crate) async fn inspect(api: String, token: Option<String>) -> Found {
    let inspector = (COURIER_LOADER, Role::Inspector);
    let asked = question::ask(inspector, &Inspect { api, token }, &JsValue::UNDEFINED).await;
    let (found, _) = asked
        .map_err(|error| format!("The address could not be asked: {}", worker::words(&error)))?;
    found
}
