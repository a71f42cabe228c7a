//! How the person wants the page: kept in this browser, and overridden for one visit by the page's
//! address: `?chunk_bytes=N&concurrency=N&api=URL&engine=serverless`.

use leptos::prelude::{document, window};
use readout_frontend::message::EngineChoice;
use serde::{Deserialize, Serialize};
use shared::report::LibraryKind;
use web_sys::{Storage, UrlSearchParams};

/// The key that the settings are kept under.
const KEY: &str = "readout.settings";
/// The key of a token, in what is kept until the tab is closed.
const ACCESS_KEY: &str = "readout.access";

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    /// Those of the system.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name for programs.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Its name for people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// Settings of the page. What is not set is left to Readout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// The engine for files that come from now on.
    pub(crate) engine: EngineChoice,
    /// The API's origin, without a slash at the end; the page's own if it is not given.
    pub(crate) api: Option<String>,
    pub(crate) theme: Theme,
    /// Bytes of a chunk or range.
    pub(crate) chunk_bytes: Option<u64>,
    /// Chunks under way at once.
    pub(crate) concurrency: Option<usize>,
    /// The kind of library that files are taken for.
    pub(crate) library: Option<LibraryKind>,
    /// What an API asks for. It is kept apart, and not for long.
    #[serde(skip)]
    pub(crate) access: Option<Access>,
}

/// The token that the API of one origin asks for. It is kept until the tab is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Access {
    /// The only origin that it is sent to.
    pub(crate) origin: String,
    pub(crate) token: String,
}

impl Settings {
    /// What was kept, as the page's address overrides it.
    pub(crate) fn of_page() -> Self {
        let mut settings = Self::kept();
        let search = window().location().search().unwrap_or_default();
        let Ok(query) = UrlSearchParams::new_with_str(&search) else {
            return settings;
        };
        settings.api = query
            .get("api")
            .and_then(|api| origin(&api))
            .or(settings.api);
        match query.get("engine").as_deref() {
            Some("serverless") => settings.engine = EngineChoice::Serverless,
            Some("browser") => settings.engine = EngineChoice::Browser,
            _ => {}
        }
        settings.chunk_bytes = number(query.get("chunk_bytes")).or(settings.chunk_bytes);
        settings.concurrency = number(query.get("concurrency")).or(settings.concurrency);
        settings
    }

    /// What was kept by an earlier visit. Anything that cannot be read is as if nothing was.
    pub(crate) fn kept() -> Self {
        let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        let kept: Self = kept
            .and_then(|text| serde_json::from_slice(text.as_bytes()).ok())
            .unwrap_or_default();
        Self {
            access: Access::kept(),
            ..kept
        }
    }

    /// Keeps a change for later visits; what the page's address overrode is not kept.
    pub(crate) fn keep(change: impl FnOnce(&mut Self)) {
        let mut kept = Self::kept();
        change(&mut kept);
        let Some(storage) = storage() else {
            return;
        };
        // A browser that keeps nothing works all the same, for this visit.
        kept.access = None;
        if kept == Self::default() {
            let _ = storage.remove_item(KEY);
        } else if let Ok(text) = serde_json::to_string(&kept) {
            let _ = storage.set_item(KEY, &text);
        }
    }

    /// Gives the page its colours.
    pub(crate) fn show_theme(&self) {
        if let Some(root) = document().document_element() {
            let set = match self.theme {
                Theme::System => root.remove_attribute("data-theme"),
                theme => root.set_attribute("data-theme", theme.id()),
            };
            // Without it the colours are the system's.
            let _ = set;
        }
    }

    /// Where the API is.
    pub(crate) fn api(&self) -> String {
        let own = || window().location().origin().unwrap_or_default();
        self.api.clone().unwrap_or_else(own)
    }

    /// The token for the API, if one was given for just this one.
    pub(crate) fn token(&self) -> Option<String> {
        let access = self.access.as_ref()?;
        (access.origin == self.api()).then(|| access.token.clone())
    }

    /// The API's host, as the page names it.
    pub(crate) fn host(&self) -> String {
        let api = self.api();
        api.split_once("://")
            .map_or(api.as_str(), |(_, host)| host)
            .to_owned()
    }
}

impl Access {
    fn kept() -> Option<Self> {
        let kept = session()?.get_item(ACCESS_KEY).ok().flatten()?;
        serde_json::from_slice(kept.as_bytes()).ok()
    }

    /// Keeps a token until the tab is closed; none takes it away.
    pub(crate) fn keep(access: Option<&Self>) {
        let Some(storage) = session() else {
            return;
        };
        // A browser that keeps nothing works all the same, until the page is opened anew.
        match access.and_then(|access| serde_json::to_string(access).ok()) {
            Some(text) => drop(storage.set_item(ACCESS_KEY, &text)),
            None => drop(storage.remove_item(ACCESS_KEY)),
        }
    }
}

/// The API that the page's address says to send reads to: the page's own. Any other, named there or set
/// before, is asked about: a link is no one's word.
pub(crate) fn agreed_by_address(settings: &Settings) -> Option<String> {
    let search = window().location().search().unwrap_or_default();
    let query = UrlSearchParams::new_with_str(&search).ok()?;
    let agrees = query.get("engine").as_deref() == Some("serverless") && settings.api.is_none();
    agrees.then(|| settings.api())
}

/// An address of an API without what is behind it; none if it is not one.
pub(crate) fn origin(address: &str) -> Option<String> {
    let address = address.trim().trim_end_matches('/');
    let (scheme, host) = address.split_once("://")?;
    let sound = matches!(scheme, "http" | "https")
        && !host.is_empty()
        && !host.contains(|letter: char| letter.is_whitespace() || "/?#@".contains(letter));
    sound.then(|| address.to_owned())
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn number<T: std::str::FromStr + PartialOrd + From<u8>>(text: Option<String>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
        .filter(|number| *number >= T::from(1))
}
