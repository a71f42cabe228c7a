//! What a trace of Chromium tells: tasks of the page's thread, and what workers noted.

use serde_json::Value;
use std::collections::BTreeMap;

/// A trace, taken apart.
#[derive(Debug, Default)]
pub struct Trace {
    /// Tasks on the page's main thread after its first paint: their start and their CPU time, in
    /// milliseconds.
    pub tasks: Vec<(f64, f64)>,
    /// Milliseconds by what the program noted (`readout: …`), of all threads together.
    pub spent: BTreeMap<String, f64>,
    /// When views of a report came, in milliseconds.
    pub views: Vec<f64>,
}

impl Trace {
    /// Takes the events of [`super::Browser::events`] apart.
    #[must_use]
    pub fn of(events: &[Value]) -> Self {
        let events: Vec<&Value> = events
            .iter()
            .filter(|event| event["method"] == "Tracing.dataCollected")
            .map(|event| &event["params"])
            .collect();
        let mut trace = Self {
            tasks: tasks(&events),
            ..Self::default()
        };
        // The two ends of a note share a process, a name and an identity.
        let mut begun = BTreeMap::new();
        for event in events {
            let name = event["name"].as_str().unwrap_or_default();
            let Some(name) = name.strip_prefix("readout: ") else {
                continue;
            };
            let key = (name, event["pid"].as_u64(), identity(event));
            let at = event["ts"].as_f64().unwrap_or_default() / 1000.0;
            match event["ph"].as_str() {
                Some("b") => {
                    begun.insert(key, at);
                    if name == "view" {
                        trace.views.push(at);
                    }
                }
                Some("e") => {
                    if let Some(start) = begun.remove(&key) {
                        *trace.spent.entry(name.to_owned()).or_default() += at - start;
                    }
                }
                _ => {}
            }
        }
        trace.spent.remove("view");
        trace.views.sort_by(f64::total_cmp);
        trace
    }

    /// The longest task, in milliseconds of CPU time.
    #[must_use]
    pub fn longest_task(&self) -> f64 {
        self.tasks.iter().map(|task| task.1).fold(0.0, f64::max)
    }

    /// The median, over the views, of all CPU time of the page's thread from one view to the next, in
    /// milliseconds.
    #[must_use]
    pub fn view_median(&self) -> Option<f64> {
        let mut sums: Vec<f64> = self
            .views
            .windows(2)
            .map(|pair| {
                let within = |task: &&(f64, f64)| (pair[0]..pair[1]).contains(&task.0);
                self.tasks.iter().filter(within).map(|task| task.1).sum()
            })
            .collect();
        sums.sort_by(f64::total_cmp);
        sums.get(sums.len() / 2).copied()
    }

    /// What workers did, in percent of what they noted, most first.
    #[must_use]
    pub fn shares(&self) -> String {
        let all: f64 = self.spent.values().sum();
        let mut spent: Vec<_> = self.spent.iter().collect();
        spent.sort_by(|one, two| two.1.total_cmp(one.1));
        let share = |(name, time): &(&String, &f64)| {
            format!(
                "{name} {:.1} % ({:.2} s)",
                100.0 * *time / all,
                *time / 1000.0
            )
        };
        let shares: Vec<String> = spent.iter().map(share).collect();
        shares.join(", ")
    }
}

fn identity(event: &Value) -> String {
    let ids = ["id", "id2"].iter().map(|key| event[key].to_string());
    ids.collect()
}

fn tasks(events: &[&Value]) -> Vec<(f64, f64)> {
    let thread = |event: &Value| (event["pid"].as_u64(), event["tid"].as_u64());
    let time = |event: &Value| event["ts"].as_f64().unwrap_or_default();
    // The browser's own first page paints, too, but earlier.
    let painted = events
        .iter()
        .filter(|event| event["name"] == "firstContentfulPaint")
        .max_by(|one, two| time(one).total_cmp(&time(two)))
        .expect("the page was painted");
    events
        .iter()
        .filter(|event| {
            event["name"] == "RunTask"
                && thread(event) == thread(painted)
                && time(event) > time(painted)
        })
        .filter_map(|event| Some((time(event) / 1000.0, event["tdur"].as_f64()? / 1000.0)))
        .collect()
}
