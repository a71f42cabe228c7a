//! What WebDriver alone does not tell of Chromium: requests, traces, memory.

use super::{Browser, chromium::NETWORK};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

impl Browser {
    /// Gives a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.ask(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    pub(super) fn log(&self, kind: &str) -> Vec<Value> {
        self.ask("se/log", &json!({ "type": kind }))
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// Requests, tasks and paints in the performance log since the last call. A trace is told, and ends, with the first call.
    pub fn events(&self) -> Vec<Value> {
        // Traces are long, and most of what they hold is not looked at.
        const KEPT: [&str; 4] = [
            "Network.requestWillBeSent\"",
            "\"RunTask\"",
            "\"firstContentfulPaint\"",
            "\"readout: ",
        ];
        let mut events = Vec::new();
        // The driver tells at most 100,000 entries at a time.
        loop {
            let part = self.log("performance");
            if part.is_empty() {
                return events;
            }
            let messages = part.iter().filter_map(|entry| entry["message"].as_str());
            let kept = messages.filter(|message| KEPT.iter().any(|kept| message.contains(kept)));
            events.extend(kept.filter_map(|message| {
                Some(serde_json::from_str::<Value>(message).ok()?["message"].take())
            }));
        }
    }

    /// The addresses that page, workers and service workers asked the network for so far, in order; of
    /// a browser that was started to watch it. What the browser answers by itself is not among them.
    pub fn network(&self) -> Vec<String> {
        let record = std::fs::read_to_string(self.folder.path().join(NETWORK)).unwrap_or_default();
        let events = record
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line.trim_end_matches(',')).ok());
        // A request begins with an event of phase 1 that has its method. What the browser asks on its
        // own account, such as about fields that it could fill in, has no page as its initiator.
        let is_a_pages = |params: &Value| {
            params["method"].is_string()
                && params["initiator"]
                    .as_str()
                    .is_some_and(|it| it.starts_with("http"))
        };
        events
            .filter(|event| event["phase"] == 1 && is_a_pages(&event["params"]))
            .filter_map(|event| event["params"]["url"].as_str().map(str::to_owned))
            .filter(|url| url.starts_with("http"))
            .collect()
    }

    /// The hosts, with their ports, that the page asked for anything since the last call. What its
    /// workers ask is not seen here.
    pub fn hosts_asked(&self) -> BTreeSet<String> {
        self.events()
            .iter()
            .filter(|event| event["method"] == "Network.requestWillBeSent")
            .filter_map(|event| {
                event["params"]["request"]["url"]
                    .as_str()
                    .map(str::to_owned)
            })
            .filter(|url| url.starts_with("http"))
            .filter_map(|url| Some(url.split_once("://")?.1.split('/').next()?.to_owned()))
            .collect()
    }

    /// Bytes of memory that the page and its workers hold now: resident, of the renderer that has most.
    #[must_use]
    pub fn renderer_bytes(&self) -> u64 {
        self.renderers()
            .into_iter()
            .filter_map(resident)
            .max()
            .unwrap_or(0)
    }

    /// The browser's processes that draw pages: they descend from the shell that guards its driver.
    fn renderers(&self) -> Vec<u32> {
        let parents: BTreeMap<u32, u32> = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(|process| Some((process, parent(process)?)))
            .collect();
        let ours = |mut process: u32| loop {
            match parents.get(&process) {
                Some(parent) if *parent == self.guarded.id() => return true,
                Some(parent) => process = *parent,
                None => return false,
            }
        };
        let draws = |process: &u32| {
            std::fs::read_to_string(format!("/proc/{process}/cmdline"))
                .is_ok_and(|line| line.contains("--type=renderer"))
        };
        parents
            .keys()
            .copied()
            .filter(|process| ours(*process))
            .filter(draws)
            .collect()
    }
}

fn parent(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold anything; state and parent follow it.
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
}
