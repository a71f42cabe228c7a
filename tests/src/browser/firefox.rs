//! What is Firefox's: how it is started, and what is done through its own windows, where `WebDriver` has
//! no word for it.

use super::{Browser, Look};
use crate::{guard, root};
use fantoccini::Locator;
use serde_json::{Map, Value, json};
use std::{
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

/// make setup-tests builds it.
pub(super) fn driver() -> PathBuf {
    root().join(".tools/bin/geckodriver")
}

pub(super) fn driver_arguments(port: u16, folder: &Path) -> Vec<String> {
    vec![
        format!("--port={port}"),
        format!("--profile-root={}", folder.display()),
        // Free ports for what stands between the driver and the browser.
        "--websocket-port=0".to_owned(),
        // For colours, width and motion.
        "--allow-system-access".to_owned(),
    ]
}

pub(super) fn capabilities() -> Map<String, Value> {
    let path = guard::path();
    let program = std::env::split_paths(&path)
        .flat_map(|folder| ["firefox-esr", "firefox"].map(|name| folder.join(name)))
        .find(|program| program.is_file())
        .expect("Firefox (make setup-tests installs it)");
    let capabilities = json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": program,
            "args": ["-headless"],
            "prefs": {
                // The console is heard through the driver.
                "devtools.console.stdout.content": true,
                // What its own windows say is not the page's.
                "devtools.console.stdout.chrome": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
            },
        },
    });
    capabilities.as_object().unwrap().clone()
}

impl Browser {
    /// Runs a script in the browser's own window.
    fn in_window(&self, script: &str, arguments: &Value) -> Value {
        self.ask("moz/context", &json!({ "context": "chrome" }));
        let body = json!({ "script": script, "args": arguments });
        let value = self.ask("execute/sync", &body);
        self.ask("moz/context", &json!({ "context": "content" }));
        value
    }

    pub(super) fn firefox_look(&self, look: Look) {
        let script = "
            const [width, dark] = arguments;
            Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', dark ? 0 : 1);
            const window = Services.wm.getMostRecentWindow('navigator:browser');
            window.resizeTo(1500, 1200);
            const style = window.gBrowser.selectedBrowser.style;
            style.setProperty('width', `${width}px`);
            style.setProperty('height', '1000px');";
        self.in_window(script, &json!([look.width, look.dark]));
    }

    pub(super) fn firefox_less_motion(&self) {
        self.in_window(
            "Services.prefs.setIntPref('ui.prefersReducedMotion', 1)",
            &json!([]),
        );
    }

    /// What the page told the console is printed; what goes wrong in it is kept by the browser.
    pub(super) fn firefox_console(&self) -> Vec<String> {
        let script = "
            const wrong = Services.console.getMessageArray().filter((message) =>
                message instanceof Ci.nsIScriptError && /^http/.test(message.sourceName));
            Services.console.reset();
            return wrong.map((message) => `${message.category}: ${message.errorMessage}`);";
        let wrong = self.in_window(script, &json!([]));
        let wrong: Vec<String> = serde_json::from_value(wrong).unwrap();
        let log = self.guarded.log();
        let heard = self.heard.swap(log.len(), Ordering::Relaxed);
        let worse = ["console.error", "console.warn"];
        // The browser's own, about lists that it would have from its maker.
        let own = "console.error: RSLoader";
        let new = log.get(heard..).unwrap_or_default().lines();
        new.filter(|line| worse.iter().any(|start| line.starts_with(start)))
            .filter(|line| !line.starts_with(own))
            .map(str::to_owned)
            .chain(wrong)
            .collect()
    }

    /// Files come through a field, and are let go over the zone by the page's own means.
    pub(super) async fn firefox_drop(&self, css: &str, paths: &[PathBuf]) {
        let field = "
            const field = Object.assign(document.createElement('input'), { type: 'file', multiple: true, id: 'dropped' });
            document.body.append(field);";
        self.run(field, vec![]).await;
        let paths: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        let field = self.wait_for(Locator::Id("dropped")).await;
        field.send_keys(&paths.join("\n")).await.unwrap();
        let drop = "
            const field = document.getElementById('dropped');
            const dataTransfer = new DataTransfer();
            for (const file of field.files) dataTransfer.items.add(file);
            field.remove();
            for (const step of ['dragenter', 'dragover', 'drop'])
                document.querySelector(arguments[0]).dispatchEvent(new DragEvent(step, { dataTransfer, bubbles: true, cancelable: true }));";
        self.run(drop, vec![json!(css)]).await;
    }
}
