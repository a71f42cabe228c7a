//! What stands on the page of each file.

use super::Browser;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

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

impl Browser {
    /// What the cards say now.
    pub async fn cards(&self) -> Vec<Card> {
        let script = "
            const words = (card, css) => card.querySelector(css)?.textContent.trim() ?? '';
            return [...document.querySelectorAll('section[aria-label][data-state]')].map((card) => [
                card.getAttribute('aria-label'), card.dataset.state, words(card, '.job-status'), words(card, '[role=alert]'),
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
}
