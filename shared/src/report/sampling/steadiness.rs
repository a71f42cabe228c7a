//! Which verdicts of a sample are unlikely to change.

use super::LEAST_STEADY_PARTS;
use crate::report::{Report, Verdict};

/// How many reads start alike grows with their number: what a sample says of that is not steady.
const GROWS: &str = "sequence_duplication_levels";

/// Since when verdicts have been what they are.
#[derive(Clone, Debug, Default)]
pub struct Steadiness {
    parts: u32,
    /// For each section: its verdict, and the parts that were read when it became that.
    since: Vec<(String, Verdict, u32)>,
}

impl Steadiness {
    /// Takes in the report after so many parts.
    pub fn note(&mut self, report: &Report, parts: u32) {
        self.parts = parts;
        for section in report.sections.iter().filter(|section| section.id != GROWS) {
            match self.since.iter_mut().find(|known| known.0 == section.id) {
                None => self
                    .since
                    .push((section.id.clone(), section.verdict, parts)),
                Some(known) if known.1 != section.verdict => {
                    (known.1, known.2) = (section.verdict, parts);
                }
                Some(_) => {}
            }
        }
    }

    /// Whether a section's verdict is unlikely to change: it has not for half of the parts read or
    /// more, of at least [`LEAST_STEADY_PARTS`].
    #[must_use]
    pub fn is_steady(&self, section: &str) -> bool {
        let known = self.since.iter().find(|known| known.0 == section);
        self.parts >= LEAST_STEADY_PARTS
            && known.is_some_and(|known| known.1 != Verdict::None && known.2 <= self.parts / 2)
    }
}
