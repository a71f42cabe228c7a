//! What the page's address may set: `?chunk_bytes=N&concurrency=N&api=URL&engine=serverless`.

use leptos::prelude::window;
use readout_frontend::message::EngineChoice;
use web_sys::UrlSearchParams;

/// Settings of the page.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The API's origin, without a slash at the end.
    pub(crate) api: String,
    /// The engine chosen at first.
    pub(crate) engine: EngineChoice,
    /// Uncompressed bytes of a chunk.
    pub(crate) chunk_bytes: Option<u64>,
    /// Chunks under way at once.
    pub(crate) concurrency: Option<usize>,
}

impl Settings {
    /// Reads the address of the page.
    pub(crate) fn of_address() -> Self {
        let location = window().location();
        let search = location.search().unwrap_or_default();
        let value = |key: &str| {
            UrlSearchParams::new_with_str(&search)
                .ok()
                .and_then(|query| query.get(key))
        };
        let api =
            value("api").filter(|api| api.starts_with("http://") || api.starts_with("https://"));
        let api = api.or_else(|| location.origin().ok()).unwrap_or_default();
        Self {
            api: api.trim_end_matches('/').to_owned(),
            engine: match value("engine").as_deref() {
                Some("serverless") => EngineChoice::Serverless,
                _ => EngineChoice::Browser,
            },
            chunk_bytes: number(value("chunk_bytes")),
            concurrency: number(value("concurrency")),
        }
    }

    /// The API's host, as the page names it.
    pub(crate) fn host(&self) -> String {
        self.api
            .split_once("://")
            .map_or(self.api.as_str(), |(_, host)| host)
            .to_owned()
    }
}

fn number<T: std::str::FromStr + PartialOrd + From<u8>>(text: Option<String>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
        .filter(|number| *number >= T::from(1))
}
