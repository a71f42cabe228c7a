//! What a reader of the figures should know.

use super::histogram::{percent, total};
use super::number;
use crate::phred::Encoding;
use crate::tally::adapter_content::is_homopolymer;
use crate::tally::adapters::Adapter;
use crate::tally::{Tally, position_bin};

/// The notes of a report, in the order of their weight.
pub(super) fn of(tally: &Tally, encoding: Encoding, told: bool, longest: u64) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(encoding_note(tally, encoding, told));
    notes.extend(dimer_note(tally));
    notes.extend(poly_g_note(tally));
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

/// An adapter that begins within so many bases leaves no insert.
const NO_INSERT: usize = 10;
/// Share of reads, in percent, from which on adapter dimers are worth a word.
const DIMERS: f64 = 0.1;
/// Share of reads, in percent, from which on runs of G are worth a word.
const POLY_G: f64 = 0.5;

/// Reads by position of each adapter of FastQC's list, and the adapter.
fn adapters(tally: &Tally) -> impl Iterator<Item = (&Adapter, &[u64])> {
    let content = &tally.adapter_content;
    let set = content.set().map_or(&[][..], |set| set);
    let hits = content.first_hits().iter().map(Vec::as_slice);
    set.iter().zip(hits).filter(|item| item.0.in_fastqc)
}

/// The adapter that most reads begin with. Of several in one read each counts, so they are not
/// summed.
fn dimer_note(tally: &Tally) -> Option<String> {
    let (adapter, reads) = adapters(tally)
        .filter(|item| !is_homopolymer(&item.0.sequence))
        .map(|(adapter, hits)| (adapter, total(hits.iter().take(NO_INSERT).copied())))
        .max_by_key(|item| item.1)?;
    let share = percent(reads, tally.reads()).filter(|share| *share >= DIMERS)?;
    Some(format!(
        "In {} of the reads {} begins within the first {NO_INSERT} bases: adapter dimers, which hold next to nothing of the sample.",
        number::percent(share),
        adapter.name
    ))
}

fn poly_g_note(tally: &Tally) -> Option<String> {
    let (adapter, hits) = adapters(tally)
        .find(|item| is_homopolymer(&item.0.sequence) && item.0.sequence.starts_with('G'))?;
    let reads = total(hits.iter().copied());
    let share = percent(reads, tally.reads()).filter(|share| *share >= POLY_G)?;
    Some(format!(
        "{} of the reads hold {} or more G in a row. On two-colour instruments (NextSeq, NovaSeq) G is also what no signal is called; trimming such ends removes them.",
        number::percent(share),
        adapter.sequence.len()
    ))
}

fn records(count: u64) -> String {
    if count == 1 {
        "1 record".to_owned()
    } else {
        format!("{} records", number::grouped(count))
    }
}
