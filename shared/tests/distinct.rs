//! Three million distinct read starts, thirty times as many as are kept, with an adapter dimer at
//! 5 % of the reads: the same tally however the file is cut, and estimates as near to the truth as
//! the theory of sampling has it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/dimers.rs"]
mod dimers;
#[path = "common/mixer.rs"]
mod mixer;

use dimers::{DIMER, File, RECORD, THREE_MILLION};
use shared::analysis::{Analysis, Options, tally_chunk_with};
use shared::fastq::{Layout, read_records};
use shared::ledger::HashedName;
use shared::report::{OverrepresentedSequences, SequenceDuplicationLevels};
use shared::report::{Report, ReportOptions, SectionData};
use shared::tally::settings::{Settings, Skip, Thinned};
use shared::tally::{Accumulator, MergeError, prefix};
use shared::wire::TallyDocument;
use std::thread;

/// Estimates may be so many standard errors from the truth: one in 16,000 is not.
const ERRORS: f64 = 4.0;

fn in_order(file: &File) -> TallyDocument {
    let mut analysis = Analysis::new(Options::default());
    let (mut text, piece) = (Vec::new(), 7_000);
    for start in (0..file.reads()).step_by(piece) {
        file.write(start..start + piece as u64, &mut text);
        assert!(analysis.feed(&text));
    }
    let outcome = analysis.finish();
    assert_eq!(outcome.error, None);
    outcome.document
}

/// Counts chunks of these numbers of bytes, by turns, one after the other in some order; with
/// `hints`, each as thinned as the total then is.
fn in_chunks(file: &File, bytes: &[usize], hints: bool) -> TallyDocument {
    let (mut chunks, mut end) = (Vec::new(), 0);
    for bytes in bytes.iter().cycle() {
        let start = end;
        end = (start + (bytes / RECORD) as u64).min(file.reads());
        chunks.push(start..end);
        if end == file.reads() {
            break;
        }
    }
    chunks.sort_by_key(|chunk| mixer::mix(chunk.start));
    let (mut total, mut text) = (TallyDocument::default(), Vec::new());
    for chunk in chunks {
        file.write(chunk.clone(), &mut text);
        let mut settings = Settings::default();
        if hints {
            settings.thinned = Thinned::of(&total.tally, &total.ledger);
        }
        let (at, more) = (chunk.start * RECORD as u64, chunk.end < file.reads());
        let outcome = tally_chunk_with(&text, Layout::FourLine, at, more, &settings);
        assert_eq!(outcome.error, None);
        total.merge(&outcome.document).unwrap();
    }
    total
}

fn report(document: &TallyDocument) -> (SequenceDuplicationLevels, OverrepresentedSequences) {
    let report = Report::build(document, &ReportOptions::default());
    let (mut duplication, mut overrepresented) = (None, None);
    for section in report.sections {
        match section.data {
            SectionData::SequenceDuplicationLevels(data) => duplication = Some(data),
            SectionData::OverrepresentedSequences(data) => overrepresented = Some(data),
            _ => {}
        }
    }
    (duplication.unwrap(), overrepresented.unwrap())
}

/// Asserts that the number of distinct starts, their share and the shares of reads by level are
/// near the truth.
///
/// Each of n starts is kept with a chance of p = 2^−thinning and then stands for 1/p, so a sum over
/// them has the variance n·(1−p)/p, times the square of the reads that each has. The dimer is
/// counted by itself, and as well as the sample of reads has it.
fn near_the_truth(file: &File, document: &TallyDocument, found: &SequenceDuplicationLevels) {
    assert!(!found.exact);
    let odds = f64::from(1_u32 << document.tally.duplication.thinning()) - 1.0;
    let reads = file.reads() as f64;
    let distinct = file.distinct() as f64;
    let error = (distinct * odds).sqrt();
    // A standard error of about 10,000 starts for three million at 1/32.
    let estimate = found.distinct as f64;
    assert!(
        (estimate - distinct).abs() < ERRORS * error,
        "{estimate} ± {error:.0} is far from {distinct}"
    );
    let share = found.deduplicated_percent.unwrap();
    assert!((share - distinct / reads * 100.0).abs() < ERRORS * error / reads * 100.0);
    for (level, starts, each) in [("1", file.once, 1.0), ("2", file.twice, 2.0)] {
        let row = found.rows.iter().find(|row| row.level == level).unwrap();
        let truth = starts as f64 * each / reads * 100.0;
        let error = (starts as f64 * odds).sqrt() * each / reads * 100.0;
        let distance = (row.percent_of_total - truth).abs();
        assert!(
            distance <= ERRORS * error,
            "{row:?} ± {error} is far from {truth}"
        );
    }
}

/// The dimer's row, which must be the only one: no other start is above 0.1 %.
fn dimer(found: &OverrepresentedSequences) -> (f64, f64, f64) {
    let [row] = &found.rows[..] else {
        panic!("{found:?}")
    };
    assert_eq!(row.sequence.as_bytes(), DIMER);
    assert_eq!(
        row.possible_source,
        "TruSeq Adapter, Index 4 (100% over 50bp)"
    );
    (
        row.percent,
        row.low_percent.unwrap(),
        row.high_percent.unwrap(),
    )
}

#[test]
fn three_million_distinct_starts_give_one_tally_however_they_are_cut() {
    let file = THREE_MILLION;
    assert_eq!(file.distinct(), 3_000_000);
    // The dimers' true share is 5 %, to the fifth digit.
    let truth = file.dimers as f64 / file.reads() as f64 * 100.0;
    assert!((truth - 5.0).abs() < 1e-4);

    let (expected, [whole_parts, thinned_parts]) = thread::scope(|scope| {
        // Both begin while little is thinned; the first keeps all of every part to the end.
        let ways = [
            scope.spawn(|| in_chunks(&file, &[1 << 20, 3_000_000], false)),
            scope.spawn(|| in_chunks(&file, &[4 << 20, 300_000, 1_500_000], true)),
        ];
        (in_order(&file), ways.map(|way| way.join().unwrap()))
    });
    let (json, receipt) = (expected.to_json(), expected.receipt());
    // Tallies are long: say that they differ, not what they are.
    assert!(whole_parts.to_json() == json && whole_parts.receipt() == receipt);
    assert!(thinned_parts.to_json() == json && thinned_parts.receipt() == receipt);

    let tally = &expected.tally;
    assert_eq!(tally.reads(), file.reads());
    assert!(expected.ledger.is_whole(file.reads() * RECORD as u64));
    // Fewer than 100,000 are kept, and one zero less would keep more.
    assert_eq!(tally.duplication.thinning(), 5);
    assert!((80_000..100_000).contains(&tally.duplication.kept()));
    // The dimer is not among them, so that its share must come from the sample of reads.
    assert_eq!(tally.duplication.reads_of(prefix::hash(DIMER)), None);

    let (duplication, overrepresented) = report(&expected);
    near_the_truth(&file, &expected, &duplication);
    let (share, low, high) = dimer(&overrepresented);
    println!(
        "{} distinct, {:.2} % deduplicated, dimer {share:.2} % ({low:.2} to {high:.2}) of {} reads drawn",
        duplication.distinct,
        duplication.deduplicated_percent.unwrap(),
        overrepresented.sampled_reads
    );
    assert!(low < truth && truth < high);
    // Between 10,000 and 22,000 reads are drawn: an interval of at most 2 · 1.96 · 0.22 points.
    assert!((10_000..22_000).contains(&overrepresented.sampled_reads));
    assert!(low < share && share < high && high - low < 0.9);
}

#[test]
fn a_part_whose_hint_is_too_far_ahead_changes_the_total_and_a_double_part_is_refused() {
    // What the test above would not see if tallies did not depend on what is left out.
    let file = File {
        seed: 0,
        dimers: 0,
        once: 20_000,
        twice: 0,
    };
    let mut text = Vec::new();
    file.write(0..file.reads(), &mut text);
    let count = |thinned| {
        let settings = Settings {
            thinned,
            ..Settings::default()
        };
        tally_chunk_with(&text, Layout::FourLine, 0, false, &settings).document
    };
    let mut whole = count(Thinned::default());
    let ahead = count(Thinned {
        duplication: 1,
        overrepresented: 3,
        names: 0,
    });
    assert_ne!(whole.receipt(), ahead.receipt());
    assert!(matches!(
        whole.merge(&ahead),
        Err(MergeError::Overlap { .. })
    ));
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    assert_eq!(prefix::hash(DIMER).leading_zeros(), 0, "never kept");
    let shares = [0.005, 0.01, 0.03, 0.05, 0.2];
    let draws: Vec<(f64, File)> = (1..=20_u64)
        .map(|seed| {
            let share = shares[seed as usize % shares.len()];
            let (once, twice) = (100_000, 15_000);
            let others = (once + 2 * twice) as f64;
            let dimers = (others * share / (1.0 - share)).round() as u64;
            let file = File {
                seed,
                dimers,
                once,
                twice,
            };
            (dimers as f64 / file.reads() as f64 * 100.0, file)
        })
        .collect();
    let within = draws.iter().filter(|(truth, file)| {
        let document = starts_of(file);
        let (duplication, overrepresented) = report(&document);
        near_the_truth(file, &document, &duplication);
        let (share, low, high) = dimer(&overrepresented);
        println!("{truth:.3} %: {share:.3} ({low:.3} to {high:.3})");
        low <= *truth && *truth <= high
    });
    // Of 20 intervals of 95 %, 17 or more hold with a chance of 98 %.
    let within = within.count();
    assert!(within >= 17, "{within} of {}", draws.len());
}

/// Only what read starts need is counted.
fn starts_of(file: &File) -> TallyDocument {
    let mut accumulator = Accumulator::new(&Settings {
        skip: Skip {
            base_content: true,
            base_quality: true,
            adapters: true,
            headers: true,
            tiles: true,
            ..Skip::default()
        },
        ..Settings::default()
    });
    let mut text = Vec::new();
    for start in (0..file.reads()).step_by(10_000) {
        file.write(start..start + 10_000, &mut text);
        read_records(&text, Layout::FourLine, true, |record| {
            accumulator.add(record, HashedName::of(record));
        });
    }
    TallyDocument {
        tally: accumulator.finish(),
        ..TallyDocument::default()
    }
}
