//! Where files come in: chosen, dropped with their folders, pasted, or an example.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, HtmlInputElement};

use crate::components::examples::Examples;
use crate::components::paste::PasteField;
use crate::incoming::{Dropped, Incoming, listed, text};

/// The drop zone.
#[component]
pub(crate) fn DropZone(#[prop(into)] on_files: Callback<Incoming>) -> impl IntoView {
    let over = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let pasting = RwSignal::new(false);
    let take = move |incoming: Incoming| {
        trouble.set(incoming.words());
        on_files.run(incoming);
    };
    let paste = window_event_listener(ev::paste, move |event| {
        let Some(data) = event.clipboard_data().filter(|_| !is_field(&event)) else {
            return;
        };
        match data.files() {
            Some(files) if files.length() > 0 => take(listed(&files)),
            _ => {
                let pasted = data.get_data("text/plain").unwrap_or_default();
                if pasted.trim_start().starts_with('@') {
                    take(text(pasted.trim_start(), "pasted.fastq"));
                } else if !pasted.is_empty() {
                    trouble.set(Some(
                        "What was pasted is no FASTQ: its first line should begin with @."
                            .to_owned(),
                    ));
                }
            }
        }
    });
    // Files may be dropped anywhere on the page. Browsers would leave it to show them, or a link.
    let dragged = window_event_listener(ev::dragover, move |event: DragEvent| {
        if !is_for_field(&event) {
            event.prevent_default();
            over.set(has_files(&event));
        }
    });
    let left = window_event_listener(ev::dragleave, move |event: DragEvent| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event: DragEvent| {
        over.set(false);
        if is_for_field(&event) {
            return;
        }
        event.prevent_default();
        let Some(dropped) = event.data_transfer().filter(|_| has_files(&event)) else {
            return;
        };
        let dropped = Dropped::of(&dropped);
        spawn_local(async move { take(dropped.gather().await) });
    });
    on_cleanup(move || {
        paste.remove();
        dragged.remove();
        left.remove();
        dropped.remove();
    });
    let chosen = move |event: ev::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        if let Some(files) = input.files() {
            take(listed(&files));
        }
        // The same file may be chosen again, for it may have changed.
        input.set_value("");
    };
    view! {
        <div class="drop-zone" class:over=move || over.get()>
            <p class="drop-words">
                <strong>"Drop files or folders"</strong>
                ", choose "
                <span class="choose">
                    <input id="files" type="file" multiple aria-label="Choose FASTQ files" on:change=chosen />
                    <label for="files" class="link">"files"</label>
                </span>
                " or "
                <span class="choose">
                    <FolderInput on_change=chosen />
                    <label for="folder" class="link">"a folder"</label>
                </span>
                ", or "
                <button type="button" class="link" aria-expanded=move || pasting.get().to_string() aria-controls="paste" on:click=move |_| pasting.update(|open| *open = !*open)>
                    "paste"
                </button>
            </p>
            <p class="hint">
                ".fastq or .fq, plain, gzip or BGZF, any size. Lanes, mates and barcodes become samples."
            </p>
            <div id="paste">
                <Show when=move || pasting.get()>
                    <PasteField on_text=move |pasted: String| take(text(&pasted, "pasted.fastq")) />
                </Show>
            </div>
            {move || trouble.get().map(|words| view! { <p role="alert" class="alert">{words}</p> })}
        </div>
        <Examples on_file=take />
    }
}

/// The picker of a folder.
#[component]
fn FolderInput(#[prop(into)] on_change: Callback<ev::Event>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            // Where it is not known, the picker asks for files.
            let _ = input.set_attribute("webkitdirectory", "");
        }
    });
    view! {
        <input
            id="folder"
            type="file"
            multiple
            aria-label="Choose a folder of FASTQ files"
            node_ref=input
            on:change=move |event| on_change.run(event)
        />
    }
}

/// Whether files are dragged.
fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.includes(&"Files".into(), 0))
}

/// Whether a field takes what is dragged: one for text, or a setting's for a file.
fn is_for_field(event: &DragEvent) -> bool {
    let fields = match has_files(event) {
        true => ".settings input[type=file]",
        false => "textarea, input[type=text], input[type=url], input[type=password]",
    };
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(fields).ok().flatten().is_some())
}

/// Whether text goes into a field of the page.
fn is_field(event: &ev::ClipboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        let name = target.tag_name();
        name == "TEXTAREA" || name == "INPUT"
    })
}
