//! What the page asks of a job's coordinator.

use std::time::Duration;

use leptos::prelude::*;
use readout_frontend::message::{Comparison, Ended, Ending, MateFile, MatesFound, ToCoordinator};
use wasm_bindgen::JsValue;

use super::{Job, JobState};

/// How long a coordinator may take to answer that it stopped.
const CANCEL_PATIENCE: Duration = Duration::from_secs(3);

impl Job {
    /// Asks the coordinator to stop; it still sends the report of what it has.
    pub(crate) fn cancel(&self) {
        let started = self.held.with_value(|held| held.worker.is_some());
        if !started {
            self.enter(JobState::Cancelled);
            return;
        }
        self.tell(&ToCoordinator::Cancel);
        let (job, reading) = (self.clone(), self.readings.get_value());
        set_timeout(move || job.end_unheard(reading), CANCEL_PATIENCE);
    }

    /// Ends a cancelled reading whose coordinator does not answer.
    fn end_unheard(&self, reading: usize) {
        if self.readings.try_get_value() != Some(reading) {
            return;
        }
        if !self.state.is_disposed() && !self.state.get_untracked().is_over() {
            self.end(
                Ended::without_report(Ending::Cancelled, None),
                &JsValue::UNDEFINED,
            );
        }
    }

    /// Asks the coordinator to hand out nothing more for now.
    pub(crate) fn pause(&self) {
        self.tell(&ToCoordinator::Pause);
    }

    /// Asks the coordinator to go on.
    pub(crate) fn resume(&self) {
        self.tell(&ToCoordinator::Resume);
    }

    /// When the API is gone: goes on with workers in this browser.
    pub(in crate::state) fn go_on_in_browser(&self) {
        // At once, so that none of those that wait begins before it.
        self.enter(JobState::Running);
        self.tell(&ToCoordinator::GoOnInBrowser);
    }

    /// When the API is gone: asks it again.
    pub(in crate::state) fn ask_api(&self, api: String, token: Option<String>) {
        self.tell(&ToCoordinator::AskApi { api, token });
    }

    /// Asks for the report of the choice that was made.
    pub(crate) fn choose(&self) {
        self.make_with(&ToCoordinator::Rebuild(self.choice.get_untracked()));
    }

    /// Asks for the report by other limits or contaminants.
    pub(in crate::state) fn compare(&self, comparison: Comparison) {
        self.make_with(&ToCoordinator::Compare(comparison));
    }

    /// Has its report say how it goes together with its mate; or nothing.
    pub(in crate::state) fn pair(&self, mate: Option<MateFile>) {
        let before = self.paired.get_value();
        if before == mate {
            return;
        }
        let reads = |mate: &Option<MateFile>| mate.as_ref().map(|mate| mate.mate.clone());
        if reads(&before) != reads(&mate) {
            // What was found with another mate is not true of this one.
            self.found.set_value(None);
        }
        self.paired.set_value(mate);
        self.stale.set(true);
    }

    /// Gives its report, and all that is made of it, another name.
    pub(in crate::state) fn rename(&self, name: &str) {
        if *self.name.get_untracked() != *name {
            self.name.set(name.into());
            self.make_with(&ToCoordinator::Rename(name.to_owned()));
        }
    }

    /// Takes down whether a section can be seen: those that cannot are not drawn while reading.
    pub(crate) fn see(&self, id: String, seen: bool) {
        if self.state.is_disposed() {
            return;
        }
        self.seen.update_value(|all| {
            if seen {
                all.insert(id);
            } else {
                all.remove(&id);
            }
        });
        if !self.state.get_untracked().is_over() {
            let seen = self.seen.with_value(|all| all.iter().cloned().collect());
            self.tell(&ToCoordinator::Seen(seen));
        }
    }

    /// Whether its report says so.
    pub(in crate::state) fn knows_mates(&self) -> bool {
        self.found.with_value(Option::is_some)
    }

    /// Has its report say how often mates differ.
    pub(in crate::state) fn tell_mates(&self, found: MatesFound) {
        self.found.set_value(Some(found));
        self.stale.set(true);
    }
}
