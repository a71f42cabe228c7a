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

/// The terms that stand in a text, with their meanings, in the order of [`TERMS`].
///
/// A term may stand there under any of its names, in the plural, and with a capital letter or without;
/// short ones, such as `N`, are told from others by their letters as they are.
///
/// ```
/// use shared::report::glossary::terms_in;
/// let terms: Vec<&str> = terms_in("Adapters in 3 % of reads of Q30").map(|(term, _)| term).collect();
/// assert_eq!(terms, ["Adapter", "Phred score (Q)"]);
/// ```
pub fn terms_in(text: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let stands = |(term, _): &(&str, &str)| {
        let mut names = term
            .split([',', '(', ')'])
            .flat_map(|part| part.split(" and "))
            .map(str::trim);
        names.any(|name| !name.is_empty() && is_in(name, text))
    };
    TERMS.into_iter().filter(move |term| stands(term))
}

/// Longer names are found in any case.
const SHORT: usize = 3;

fn is_in(name: &str, text: &str) -> bool {
    let places = text.char_indices().map(|(at, _)| at);
    let mut places = places.filter(|at| begins_with(text.get(*at..).unwrap_or_default(), name));
    places.any(|at| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + name.len()..).unwrap_or_default();
        let behind = match name {
            // As in Q30.
            "Q" => behind.trim_start_matches(|letter: char| letter.is_ascii_digit()),
            _ => behind.strip_prefix('s').unwrap_or(behind),
        };
        let is_apart = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
        is_apart(before) && is_apart(behind.chars().next())
    })
}

fn begins_with(text: &str, name: &str) -> bool {
    let start = text.get(..name.len()).unwrap_or_default();
    start == name || name.len() > SHORT && start.eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_in_order_and_said_in_full() {
        let key = |term: &str| term.trim_start_matches("≥ ").to_lowercase();
        assert!(TERMS.windows(2).all(|pair| key(pair[0].0) < key(pair[1].0)));
        assert!(TERMS.iter().all(|(_, meaning)| meaning.ends_with('.')));
    }

    fn found(text: &str) -> Vec<&'static str> {
        terms_in(text).map(|(term, _)| term).collect()
    }

    #[test]
    fn a_term_is_found_under_each_of_its_names() {
        assert_eq!(
            found("The median of each tile; N50 is 4."),
            ["Lane, tile", "N50", "Percentile, quartile, median"]
        );
        assert_eq!(
            found("R2 reads, Q20 or more"),
            ["Mates, R1 and R2", "Phred score (Q)"]
        );
        assert_eq!(found("textiles, n, Nothing, QC, é"), [] as [&str; 0]);
        assert_eq!(found("N is rare"), ["N"]);
    }
}
