//! The two files of a paired run, R1 and R2: which files are mates by their names, and whether they
//! hold the same reads in the same order.
//!
//! Aligners pair reads by their place in the two files. A read that was taken out of one file only,
//! or a file of another run, pairs strangers from there on, and no figure of either file shows it.
//! Here read names are compared, without `/1` and `/2`, through the [`Ledger`]s: its digest says
//! whether all names are the same in the same order, its [marks](crate::ledger::Marks) where they
//! begin to differ, and what share of them stands in one file only.

mod file_name;

pub(crate) use self::file_name::bare;
pub use self::file_name::mate_of;

use crate::ledger::{Ledger, Mark, level};
use crate::order;
use crate::wire::TallyDocument;
use serde::{Deserialize, Serialize};

/// What is compared of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mate {
    /// Which names stand where.
    pub ledger: Ledger,
    /// Reads that call themselves the first and the second of a pair.
    pub read_number: [u64; 2],
    /// Whether the file was read to its end.
    pub complete: bool,
}

impl Mate {
    /// What is compared of a tallied file. Only the caller knows whether it is `complete`.
    #[must_use]
    pub fn of(document: &TallyDocument, complete: bool) -> Self {
        Self {
            ledger: document.ledger.clone(),
            read_number: document.tally.sequencing_run.read_number,
            complete,
        }
    }

    /// Reads without a gap from the first on, and the digest of their names.
    fn prefix(&self) -> (u64, u64) {
        let prefix = self.ledger.prefix();
        prefix.map_or((0, 0), |prefix| (prefix.records, prefix.digest))
    }

    /// Whether [`Mate::prefix`] ends where the file does.
    fn is_whole(&self) -> bool {
        let whole = match self.ledger.segments() {
            [] => true,
            [only] => only.start == 0,
            _ => false,
        };
        self.complete && whole
    }

    /// The marks of the prefix that are kept when thinned so far, by their place.
    fn marks(&self, thinning: u32) -> Vec<(u64, Mark)> {
        let kept = |&(hash, mark): &(u64, Mark)| mark.start == 0 && level(hash) >= thinning;
        let mut marks: Vec<_> = self.ledger.marks().iter().filter(kept).collect();
        order::sort_by(&mut marks, |one, other| one.1.ordinal.cmp(&other.1.ordinal));
        marks
    }

    /// The number of a pair's read that all headers give, if they do.
    fn says(&self) -> Option<u8> {
        match self.read_number {
            [0, second] if second > 0 && second == self.ledger.records() => Some(2),
            [first, 0] if first > 0 && first == self.ledger.records() => Some(1),
            _ => None,
        }
    }
}

/// How the names of two files go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The same names in the same order, from the first to the last.
    SameOrder,
    /// No difference was found, but not all of both is known.
    SameSoFar,
    /// Names that both have stand in the same order; some are missing in one.
    Missing,
    /// The same names, as far as drawn ones tell, in another order.
    OtherOrder,
    /// Names are missing in one, and others stand in another order.
    MissingAndOtherOrder,
    /// So few names differ that none of those drawn does.
    Few,
    /// Of the names drawn, none stands in both.
    NoneShared,
}

/// Names drawn by a hash of the name, so that both files have the same ones drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawnNames {
    /// One name in so many was drawn; 1 where all were.
    pub one_in: u64,
    /// Those that stand in both files.
    pub both: u64,
    /// Those that stand in the first file only.
    pub first_only: u64,
    /// Those that stand in the second file only.
    pub second_only: u64,
}

/// The names of two files compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// How they go together.
    pub finding: Finding,
    /// Reads of each file that were compared: those from its first on without a gap.
    pub reads: [u64; 2],
    /// Whether these are all reads of the file.
    pub complete: [bool; 2],
    /// Reads from the first on that are known to be named alike in both.
    pub agree: u64,
    /// The read, counted from 1, by which names differ or one file has ended for certain; null if
    /// no difference was found. Where it is `agree` + 1 it is the first such read.
    pub differ_by: Option<u64>,
    /// Distinct names drawn from what was compared.
    pub names: DrawnNames,
    /// Which read of a pair, 1 or 2, all headers of each file say that they are; null if they do
    /// not say, or not all the same.
    pub headers_say: [Option<u8>; 2],
}

/// Compares two files. Of a file that is not complete, what is known from its first read on.
///
/// ```
/// use shared::{analysis::tally_chunk, fastq::Layout, pairs::{Finding, Mate, compare}};
/// let mate = |text: &str| {
///     Mate::of(&tally_chunk(text.as_bytes(), Layout::FourLine, 0, false).document, true)
/// };
/// let first = mate("@a/1\nAC\n+\nII\n@b/1\nAC\n+\nII\n@c/1\nAC\n+\nII\n");
/// let second = mate("@a/2\nGT\n+\nII\n@c/2\nGT\n+\nII\n");
/// let comparison = compare(&first, &second);
/// assert_eq!(comparison.finding, Finding::Missing);
/// assert_eq!((comparison.agree, comparison.differ_by), (1, Some(2)));
/// assert_eq!(comparison.names.first_only, 1);
/// ```
#[must_use]
pub fn compare(first: &Mate, second: &Mate) -> Comparison {
    let files = [first, second];
    let thinning = files.map(|file| file.ledger.marks().thinning());
    let thinning = thinning[0].max(thinning[1]);
    let marks = files.map(|file| file.marks(thinning));
    let complete = files.map(Mate::is_whole);
    let [(reads, digest), (other_reads, other_digest)] = files.map(Mate::prefix);
    let shorter = reads.min(other_reads);

    let alike = marks[0].iter().zip(&marks[1]);
    let alike = alike.take_while(|(one, other)| one == other).count();
    let same = (reads, digest) == (other_reads, other_digest);
    let agree = if same {
        reads
    } else {
        let last = alike.checked_sub(1).and_then(|last| marks[0].get(last));
        last.map_or(0, |(_, mark)| mark.ordinal + 1)
    };
    // A mark that only one has at its place: up to there the names cannot be the same.
    let parted = marks.iter().filter_map(|marks| marks.get(alike));
    let parted = parted.map(|(_, mark)| mark.ordinal + 1).min();
    let ended = match reads.cmp(&other_reads) {
        std::cmp::Ordering::Less => complete[0].then_some(shorter + 1),
        std::cmp::Ordering::Greater => complete[1].then_some(shorter + 1),
        std::cmp::Ordering::Equal => (digest != other_digest).then_some(shorter),
    };
    let parted = parted.filter(|&read| read <= shorter);
    let differ_by = parted.into_iter().chain(ended).min().filter(|_| !same);

    let (names, in_order) = shared(&marks);
    let names = DrawnNames {
        one_in: 1_u64.checked_shl(thinning).unwrap_or(u64::MAX),
        ..names
    };
    let missing = (complete[1] && names.first_only > 0)
        || (complete[0] && names.second_only > 0)
        || (complete == [true; 2] && reads != other_reads);
    let finding = if differ_by.is_none() {
        match complete {
            [true, true] => Finding::SameOrder,
            _ => Finding::SameSoFar,
        }
    } else if names.both == 0 && marks.iter().all(|marks| !marks.is_empty()) {
        Finding::NoneShared
    } else {
        match (missing, in_order) {
            (true, true) => Finding::Missing,
            (false, false) => Finding::OtherOrder,
            (true, false) => Finding::MissingAndOtherOrder,
            (false, true) => Finding::Few,
        }
    };
    Comparison {
        finding,
        reads: [reads, other_reads],
        complete,
        agree,
        differ_by,
        names,
        headers_say: files.map(Mate::says),
    }
}

/// How many names stand where, and whether those in both stand in the same order.
fn shared(marks: &[Vec<(u64, Mark)>; 2]) -> (DrawnNames, bool) {
    let of_second = order::map(marks[1].iter().map(|(hash, mark)| (*hash, mark.ordinal)));
    // Where the names of both stand in the second, in the order of the first.
    let places: Vec<u64> = marks[0]
        .iter()
        .filter_map(|(hash, _)| of_second.get(hash).copied())
        .collect();
    let both = places.len() as u64;
    let names = DrawnNames {
        one_in: 1,
        both,
        first_only: marks[0].len() as u64 - both,
        second_only: marks[1].len() as u64 - both,
    };
    (names, places.is_sorted())
}
