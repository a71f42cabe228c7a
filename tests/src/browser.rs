//! Chromium, driven through WebDriver as a person would use the page: by roles and names.

mod devtools;

use crate::{guard::Guarded, http, server};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::{Map, Value, json};
use std::{
    path::{Path, PathBuf},
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

/// The record of what was asked of the network, in a browser's folder.
const NETWORK: &str = "network.json";

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The file's name.
    pub name: String,
    /// Its `data-state`.
    pub state: String,
    /// The words of its status.
    pub status: String,
    /// The words of its alert, empty if there is none.
    pub alert: String,
    /// The receipt, empty if there is none.
    pub receipt: String,
    /// Number of report sections.
    pub sections: usize,
}

/// A browser with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    /// The WebDriver client.
    pub client: Client,
    driver: u16,
    session: String,
    // Ends before its folder goes.
    guarded: Guarded,
    /// Kept until the end: the browser works in it.
    folder: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser.
    pub async fn start(look: Look) -> Self {
        Self::launch(look, Watch::Nothing).await
    }

    /// Starts a browser that keeps a trace of its tasks, for [`Browser::events`] to tell.
    pub async fn start_traced(look: Look) -> Self {
        Self::launch(look, Watch::Tasks).await
    }

    /// Starts a browser that writes down all that it asks the network for, for [`Browser::network`].
    pub async fn start_watched(look: Look) -> Self {
        Self::launch(look, Watch::Network).await
    }

    async fn launch(look: Look, watch: Watch) -> Self {
        let driver = server::free_port();
        let folder = tempfile::Builder::new()
            .prefix("readout-browser-")
            .tempdir()
            .expect("a folder");
        let program = Path::new("chromedriver");
        let guarded = Guarded::start(program, |_| vec![format!("--port={driver}")]);
        let address = format!("http://127.0.0.1:{driver}");
        let ready = || http::get(&format!("{address}/status")).is_some();
        server::wait_until(Duration::from_secs(30), ready, || {
            format!(
                "chromedriver does not answer (make setup-tests installs it):\n{}",
                guarded.log()
            )
        });
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = ClientBuilder::new(connector)
            .capabilities(capabilities(look, folder.path(), watch))
            .connect(&address)
            .await
            .unwrap_or_else(|error| panic!("no browser: {error}"));
        let session = client.session_id().await.unwrap().expect("a session");
        let browser = Self {
            client,
            driver,
            session,
            folder,
            guarded,
        };
        browser.look(look);
        browser
    }

    /// Changes width and colours, as of the next page.
    pub fn look(&self, look: Look) {
        self.devtools("Emulation.setDeviceMetricsOverride", &json!({
            "width": look.width, "height": 1000, "deviceScaleFactor": 1, "mobile": look.width < 600
        }));
        let colours = if look.dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({
                "features": [{ "name": "prefers-color-scheme", "value": colours }]
            }),
        );
    }

    /// Opens the page and waits for its heading.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
        let heading = self
            .wait_for(Locator::XPath("//h1[normalize-space()='Is the run good?']"))
            .await;
        assert!(heading.is_displayed().await.unwrap());
    }

    /// Waits for an element.
    pub async fn wait_for(&self, locator: Locator<'_>) -> Element {
        let found = self
            .client
            .wait()
            .at_most(Duration::from_secs(30))
            .for_element(locator)
            .await;
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
        let path = format!(
            "//button[@aria-label='{name}' or (not(@aria-label) and normalize-space()='{name}')]"
        );
        self.wait_for(Locator::XPath(&path))
            .await
            .click()
            .await
            .unwrap();
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

    /// What the cards say now.
    pub async fn cards(&self) -> Vec<Card> {
        let script = "
            const words = (card, css) => card.querySelector(css)?.textContent.trim() ?? '';
            return [...document.querySelectorAll('section[aria-label][data-state]')].map((card) => [
                card.getAttribute('aria-label'), card.dataset.state, words(card, '[role=status]'), words(card, '[role=alert]'),
                card.querySelector('[data-receipt]')?.dataset.receipt ?? '', card.querySelectorAll('section[aria-labelledby]').length]);";
        let found = self.run(script, vec![]).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        found
            .as_array()
            .unwrap()
            .iter()
            .map(|card| Card {
                name: text(&card[0]),
                state: text(&card[1]),
                status: text(&card[2]),
                alert: text(&card[3]),
                receipt: text(&card[4]),
                sections: usize::try_from(card[5].as_u64().unwrap_or(0)).unwrap_or(0),
            })
            .collect()
    }

    /// The card of one file.
    pub async fn card(&self, name: &str) -> Card {
        let cards = self.cards().await;
        cards
            .iter()
            .find(|card| card.name == name)
            .cloned()
            .unwrap_or_else(|| panic!("no card of {name}: {cards:?}"))
    }

    /// Waits until `count` cards are there and all are in one of `states`.
    pub async fn settled(&self, count: usize, states: &[&str], most: Duration) -> Vec<Card> {
        let deadline = Instant::now() + most;
        loop {
            let cards = self.cards().await;
            if cards.len() == count
                && cards
                    .iter()
                    .all(|card| states.contains(&card.state.as_str()))
            {
                return cards;
            }
            if Instant::now() > deadline {
                panic!(
                    "{count} cards are not {states:?}: {cards:#?}\nconsole: {:?}",
                    self.console()
                );
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until `count` cards say that nothing more will happen.
    pub async fn finished(&self, count: usize, most: Duration) -> Vec<Card> {
        self.settled(count, &["complete", "failed", "cancelled"], most)
            .await
    }

    /// Drops files and folders on the drop zone, as a hand would.
    pub async fn drop_on_zone(&self, paths: &[PathBuf]) {
        let middle = self
            .run(
                "const box = document.querySelector('.drop-zone').getBoundingClientRect();
                 return [box.x + box.width / 2, box.y + box.height / 2];",
                vec![],
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

    /// Removes all cards.
    pub async fn clear(&self) {
        self.run("document.querySelectorAll('button[aria-label^=\"Remove \"]').forEach((button) => button.click())", vec![]).await;
        self.settled(0, &[], Duration::from_secs(10)).await;
    }

    /// The tally of a file: what stands behind its link "Download tally". It is fetched rather than
    /// clicked, since Chromium drops downloads in silence once a page began ten within a second.
    pub async fn tally(&self, name: &str) -> String {
        let script = "
            const [name, done] = arguments;
            const card = [...document.querySelectorAll('section[aria-label][data-state]')].find((card) => card.getAttribute('aria-label') === name);
            const link = [...card.querySelectorAll('a[download]')].find((link) => link.textContent.trim() === 'Download tally');
            fetch(link.href).then((answer) => answer.text()).then(done, (error) => done(`not fetched: ${error}`));";
        let text = self
            .client
            .execute_async(script, vec![json!(name)])
            .await
            .unwrap();
        text.as_str().unwrap_or_default().to_owned()
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

/// What a browser keeps a record of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watch {
    Nothing,
    Tasks,
    Network,
}

fn capabilities(look: Look, folder: &Path, watch: Watch) -> Map<String, Value> {
    let mut logged = json!({ "enableNetwork": true, "enablePage": false });
    if watch == Watch::Tasks {
        logged["traceCategories"] = json!("disabled-by-default-devtools.timeline,loading");
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
