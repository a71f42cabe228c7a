//! Where the API is, and the token that it may ask for.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::settings::{Access, Settings, origin};
use crate::state::{State, inspection};

/// Where the API is. An address is taken when an API of Readout answers there, and takes the token.
#[component]
pub(super) fn ApiField(state: State) -> impl IntoView {
    let settings = state.settings;
    let said = RwSignal::new(None::<Result<String, String>>);
    let asked = RwSignal::new(false);
    let address = NodeRef::<Input>::new();
    let token = NodeRef::<Input>::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // Disabled, the button would lose the focus.
        if asked.get_untracked() {
            return;
        }
        let value = |field: NodeRef<Input>| {
            let value = field.get_untracked().map(|field| field.value());
            value
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let (address, token) = (value(address), value(token));
        said.set(None);
        let set = move |api: Option<String>, access: Option<Access>| {
            Settings::keep(|kept| kept.api.clone_from(&api));
            Access::keep(access.as_ref());
            settings.update(|settings| {
                settings.api = api;
                settings.access = access;
            });
        };
        if address.is_none() && token.is_none() {
            set(None, None);
            said.set(Some(Ok("The API of this page is used.".to_owned())));
            return;
        }
        // Another character could not stand in a header.
        let sound = |token: &String| token.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if !token.as_ref().is_none_or(sound) {
            let words = "This is no access token: it has letters, digits and signs of ASCII alone.";
            said.set(Some(Err(words.to_owned())));
            return;
        }
        let api = match address.as_deref().map(origin) {
            Some(None) => {
                let words = "This is no address of an API: write https:// and the host, as in https://readout.example.org.";
                said.set(Some(Err(words.to_owned())));
                return;
            }
            Some(given) => given,
            None => None,
        };
        let host = Settings {
            api: api.clone(),
            ..Settings::default()
        }
        .api();
        asked.set(true);
        spawn_local(async move {
            let answer = inspection::inspect(host.clone(), token.clone()).await;
            if answer.is_ok() {
                set(
                    api,
                    token.map(|token| Access {
                        origin: host,
                        token,
                    }),
                );
            }
            asked.try_set(false);
            said.try_set(Some(answer));
        });
    };
    let wrong = move || {
        said.with(|said| matches!(said, Some(Err(_))))
            .then_some("true")
    };
    // That of another address is not offered to this one.
    let kept = move || settings.with(Settings::token).unwrap_or_default();
    view! {
        <form class="setting" novalidate on:submit=submit>
            <label class="setting-title" for="preference-api">"API address"</label>
            <p class="setting-words" id="preference-api-words">"Where reads are sent in serverless mode; empty for this page’s own. It is asked first whether a Readout answers there."</p>
            <input
                id="preference-api"
                type="url"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                node_ref=address
                aria-describedby="preference-api-words preference-api-said"
                aria-invalid=wrong
                prop:value=move || settings.with(|settings| settings.api.clone().unwrap_or_default())
            />
            <label class="setting-title" for="preference-token">"Access token"</label>
            <p class="setting-words" id="preference-token-words">"For an API that asks for one. It is sent to that address alone, and forgotten when this tab is closed."</p>
            <input
                id="preference-token"
                type="password"
                autocomplete="off"
                node_ref=token
                aria-describedby="preference-token-words preference-api-said"
                prop:value=kept
            />
            <p class="setting-actions"><button type="submit" class="link" aria-disabled=move || asked.get().then_some("true")>"Check and use"</button></p>
            <div id="preference-api-said">
                {move || said.get().map(|said| match said {
                    Ok(words) => view! { <p role="status" class="setting-state">{words}</p> }.into_any(),
                    Err(words) => view! { <p role="alert" class="alert">{words}</p> }.into_any(),
                })}
            </div>
        </form>
    }
}
