//! Whether the page needs the network any more, said where reads come in.

use leptos::prelude::*;
use readout_frontend::message::EngineChoice;

use crate::state::{Readiness, State};

/// The line that says so.
#[component]
pub(crate) fn ReadyLine(state: State) -> impl IntoView {
    let host = Memo::new(move |_| state.settings.with(|settings| settings.host()));
    let words = move || match (state.readiness.get(), state.engine.get()) {
        (Readiness::Loading, _) => "Getting ready…".to_owned(),
        (_, EngineChoice::Serverless) => {
            format!(
                "Ready. What is to be sent to {} is shown before it is sent.",
                host.get()
            )
        }
        (Readiness::Kept, EngineChoice::Browser) => {
            "Ready. From now on this page asks the network for nothing, and it works offline."
                .to_owned()
        }
        (Readiness::Ready, EngineChoice::Browser) => {
            "Ready. Reads stay in this browser; only the page’s own scripts come from its host."
                .to_owned()
        }
    };
    view! {
        <p class="ready" role="status" data-ready=move || state.readiness.get().id()>{words}</p>
    }
}
