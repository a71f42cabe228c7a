//! The terms of sections and help, each in a sentence or two.
//!
//! Sources: Ewing and Green 1998 for Phred scores, the FASTQ description of Cock and others 2010,
//! FastQC's help for its own terms.

/// A term, and what it means.
pub const TERMS: [(&str, &str); 15] = [
    (
        "Adapter",
        "Known DNA that is joined to both ends of each fragment so that it can be sequenced. It is read where a fragment is shorter than the read.",
    ),
    (
        "BGZF",
        "gzip in small blocks, each of which can be unpacked by itself; bgzip and bcl-convert write it.",
    ),
    (
        "Duplication",
        "How many reads begin with the same bases as another read. It has many causes; copies made by PCR are only one of them.",
    ),
    (
        "FASTQ",
        "The text format of reads: a name, the bases, and a quality score for each base.",
    ),
    (
        "GC content",
        "How many of the bases A, C, G and T are G or C. Each organism has its own share.",
    ),
    (
        "Index (barcode)",
        "Short DNA that tells to which sample of a run a read belongs.",
    ),
    (
        "Insert",
        "The piece of DNA between the adapters, which is what one wants to read.",
    ),
    (
        "Lane, tile",
        "Parts of the flow cell on which Illumina instruments read: a lane is a channel of it, a tile a field that the camera takes.",
    ),
    (
        "Mates, R1 and R2",
        "The two reads of one fragment, from its two ends, mostly in two files.",
    ),
    ("N", "Stands for a base that the instrument could not tell."),
    (
        "N50",
        "Half of all bases are in reads of this length or longer.",
    ),
    (
        "Percentile, quartile, median",
        "Values in order: the median stands in the middle, the quartiles at a quarter and three quarters, the 10th percentile at a tenth.",
    ),
    (
        "Phred score (Q)",
        "How likely a base is wrong, in tenths of powers of ten: Q10 is 1 in 10, Q20 1 in 100, Q30 1 in 1,000.",
    ),
    (
        "Poly-G",
        "A run of G at the end of a read. Instruments with two colours see no light as G, so it often means that the signal was lost.",
    ),
    (
        "≥ Q30",
        "The share of all bases whose score promises at most one error in 1,000.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_in_order_and_said_in_full() {
        let key = |term: &str| term.trim_start_matches("≥ ").to_lowercase();
        assert!(TERMS.windows(2).all(|pair| key(pair[0].0) < key(pair[1].0)));
        assert!(TERMS.iter().all(|(_, meaning)| meaning.ends_with('.')));
    }
}
