//! Where the reads are analysed, and what follows from it.

use leptos::prelude::*;
use readout_frontend::message::EngineChoice;

/// The control: two radio buttons, each with its consequence in words.
#[component]
pub(crate) fn EngineControl(engine: RwSignal<EngineChoice>, host: Memo<String>) -> impl IntoView {
    view! {
        <fieldset class="engine" role="radiogroup" aria-labelledby="engine-title">
            <legend id="engine-title" class="visually-hidden">"Where the reads are analysed"</legend>
            <Choice engine value=EngineChoice::Browser id="engine-browser" title="In this browser" words=Signal::derive(|| "nothing is uploaded".to_owned()) />
            <Choice engine value=EngineChoice::Serverless id="engine-serverless" title="Serverless" words=Signal::derive(move || format!("reads are sent to {}", host.get())) />
        </fieldset>
    }
}

#[component]
fn Choice(
    engine: RwSignal<EngineChoice>,
    value: EngineChoice,
    id: &'static str,
    title: &'static str,
    words: Signal<String>,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let words_id = format!("{id}-words");
    view! {
        <label class="choice" for=id>
            <input
                type="radio"
                name="engine"
                id=id
                aria-labelledby=title_id.clone()
                aria-describedby=words_id.clone()
                prop:checked=move || engine.get() == value
                on:change=move |_| engine.set(value)
            />
            <span class="choice-title" id=title_id>{title}</span>
            <span class="choice-words" id=words_id>{words}</span>
        </label>
    }
}
