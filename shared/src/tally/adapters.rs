//! Sets of adapters to look for, and FastQC's file format for them.

use std::sync::{Arc, LazyLock};
use thiserror::Error;

/// The most adapters of a set.
pub const MAX_ADAPTERS: usize = 64;
/// The most bases of an adapter.
pub const MAX_LENGTH: usize = 100;
/// The most bytes of an adapter's name.
pub const MAX_NAME: usize = 100;

/// A sequence that does not belong to the sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Adapter {
    /// What it is called.
    pub name: String,
    /// The bases that are looked for, in upper case.
    pub sequence: String,
    /// Whether it stands in FastQC's text: those that FastQC 0.12.1 does not know do not.
    pub in_fastqc: bool,
}

/// The adapters that a tally looks for, in the order in which they are shown.
pub type AdapterSet = Arc<[Adapter]>;

/// Name, sequence and whether FastQC knows it.
const STANDARD: [(&str, &str, bool); 11] = [
    // FastQC 0.12.1, Configuration/adapter_list.txt.
    ("Illumina Universal Adapter", "AGATCGGAAGAG", true),
    ("Illumina Small RNA 3' Adapter", "TGGAATTCTCGG", true),
    ("Illumina Small RNA 5' Adapter", "GATCGTCGGACT", true),
    ("Nextera Transposase Sequence", "CTGTCTCTTATA", true),
    ("PolyA", "AAAAAAAAAAAA", true),
    ("PolyG", "GGGGGGGGGGGG", true),
    // The last 12 bases of the ligation adapter's top strand, and the first 12 of its bottom strand
    // (Oxford Nanopore). How well these 12 bases find adapters in real reads was not measured.
    ("Nanopore Ligation Adapter, top", "TTACGTATTGCT", false),
    ("Nanopore Ligation Adapter, bottom", "GCAATACGTAAC", false),
    // From the middle of the rapid adapter (Oxford Nanopore).
    ("Nanopore Rapid Adapter", "GTTTTTCGTGCG", false),
    // From the stem of the SMRTbell adapter, either strand (Pacific Biosciences, published with the
    // SMRTbell template).
    ("PacBio SMRTbell Adapter", "CAACGGAGGAGG", false),
    ("PacBio SMRTbell Adapter, reverse", "CCTCCTCCGTTG", false),
];

static STANDARD_SET: LazyLock<AdapterSet> = LazyLock::new(|| {
    let adapter = |&(name, sequence, in_fastqc): &(&str, &str, bool)| Adapter {
        name: name.to_owned(),
        sequence: sequence.to_owned(),
        in_fastqc,
    };
    STANDARD.iter().map(adapter).collect()
});

/// FastQC's six adapters, and five of long-read platforms, of 12 bases each.
///
/// ```
/// use shared::tally::adapters::standard;
/// assert_eq!(standard().iter().filter(|adapter| adapter.in_fastqc).count(), 6);
/// ```
#[must_use]
pub fn standard() -> AdapterSet {
    STANDARD_SET.clone()
}

/// What is wrong with a file of adapters.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AdapterFileError {
    /// A line is not a name, tabs and a sequence.
    #[error("line {line}: a name, one or more tabs and a sequence are expected")]
    NoSequence {
        /// The line, from 1.
        line: usize,
    },
    /// A sequence has a letter that is no base, or too few or too many of them.
    #[error("line {line}: an adapter is 4 to {MAX_LENGTH} of the letters A, C, G, T and N")]
    BadSequence {
        /// The line, from 1.
        line: usize,
    },
    /// A name is empty or too long.
    #[error("line {line}: a name is 1 to {MAX_NAME} bytes long")]
    BadName {
        /// The line, from 1.
        line: usize,
    },
    /// There is none, or there are too many.
    #[error("1 to {MAX_ADAPTERS} adapters are expected, not {found}")]
    Number {
        /// How many there are.
        found: usize,
    },
}

/// Reads FastQC's format: a name, tabs, a sequence on each line; `#` begins a comment.
///
/// # Errors
/// [`AdapterFileError`] with the line.
///
/// ```
/// use shared::tally::adapters::parse;
/// let set = parse("# mine\nMy adapter\tACGTACGTACGT\n")?;
/// assert_eq!(set[0].sequence, "ACGTACGTACGT");
/// # Ok::<(), shared::tally::adapters::AdapterFileError>(())
/// ```
pub fn parse(text: &str) -> Result<AdapterSet, AdapterFileError> {
    let mut adapters = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim_end();
        if content.trim_start().is_empty() || content.starts_with('#') {
            continue;
        }
        let (name, sequence) = content
            .split_once('\t')
            .ok_or(AdapterFileError::NoSequence { line })?;
        let adapter = Adapter {
            name: name.trim().to_owned(),
            sequence: sequence.trim().to_ascii_uppercase(),
            in_fastqc: true,
        };
        if adapter.name.is_empty() || adapter.name.len() > MAX_NAME {
            return Err(AdapterFileError::BadName { line });
        }
        if !is_sequence(&adapter.sequence) {
            return Err(AdapterFileError::BadSequence { line });
        }
        adapters.push(adapter);
    }
    if adapters.is_empty() || adapters.len() > MAX_ADAPTERS {
        return Err(AdapterFileError::Number {
            found: adapters.len(),
        });
    }
    Ok(adapters.into())
}

/// Whether these are bases that can be looked for.
pub(crate) fn is_sequence(sequence: &str) -> bool {
    (4..=MAX_LENGTH).contains(&sequence.len())
        && sequence.bytes().all(|base| b"ACGTN".contains(&base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_a_file_are_named_by_line() {
        use AdapterFileError::*;
        assert_eq!(parse("a b c\n"), Err(NoSequence { line: 1 }));
        assert_eq!(parse("#x\n\nname\tACGU\n"), Err(BadSequence { line: 3 }));
        assert_eq!(parse("\tACGTACGT"), Err(BadName { line: 1 }));
        assert_eq!(parse("# nothing"), Err(Number { found: 0 }));
        assert_eq!(parse("a\t\t\tacgtacgt").map(|set| set.len()), Ok(1));
    }
}
