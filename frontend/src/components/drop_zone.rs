//! Where files come in: chosen, dropped, pasted, or the example.

use js_sys::Array;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, DragEvent, File, FileList, HtmlInputElement, Response};

const EXAMPLE: &str = "example.fastq.gz";

/// The drop zone.
#[component]
pub(crate) fn DropZone(#[prop(into)] on_file: Callback<File>) -> impl IntoView {
    let over = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let take = move |files: Option<FileList>| {
        let files = files
            .into_iter()
            .flat_map(|files| (0..files.length()).filter_map(move |index| files.get(index)));
        files.for_each(|file| on_file.run(file));
    };
    let paste = window_event_listener(ev::paste, move |event| {
        let Some(data) = event.clipboard_data() else {
            return;
        };
        match data.files() {
            Some(files) if files.length() > 0 => take(Some(files)),
            _ => pasted(&data).into_iter().for_each(|file| on_file.run(file)),
        }
    });
    // Beside the zone a drop would make the browser leave the page.
    let dragged = window_event_listener(ev::dragover, |event: DragEvent| event.prevent_default());
    let dropped = window_event_listener(ev::drop, |event: DragEvent| event.prevent_default());
    on_cleanup(move || {
        paste.remove();
        dragged.remove();
        dropped.remove();
    });

    let chosen = move |event: ev::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        take(input.files());
        // The same file may be chosen again, for it may have changed.
        input.set_value("");
    };
    let example = move |_| {
        trouble.set(None);
        spawn_local(async move {
            match fetch_example().await {
                Ok(file) => on_file.run(file),
                Err(_) => trouble.set(Some(
                    "The example could not be loaded. Check the connection and try again."
                        .to_owned(),
                )),
            }
        });
    };
    view! {
        <div
            class="drop-zone"
            class:over=move || over.get()
            on:dragover=move |_| over.set(true)
            on:dragleave=move |_| over.set(false)
            on:drop=move |event: DragEvent| {
                event.prevent_default();
                over.set(false);
                let (files, folders) = event.data_transfer().as_ref().map(dropped_items).unwrap_or_default();
                trouble.set((folders > 0).then(|| {
                    "A folder cannot be read here. Drop the files that are in it.".to_owned()
                }));
                files.into_iter().for_each(|file| on_file.run(file));
            }
        >
            <p class="drop-words">
                <strong>"Drop files"</strong>
                " or "
                <span class="choose">
                    <input id="files" type="file" multiple aria-label="Choose FASTQ files" on:change=chosen />
                    <label for="files" class="link">"choose"</label>
                </span>
                " · "
                <button type="button" class="link" on:click=example>"Try an example"</button>
            </p>
            <p class="hint">".fastq, .fq, gzip or BGZF, any size; pasted text works, too"</p>
            {move || trouble.get().map(|words| view! { <p role="alert" class="alert">{words}</p> })}
        </div>
    }
}

/// The files that were dropped, and how many folders: a folder looks like a file, but has no bytes.
fn dropped_items(data: &DataTransfer) -> (Vec<File>, usize) {
    let items = data.items();
    let (mut files, mut folders) = (Vec::new(), 0);
    for item in (0..items.length()).filter_map(|index| items.get(index)) {
        let entry = item.webkit_get_as_entry().ok().flatten();
        if entry.is_some_and(|entry| entry.is_directory()) {
            folders += 1;
        } else if let Ok(Some(file)) = item.get_as_file() {
            files.push(file);
        }
    }
    (files, folders)
}

/// Pasted text as a file, if it looks like reads.
fn pasted(data: &DataTransfer) -> Option<File> {
    let text = data
        .get_data("text/plain")
        .ok()
        .filter(|text| text.starts_with('@'))?;
    File::new_with_str_sequence(&Array::of1(&text.into()), "pasted.fastq").ok()
}

async fn fetch_example() -> Result<File, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(&format!("/{EXAMPLE}")))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(response.status_text().into());
    }
    let blob: Blob = JsFuture::from(response.blob()?).await?.dyn_into()?;
    File::new_with_blob_sequence(&Array::of1(&blob), EXAMPLE)
}
