//! Sets of adapters to look for, and FastQC's file format for them.

use crate::configuration::{ListError, ListRules, named_sequences};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock};

/// The most adapters of a set.
pub const MAX_ADAPTERS: usize = 64;
/// The fewest bases of an adapter.
pub const MIN_LENGTH: usize = 4;
/// The most bases of an adapter.
pub const MAX_LENGTH: usize = 100;
/// The most bytes of an adapter's name.
pub const MAX_NAME: usize = 100;

/// A sequence that does not belong to the sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

const RULES: ListRules = ListRules {
    items: "adapters",
    bases: MIN_LENGTH..=MAX_LENGTH,
    max_name: MAX_NAME,
    max_items: MAX_ADAPTERS,
};

/// Reads a list in the format of FastQC's `adapter_list.txt`.
///
/// # Errors
/// [`ListError`] with the line.
///
/// ```
/// use shared::tally::adapters::parse;
/// let set = parse("# mine\nMy adapter\tACGTACGTACGT\n")?;
/// assert_eq!(set[0].sequence, "ACGTACGTACGT");
/// # Ok::<(), shared::configuration::ListError>(())
/// ```
pub fn parse(text: &str) -> Result<AdapterSet, ListError> {
    let adapter = |(name, sequence): (&str, &str)| Adapter {
        name: name.to_owned(),
        sequence: sequence.to_ascii_uppercase(),
        in_fastqc: true,
    };
    let list = named_sequences(text, &RULES)?;
    Ok(list.into_iter().map(adapter).collect())
}

/// Writes the list that [`parse`] reads, without comments.
///
/// ```
/// use shared::tally::adapters::{parse, write};
/// let set = parse("# mine\nMy adapter\t\tacgtacgtacgt\n")?;
/// assert_eq!(write(&set), "My adapter\tACGTACGTACGT\n");
/// # Ok::<(), shared::configuration::ListError>(())
/// ```
#[must_use]
pub fn write(adapters: &[Adapter]) -> String {
    let line = |adapter: &Adapter| format!("{}\t{}\n", adapter.name, adapter.sequence);
    adapters.iter().map(line).collect()
}

/// Whether these are bases that can be looked for.
pub(crate) fn is_sequence(sequence: &str) -> bool {
    (MIN_LENGTH..=MAX_LENGTH).contains(&sequence.len())
        && sequence.bytes().all(|base| b"ACGTN".contains(&base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_written() {
        let text = "long\tACGTNACGTACGTACGT\nshort\tACGT\n";
        assert_eq!(parse(text).map(|set| write(&set)), Ok(text.to_owned()));
        assert!(parse("a\tacgtacgt").unwrap()[0].in_fastqc);
        let error = parse("#x\n\nname\tACG\n").unwrap_err().to_string();
        assert_eq!(
            error,
            "line 3 of the adapters: a sequence is 4 to 100 of the letters A, C, G, T and N"
        );
    }
}
