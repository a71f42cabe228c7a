//! Mates, R1 and R2 of one sample: when both were read, each one's report says how they go together.

use leptos::prelude::*;
use readout_frontend::message::MateFile;
use shared::samples::Read;

use super::{Job, Sample};

/// Brings the mates of every sample together, and parts those that are mates no more.
pub(super) fn pair_up(samples: &[Sample]) {
    for sample in samples {
        let jobs = sample.parts.get();
        let of = |number| {
            let mut jobs = jobs.iter();
            jobs.find(|job| job.read.get() == Read::Numbered(number))
        };
        let pair = of(1).zip(of(2));
        let files = pair.and_then(|(first, second)| mate(first, 1).zip(mate(second, 2)));
        if let (Some((first, second)), Some((of_first, of_second))) = (pair, files) {
            first.pair(Some(of_second));
            second.pair(Some(of_first));
        }
        for job in &jobs {
            let is_mate = pair.is_some_and(|(one, other)| [one.id, other.id].contains(&job.id));
            if !is_mate {
                job.pair(None);
            }
        }
    }
}

/// What the mate's report is made with, when the job is over.
fn mate(job: &Job, number: u8) -> Option<MateFile> {
    Some(MateFile {
        name: job.name.get().to_string(),
        number,
        mate: job.mate.get()?.to_string(),
    })
}
