//! Files to try the page with. It serves them itself.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, Response};

use crate::incoming::Incoming;

/// A file, the words on its button, and what it shows.
const EXAMPLES: [(&str, &str, &str); 3] = [
    (
        "short-reads.fastq.gz",
        "Short reads",
        "2,500 reads of 150 bases from an Illumina HiSeq X: a fine run of a control",
    ),
    (
        "long-reads.fastq.gz",
        "Long reads",
        "500 reads from Oxford Nanopore, of many lengths, with adapters still on",
    ),
    (
        "broken-download.fastq.gz",
        "A broken file",
        "a download that broke off: what is wrong, where, and what can be saved",
    ),
];

/// Three buttons, each with its line.
#[component]
pub(crate) fn Examples(#[prop(into)] on_file: Callback<Incoming>) -> impl IntoView {
    let trouble = RwSignal::new(false);
    let load = move |name: &'static str| {
        trouble.set(false);
        spawn_local(async move {
            match fetch(name).await {
                Ok(file) => on_file.run(Incoming {
                    files: vec![(file, name.to_owned())],
                    ..Incoming::default()
                }),
                Err(_) => trouble.set(true),
            }
        });
    };
    view! {
        <div class="examples" role="group" aria-labelledby="examples-title">
            <p id="examples-title" class="examples-title">"Try an example"</p>
            {EXAMPLES.map(|(name, title, words)| {
                let words_id = format!("example-{name}");
                view! {
                    <p class="example">
                        <button type="button" class="link" aria-describedby=words_id.clone() on:click=move |_| load(name)>{title}</button>
                        <span class="example-words" id=words_id>{words}</span>
                    </p>
                }
            })}
            {move || trouble.get().then(|| view! {
                <p role="alert" class="alert">"The example could not be loaded. Check the connection and try again."</p>
            })}
        </div>
    }
}

async fn fetch(name: &str) -> Result<File, JsValue> {
    let address = format!("/examples/{name}");
    let response: Response = JsFuture::from(window().fetch_with_str(&address))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(response.status_text().into());
    }
    let blob: Blob = JsFuture::from(response.blob()?).await?.dyn_into()?;
    File::new_with_blob_sequence(&Array::of1(&blob), name)
}
