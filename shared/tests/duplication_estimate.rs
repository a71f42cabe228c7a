//! Duplication and overrepresented sequences of more distinct reads than are kept, against the truth.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use shared::fastq::{Layout, read_records};
use shared::ledger::HashedName;
use shared::report::{OverrepresentedSequences, SequenceDuplicationLevels};
use shared::report::{Report, ReportOptions, SectionData};
use shared::tally::settings::{Settings, Skip};
use shared::tally::{Accumulator, Tally};
use shared::wire::TallyDocument;

/// Read starts that occur once, twice and twenty times.
const STARTS: [(u64, u64); 3] = [(200_000, 1), (20_000, 2), (1_000, 20)];
/// Reads of the adapter dimer: 5 % of all.
const DIMER: u64 = 13_684;
const READS: u64 = 200_000 + 40_000 + 20_000 + DIMER;
/// Distinct starts in percent of all reads.
const DEDUPLICATED: f64 = 221_001.0 / READS as f64 * 100.0;

/// Four standard errors of 55,000 starts drawn, each with a chance of 1/4, in points.
const TOLERANCE: f64 = 1.2;
/// The same for the slot of twenty, where 250 of 1,000 are drawn: 5.5 % of its 7.3 %.
const TOLERANCE_OF_SLOT: f64 = 1.6;

/// Fifty bases that differ with `number` (splitmix64, by Sebastiano Vigna, public domain).
fn bases(number: u64) -> String {
    let word = |seed: u64| {
        let z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let words = [word(2 * number + 1), word(2 * number + 2)];
    (0..50)
        .map(|at| char::from(b"ACGT"[(words[at / 25] >> (2 * (at % 25)) & 3) as usize]))
        .collect()
}

/// All reads, of which the dimers begin with `dimer`.
fn reads(dimer: &str) -> Vec<String> {
    let mut reads = Vec::new();
    let mut number = 0;
    for (starts, level) in STARTS {
        for _ in 0..starts {
            number += 1;
            reads.extend((0..level).map(|_| bases(number)));
        }
    }
    reads.extend((0..DIMER).map(|_| dimer.to_owned()));
    let scores = "I".repeat(50);
    let record = |(index, bases): (usize, &String)| format!("@r{index}\n{bases}\n+\n{scores}\n");
    reads.iter().enumerate().map(record).collect()
}

fn tally<'a>(records: impl Iterator<Item = &'a String>) -> Tally {
    let mut accumulator = Accumulator::new(&Settings {
        skip: Skip {
            base_content: true,
            base_quality: true,
            adapters: true,
            tiles: true,
            ..Skip::default()
        },
        ..Settings::default()
    });
    for record in records {
        read_records(record.as_bytes(), Layout::FourLine, true, |record| {
            accumulator.add(record, HashedName::of(record));
        });
    }
    accumulator.finish()
}

fn report(tally: Tally) -> (SequenceDuplicationLevels, OverrepresentedSequences) {
    let document = TallyDocument {
        tally,
        ..TallyDocument::default()
    };
    let report = Report::build(&document, &ReportOptions::default());
    let mut duplication = None;
    let mut overrepresented = None;
    for section in report.sections {
        match section.data {
            SectionData::SequenceDuplicationLevels(data) => duplication = Some(data),
            SectionData::OverrepresentedSequences(data) => overrepresented = Some(data),
            _ => {}
        }
    }
    let share = duplication.as_ref().unwrap().deduplicated_percent.unwrap();
    assert_eq!(report.summary.duplicate_percent, Some(100.0 - share));
    (duplication.unwrap(), overrepresented.unwrap())
}

#[test]
fn estimates_are_close_to_the_truth_whether_the_dimer_is_kept_or_not() {
    let adapter = "GATCGGAAGAGCACACGTCTGAACTCCAGTCACTGACCAATCTCGTATGC";
    let mut kept_dimers = 0;
    let mut shares = Vec::new();
    for last in ["A", "C", "G", "T", "AC", "CC", "TC", "AT"] {
        let dimer = format!("{}{last}", &adapter[..50 - last.len()]);
        let hash = shared::tally::prefix::hash(dimer.as_bytes());
        let kept = hash.leading_zeros() >= 2;
        let records = reads(&dimer);
        let forward = tally(records.iter());
        assert_eq!(forward.duplication.thinning(), 2);
        assert_eq!(forward.duplication.reads_of(hash), kept.then_some(DIMER));
        let (duplication, overrepresented) = report(forward);

        assert!(!duplication.exact);
        let found = duplication.deduplicated_percent.unwrap();
        assert!(
            (found - DEDUPLICATED).abs() < TOLERANCE,
            "{found} {DEDUPLICATED}"
        );
        let slot = |level: &str| {
            let row = duplication.rows.iter().find(|row| row.level == level);
            row.unwrap().percent_of_total
        };
        let share = |reads: u64| reads as f64 / READS as f64 * 100.0;
        assert!(
            (slot("1") - share(200_000)).abs() < TOLERANCE,
            "{duplication:?}"
        );
        assert!(
            (slot("2") - share(40_000)).abs() < TOLERANCE,
            "{duplication:?}"
        );
        assert!(
            (slot(">10") - share(20_000)).abs() < TOLERANCE_OF_SLOT,
            "{duplication:?}"
        );
        assert!((slot(">10k+") - 5.0).abs() < 0.7, "{duplication:?}");

        let [row] = &overrepresented.rows[..] else {
            panic!("{overrepresented:?}")
        };
        assert_eq!(row.sequence, dimer);
        assert!(
            row.possible_source.starts_with("TruSeq Adapter, Index 4"),
            "{row:?}"
        );
        if kept {
            kept_dimers += 1;
            assert_eq!((row.count, row.low_percent), (DIMER, None));
        } else {
            let (low, high) = (row.low_percent.unwrap(), row.high_percent.unwrap());
            assert!(low < row.percent && row.percent < high && high - low < 1.0);
            // 17,000 reads are drawn: a standard error of 0.17 points.
            assert!((row.percent - 5.0).abs() < 0.7, "{row:?}");
            shares.push(row.percent);
        }

        if last == "A" {
            // The same reads in another order, in two parts, give the same.
            let mut parts = tally(records.iter().rev().step_by(2));
            parts
                .merge(&tally(records.iter().rev().skip(1).step_by(2)))
                .unwrap();
            assert_eq!(report(parts), (duplication, overrepresented));
        }
    }
    assert!(
        kept_dimers > 0 && shares.len() > 3,
        "both must occur: {shares:?}"
    );
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    assert!((mean - 5.0).abs() < 0.35, "biased: {shares:?}");
}
