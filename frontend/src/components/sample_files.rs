//! The files of a sample: how they are grouped, and how to change that.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::focus;
use crate::format;
use crate::state::{Job, PageFile, Sample, State};

/// A disclosure: the files in the order of reading, and what can be done with them.
#[component]
pub(crate) fn SampleFiles(state: State, sample: Sample) -> impl IntoView {
    let open = RwSignal::new(false);
    let parts = sample.parts;
    let summary = move || summary(&sample);
    let several =
        move || parts.with(|parts| parts.iter().map(|job| job.files.len()).sum::<usize>() > 1);
    let others = Memo::new(move |_| state.samples.with(Vec::len) > 1);
    view! {
        <details class="files" on:toggle=move |event| open.set(is_open(&event))>
            <summary id=summary_id(&sample)>{summary}</summary>
            <Show when=move || open.get()>
                <div class="card">
                    <For each=move || parts.get() key=|job| job.id children=move |job| view! { <PartFiles state sample job several=Signal::derive(several) /> } />
                    <Show when=move || others.get()>
                        <JoinForm state sample />
                    </Show>
                </div>
            </Show>
        </details>
    }
}

fn summary_id(sample: &Sample) -> String {
    format!("files-{}", sample.id)
}

/// `8 files, 1.2 GB: R1 from 4, R2 from 4`.
fn summary(sample: &Sample) -> String {
    let parts = sample.parts.get();
    let count: usize = parts.iter().map(|job| job.files.len()).sum();
    let bytes = format::bytes(parts.iter().map(|job| job.size).sum());
    if count == 1 {
        return format!("1 file, {bytes}");
    }
    let part = |job: &Job| match (job.read.get().label().as_str(), job.files.len()) {
        ("", _) => "read as one".to_owned(),
        (label, 1) => label.to_owned(),
        (label, count) => format!("{label} from {count}"),
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    format!("{count} files, {bytes}: {}", parts.join(", "))
}

/// The files of one report.
#[component]
fn PartFiles(state: State, sample: Sample, job: Job, several: Signal<bool>) -> impl IntoView {
    let read = job.read;
    let label = move || Some(read.get().label()).filter(|label| !label.is_empty());
    let files = job.files.to_vec();
    let row = move |file: PageFile| {
        let (id, name) = (file.id, file.name().to_owned());
        view! {
            <li>
                <span class="file-name">{file.path.to_string()}</span>
                <span class="file-size">{format::bytes(file.size)}</span>
                <Show when=move || several.get()>
                    <button
                        type="button"
                        class="link"
                        aria-label=format!("Take out {name}")
                        on:click=move |_| {
                            state.take_out(&sample, id);
                            focus::on(vec![summary_id(&sample)]);
                        }
                    >
                        "Take out"
                    </button>
                </Show>
            </li>
        }
    };
    view! {
        {move || label().map(|label| view! { <p class="setting-title">{label}</p> })}
        <ol class="file-list">{files.into_iter().map(row).collect_view()}</ol>
    }
}

/// Makes another sample a part of this one.
#[component]
fn JoinForm(state: State, sample: Sample) -> impl IntoView {
    let choice = NodeRef::<html::Select>::new();
    let id = format!("join-{}", sample.id);
    let own = sample.id;
    let others = move || {
        let samples = state.samples.get();
        samples.into_iter().filter(move |other| other.id != own)
    };
    let join = move |event: SubmitEvent| {
        event.prevent_default();
        let value = choice.get_untracked().map(|choice| choice.value());
        if let Some(other) = value.and_then(|value| value.parse().ok()) {
            state.join(&sample, other);
            focus::on(vec![summary_id(&sample)]);
        }
    };
    view! {
        <form class="join" on:submit=join>
            <label for=id.clone()>"Join with"</label>
            <select id=id node_ref=choice>
                {move || others().map(|other| view! { <option value=other.id.to_string()>{other.name.get().to_string()}</option> }).collect_view()}
            </select>
            <button type="submit" class="plain" aria-label=move || format!("Join with {}", sample.name.get())>"Join"</button>
            <p class="hint">"Mates stand side by side, other files are read as one. What changes is read again."</p>
        </form>
    }
}

fn is_open(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|details| details.has_attribute("open"))
}
