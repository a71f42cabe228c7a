//! Reports of files that were read, made anew: of another choice, under another name, with a mate.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Job, State};

/// Milliseconds between two looks whether reports are made.
const LOOK_AGAIN_MS: u32 = 50;

impl State {
    /// Waits until every report is as it is to be.
    pub(crate) async fn remade(self) {
        let stale = || self.remaking.get() || self.jobs().iter().any(Job::is_stale);
        while untrack(stale) {
            TimeoutFuture::new(LOOK_AGAIN_MS).await;
        }
    }

    /// Has all reports made anew that are not as they are to be, one after the other by one worker.
    pub(super) fn remake(self) {
        let stale = move || self.jobs().into_iter().find(Job::is_stale);
        if self.remaking.get() || stale().is_none() {
            return;
        }
        self.remaking.set(true);
        spawn_local(async move {
            let mut desk = None;
            while let Some(job) = untrack(stale) {
                let comparison = untrack(|| self.configuration.comparison());
                job.remake(&mut desk, comparison).await;
            }
            self.remaking.set(false);
        });
    }
}
