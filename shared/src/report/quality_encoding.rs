//! What the set of quality values says of where they come from.

use super::number;
use super::summary::{offset, score};
use crate::phred::{Certainty, Detection};
use crate::tally::BaseQuality;

/// Notes on encoding, binning and constant scores.
pub(super) fn notes(base_quality: &BaseQuality, detection: &Detection) -> Vec<String> {
    let totals = base_quality.totals();
    let scores: Vec<(i64, u64)> = (0..)
        .zip(totals)
        .filter(|(_, bases)| *bases > 0)
        .map(|(index, bases)| (score(index, offset(detection.encoding)), bases))
        .collect();
    encoding(detection, scores.is_empty())
        .into_iter()
        .chain(values_note(&scores))
        .collect()
}

fn encoding(detection: &Detection, nothing: bool) -> Option<String> {
    let name = detection.encoding.name();
    match detection.certainty {
        Certainty::Chosen => Some(format!("Quality scores are read as {name}, as asked.")),
        Certainty::Certain => None,
        _ if nothing => None,
        Certainty::Likely => Some(format!(
            "Quality scores are read as {name}, which is likely: {}.",
            detection.reason
        )),
        Certainty::Guess => Some(format!(
            "Quality scores are read as {name}, which is a guess: {}. Choose the encoding if you know it.",
            detection.reason
        )),
    }
}

/// Fewer bases than this may lack values by chance.
const ENOUGH_BASES: u64 = 1000;
/// More values than this are not called binned.
const BINS: usize = 8;

/// The values that instruments write, and their names. Illumina's tables differ between versions of
/// the software; a file need not hold all values of its table.
const TABLES: [(&[i64], &str); 5] = [
    (
        &[2, 11, 12, 23, 25, 37],
        "the four of a NovaSeq 6000 (RTA3)",
    ),
    (&[2, 9, 12, 24, 40], "the four of a NovaSeq X"),
    (
        &[2, 14, 21, 27, 32, 36],
        "those of a NextSeq 500/550 or MiniSeq",
    ),
    (
        &[2, 8, 12, 22, 27, 32, 37, 41],
        "those of a HiSeq 3000, 4000 or X",
    ),
    (
        &[2, 6, 15, 22, 27, 33, 37, 40],
        "Illumina's eight, of a HiSeq X or an archive",
    ),
];

fn values_note(scores: &[(i64, u64)]) -> Option<String> {
    let bases = super::histogram::total(scores.iter().map(|item| item.1));
    let values: Vec<i64> = scores.iter().map(|item| item.0).collect();
    match values.as_slice() {
        [] => None,
        [30] => Some("Every quality score is Q30: so SRA Lite writes them, the form in which NCBI's archive drops the scores. Nothing that rests on quality says anything of these reads.".to_owned()),
        // Q3 for rejected reads is what is told of SRA Lite; it was not verified on a file of NCBI's.
        [3, 30] => Some("Quality scores are Q30, and Q3 in other reads, probably rejected ones: so SRA Lite is said to write them, the form in which NCBI's archive drops the scores. Nothing that rests on quality says more than that.".to_owned()),
        [only] => Some(format!("Every quality score is {}: software writes constant scores where it has none, as for reads made of FASTA or of a simulation. Nothing that rests on quality says anything of these reads.", number::quality(*only as f64))),
        values if values.len() > BINS || bases < ENOUGH_BASES => None,
        values => {
            let list: Vec<String> = values.iter().map(|value| format!("Q{value}")).collect();
            let origin = TABLES
                .iter()
                .find(|(table, _)| values.len() > 2 && values.iter().all(|value| table.contains(value)))
                .map_or("as several instruments and archives do".to_owned(), |(_, name)| format!("and they are {name}"));
            Some(format!(
                "Quality scores take only {} values ({}): they are binned, {origin}. Steps in charts of quality come from that.",
                values.len(),
                list.join(", ")
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Option<String> {
        let scores: Vec<(i64, u64)> = values.iter().map(|value| (*value, 5000)).collect();
        values_note(&scores)
    }

    #[test]
    fn sets_of_values_name_their_origin() {
        let says = |values: &[i64], words: &str| {
            let note = of(values).unwrap_or_default();
            assert!(note.contains(words), "{values:?}: {note}");
        };
        says(&[30], "SRA Lite");
        says(&[3, 30], "probably rejected ones");
        says(
            &[40],
            "Every quality score is Q40: software writes constant scores",
        );
        says(
            &[2, 11, 25, 37],
            "only 4 values (Q2, Q11, Q25, Q37): they are binned, and they are the four of a NovaSeq 6000",
        );
        says(&[2, 9, 24, 40], "NovaSeq X");
        says(&[2, 14, 21, 27, 32, 36], "NextSeq");
        says(&[2, 12, 22, 27, 32, 37, 41], "HiSeq 3000, 4000 or X");
        says(&[2, 6, 15, 22, 27, 33, 37, 40], "eight");
        says(&[5, 10, 20], "as several instruments and archives do");
        assert_eq!(of(&[]), None);
        assert_eq!(of(&(2..11).collect::<Vec<_>>()), None);
        assert_eq!(values_note(&[(2, 400), (37, 400)]), None);
    }

    #[test]
    fn a_certain_encoding_needs_no_word() {
        let note = |certainty| {
            let detection = Detection {
                certainty,
                reason: "so".to_owned(),
                ..Detection::chosen(crate::phred::Encoding::Phred64)
            };
            encoding(&detection, false)
        };
        assert_eq!(note(Certainty::Certain), None);
        assert_eq!(
            note(Certainty::Likely).unwrap(),
            "Quality scores are read as Phred+64, which is likely: so."
        );
        assert!(
            note(Certainty::Guess)
                .unwrap()
                .contains("a guess: so. Choose")
        );
        assert!(note(Certainty::Chosen).unwrap().ends_with("as asked."));
    }
}
