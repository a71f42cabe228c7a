//! Kinds of libraries, and which of FastQC's verdicts are to be expected of each.
//!
//! FastQC's limits are made for whole genomes. A verdict is never changed here: a section that is
//! unusual for a known reason says so beside it.

use serde::{Deserialize, Serialize};

mod guess;
mod reasons;

pub use self::guess::guess;
use self::reasons::{
    AMPLICON, ATAC, BISULFITE, EXOME, LONG_READ, RNA_SEQ, SINGLE_CELL, SMALL_RNA, THREE_PRIME_RNA,
};

/// What was sequenced, and how it was prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LibraryKind {
    /// Random fragments of genomes.
    #[default]
    WholeGenome,
    /// Captured fragments.
    Exome,
    /// RNA, primed at random.
    RnaSeq,
    /// Ends of RNA, primed at the poly-A tail.
    ThreePrimeRna,
    /// Products of PCR, 16S too.
    Amplicon,
    /// Bisulfite or enzymatic conversion of unmethylated C.
    Bisulfite,
    /// Small RNA, such as miRNA.
    SmallRna,
    /// Open chromatin, cut by a transposase.
    Atac,
    /// Barcode, UMI or index reads of single cells.
    SingleCell,
    /// Nanopore or PacBio.
    LongRead,
}

impl LibraryKind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::WholeGenome,
        Self::Exome,
        Self::RnaSeq,
        Self::ThreePrimeRna,
        Self::Amplicon,
        Self::Bisulfite,
        Self::SmallRna,
        Self::Atac,
        Self::SingleCell,
        Self::LongRead,
    ];

    /// The name for programs, as in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::WholeGenome => "whole_genome",
            Self::Exome => "exome",
            Self::RnaSeq => "rna_seq",
            Self::ThreePrimeRna => "three_prime_rna",
            Self::Amplicon => "amplicon",
            Self::Bisulfite => "bisulfite",
            Self::SmallRna => "small_rna",
            Self::Atac => "atac",
            Self::SingleCell => "single_cell",
            Self::LongRead => "long_read",
        }
    }

    /// The kind with this [`id`](Self::id).
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The name for people, to stand within a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WholeGenome => "whole genome",
            Self::Exome => "exome",
            Self::RnaSeq => "RNA-seq",
            Self::ThreePrimeRna => "3′ RNA-seq",
            Self::Amplicon => "amplicon",
            Self::Bisulfite => "bisulfite",
            Self::SmallRna => "small RNA",
            Self::Atac => "ATAC-seq",
            Self::SingleCell => "single-cell barcodes",
            Self::LongRead => "long reads",
        }
    }

    /// Why FastQC's verdict of a section, named by its id, does not apply to this kind: one
    /// sentence. None where it does.
    ///
    /// ```
    /// use shared::report::LibraryKind;
    /// assert!(LibraryKind::RnaSeq.expected("per_base_sequence_content").is_some());
    /// assert!(LibraryKind::RnaSeq.expected("per_base_sequence_quality").is_none());
    /// ```
    #[must_use]
    pub fn expected(self, section_id: &str) -> Option<&'static str> {
        let sections = match self {
            Self::WholeGenome => return None,
            Self::Exome => EXOME,
            Self::RnaSeq => RNA_SEQ,
            Self::ThreePrimeRna => THREE_PRIME_RNA,
            Self::Amplicon => AMPLICON,
            Self::Bisulfite => BISULFITE,
            Self::SmallRna => SMALL_RNA,
            Self::Atac => ATAC,
            Self::SingleCell => SINGLE_CELL,
            Self::LongRead => LONG_READ,
        };
        sections
            .iter()
            .find(|(id, _)| *id == section_id)
            .map(|(_, reason)| *reason)
    }
}

/// The kind of a report's library and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Library {
    /// The kind.
    pub kind: LibraryKind,
    /// The caller said so; otherwise it is guessed from the reads.
    pub chosen: bool,
    /// Why it is taken for that, in a sentence.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::reasons::{
        ADAPTERS, BASE_QUALITY, CONTENT, DUPLICATION, GC, LENGTHS, N, OVERREPRESENTED, READ_QUALITY,
    };
    use super::*;

    #[test]
    fn ids_are_those_of_json_and_come_back() {
        for kind in LibraryKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.id());
            assert_eq!(LibraryKind::from_id(kind.id()), Some(kind));
        }
        assert_eq!(LibraryKind::from_id("wgs"), None);
    }

    #[test]
    fn reasons_are_sentences_about_known_sections() {
        let known = [
            BASE_QUALITY,
            READ_QUALITY,
            CONTENT,
            GC,
            N,
            LENGTHS,
            DUPLICATION,
            OVERREPRESENTED,
            ADAPTERS,
        ];
        for kind in LibraryKind::ALL {
            let reasons = known.iter().filter_map(|id| kind.expected(id));
            assert!(reasons.clone().all(|reason| reason.ends_with('.')));
            assert_eq!(reasons.count() == 0, kind == LibraryKind::WholeGenome);
        }
    }
}
