//! Settings: FastQC's configuration files, each to be chosen and cleared, and what is kept.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::components::preferences::Preferences;
use crate::state::State;
use crate::state::configuration::{
    Check, Configuration, Loaded, check_adapters, check_contaminants, check_limits, read,
};

/// The control, out of the way until it is wanted.
#[component]
pub(crate) fn SettingsControl(state: State) -> impl IntoView {
    let Configuration {
        limits,
        adapters,
        contaminants,
    } = state.configuration;
    let chosen = move || {
        let names = [
            limits.with(Option::is_some).then_some("limits"),
            adapters.with(Option::is_some).then_some("adapters"),
            contaminants.with(Option::is_some).then_some("contaminants"),
        ];
        let names: Vec<_> = names.into_iter().flatten().collect();
        (!names.is_empty()).then(|| format!(" · own {}", names.join(", ")))
    };
    view! {
        <details class="settings">
            <summary>"Settings"{chosen}</summary>
            <div class="card settings-fields">
                <FileField
                    id="limits"
                    title="Limits"
                    words="What counts as unusual, in the format of FastQC's limits.txt. Reports on this page change at once."
                    none="FastQC's own limits"
                    loaded=limits
                    check=check_limits
                />
                <FileField
                    id="adapters"
                    title="Adapters"
                    words="What reads are searched for, in the format of FastQC's adapter_list.txt. It counts for files that are dropped from now on."
                    none="FastQC's adapters and those of long-read platforms"
                    loaded=adapters
                    check=check_adapters
                />
                <FileField
                    id="contaminants"
                    title="Contaminants"
                    words="What overrepresented sequences may come from, in the format of FastQC's contaminant_list.txt. Reports on this page change at once."
                    none="FastQC's own list"
                    loaded=contaminants
                    check=check_contaminants
                />
                <Preferences state />
            </div>
        </details>
    }
}

/// A file to be chosen: what it is for, what was loaded, and what is wrong with it.
#[component]
fn FileField(
    id: &'static str,
    title: &'static str,
    words: &'static str,
    /// What holds where no file is loaded.
    none: &'static str,
    loaded: RwSignal<Option<Loaded>>,
    check: Check,
) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let input = NodeRef::<html::Input>::new();
    let choose = move |event: ev::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // The same file may be chosen again, for it may have been mended.
        input.set_value("");
        let Some(file) = file else {
            return;
        };
        spawn_local(async move {
            match read(&file, check).await {
                Ok(file) => {
                    trouble.set(None);
                    loaded.set(Some(file));
                }
                Err(words) => trouble.set(Some(words)),
            }
        });
    };
    let clear = move |_| {
        trouble.set(None);
        loaded.set(None);
        // The button goes away: who pressed it with a key should not be sent to the top.
        if let Some(input) = input.get_untracked() {
            // A page that cannot move the focus still works.
            let _ = input.focus();
        }
    };
    let state = move || {
        loaded.with(|loaded| {
            loaded.as_ref().map_or_else(
                || none.to_owned(),
                |loaded| format!("{} from {}", loaded.holds, loaded.name),
            )
        })
    };
    let [input_id, title_id, words_id, trouble_id] =
        ["file", "title", "words", "trouble"].map(|part| format!("setting-{id}-{part}"));
    let (label_for, labelled_by) = (input_id.clone(), title_id.clone());
    let described_by = format!("{words_id} {trouble_id}");
    view! {
        <div class="setting" role="group" aria-labelledby=labelled_by>
            <p class="setting-title" id=title_id>{title}</p>
            <p class="setting-words" id=words_id>{words}</p>
            <p class="setting-state" role="status">{state}</p>
            <p class="setting-actions">
                <span class="choose">
                    <input
                        id=input_id
                        type="file"
                        aria-label=format!("Choose a file of {id}")
                        aria-describedby=described_by
                        aria-invalid=move || trouble.with(Option::is_some).then_some("true")
                        node_ref=input
                        on:change=choose
                    />
                    <label for=label_for class="link">"Choose a file"</label>
                </span>
                <button
                    type="button"
                    class="link"
                    aria-label=format!("Clear the {id}")
                    hidden=move || loaded.with(Option::is_none)
                    on:click=clear
                >
                    "Clear"
                </button>
            </p>
            <div id=trouble_id>
                {move || trouble.get().map(|words| view! { <p role="alert" class="alert">{words}</p> })}
            </div>
        </div>
    }
}
