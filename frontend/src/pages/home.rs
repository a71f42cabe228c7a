//! The one page: the question, the drop zone, the engine, settings, all samples, and a card for each.

use leptos::prelude::*;

use crate::components::drop_zone::DropZone;
use crate::components::engine_choice::EngineControl;
use crate::components::news::News;
use crate::components::plan::PlanControl;
use crate::components::ready::ReadyLine;
use crate::components::sample_card::SampleCard;
use crate::components::sample_table::SampleTable;
use crate::components::settings::SettingsControl;
use crate::incoming::Incoming;
use crate::state::{Settings, State};

/// The page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let state = State::new();
    let host = Memo::new(move |_| state.settings.with(Settings::host));
    let several = Memo::new(move |_| state.samples.with(|samples| samples.len() > 1));
    view! {
        <h1>"Is the run good?"</h1>
        <p class="lead">"Drop FASTQ files and see quality, GC and length as they are read. Nothing is installed."</p>
        <DropZone on_files=move |incoming: Incoming| state.add(incoming.files) />
        <EngineControl engine=state.engine host=host />
        <ReadyLine state />
        <News state />
        <PlanControl state />
        <SettingsControl state />
        <Show when=move || several.get()>
            <SampleTable state />
        </Show>
        <div class="jobs">
            <For each=move || state.samples.get() key=|sample| sample.id let:sample>
                <SampleCard state sample />
            </For>
        </div>
    }
}
