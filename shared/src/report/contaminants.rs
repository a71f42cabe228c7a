//! What an overrepresented sequence may come from: known adapters and primers.
//!
//! FastQC 0.12.1, `Contaminant.java` lines 56–147 and `ContaminentFinder.java` lines 254–276: more
//! than 20 bases that match with at most one mismatch, or all of a sequence of 8 to 19 bases.

use std::sync::{Arc, LazyLock};

use crate::configuration::{ListError, ListRules, named_sequences};

mod matching;

/// FastQC's words where nothing is found.
pub const NO_HIT: &str = "No Hit";

/// The most contaminants of a list.
pub const MAX_CONTAMINANTS: usize = 2000;
/// The most bases of a contaminant.
pub const MAX_LENGTH: usize = 1000;
/// The most bytes of a contaminant's name.
pub const MAX_NAME: usize = 200;

/// Adapters and primers of Illumina, ABI and Clontech: the facts of FastQC's own list, in its order,
/// which decides ties, so that a source is named as FastQC names it. They were not compared with
/// the makers' documents one by one.
const STANDARD: &str = include_str!("contaminants/standard.tsv");

/// A sequence that does not belong to the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contaminant {
    name: String,
    forward: Vec<u8>,
    reverse: Vec<u8>,
}

impl Contaminant {
    /// A contaminant; letters other than A, C, G and T become N.
    #[must_use]
    pub fn new(name: &str, sequence: &str) -> Self {
        let base = |base: u8| match base.to_ascii_uppercase() {
            base @ (b'A' | b'C' | b'G' | b'T') => base,
            _ => b'N',
        };
        let complement = |base: &u8| match base {
            b'A' => b'T',
            b'C' => b'G',
            b'G' => b'C',
            b'T' => b'A',
            _ => b'N',
        };
        let forward: Vec<u8> = sequence.bytes().map(base).collect();
        Self {
            name: name.to_owned(),
            reverse: forward.iter().rev().map(complement).collect(),
            forward,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its bases.
    #[must_use]
    pub fn sequence(&self) -> &[u8] {
        &self.forward
    }
}

static STANDARD_LIST: LazyLock<Arc<[Contaminant]>> =
    LazyLock::new(|| parse(STANDARD).unwrap_or_default());

/// The 151 adapters and primers that FastQC 0.12.1 knows.
///
/// ```
/// use shared::report::contaminants::{possible_source, standard};
/// let read = "GATCGGAAGAGCACACGTCTGAACTCCAGTCACTGACCAATCTCGTATGC";
/// assert_eq!(possible_source(read, &standard()), "TruSeq Adapter, Index 4 (100% over 50bp)");
/// ```
#[must_use]
pub fn standard() -> Arc<[Contaminant]> {
    STANDARD_LIST.clone()
}

const RULES: ListRules = ListRules {
    items: "contaminants",
    bases: 1..=MAX_LENGTH,
    max_name: MAX_NAME,
    max_items: MAX_CONTAMINANTS,
};

/// Reads a list in the format of FastQC's `contaminant_list.txt`.
///
/// # Errors
/// [`ListError`] with the line.
///
/// ```
/// use shared::report::contaminants::parse;
/// let list = parse("# mine\nMy primer\t\tACGTACGTACGT\n")?;
/// assert_eq!(list[0].name(), "My primer");
/// # Ok::<(), shared::configuration::ListError>(())
/// ```
pub fn parse(text: &str) -> Result<Arc<[Contaminant]>, ListError> {
    let list = named_sequences(text, &RULES)?;
    let contaminant = |(name, sequence)| Contaminant::new(name, sequence);
    Ok(list.into_iter().map(contaminant).collect())
}

/// The contaminant that matches best, in FastQC's words: `NAME (98% over 50bp)`, or [`NO_HIT`]. The
/// longer match wins, then the closer one, then the first in the list.
#[must_use]
pub fn possible_source(sequence: &str, contaminants: &[Contaminant]) -> String {
    let query = matching::Query::new(sequence);
    let mut best: Option<(&Contaminant, matching::Match)> = None;
    for contaminant in contaminants {
        if let Some(found) = query.find(contaminant)
            && best.is_none_or(|(_, best)| found.beats(best))
        {
            best = Some((contaminant, found));
        }
    }
    best.map_or_else(
        || NO_HIT.to_owned(),
        |(contaminant, found)| {
            format!(
                "{} ({}% over {}bp)",
                contaminant.name, found.identity, found.length
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_list_is_whole() {
        assert_eq!(standard().len(), 151);
        assert!(standard().iter().all(|item| item.sequence().len() >= 16));
    }

    #[test]
    fn a_fault_of_a_list_is_named_by_line() {
        assert_eq!(
            parse("#x\n\nname\tACGU\n").unwrap_err().to_string(),
            "line 3 of the contaminants: a sequence is 1 to 1000 of the letters A, C, G, T and N"
        );
    }
}
