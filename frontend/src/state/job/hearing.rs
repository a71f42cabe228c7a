//! What a job's coordinator says, and how the job ends.

use leptos::prelude::*;
use readout_frontend::message::{Ended, Ending, FromCoordinator, ToCoordinator};
use readout_frontend::view::ReportView;
use readout_frontend::worker;
use wasm_bindgen::JsValue;

use super::{Job, JobState, Report};
use crate::focus;

impl Job {
    pub(super) fn hear(&self, message: FromCoordinator, attachment: &JsValue) {
        if self.state.is_disposed() {
            return;
        }
        if self.state.get_untracked().is_over() {
            return;
        }
        match message {
            FromCoordinator::Progress(progress) => self.progress.set(progress),
            FromCoordinator::View(view) => {
                self.show(*view);
                let job = self.clone();
                // The next view is welcome when this one is on the screen.
                let since = worker::now();
                request_animation_frame(move || {
                    worker::note("readout: view", since);
                    job.tell(&ToCoordinator::Shown);
                });
            }
            FromCoordinator::Sections(sections) => self.report.update(|report| {
                if let Some(report) = report {
                    report.replace(sections);
                }
            }),
            FromCoordinator::Paused(words) => {
                self.problem.set(Some(words));
                self.enter(JobState::Paused);
            }
            FromCoordinator::Resumed(engine) => {
                self.engine.set(engine);
                self.problem.set(None);
                self.enter(JobState::Running);
            }
            FromCoordinator::Held(held) => self.enter(if held {
                JobState::Held
            } else {
                JobState::Running
            }),
            FromCoordinator::Ended(ended) => self.end(ended, attachment),
        }
    }

    pub(super) fn show(&self, view: ReportView) {
        self.outdated.set_value(false);
        self.report
            .update(|report| *report = Some(Report::of(view, report.as_ref())));
    }

    pub(super) fn end(&self, ended: Ended, attachment: &JsValue) {
        if ended.stays {
            self.leave_worker();
        }
        self.stop_worker();
        if ended.receipt.is_none() && self.progress.with_untracked(|progress| progress.reads == 0) {
            // What is on show was of ranges that do not count: the files are read in order now.
            self.report.set(None);
        }
        self.keep(attachment);
        // What was chosen while the last report was made is not in it.
        self.stale.set(ended.heard != self.told.get_value());
        self.problem.set(ended.problem);
        self.receipt.set(ended.receipt);
        self.mate.set(ended.mate.map(Into::into));
        self.replace_exports(attachment);
        self.enter(match ended.ending {
            Ending::Complete => JobState::Complete,
            Ending::Failed => JobState::Failed,
            Ending::Cancelled => JobState::Cancelled,
        });
    }

    /// Changes its state. The button that brought it there may go; then its card has the focus.
    pub(super) fn enter(&self, state: JobState) {
        if state.is_over() && self.outdated.get_value() {
            self.report.set(None);
        }
        focus::rescue(self.element());
        self.state.set(state);
    }

    /// Ends the job with words of our own.
    pub(in crate::state) fn fail(&self, words: String) {
        if !self.state.is_disposed() && !self.state.get_untracked().is_over() {
            self.end(
                Ended::without_report(Ending::Failed, Some(words)),
                &JsValue::UNDEFINED,
            );
        }
    }
}
