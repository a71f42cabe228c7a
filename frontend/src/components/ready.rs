//! Whether the page needs the network any more, said where reads come in.

use leptos::prelude::*;
use readout_frontend::message::EngineChoice;

use crate::state::{Readiness, State};

/// The line that says so.
#[component]
pub(crate) fn ReadyLine(state: State) -> impl IntoView {
    let host = Memo::new(move |_| state.settings.with(|settings| settings.host()));
    // Also while files are sent that came when another engine was chosen.
    let sends = Memo::new(move |_| {
        let chosen = state.engine.get() == EngineChoice::Serverless;
        chosen
            || state.jobs().iter().any(|job| {
                job.engine.get() == EngineChoice::Serverless && !job.state.get().is_over()
            })
    });
    let engine = move || match sends.get() {
        true => EngineChoice::Serverless,
        false => EngineChoice::Browser,
    };
    let words = move || match (state.readiness.get(), engine()) {
        (Readiness::Loading, _) => "Getting ready…".to_owned(),
        (_, EngineChoice::Serverless) if state.may_send_all() => {
            format!(
                "Ready. Reads are sent to {} without asking, because the link to this page says so.",
                host.get()
            )
        }
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
