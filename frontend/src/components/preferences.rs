//! Settings that stay: colours, where the API is, sizes, the kind of library; and a way back.

mod api_field;

use leptos::prelude::*;
use shared::report::LibraryKind;

use self::api_field::ApiField;
use crate::state::State;
use crate::state::settings::{Access, Settings, Theme};

/// Sizes of chunks that can be chosen, in MB.
const CHUNKS: [u64; 5] = [1, 2, 4, 8, 16];
/// Numbers of chunks under way at once that can be chosen.
const AT_ONCE: [usize; 6] = [1, 2, 4, 6, 8, 16];

/// The settings that are kept in this browser.
#[component]
pub(crate) fn Preferences(state: State) -> impl IntoView {
    let settings = state.settings;
    // What is chosen holds now, and on later visits.
    let change = move |change: fn(&mut Settings, &str), value: String| {
        Settings::keep(|kept| change(kept, &value));
        settings.update(|settings| change(settings, &value));
    };
    let reset = move |_| {
        Settings::keep(|kept| *kept = Settings::default());
        Access::keep(None);
        settings.set(Settings::default());
        state.engine.set(Settings::default().engine);
    };
    let automatic = || ("".to_owned(), "Automatic".to_owned());
    let themes = Theme::ALL.map(|theme| (theme.id().to_owned(), theme.name().to_owned()));
    let chunks = CHUNKS.map(|size| ((size << 20).to_string(), format!("{size} MiB")));
    let at_once = AT_ONCE.map(|count| (count.to_string(), count.to_string()));
    let kinds = LibraryKind::ALL.map(|kind| (kind.id().to_owned(), kind.name().to_owned()));
    let guessed = ("".to_owned(), "As guessed from the reads".to_owned());
    view! {
        <ApiField state />
        <Choice
            id="theme" title="Colours" words="Of this page."
            options=themes.to_vec()
            value=Signal::derive(move || settings.with(|settings| settings.theme.id().to_owned()))
            on_choose=move |value| change(|settings, value| {
                let theme = Theme::ALL.into_iter().find(|theme| theme.id() == value);
                settings.theme = theme.unwrap_or_default();
            }, value)
        />
        <Choice
            id="library" title="Kind of library" words="What files that come from now on are compared with."
            options=std::iter::once(guessed).chain(kinds).collect()
            value=Signal::derive(move || settings.with(|settings| settings.library.map_or("", LibraryKind::id).to_owned()))
            on_choose=move |value| change(|settings, value| settings.library = LibraryKind::from_id(value), value)
        />
        <Choice
            id="chunk" title="Chunk size" words="Of a file, what one worker counts or one request carries. An API may take less."
            options=std::iter::once(automatic()).chain(chunks).collect()
            value=Signal::derive(move || settings.with(|settings| text(settings.chunk_bytes)))
            on_choose=move |value| change(|settings, value| settings.chunk_bytes = value.parse().ok(), value)
        />
        <Choice
            id="at-once" title="Chunks at once" words="Workers in this browser, or requests to the API."
            options=std::iter::once(automatic()).chain(at_once).collect()
            value=Signal::derive(move || settings.with(|settings| text(settings.concurrency)))
            on_choose=move |value| change(|settings, value| settings.concurrency = value.parse().ok(), value)
        />
        <div class="setting">
            <p class="setting-title">"All settings"</p>
            <p class="setting-words">"Engine, API address, theme, kind of library, chunk size and chunks at once are kept in this browser, and nowhere else."</p>
            <p class="setting-actions"><button type="button" class="link" on:click=reset>"Reset all settings"</button></p>
        </div>
    }
}

fn text(number: Option<impl ToString>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// A choice of one of some values.
#[component]
fn Choice(
    id: &'static str,
    title: &'static str,
    words: &'static str,
    /// Values, and how people know them.
    options: Vec<(String, String)>,
    value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let [select_id, words_id] = ["select", "words"].map(|part| format!("preference-{id}-{part}"));
    let options = options.into_iter().map(|(one, name)| {
        let this = one.clone();
        view! { <option value=one selected=move || value.get() == this>{name}</option> }
    });
    view! {
        <div class="setting">
            <label class="setting-title" for=select_id.clone()>{title}</label>
            <p class="setting-words" id=words_id.clone()>{words}</p>
            <select
                id=select_id
                aria-describedby=words_id
                prop:value=move || value.get()
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                {options.collect_view()}
            </select>
        </div>
    }
}
