//! Whether this file and its mate hold the same reads in the same order.

use serde::{Deserialize, Serialize};

use super::number::{grouped, reads};
use super::{Section, SectionData, Verdict, help};
use crate::pairs::{Comparison, Finding};

/// A file and its mate compared by their read names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadPairs {
    /// The names of the files, that of the first reads first.
    pub files: [String; 2],
    /// What was found.
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// Builds the section; the same for both files.
#[must_use]
pub fn section(data: &ReadPairs) -> Section {
    Section {
        id: "read_pairs".to_owned(),
        title: "Read pairs".to_owned(),
        verdict: verdict(&data.comparison),
        sentence: sentence(data),
        help: help::READ_PAIRS.to_owned(),
        expected: None,
        data: SectionData::ReadPairs(data.clone()),
    }
}

/// Mates that differ fail. Headers that give themselves another number than the file's name are
/// worth a look, but pair all the same.
fn verdict(comparison: &Comparison) -> Verdict {
    match comparison.finding {
        _ if comparison.differ_by.is_some() => Verdict::Fail,
        _ if misnumbered(comparison) => Verdict::Warn,
        Finding::SameOrder => Verdict::Pass,
        _ => Verdict::None,
    }
}

fn misnumbered(comparison: &Comparison) -> bool {
    let [first, second] = comparison.headers_say;
    first == Some(2) || second == Some(1)
}

/// What was found, in plain sentences.
#[must_use]
pub fn sentence(data: &ReadPairs) -> String {
    let ReadPairs { files, comparison } = data;
    let found = match comparison.differ_by {
        Some(_) if data.comparison.finding == Finding::NoneShared => difference(data),
        Some(read) => format!("{} {}", parting(data, read), difference(data)),
        None => agreement(data),
    };
    found + &numbers(files, comparison.headers_say) + &unread(files, comparison.complete)
}

fn agreement(data: &ReadPairs) -> String {
    let ([first, second], comparison) = (&data.files, &data.comparison);
    let agree = comparison.agree;
    let [here, there] = comparison.reads;
    match comparison.finding {
        Finding::SameOrder if agree == 0 => format!("{first} and {second} hold no reads."),
        Finding::SameOrder => format!(
            "{first} and {second} have the same names in the same order: {} of {}.",
            grouped(agree),
            reads(agree)
        ),
        _ if agree == 0 => format!("Nothing is known of whether {first} and {second} go together."),
        _ => format!(
            "{first} and {second} have the same names in the same order as far as both are known: {} of {} and {}.",
            grouped(agree),
            grouped(here),
            reads(there)
        ),
    }
}

/// Where the names begin to differ.
fn parting(data: &ReadPairs, read: u64) -> String {
    let ([first, second], comparison) = (&data.files, &data.comparison);
    let [here, there] = comparison.reads;
    let shorter = if here < there { first } else { second };
    let agree = comparison.agree;
    if read > here.min(there) {
        return match agree {
            0 if here.min(there) == 0 => format!("{shorter} holds no reads."),
            _ if agree + 1 == read => {
                let names = if agree == 1 {
                    "name agrees"
                } else {
                    "names agree"
                };
                format!("The first {} {names}, then {shorter} ends.", grouped(agree))
            }
            _ => format!(
                "The first {} names agree, and {shorter} ends after read {}; where they begin to differ lies between.",
                grouped(agree),
                grouped(read - 1)
            ),
        };
    }
    match (agree, agree + 1 == read) {
        (0, true) => "The names of the very first reads differ.".to_owned(),
        (_, true) => format!(
            "{first} and {second} begin to differ at read {}.",
            grouped(read)
        ),
        (_, false) => format!(
            "{first} and {second} begin to differ between read {} and read {}.",
            grouped(agree + 1),
            grouped(read)
        ),
    }
}

/// In what they differ.
fn difference(data: &ReadPairs) -> String {
    let ([first, second], comparison) = (&data.files, &data.comparison);
    let names = &comparison.names;
    let [here, there] = comparison.reads;
    let all = names.both + names.first_only + names.second_only;
    let of = if names.one_in == 1 {
        format!("Of {} names", grouped(all))
    } else {
        format!("Of {} names drawn", grouped(all))
    };
    let some = |names: u64| match names {
        0 => "none".to_owned(),
        names => grouped(names),
    };
    let only = format!(
        "{of}, {} {} in {first} only and {} in {second} only",
        some(names.first_only),
        if names.first_only > 1 { "are" } else { "is" },
        some(names.second_only)
    );
    let counts = if here == there {
        String::new()
    } else {
        format!(
            " {first} holds {}, {second} {}.",
            reads(here),
            grouped(there)
        )
    };
    let text = match comparison.finding {
        Finding::NoneShared => format!(
            "{of} from {first} and {second}, none is in both: the files are of different reads, or their names give the number of the mate in another form than /1 and /2."
        ),
        Finding::OtherOrder => format!(
            "{of}, all are in both, but in another order: one file was sorted, or its parts were joined in another order."
        ),
        Finding::MissingAndOtherOrder => {
            format!("{only}, and those in both stand in another order.")
        }
        Finding::Missing if names.first_only + names.second_only == 0 => {
            format!("{of}, all are in both and in the same order: few reads lack a mate.")
        }
        Finding::Missing => format!(
            "{only}; the others stand in the same order: reads were taken out of one file without their mates."
        ),
        _ => format!(
            "{of}, all are in both and in the same order: few reads are misplaced or named otherwise."
        ),
    };
    text + &counts
}

/// What headers say against the files' names.
fn numbers([first, second]: &[String; 2], say: [Option<u8>; 2]) -> String {
    match say {
        [Some(2), Some(1)] => format!(
            " The headers of {first} say that they are second reads, and those of {second} first ones: the files may be named the wrong way round."
        ),
        [Some(2), Some(2)] => {
            format!(" The headers of {first}, too, say that they are second reads.")
        }
        [Some(1), Some(1)] => {
            format!(" The headers of {second}, too, say that they are first reads.")
        }
        [Some(2), _] => format!(" The headers of {first} say that they are second reads."),
        [_, Some(1)] => format!(" The headers of {second} say that they are first reads."),
        _ => String::new(),
    }
}

fn unread([first, second]: &[String; 2], complete: [bool; 2]) -> String {
    match complete {
        [true, true] => String::new(),
        [false, true] => format!(" {first} was not read whole."),
        [true, false] => format!(" {second} was not read whole."),
        [false, false] => " Neither was read whole.".to_owned(),
    }
}
