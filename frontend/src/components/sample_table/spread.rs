//! How the reads of a run are spread over its samples. With several runs on the page, each stands for
//! itself.

use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::view::reads_in_short;
use shared::report::number::percent;
use shared::samples::Kind;

use crate::evenness::{Evenness, share_percent};
use crate::state::{Sample, State};

/// Samples that were sequenced together, as far as is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// The run; `None` where there is one alone, or for samples that are in none.
    name: Option<Arc<str>>,
    samples: Vec<usize>,
    /// Reads of all samples, and of the largest.
    pub(super) all: u64,
    pub(super) most: u64,
}

impl Group {
    fn of(name: Option<Arc<str>>, samples: &[Sample]) -> Self {
        let counted = || samples.iter().filter_map(reads);
        Self {
            name,
            samples: samples.iter().map(|sample| sample.id).collect(),
            all: counted().sum(),
            most: counted().max().unwrap_or_default(),
        }
    }

    pub(super) fn has(&self, sample: &Sample) -> bool {
        self.samples.contains(&sample.id)
    }
}

/// The runs on the page if there are several, and the samples of none; else all samples.
pub(super) fn groups(state: State) -> Vec<Group> {
    let mut samples = state.samples.get();
    let runs = state.runs();
    if runs.len() < 2 {
        return vec![Group::of(None, &samples)];
    }
    let mut groups: Vec<Group> = Vec::new();
    for run in runs {
        groups.push(Group::of(Some(run.name), &run.samples));
    }
    samples.retain(|sample| !groups.iter().any(|group| group.has(sample)));
    if !samples.is_empty() {
        groups.push(Group::of(None, &samples));
    }
    groups
}

/// The reads of a sample: those of its first report, for the others are of the same fragments. Index
/// reads are no reads of the run.
pub(super) fn reads(sample: &Sample) -> Option<u64> {
    if sample.kind == Kind::Index {
        return None;
    }
    let headline = sample.first()?.headline();
    Some(headline.map_or(0, |headline| headline.reads))
}

/// How evenly reads are spread in each group, in words.
pub(super) fn words(state: State, groups: &[Group]) -> Vec<String> {
    let samples = state.samples.get();
    let several = groups.len() > 1;
    let words = |group: &Group| {
        let samples = samples.iter().filter(|sample| group.has(sample));
        let words = evenness(&samples.copied().collect::<Vec<_>>(), group.all)?;
        Some(match &group.name {
            Some(name) => format!("{}: {words}", capital(name)),
            None if several => format!("Samples of no known run: {words}"),
            None => capital(&words),
        })
    };
    groups.iter().filter_map(words).collect()
}

/// `Run 7` of `run 7`.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// How evenly `all` reads are spread over samples, in words.
fn evenness(samples: &[Sample], all: u64) -> Option<String> {
    let of_kind = |kind| samples.iter().filter(move |sample| sample.kind == kind);
    let counted: Vec<(&Sample, u64)> = of_kind(Kind::Reads)
        .filter_map(|sample| Some((sample, reads(sample)?)))
        .collect();
    let numbers: Vec<u64> = counted.iter().map(|(_, reads)| *reads).collect();
    let evenness = Evenness::of(&numbers)?;
    let over = samples.iter().all(|sample| {
        let parts = sample.parts.get();
        parts.iter().all(|job| job.state.get().is_over())
    });
    let extreme = |at: usize| {
        let (sample, reads) = counted.get(at)?;
        Some(format!(
            "{} in {}",
            reads_in_short(*reads),
            sample.name.get()
        ))
    };
    let mut words = format!(
        "reads per sample{} vary by {} of their mean (coefficient of variation)",
        if over { "" } else { ", so far," },
        percent(evenness.variation_percent)
    );
    if let (Some(fewest), Some(most)) = (extreme(evenness.fewest), extreme(evenness.most)) {
        words += &format!(": from {fewest} to {most}");
    }
    words.push('.');
    let lost = of_kind(Kind::Undetermined).filter_map(reads).sum();
    if let Some(share) = share_percent(lost, all).filter(|share| *share > 0.0) {
        words += &format!(" {} of all reads have no sample.", percent(share));
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::capital;

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(
            [capital("run 7"), capital("Reads"), capital("")],
            ["Run 7", "Reads", ""]
        );
    }
}
