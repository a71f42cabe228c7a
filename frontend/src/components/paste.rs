//! A field for reads as text, for who cannot or will not paste beside it.

use leptos::html;
use leptos::prelude::*;

/// The field and its button.
#[component]
pub(crate) fn PasteField(#[prop(into)] on_text: Callback<String>) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            // A page that cannot move the focus still works.
            let _ = field.focus();
        }
    });
    let read = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let text = field.value();
        if text.trim().is_empty() {
            let _ = field.focus();
        } else {
            field.set_value("");
            on_text.run(text.trim_start().to_owned());
        }
    };
    view! {
        <div class="paste">
            <label for="paste-field">"Reads as FASTQ text"</label>
            <textarea id="paste-field" rows="6" spellcheck="false" placeholder="@name\nACGT\n+\nIIII" node_ref=field></textarea>
            <button type="button" class="plain" on:click=read>"Read the text"</button>
        </div>
    }
}
