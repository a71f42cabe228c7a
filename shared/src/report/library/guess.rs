//! The kind of a library, guessed from its reads.

use super::{Library, LibraryKind};
use crate::report::histogram::{n50, percent, quantile, total};
use crate::report::number;
use crate::tally::Tally;
use crate::tally::sequencing_run::Lanes;

/// Fewer reads than this tell nothing of composition.
const ENOUGH_READS: u64 = 20;
/// Half of the bases in reads longer than this: long reads.
const LONG_N50: u64 = 1000;
/// Or a read longer than this: no sequencer of short reads makes any.
const LONG: u64 = 1000;
/// Of A, C, G and T, converted reads have less C (or G, in the other read) than this percent,
const CONVERTED: f64 = 12.0;
/// and less than this share of what stands opposite, so that a genome poor in both is not meant.
const CONVERTED_SHARE: f64 = 0.67;
/// Reads with the small RNA adapter, in percent.
const SMALL_RNA_ADAPTER: f64 = 20.0;
/// The longest barcode reads: 10x Genomics' have 28 bases, inDrop's are shorter.
const BARCODE_LENGTH: u64 = 30;
/// Distinct barcodes of 100 reads, at most.
const BARCODES: f64 = 50.0;
/// Distinct starts of 100 reads of amplicons, at most,
const AMPLICON_STARTS: f64 = 25.0;
/// and of their first bases (a primer's, or what follows it), so many
const PRIMER: usize = 20;
/// have one letter in this percent of the reads or more, at so many places.
const PRIMER_SHARE: f64 = 90.0;
const PRIMER_PLACES: usize = 8;
/// Fewer reads than this do not tell amplicons from others.
const ENOUGH_AMPLICONS: u64 = 100;

/// The kind that the reads look like; a whole genome where nothing else shows, which the reason
/// says.
#[must_use]
pub fn guess(tally: &Tally) -> Library {
    let (kind, reason) = long_reads(tally)
        .or_else(|| barcodes(tally))
        .or_else(|| bisulfite(tally))
        .or_else(|| small_rna(tally))
        .or_else(|| amplicons(tally))
        .unwrap_or_else(|| {
            (
                LibraryKind::WholeGenome,
                "Taken by default: nothing in the reads points to another kind.".to_owned(),
            )
        });
    Library {
        kind,
        chosen: false,
        reason,
    }
}

type Guess = Option<(LibraryKind, String)>;

fn long_reads(tally: &Tally) -> Guess {
    let longest = tally.read_length.max()?;
    let n50 = n50(&tally.read_length.counts())?;
    (n50 > LONG_N50 || longest > LONG).then(|| {
        (
            LibraryKind::LongRead,
            format!(
                "Guessed from lengths: reads reach {}, and half of the bases are in reads of {} or more.",
                number::bases(longest),
                number::bases(n50)
            ),
        )
    })
}

/// All reads of one short length, with few distinct ones; or from an instrument of today, which
/// reads nothing but barcodes and UMIs so shortly.
fn barcodes(tally: &Tally) -> Guess {
    let (shortest, longest) = (tally.read_length.min()?, tally.read_length.max()?);
    if shortest != longest || longest > BARCODE_LENGTH || tally.reads() < ENOUGH_READS {
        return None;
    }
    let share = distinct_starts(tally)?;
    let new = matches!(&tally.sequencing_run.lanes, Lanes::Known(lanes) if !lanes.is_empty());
    (share <= BARCODES || new).then(|| {
        (
            LibraryKind::SingleCell,
            format!(
                "Guessed as barcode, UMI or index reads: all are {longest} bases long, and {} of their starts are distinct.",
                number::percent(share)
            ),
        )
    })
}

fn bisulfite(tally: &Tally) -> Guess {
    let [a, c, g, t, ..] = tally.base_content.totals();
    let all = total([a, c, g, t]);
    let share = |count| percent(count, all);
    let (a, c, g, t) = (share(a)?, share(c)?, share(g)?, share(t)?);
    if tally.reads() < ENOUGH_READS {
        return None;
    }
    // C became T; in reads of the other strand, G became A.
    let converted = |lost: f64, opposite: f64, gained: f64, other: f64| {
        lost < CONVERTED && lost < opposite * CONVERTED_SHARE && gained > other
    };
    let (lost, gained, percents) = if converted(c, g, t, a) {
        ("C", "T", (c, t))
    } else if converted(g, c, a, t) {
        ("G", "A", (g, a))
    } else {
        return None;
    };
    let reason = format!(
        "Guessed from composition: {lost} is {} of the bases and {gained} {}, as where unmethylated C was converted.",
        number::percent(percents.0),
        number::percent(percents.1)
    );
    Some((LibraryKind::Bisulfite, reason))
}

/// By the adapter before trimming, by lengths after it.
fn small_rna(tally: &Tally) -> Guess {
    if tally.reads() < ENOUGH_READS {
        return None;
    }
    if let Some(share) = small_rna_adapter(tally).filter(|share| *share >= SMALL_RNA_ADAPTER) {
        let reason = format!(
            "Guessed from adapters: {} of the reads run into Illumina's small RNA adapter.",
            number::percent(share)
        );
        return Some((LibraryKind::SmallRna, reason));
    }
    let counts = tally.read_length.counts();
    let (shortest, longest) = (tally.read_length.min()?, tally.read_length.max()?);
    let (lower, median, upper) = (
        quantile(&counts, 1, 4)?,
        quantile(&counts, 1, 2)?,
        quantile(&counts, 3, 4)?,
    );
    // miRNA has 20 to 24 bases, piRNA to 31.
    let trimmed = shortest < longest && lower >= 16 && (18..=31).contains(&median) && upper <= 34;
    trimmed.then(|| {
        (
            LibraryKind::SmallRna,
            format!(
                "Guessed from lengths: half of the reads have {lower} to {upper} bases, as trimmed small RNA has."
            ),
        )
    })
}

/// Most reads start as others do, and nearly all have the same letters there: products of PCR begin at
/// their primers.
fn amplicons(tally: &Tally) -> Guess {
    let reads = tally.reads();
    let starts = distinct_starts(tally)?;
    if reads < ENOUGH_AMPLICONS || starts > AMPLICON_STARTS {
        return None;
    }
    let rows = tally.base_content.rows().iter().take(PRIMER);
    let same = rows.filter(|row| {
        let most = row.iter().take(4).copied().max().unwrap_or(0);
        percent(most, reads).is_some_and(|share| share >= PRIMER_SHARE)
    });
    let places = same.count();
    (places >= PRIMER_PLACES).then(|| {
        (
            LibraryKind::Amplicon,
            format!(
                "Guessed from starts: {} of them are distinct, and at {places} of the first {PRIMER} bases nearly all reads have the same letter, as products of one PCR have.",
                number::percent(starts)
            ),
        )
    })
}

/// Distinct starts, in percent of the reads.
fn distinct_starts(tally: &Tally) -> Option<f64> {
    let kept = tally.duplication.kept() as u64;
    let distinct = kept.checked_shl(tally.duplication.thinning());
    percent(distinct.unwrap_or(u64::MAX), tally.reads())
}

/// Reads with the small RNA adapter, in percent of all.
fn small_rna_adapter(tally: &Tally) -> Option<f64> {
    let adapters = &tally.adapter_content;
    let row = adapters
        .set()?
        .iter()
        .position(|adapter| adapter.sequence == "TGGAATTCTCGG")?;
    let reads = total(adapters.first_hits().get(row)?.iter().copied());
    percent(reads, tally.reads())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tally_chunk;

    fn guess_of(reads: impl IntoIterator<Item = String>) -> (LibraryKind, String) {
        let text: String = reads
            .into_iter()
            .map(|bases| format!("@r\n{bases}\n+\n{}\n", "I".repeat(bases.len())))
            .collect();
        let outcome = tally_chunk(text.as_bytes(), crate::fastq::Layout::FourLine, 0, false);
        let library = guess(&outcome.document.tally);
        assert!(!library.chosen);
        (library.kind, library.reason)
    }

    /// Bases that look random, from an alphabet in which letters may stand more than once.
    fn made(seed: usize, length: usize, alphabet: &[u8]) -> String {
        let mut state = seed as u64 * 2 + 1;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize
        };
        (0..length)
            .map(|_| char::from(alphabet[next() % alphabet.len()]))
            .collect()
    }

    #[test]
    fn nothing_special_is_a_whole_genome_by_default() {
        let (kind, reason) = guess_of((0..100).map(|seed| made(seed, 100, b"ACGT")));
        assert_eq!(kind, LibraryKind::WholeGenome);
        assert!(reason.contains("by default"));
        assert_eq!(guess_of([]).0, LibraryKind::WholeGenome);
        // Poor in G and C alike, as Plasmodium is.
        let poor = guess_of((0..100).map(|seed| made(seed, 100, b"AAAATTTTCG")));
        assert_eq!(poor.0, LibraryKind::WholeGenome);
    }

    #[test]
    fn kinds_show_in_the_reads() {
        let of = |length: usize, alphabet: &'static [u8]| {
            guess_of((0..100).map(move |seed| made(seed, length, alphabet))).0
        };
        assert_eq!(of(2000, b"ACGT"), LibraryKind::LongRead);
        assert_eq!(of(100, b"AAAGGTTTTTTTTTTTTGGC"), LibraryKind::Bisulfite);
        assert_eq!(of(100, b"TTTCCAAAAAAAAAAAACCG"), LibraryKind::Bisulfite);
        let (adapter, _) =
            guess_of((0..100).map(|seed| made(seed, 22, b"ACGT") + "TGGAATTCTCGGGTGCC"));
        assert_eq!(adapter, LibraryKind::SmallRna);
        let (trimmed, _) = guess_of((0..100).map(|seed| made(seed, 20 + seed % 4, b"ACGT")));
        assert_eq!(trimmed, LibraryKind::SmallRna);
        let (barcodes, _) = guess_of((0..100).map(|seed| made(seed % 9, 16, b"ACGT")));
        assert_eq!(barcodes, LibraryKind::SingleCell);
        let amplicon =
            |seed: usize| "GTGCCAGCAGCCGCGGTAA".to_owned() + &made(seed % 9, 130, b"ACGT");
        assert_eq!(guess_of((0..200).map(amplicon)).0, LibraryKind::Amplicon);
        // One start, and many that follow it: no product of PCR that was read to its end.
        let tagged = |seed: usize| "GTGCCAGCAGCCGCGGTAA".to_owned() + &made(seed, 130, b"ACGT");
        assert_eq!(guess_of((0..200).map(tagged)).0, LibraryKind::WholeGenome);
        // As short, but each another.
        assert_eq!(of(26, b"ACGT"), LibraryKind::WholeGenome);
    }
}
