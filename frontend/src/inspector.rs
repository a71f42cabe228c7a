//! The inspector: asks an address whether an API of Readout answers there.
//!
//! It lives in a worker of its own, for the page itself may ask no host but its own.

use serde::{Deserialize, Serialize};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use crate::engine::serverless::{self, Api};
use crate::worker;

/// What the page asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inspect {
    /// An origin, without a slash at the end.
    pub api: String,
    /// The token that was given for it.
    pub token: Option<String>,
}

/// What was found, in words; or why the address is not to be used.
pub type Found = Result<String, String>;

/// Listens for questions.
///
/// # Errors
/// If this is not a worker.
pub fn start() -> Result<(), JsValue> {
    let listen = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let Ok((question, _)) = worker::open(&event.data()) else {
            return;
        };
        spawn_local(async move {
            // A post that fails leaves nobody to tell: the page is gone.
            let _ = worker::answer(&inspect(question).await, &JsValue::UNDEFINED);
        });
    });
    worker::scope()?.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

async fn inspect(question: Inspect) -> Found {
    let Inspect { api: origin, token } = question;
    let silent = |_| format!("Nothing answers at {origin}, or it may not be asked from this page.");
    let given = token.is_some();
    let api = Api::new(origin.clone(), token);
    let health = serverless::health(&api).await.map_err(silent)?;
    let other = || format!("What answers at {origin} is no API of Readout.");
    let found = agree(&origin, &health.ok_or_else(other)?.version)?;
    if serverless::admits(&api).await.map_err(silent)? {
        return Ok(found);
    }
    Err(if given {
        format!("{found} It does not take this access token.")
    } else {
        format!("{found} It asks for an access token: give it, too.")
    })
}

/// Whether an API of a version can be used by this page.
fn agree(api: &str, version: &str) -> Found {
    let own = shared::VERSION;
    let line = |version: &str| version.rsplit_once('.').map(|(line, _)| line.to_owned());
    if line(version) == line(own) {
        Ok(format!("Readout {version} answers at {api}."))
    } else {
        Err(format!(
            "Readout {version} answers at {api}, but this page is of {own}: their tallies may differ. Use the page that comes with it."
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_of_the_same_line_is_used() {
        assert!(agree("http://a", shared::VERSION).is_ok());
        assert!(agree("http://a", "999.0.0").is_err());
        assert!(agree("http://a", "").is_err());
    }
}
