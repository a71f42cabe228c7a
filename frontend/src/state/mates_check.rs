//! Whether quality scores are true: a reading of its own of a sample's mates, side by side, when the
//! person asks for it.

use futures_util::future::{AbortHandle, abortable};
use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use readout_frontend::comparer::{CompareMates, FromComparer};
use readout_frontend::message::MatesFound;
use readout_frontend::worker::{self, ANALYSER_LOADER, Role};
use shared::samples::Read;

use super::{Job, JobState, Sample, question};

/// How far it has come. What was found holds for the reports with these receipts.
#[derive(Clone, Debug, Default)]
pub(crate) struct MatesCheck {
    receipts: Vec<Option<String>>,
    stage: Stage,
    abort: Option<AbortHandle>,
}

/// A stage of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Stage {
    /// Nobody asked.
    #[default]
    Open,
    /// So many bytes were read, of so many.
    Running(u64, u64),
    /// So many pairs were compared, and where the files part company.
    Done(u64, Option<String>),
    /// Why it came to nothing.
    Failed(String),
}

impl Sample {
    /// Its mates: R1 and R2, or the one file that holds both, when they were read to the end.
    pub(crate) fn mates(&self) -> Option<Vec<Job>> {
        let parts = self.parts.get();
        let interleaved = |job: &Job| {
            let report = job.report.with(|report| {
                let report = report.as_ref();
                report.is_some_and(|report| report.reading.interleaved)
            });
            report && job.read_number.get().is_none()
        };
        let mates = match parts.as_slice() {
            [one] if interleaved(one) => vec![one.clone()],
            parts => {
                let of = |number| {
                    let mut parts = parts.iter();
                    parts
                        .find(|job| job.read.get() == Read::Numbered(number))
                        .cloned()
                };
                vec![of(1)?, of(2)?]
            }
        };
        let all = mates
            .iter()
            .all(|job| job.state.get() == JobState::Complete);
        all.then_some(mates)
    }

    /// How far the check of these mates has come.
    pub(crate) fn check_stage(&self, mates: &[Job]) -> Stage {
        let receipts = receipts(mates);
        self.check.with(|check| {
            // What a report was told is gone when its files are read again.
            let told = || mates.iter().all(Job::knows_mates);
            match &check.stage {
                _ if check.receipts != receipts => Stage::Open,
                Stage::Done(..) if !told() => Stage::Open,
                stage => stage.clone(),
            }
        })
    }

    /// Reads the mates side by side, and has their reports say what was found.
    pub(crate) fn check_mates(self, mates: Vec<Job>) {
        self.stop_check();
        let receipts = untrack(|| receipts(&mates));
        let total = mates.iter().map(|job| job.size).sum();
        let check = self.check;
        let (work, abort) = abortable(ask(mates.clone(), move |done| {
            check.try_update(|check| check.stage = Stage::Running(done, total));
        }));
        check.set(MatesCheck {
            receipts: receipts.clone(),
            stage: Stage::Running(0, total),
            abort: Some(abort),
        });
        spawn_local(async move {
            let Ok(found) = work.await else { return };
            // They may have been closed meanwhile, or read again.
            if mates.iter().any(|job| job.state.is_disposed())
                || untrack(|| self::receipts(&mates)) != receipts
            {
                // Read once more as they were, they can be checked again.
                check.try_update(|check| check.stage = Stage::Open);
                return;
            }
            let stage = match found {
                Ok(found) => {
                    let stage = Stage::Done(found.pairs, found.note.clone());
                    for job in &mates {
                        job.tell_mates(found.clone());
                    }
                    stage
                }
                Err(words) => Stage::Failed(words),
            };
            check.try_update(|check| check.stage = stage);
        });
    }

    /// Ends a check that is under way.
    pub(crate) fn stop_check(self) {
        self.check.update(|check| {
            if let Some(abort) = check.abort.take() {
                abort.abort();
            }
            check.stage = Stage::Open;
        });
    }
}

fn receipts(mates: &[Job]) -> Vec<Option<String>> {
    mates.iter().map(|job| job.receipt.get()).collect()
}

async fn ask(mates: Vec<Job>, on_progress: impl Fn(u64)) -> Result<MatesFound, String> {
    let files = |at: usize| mates.get(at).map_or_else(Array::new, Job::blobs);
    let files = Array::of2(&files(0), &files(1));
    let comparer = (ANALYSER_LOADER, Role::Comparer);
    let is_last = |answer: &FromComparer| match answer {
        FromComparer::Progress(bytes) => {
            on_progress(*bytes);
            false
        }
        FromComparer::Done(_) => true,
    };
    match question::ask_until(comparer, &CompareMates, &files, is_last).await {
        Ok((FromComparer::Done(found), _)) => found,
        Ok((FromComparer::Progress(_), _)) => Err("nothing was found".to_owned()),
        Err(error) => Err(worker::words(&error)),
    }
}
