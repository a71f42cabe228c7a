//! Why sections look unusual in libraries other than whole genomes.

/// Why the verdicts of sections do not apply, by the sections' ids.
pub(super) type Reasons = &'static [(&'static str, &'static str)];

pub(super) const CONTENT: &str = "per_base_sequence_content";
pub(super) const GC: &str = "per_sequence_gc_content";
pub(super) const DUPLICATION: &str = "sequence_duplication_levels";
pub(super) const OVERREPRESENTED: &str = "overrepresented_sequences";
pub(super) const ADAPTERS: &str = "adapter_content";
pub(super) const LENGTHS: &str = "sequence_length_distribution";
pub(super) const BASE_QUALITY: &str = "per_base_sequence_quality";
pub(super) const READ_QUALITY: &str = "per_sequence_quality_scores";
pub(super) const N: &str = "per_base_n_content";

pub(super) const EXOME: Reasons = &[
    (
        DUPLICATION,
        "Captured regions are a small part of the genome, so that fragments begin at the same base by chance more often.",
    ),
    (
        GC,
        "Captured exons have more G and C than the genome, and baits prefer some fragments.",
    ),
];

pub(super) const RNA_SEQ: Reasons = &[
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

pub(super) const THREE_PRIME_RNA: Reasons = &[
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

pub(super) const AMPLICON: Reasons = &[
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

pub(super) const BISULFITE: Reasons = &[
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

pub(super) const SMALL_RNA: Reasons = &[
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

pub(super) const ATAC: Reasons = &[
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

pub(super) const SINGLE_CELL: Reasons = &[
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

pub(super) const LONG_READ: Reasons = &[
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
        "Adapters stand at the start; the last positions are reached by few reads, and shares swing there.",
    ),
    (
        GC,
        "The GC content of a long read is close to the mean of the genome, so that the peak is narrower or has several parts.",
    ),
    (
        N,
        "The last positions are reached by few reads, and shares swing there.",
    ),
];
