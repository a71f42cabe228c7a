//! The card of one sample: its name, its files, and a report for each read.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use shared::samples::Kind;

use crate::components::job_card::JobCard;
use crate::components::mates_check::MatesCheck;
use crate::components::sample_files::SampleFiles;
use crate::focus;
use crate::state::{JobState, Sample, State};

/// The card of a sample.
#[component]
pub(crate) fn SampleCard(state: State, sample: Sample) -> impl IntoView {
    let (name, parts, open) = (sample.name, sample.parts, sample.open);
    let renaming = RwSignal::new(false);
    let rename_button = NodeRef::<html::Button>::new();
    let called = move |word: &'static str| move || format!("{word} {}", name.get());
    let word = move || if open.get() { "Close" } else { "Open" };
    let kind = match sample.kind {
        Kind::Reads => None,
        Kind::Undetermined => Some("reads without a sample"),
        Kind::Index => Some("index reads"),
    };
    let remove = move |_| {
        let samples = state.samples.get_untracked();
        let mut after = samples.iter().skip_while(|other| other.id != sample.id);
        let next = after.nth(1).map(|next| format!("sample-{}", next.id));
        state.remove(&sample);
        focus::on(next.into_iter().chain(["main".to_owned()]).collect());
    };
    let done = Callback::new(move |()| {
        renaming.set(false);
        if let Some(button) = rename_button.get_untracked() {
            // A page that cannot move the focus still works.
            let _ = button.focus();
        }
    });
    // Which of several reports narrow screens show.
    let shown = RwSignal::new(0_usize);
    let count = Memo::new(move |_| parts.with(Vec::len));
    view! {
        <section class="sample" aria-label=move || format!("Sample {}", name.get()) id=format!("sample-{}", sample.id) tabindex="-1">
            <header class="sample-head">
                <h2>{move || name.get().to_string()}</h2>
                {kind.map(|words| view! { <p class="job-facts">{words}</p> })}
                <div class="job-actions">
                    <button
                        type="button"
                        aria-label=move || format!("{} reports of {}", word(), name.get())
                        aria-expanded=move || open.get().to_string()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {word}
                    </button>
                    <button type="button" aria-label=called("Rename") node_ref=rename_button on:click=move |_| renaming.set(true)>"Rename"</button>
                    <button type="button" aria-label=called("Remove") on:click=remove>"Remove"</button>
                </div>
            </header>
            <Show when=move || renaming.get()>
                <RenameForm state sample on_done=done />
            </Show>
            <SampleFiles state sample />
            <MatesCheck sample />
            <Show when=move || { count.get() > 1 && open.get() }>
                <PartSwitch sample shown />
            </Show>
            <div class="parts" class:pair=move || { count.get() > 1 }>
                <ForEnumerate each=move || parts.get() key=|job| job.id children=move |index, job| {
                    let aside = move || count.get() > 1 && index.get() != shown.get().min(count.get() - 1);
                    view! {
                        <div class="part" class:aside=aside>
                            <JobCard state job open titled=Signal::derive(move || count.get() > 1) />
                        </div>
                    }
                } />
            </div>
        </section>
    }
}

/// Which read is shown where there is room for one only.
#[component]
fn PartSwitch(sample: Sample, shown: RwSignal<usize>) -> impl IntoView {
    let group = format!("part-of-{}", sample.id);
    view! {
        <fieldset class="engine part-switch" role="radiogroup" aria-label=move || format!("Read of {}", sample.name.get())>
            <ForEnumerate each=move || sample.parts.get() key=|job| job.id children={
                let group = group.clone();
                move |index, job| {
                    let id = format!("part-{}", job.id);
                    let read = job.read;
                    let label = move || {
                        let label = Some(read.get().label()).filter(|label| !label.is_empty());
                        label.unwrap_or_else(|| "All".to_owned())
                    };
                    let state = job.state;
                    let word = move || match state.get() {
                        JobState::Complete => String::new(),
                        state => format!(" · {}", state.word()),
                    };
                    view! {
                        <label class="choice" for=id.clone()>
                            <input type="radio" name=group.clone() id=id.clone() prop:checked=move || shown.get() == index.get() on:change=move |_| shown.set(index.get_untracked()) />
                            <span class="choice-title">{label}{word}</span>
                        </label>
                    }
                }
            } />
        </fieldset>
    }
}

/// A field for another name. Enter takes it, Escape leaves the old one.
#[component]
fn RenameForm(state: State, sample: Sample, on_done: Callback<()>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let trouble = RwSignal::new(None::<String>);
    let name = sample.name.get_untracked().to_string();
    let [field_id, trouble_id] =
        ["name", "name-trouble"].map(|part| format!("{part}-{}", sample.id));
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let label = format!("New name of {name}");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let value = field.get_untracked().map(|field| field.value());
        match state.rename(&sample, &value.unwrap_or_default()) {
            Ok(()) => on_done.run(()),
            Err(words) => trouble.set(Some(words)),
        }
    };
    view! {
        <form
            class="card rename"
            on:submit=submit
            on:keydown=move |event| if event.key() == "Escape" { on_done.run(()) }
        >
            <label for=field_id.clone()>{label}</label>
            <input
                type="text"
                id=field_id
                autocomplete="off"
                value=name
                node_ref=field
                aria-invalid=move || trouble.with(Option::is_some).then_some("true")
                aria-describedby=trouble_id.clone()
            />
            <button type="submit" class="plain">"Save the name"</button>
            <button type="button" class="link" on:click=move |_| on_done.run(())>"Keep the old one"</button>
            <p class="hint">"Reports and all files made from them take this name. It is never sent."</p>
            <div id=trouble_id>
                {move || trouble.get().map(|words| view! { <p role="alert" class="alert">{words}</p> })}
            </div>
        </form>
    }
}
