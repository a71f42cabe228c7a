//! What a reader of the figures should know.

use super::number;
use crate::phred::Encoding;
use crate::tally::{Tally, position_bin};

/// The notes of a report, in the order of their weight.
pub(super) fn of(tally: &Tally, encoding: Encoding, told: bool, longest: u64) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(encoding_note(tally, encoding, told));
    let singles = (0..position_bin::COUNT)
        .take_while(|bin| position_bin::first(*bin) == position_bin::last(*bin))
        .last()
        .map_or(0, position_bin::last);
    if longest > singles {
        notes.push(format!(
            "Beyond base {} positions are counted in bins; a bin is treated as one position, so means and percentiles of quality there can differ a little from FastQC's.",
            number::grouped(singles)
        ));
    }
    if tally.read_length.shift() > 0 {
        let resolution = 1_u64
            .checked_shl(tally.read_length.shift())
            .unwrap_or(u64::MAX);
        notes.push(format!(
            "There are too many different read lengths to keep each; medians, N50 and the distribution are exact to {} bases.",
            number::grouped(resolution)
        ));
    }
    if tally.notes.plus_first_word > 0 {
        notes.push(format!(
            "{} repeat only the first word of the name after the plus sign.",
            records(tally.notes.plus_first_word)
        ));
    }
    if tally.notes.crlf > 0 {
        notes.push(format!(
            "{} have Windows line ends (CR LF).",
            records(tally.notes.crlf)
        ));
    }
    notes
}

fn encoding_note(tally: &Tally, encoding: Encoding, told: bool) -> Option<String> {
    let (least, most) = (
        tally.base_quality.min_byte()?,
        tally.base_quality.max_byte()?,
    );
    let name = match encoding {
        Encoding::Phred33 => "Phred+33",
        Encoding::Phred64 => "Phred+64",
    };
    if told {
        return Some(format!("Quality scores are read as {name}, as asked."));
    }
    if encoding == Encoding::Phred33 && least < 59 && most <= 126 {
        // Bytes below 59 exist in no other encoding: nothing to say.
        return None;
    }
    let (least, most) = (char::from(least), char::from(most));
    if least == most {
        return Some(format!(
            "Every quality score is written as {least}; they are read as {name}, a guess, as one character is possible in more than one encoding."
        ));
    }
    Some(format!(
        "Quality scores are read as {name}, a guess from the characters that occur, {least} to {most}; they are possible in more than one encoding."
    ))
}

fn records(count: u64) -> String {
    if count == 1 {
        "1 record".to_owned()
    } else {
        format!("{} records", number::grouped(count))
    }
}
