//! A browser, driven through WebDriver as a person would use the page: by roles and names.
//!
//! Chromium, or Firefox where `READOUT_BROWSER=firefox`.

mod access;
mod cards;
mod chromium;
mod devtools;
mod firefox;
mod trace;

pub use cards::Card;
pub use chromium::Watch;
pub use trace::Trace;

use crate::{guard::Guarded, http, server};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, error::CmdError, key::Key};
use serde_json::{Map, Value, json};
use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicUsize,
    time::{Duration, Instant},
};

/// How a browser is to be.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Width of the window, in CSS pixels.
    pub width: u32,
    /// Whether the person prefers dark colours.
    pub dark: bool,
}

/// A desk with a light page.
pub const DESK: Look = Look {
    width: 1280,
    dark: false,
};

/// Which browser it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Kind {
    /// The one that the environment asks for.
    fn asked() -> Self {
        match std::env::var("READOUT_BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok(other) => panic!("READOUT_BROWSER is chromium or firefox, not {other}"),
        }
    }
}

/// A browser with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    /// The WebDriver client.
    pub client: Client,
    /// Which browser it is.
    pub kind: Kind,
    driver: u16,
    session: String,
    /// Bytes of the driver's words that were looked at.
    heard: AtomicUsize,
    // Ends before its folder goes.
    guarded: Guarded,
    /// Kept until the end: the browser works in it.
    folder: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser that the environment asks for.
    pub async fn start(look: Look) -> Self {
        match Kind::asked() {
            Kind::Chromium => Self::start_chromium(look, Watch::Nothing).await,
            Kind::Firefox => {
                let (driver, folder) = (server::free_port(), folder());
                let arguments = firefox::driver_arguments(driver, folder.path());
                let guarded = Guarded::start(&firefox::driver(), |_| arguments);
                let capabilities = firefox::capabilities();
                Self::connect(Kind::Firefox, driver, guarded, folder, capabilities, look).await
            }
        }
    }

    /// Starts Chromium, that keeps a record.
    pub async fn start_chromium(look: Look, watch: Watch) -> Self {
        let (driver, folder) = (server::free_port(), folder());
        let program = Path::new("chromedriver");
        let guarded = Guarded::start(program, |_| vec![format!("--port={driver}")]);
        let capabilities = chromium::capabilities(look, folder.path(), watch);
        Self::connect(Kind::Chromium, driver, guarded, folder, capabilities, look).await
    }

    async fn connect(
        kind: Kind,
        driver: u16,
        guarded: Guarded,
        folder: tempfile::TempDir,
        capabilities: Map<String, Value>,
        look: Look,
    ) -> Self {
        let address = format!("http://127.0.0.1:{driver}");
        let ready = || http::get(&format!("{address}/status")).is_some();
        server::wait_until(Duration::from_secs(30), ready, || {
            format!(
                "the driver of {kind:?} does not answer (make setup-tests installs it):\n{}",
                guarded.log()
            )
        });
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&address)
            .await
            .unwrap_or_else(|error| panic!("no browser: {error}\n{}", guarded.log()));
        let session = client.session_id().await.unwrap().expect("a session");
        let browser = Self {
            client,
            kind,
            driver,
            session,
            heard: AtomicUsize::new(0),
            folder,
            guarded,
        };
        browser.look(look);
        browser
    }

    /// Changes width and colours, as of the next page.
    pub fn look(&self, look: Look) {
        match self.kind {
            Kind::Chromium => self.chromium_look(look),
            Kind::Firefox => self.firefox_look(look),
        }
    }

    /// Asks for less motion, as of the next page.
    pub fn prefer_less_motion(&self) {
        match self.kind {
            Kind::Chromium => self.chromium_less_motion(),
            Kind::Firefox => self.firefox_less_motion(),
        }
    }

    /// What the console was told since the last call: warnings and errors.
    pub fn console(&self) -> Vec<String> {
        match self.kind {
            Kind::Chromium => self.chromium_console(),
            Kind::Firefox => self.firefox_console(),
        }
    }

    /// Drops files and folders on the first element of a selector, as a hand would. Firefox takes files
    /// alone here.
    pub async fn drop_on(&self, css: &str, paths: &[PathBuf]) {
        match self.kind {
            Kind::Chromium => self.chromium_drop(css, paths).await,
            Kind::Firefox => self.firefox_drop(css, paths).await,
        }
    }

    fn ask(&self, path: &str, body: &Value) -> Value {
        let url = format!(
            "http://127.0.0.1:{}/session/{}/{path}",
            self.driver, self.session
        );
        let answer = http::send(
            "POST",
            &url,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
        .unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()["value"].clone()
    }

    /// Opens the page and waits for its heading.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
        let heading = self
            .wait_for(Locator::XPath("//h1[normalize-space()='Is the run good?']"))
            .await;
        assert!(heading.is_displayed().await.unwrap());
    }

    /// Waits for an element, also while the page loads once more by itself.
    pub async fn wait_for(&self, locator: Locator<'_>) -> Element {
        let patience = Duration::from_secs(30);
        let begun = Instant::now();
        let found = loop {
            let wait = self.client.wait().at_most(patience);
            let found = wait.for_element(locator).await;
            // Chromium's driver ends what it was asked when another page comes.
            let gone = |error: &CmdError| error.to_string().contains("aborted by navigation");
            if !found.as_ref().is_err_and(gone) || begun.elapsed() > patience {
                break found;
            }
        };
        match found {
            Ok(element) => element,
            Err(error) => panic!(
                "{locator:?}: {error}\nthe page says: {}\nits console: {:?}",
                self.text().await,
                self.console()
            ),
        }
    }

    /// All text of the page.
    pub async fn text(&self) -> String {
        self.run("return document.body.innerText", vec![])
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client
            .execute(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Chooses files as the picker would give them.
    pub async fn choose(&self, paths: &[PathBuf]) {
        let input = self
            .wait_for(Locator::Css(
                "input[type=file][multiple][aria-label='Choose FASTQ files']",
            ))
            .await;
        let paths: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        input.send_keys(&paths.join("\n")).await.unwrap();
    }

    /// Opens the settings, and chooses one of their files.
    pub async fn choose_setting(&self, name: &str, path: &Path) {
        self.run(
            "document.querySelector('details.settings').open = true",
            vec![],
        )
        .await;
        let css = format!("input[type=file][aria-label='Choose a file of {name}']");
        let input = self.wait_for(Locator::Css(&css)).await;
        input.send_keys(&path.display().to_string()).await.unwrap();
    }

    /// Waits until a field of the settings, found by its title, says these words.
    pub async fn setting_says(&self, title: &str, words: &str) {
        let path = format!(
            "//div[@role='group' and *[normalize-space()='{title}']]//*[(@role='status' or @role='alert') and contains(., \"{words}\")]"
        );
        let said = self.wait_for(Locator::XPath(&path)).await;
        assert!(said.is_displayed().await.unwrap(), "{title}: {words}");
    }

    /// Clicks the button with this accessible name.
    pub async fn press(&self, name: &str) {
        self.button(name).await.click().await.unwrap();
    }

    /// Goes to the button with this accessible name and presses it with a key: then it has the focus,
    /// whatever the browser does at a click.
    pub async fn press_by_key(&self, name: &str) {
        let button = self.button(name).await;
        button.send_keys(&Key::Enter.to_string()).await.unwrap();
    }

    async fn button(&self, name: &str) -> Element {
        let path = format!(
            "//button[@aria-label='{name}' or (not(@aria-label) and normalize-space()='{name}')]"
        );
        self.wait_for(Locator::XPath(&path)).await
    }

    /// Chooses a radio button by the words that label it.
    pub async fn pick(&self, words: &str) {
        let path = format!("//label[starts-with(normalize-space(), '{words}')]");
        let label = self.wait_for(Locator::XPath(&path)).await;
        label.click().await.unwrap();
        let id = label
            .attr("for")
            .await
            .unwrap()
            .expect("a label for a radio button");
        let radio = self.client.find(Locator::Id(&id)).await.unwrap();
        assert!(radio.is_selected().await.unwrap(), "{words} is not chosen");
    }

    /// Waits until a script gives true.
    pub async fn until(&self, script: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.run(script, vec![]).await != json!(true) {
            let text = self.text().await;
            assert!(Instant::now() < deadline, "{script}\n{text}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Types into what has the focus.
    pub async fn type_keys(&self, keys: &str) {
        let focused = self.client.active_element().await.unwrap();
        focused.send_keys(keys).await.unwrap();
    }

    /// Ends the browser.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("readout-browser-")
        .tempdir()
        .expect("a folder")
}
