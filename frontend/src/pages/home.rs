//! The one page: the question, the drop zone, the engine, settings, and a card for each file.

use leptos::prelude::*;

use crate::components::drop_zone::DropZone;
use crate::components::engine_choice::EngineControl;
use crate::components::job_card::JobCard;
use crate::components::settings::SettingsControl;
use crate::state::State;

/// The page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let state = State::new();
    let host = state.settings.with_value(|settings| settings.host());
    view! {
        <h1>"Is the run good?"</h1>
        <p class="lead">"Drop FASTQ files and see quality, GC and length as they are read. Nothing is installed."</p>
        <DropZone on_file=move |file| state.add(file) />
        <EngineControl engine=state.engine host=host />
        <SettingsControl configuration=state.configuration />
        <div class="jobs">
            <For each=move || state.jobs.get() key=|job| job.id let:job>
                {
                    let removed = job.clone();
                    view! { <JobCard job=job on_remove=move || state.remove(&removed) /> }
                }
            </For>
        </div>
    }
}
