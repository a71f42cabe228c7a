//! Kinds of libraries, and which of FastQC's verdicts are to be expected of each.
//!
//! FastQC's limits are made for whole genomes. A verdict is never changed here: a section that is
//! unusual for a known reason says so beside it.

use serde::{Deserialize, Serialize};

mod guess;

pub use self::guess::guess;

/// What was sequenced, and how it was prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
        let sections: &[(&str, &str)] = match self {
            Self::WholeGenome => &[],
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
pub struct Library {
    /// The kind.
    pub kind: LibraryKind,
    /// The caller said so; otherwise it is guessed from the reads.
    pub chosen: bool,
    /// Why it is taken for that, in a sentence.
    pub reason: String,
}

/// Why the verdicts of sections do not apply, by the sections' ids.
type Reasons = &'static [(&'static str, &'static str)];

const CONTENT: &str = "per_base_sequence_content";
const GC: &str = "per_sequence_gc_content";
const DUPLICATION: &str = "sequence_duplication_levels";
const OVERREPRESENTED: &str = "overrepresented_sequences";
const ADAPTERS: &str = "adapter_content";
const LENGTHS: &str = "sequence_length_distribution";
const BASE_QUALITY: &str = "per_base_sequence_quality";
const READ_QUALITY: &str = "per_sequence_quality_scores";
const N: &str = "per_base_n_content";

const EXOME: Reasons = &[
    (
        DUPLICATION,
        "Captured regions are a small part of the genome, so that fragments begin at the same base by chance more often.",
    ),
    (
        GC,
        "Captured exons have more G and C than the genome, and baits prefer some fragments.",
    ),
];

const RNA_SEQ: Reasons = &[
    (
        CONTENT,
        "Random hexamer primers prefer some sequences, which shows in about the first 12 bases.",
    ),
    (
        GC,
        "A few strongly expressed genes, or ribosomal RNA, draw the reads to their own GC content.",
    ),
    (
        DUPLICATION,
        "Strongly expressed transcripts give many fragments with the same start.",
    ),
    (
        OVERREPRESENTED,
        "A strongly expressed transcript or ribosomal RNA can be a percent of all reads.",
    ),
];

const THREE_PRIME_RNA: Reasons = &[
    (
        CONTENT,
        "Reads begin at the primer's, a UMI's or a fixed sequence and end in the poly-A tail.",
    ),
    (
        GC,
        "Reads come from the ends of a few thousand transcripts, not from a whole genome.",
    ),
    (
        DUPLICATION,
        "All reads of a transcript begin near its end, so that many begin at the same base.",
    ),
    (
        OVERREPRESENTED,
        "The ends of strongly expressed transcripts, and poly-A, occur very often.",
    ),
    (
        ADAPTERS,
        "Reads run through the fragment into its poly-A tail, which is looked for as an adapter.",
    ),
];

const AMPLICON: Reasons = &[
    (
        CONTENT,
        "All reads begin with the same primer and run along the same gene.",
    ),
    (
        GC,
        "The reads have the GC content of one or a few sequences, not the spread of a genome.",
    ),
    (
        DUPLICATION,
        "PCR products share their starts; that they are identical is the aim.",
    ),
    (OVERREPRESENTED, "A few sequences make up the library."),
    (
        LENGTHS,
        "Products differ in length, and merged pairs still more.",
    ),
];

const BISULFITE: Reasons = &[
    (
        CONTENT,
        "Unmethylated C is read as T (or, in the other read, G as A), so that C is rare all along the read.",
    ),
    (
        GC,
        "Conversion of C to T moves the reads to a lower GC content.",
    ),
    (
        DUPLICATION,
        "With reduced representation (RRBS), fragments begin at the same cut sites.",
    ),
    (
        OVERREPRESENTED,
        "With reduced representation (RRBS), fragments of repeats begin at the same cut sites.",
    ),
];

const SMALL_RNA: Reasons = &[
    (
        ADAPTERS,
        "The RNA is shorter than the read, so that nearly every read runs into the adapter.",
    ),
    (
        LENGTHS,
        "After trimming, lengths are those of the RNA, with a peak near 22 bases for miRNA.",
    ),
    (
        CONTENT,
        "A few RNA sequences make up most reads, and the adapter follows them.",
    ),
    (
        GC,
        "The reads have the GC content of a few RNA sequences and of the adapter.",
    ),
    (
        DUPLICATION,
        "The same few RNA sequences are read again and again.",
    ),
    (
        OVERREPRESENTED,
        "Abundant RNA such as miRNA makes up a large part of the reads.",
    ),
];

const ATAC: Reasons = &[
    (
        ADAPTERS,
        "Open chromatin gives fragments shorter than the read, which then runs into the Nextera adapter.",
    ),
    (
        CONTENT,
        "The transposase Tn5 prefers some sequences, which shows in about the first 15 bases.",
    ),
    (
        GC,
        "Open chromatin, and mitochondrial DNA, differ from the genome in GC content.",
    ),
    (
        DUPLICATION,
        "Mitochondrial DNA and open sites are cut so often that fragments coincide.",
    ),
    (
        OVERREPRESENTED,
        "Mitochondrial DNA can make up a large part of the reads.",
    ),
];

const SINGLE_CELL: Reasons = &[
    (
        DUPLICATION,
        "Barcodes come from a list, and every read of a cell has the same one.",
    ),
    (
        OVERREPRESENTED,
        "Barcodes come from a list, and every read of a cell has the same one.",
    ),
    (
        CONTENT,
        "Barcodes are not random, and a fixed linker or poly-T has the same base in every read.",
    ),
    (GC, "Barcodes are too short and too few to follow a curve."),
    (LENGTHS, "Barcodes of some kits differ in length by design."),
    (
        ADAPTERS,
        "A barcode read that is long runs into the poly-T primer.",
    ),
    (
        N,
        "Cycles in fixed sequence have the same base in every cluster, which the instrument calls badly.",
    ),
];

const LONG_READ: Reasons = &[
    (
        LENGTHS,
        "Molecules differ in length, and each is read to its end.",
    ),
    (
        BASE_QUALITY,
        "The limits are made for Illumina; Nanopore reads and old PacBio reads lie lower all along.",
    ),
    (
        READ_QUALITY,
        "The limits are made for Illumina; Nanopore reads and old PacBio reads have lower means.",
    ),
    (
        CONTENT,
        "Adapters stand at the start, and so few reads reach the last positions that shares swing there.",
    ),
    (
        GC,
        "The GC content of a long read is close to the mean of the genome, so that the peak is narrower or has several parts.",
    ),
    (
        N,
        "So few reads reach the last positions that shares swing there.",
    ),
];

#[cfg(test)]
mod tests {
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
