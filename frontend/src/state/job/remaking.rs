//! The report of what was counted before, made anew.

use js_sys::Array;
use leptos::prelude::*;
use readout_frontend::message::{Comparison, Remade, Remake, ToCoordinator};
use readout_frontend::worker::{self, ANALYSER_LOADER, Role};
use wasm_bindgen::{JsCast, JsValue};

use super::Job;
use crate::state::question::Asked;

/// Places in what is attached to the last word on a job.
const TALLY: u32 = 2;
const FACTS: u32 = 6;

/// A worker that makes reports.
pub(in crate::state) type Desk = Asked<Remade>;

impl Job {
    /// Tells the coordinator, while there is one, what reports are made with now; else the report is to
    /// be made anew.
    pub(super) fn make_with(&self, change: &ToCoordinator) {
        if self.state.get_untracked().is_over() {
            self.stale.set(true);
        } else if self.held.with_value(|held| held.worker.is_some()) {
            self.told.update_value(|told| *told += 1);
            self.tell(change);
        }
    }

    /// Keeps what is attached to the last word on the job.
    pub(super) fn keep(&self, attachment: &JsValue) {
        let kept = attachment.dyn_ref::<Array>();
        let kept = kept.map_or_else(Array::new, |all| {
            Array::of2(&all.get(TALLY), &all.get(FACTS))
        });
        self.held.update_value(|held| held.kept = kept);
    }

    /// Its counts are there, and its report is not as it is to be.
    pub(in crate::state) fn is_stale(&self) -> bool {
        self.stale.get() && self.state.get().is_over() && self.receipt.with(Option::is_some)
    }

    /// Has its report made anew by a desk, which is started if there is none.
    pub(in crate::state) async fn remake(&self, desk: &mut Option<Desk>, comparison: Comparison) {
        self.stale.set(false);
        let reading = self.readings.get_value();
        let made = self.ask(desk, comparison).await;
        // It may be gone by now, or be read again.
        if self.readings.try_get_value() != Some(reading) {
            return;
        }
        let trouble = match made {
            Ok((Ok(view), exports)) => {
                self.show(*view);
                self.replace_exports(&exports);
                None
            }
            Ok((Err(words), _)) => Some(words),
            Err(error) => {
                *desk = None;
                Some(worker::words(&error))
            }
        };
        self.trouble.set(trouble);
    }

    async fn ask(
        &self,
        desk: &mut Option<Desk>,
        comparison: Comparison,
    ) -> Result<(Remade, JsValue), JsValue> {
        let remake = Remake {
            name: self.name.get_untracked().to_string(),
            choice: self.choice.get_untracked(),
            comparison,
            receipt: self.receipt.get_untracked().unwrap_or_default(),
            mate: self.paired.get_value(),
            mates: self.found.get_value(),
        };
        let kept = self.held.with_value(|held| held.kept.clone());
        let asked = match desk.take() {
            Some(asked) => asked,
            None => Asked::start((ANALYSER_LOADER, Role::Desk)).await?,
        };
        let asked = desk.insert(asked);
        asked.tell(&remake, &kept)?;
        asked.answer().await
    }
}
