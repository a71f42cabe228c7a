//! What is Chromium's: how it is started, and what the `DevTools` protocol does for the tests.

use super::{Browser, Look};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The record of what was asked of the network, in a browser's folder.
pub(super) const NETWORK: &str = "network.json";

/// What Chromium keeps a record of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Nothing but the console and the page's requests.
    Nothing,
    /// A trace of its tasks, for [`Browser::events`] to tell.
    Tasks,
    /// All that it asks the network for, for [`Browser::network`].
    Network,
}

pub(super) fn capabilities(look: Look, folder: &Path, watch: Watch) -> Map<String, Value> {
    let mut logged = json!({ "enableNetwork": true, "enablePage": false });
    if watch == Watch::Tasks {
        logged["traceCategories"] =
            json!("disabled-by-default-devtools.timeline,loading,blink.user_timing");
    }
    let size = format!("--window-size={},1000", look.width.max(500));
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let network = format!("--log-net-log={}", folder.join(NETWORK).display());
    let mut args = vec![
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        // The browser ends with its driver.
        "--remote-debugging-pipe",
        &size,
        &profile,
    ];
    if watch == Watch::Network {
        args.push(&network);
    }
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "args": args,
            "perfLoggingPrefs": logged,
        },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    });
    capabilities.as_object().unwrap().clone()
}

impl Browser {
    pub(super) fn chromium_look(&self, look: Look) {
        self.devtools("Emulation.setDeviceMetricsOverride", &json!({
            "width": look.width, "height": 1000, "deviceScaleFactor": 1, "mobile": look.width < 600
        }));
        let colours = if look.dark { "dark" } else { "light" };
        self.emulate("prefers-color-scheme", colours);
    }

    pub(super) fn chromium_less_motion(&self) {
        self.emulate("prefers-reduced-motion", "reduce");
    }

    /// Shows the page as it would be on paper. Chromium alone tells.
    pub fn as_on_paper(&self) {
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    fn emulate(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    pub(super) fn chromium_console(&self) -> Vec<String> {
        let told = self.log("browser").into_iter();
        told.filter(|entry| {
            ["SEVERE", "WARNING"].contains(&entry["level"].as_str().unwrap_or_default())
        })
        .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
        .collect()
    }

    pub(super) async fn chromium_drop(&self, css: &str, paths: &[PathBuf]) {
        let middle = self
            .run(
                "const place = document.querySelector(arguments[0]);
                 place.scrollIntoView({ block: 'center' });
                 const box = place.getBoundingClientRect();
                 return [box.x + box.width / 2, box.y + box.height / 2];",
                vec![json!(css)],
            )
            .await;
        let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
        for step in ["dragEnter", "dragOver", "drop"] {
            self.devtools(
                "Input.dispatchDragEvent",
                &json!({ "type": step, "x": middle[0], "y": middle[1], "data": data }),
            );
        }
    }
}
