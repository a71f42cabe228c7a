//! What a reader of the figures should know.

use super::histogram::{percent, total};
use super::limits::ModuleLimits;
use super::number;
use super::{ReportOptions, instrument, quality_encoding};
use crate::phred::Detection;
use crate::tally::adapter_content::is_homopolymer;
use crate::tally::adapters::{Adapter, standard};
use crate::tally::{Tally, position_bin};

/// Of fewer reads, shares are coarser than the limits that they are compared with.
const FEW_READS: u64 = 100;

fn few(tally: &Tally) -> Option<String> {
    let reads = tally.reads();
    (1..FEW_READS).contains(&reads).then(|| {
        format!(
            "There {} only {}: verdicts are FastQC's all the same, but of so few they say little.",
            if reads == 1 { "is" } else { "are" },
            number::reads(reads)
        )
    })
}

/// The notes of a report, in the order of their weight.
pub(super) fn of(
    tally: &Tally,
    detection: &Detection,
    options: &ReportOptions,
    longest: u64,
    phix_percent: Option<f64>,
) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(few(tally));
    notes.extend(read_number(tally));
    notes.extend(quality_encoding::notes(&tally.base_quality, detection));
    notes.extend(dimer_note(tally));
    notes.extend(poly_g(tally));
    notes.extend(phix_percent.and_then(phix));
    if options.limits != ModuleLimits::default() {
        notes.push(own_limits(&options.limits));
    }
    if tally
        .adapter_content
        .set()
        .is_some_and(|set| *set != standard())
    {
        notes.push("Adapters are those that were given, not the standard ones.".to_owned());
    }
    if options.contaminants.is_some() {
        notes.push("Possible sources of overrepresented sequences are from a list that was given, not from FastQC's own.".to_owned());
    }
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
    if let Some(input) = options.input {
        notes.extend(input.warnings());
    }
    if tally.notes.crlf > 0 {
        notes.push(format!(
            "{} have Windows line ends (CR LF).",
            records(tally.notes.crlf)
        ));
    }
    notes
}

/// Which reads of pairs the figures are of.
fn read_number(tally: &Tally) -> Option<String> {
    let (number, passed_over) = (tally.read_number?, tally.notes.other_mates);
    if tally.reads() == 0 {
        return Some(format!(
            "No record calls itself the {number} of a pair (by {0}:N:… or /{0} in its header): all {1} were passed over, and there is nothing to report on.",
            number.number(),
            number::grouped(passed_over)
        ));
    }
    Some(format!(
        "These figures are of the {number} reads of pairs alone; what else is in the file was passed over: {}.",
        records(passed_over)
    ))
}

/// More reads with a run of G than this percent are worth a word.
const MUCH_POLY_G: f64 = 0.5;

fn poly_g(tally: &Tally) -> Option<String> {
    let family = instrument::two_colour(&tally.sequencing_run.lanes)?;
    let share = instrument::poly_g_percent(&tally.adapter_content, tally.reads())?;
    (share > MUCH_POLY_G).then(|| {
        format!(
            "{} of the reads hold 12 G in a row. The {family} reads no signal as G, so most of these are not of the sample: trim them.",
            number::percent(share)
        )
    })
}

/// More reads of PhiX than this percent are worth a word.
const MUCH_PHIX: f64 = 0.1;

fn phix(share: f64) -> Option<String> {
    (share > MUCH_PHIX).then(|| {
        format!(
            "{} of the reads are of PhiX, the control that is put into Illumina's runs (at least: a run of 32 bases without a mismatch is asked for). Demultiplexing usually leaves them out; remove them before assembly.",
            number::percent(share)
        )
    })
}

fn own_limits(limits: &ModuleLimits) -> String {
    let text = "Verdicts use limits that were given, not FastQC's own.";
    if limits.ignored.is_empty() {
        return text.to_owned();
    }
    let names: Vec<String> = limits
        .ignored
        .iter()
        .map(|id| id.replace('_', " "))
        .collect();
    format!("{text} Left out as they say: {}.", names.join(", "))
}

/// An adapter that begins within so many bases leaves no insert.
const NO_INSERT: usize = 10;
/// Share of reads, in percent, from which on adapter dimers are worth a word.
const DIMERS: f64 = 0.1;

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

fn records(count: u64) -> String {
    if count == 1 {
        "1 record".to_owned()
    } else {
        format!("{} records", number::grouped(count))
    }
}
