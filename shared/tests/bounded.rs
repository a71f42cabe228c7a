//! The memory of what a worker counts, on the worst inputs that we could think of: every tile,
//! length, name, index, lane and prefix another one, prefixes with N, adapters everywhere. And of what
//! is read of JSON that is no tally.
//!
//! The tests run one after the other: the allocator counts what all threads take.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "bounded/json.rs"]
mod json;
#[path = "common/mixer.rs"]
mod mixer;

use mixer::{bases, mix};
use peakmem_alloc::{INSTRUMENTED_SYSTEM, PeakMemAlloc, PeakMemAllocTrait};
use shared::analysis::tally_chunk_with;
use shared::fastq::{Layout, MAX_RECORD_BYTES, Record};
use shared::ledger::{HashedName, Ledger, Segment};
use shared::tally::read_length::MAX_DISTINCT;
use shared::tally::sequencing_run::{Lanes, MAX_LANE_NAME, MAX_LANES};
use shared::tally::settings::{Settings, Thinned};
use shared::tally::tile_quality::{MAX_CELLS, MAX_TILES};
use shared::tally::{Accumulator, ReadLength, Tally, adapters, position_bin};
use shared::wire::TallyDocument;
use std::{alloc::System, io::Write, sync::Mutex};

#[global_allocator]
static ALLOCATOR: &PeakMemAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The most memory of what one worker counts, to the finished tally, in bytes.
const MOST: usize = 32_000_000;
/// The same with a total to which such tallies are added one by one.
const MOST_WITH_TOTAL: usize = 44_000_000;

/// Reads that all differ.
const READS: u64 = 3_000_000;
/// Tile 0 has every position bin, and all others as many as there may be besides.
const BINS: usize = (MAX_CELLS - position_bin::COUNT) / (MAX_TILES - 1);

/// Held by the test that runs.
static ALONE: Mutex<()> = Mutex::new(());

/// The most memory in use at once while `count` runs, beyond what was in use before.
fn peak<T>(what: &str, count: impl FnOnce() -> T) -> (T, usize) {
    ALLOCATOR.reset_peak_memory();
    let counted = count();
    let peak = ALLOCATOR.get_peak_memory();
    println!("{what}: {:.1} MB at the most", peak as f64 / 1e6);
    (counted, peak)
}

/// Bases and scores of a read as long as a record may be: adapters, with other bases and N between.
fn longest() -> (Vec<u8>, Vec<u8>) {
    let length = MAX_RECORD_BYTES / 2 - 100;
    let (mut sequence, set) = (Vec::with_capacity(length + 200), adapters::standard());
    for (number, adapter) in (0..).zip(set.iter().cycle()) {
        sequence.extend_from_slice(adapter.sequence.as_bytes());
        bases(mix(number), 20, &mut sequence);
        sequence.push(b'N');
        if sequence.len() >= length {
            break;
        }
    }
    sequence.truncate(length);
    let scores = (0..length).map(|at| b'!' + (at % 94) as u8).collect();
    (sequence, scores)
}

/// Counts reads that stand nowhere as text, so that nothing but what is counted takes memory.
struct Attack<'a> {
    sequence: &'a [u8],
    scores: &'a [u8],
    accumulator: Accumulator,
    definition: Vec<u8>,
}

impl Attack<'_> {
    fn add(&mut self, definition: std::fmt::Arguments<'_>, sequence: &[u8]) {
        self.definition.clear();
        self.definition.write_fmt(definition).unwrap();
        let record = Record {
            definition: &self.definition,
            sequence,
            quality_scores: &self.scores[..sequence.len()],
            plain: false,
            room: Default::default(),
            plus_first_word: false,
            carriage_return: false,
        };
        self.accumulator.add(&record, HashedName::of(&record));
    }

    /// Fills all tables but those of read starts and indexes; lists grow in small steps, which
    /// makes them take the most.
    fn fill(&mut self) {
        let sequence = self.sequence;
        for length in [BINS - 1, BINS] {
            for tile in 1..MAX_TILES {
                self.add(format_args!("::::{tile}:1:1"), &sequence[..length]);
            }
        }
        let width = MAX_LANE_NAME - 6;
        for lane in 0..MAX_LANES {
            self.add(format_args!("{lane:0>width$}:1:F:1:0:1:1"), b"N");
        }
        for length in [900_000, 1_000_000, 12_950_000, sequence.len()] {
            self.add(format_args!("::::0:1:1"), &sequence[..length]);
        }
        // More would take too long; the lengths' own table is measured by itself.
        for length in 0..4_000 {
            self.add(format_args!("::::0:1:1"), &sequence[..length]);
        }
    }

    /// Reads whose starts, names and indexes all differ.
    fn distinct(&mut self, reads: std::ops::Range<u64>) {
        let mut start = Vec::with_capacity(64);
        for read in reads {
            start.clear();
            start.push(b'N');
            bases(mix(read), 32, &mut start);
            bases(mix(!read), 17, &mut start);
            let tile = if read < 100_000 { read } else { read / 512 } % MAX_TILES as u64;
            // At first each start has three names, so that the sample of reads fills up, too.
            for copy in 0..if read < 57_000 { 3 } else { 1 } {
                let header = format_args!("::::{tile}:{read}:{copy} 1:N:0:{read:040}");
                self.add(header, &start);
            }
            if read < 100_000 && read % 14_000 == 13_999 {
                self.add(format_args!("::::0:1:1"), &self.sequence[read as usize..]);
            }
        }
    }
}

/// A part of about 5 MB whose tally is as large as so little text makes it: all tiles, and nearly
/// 100,000 starts, the shortest that differ, each with an N.
fn write_part(number: u64, text: &mut Vec<u8>) {
    text.clear();
    let mut sequence = Vec::with_capacity(300);
    let mut record = |tile: u64, sequence: &[u8]| {
        writeln!(text, "@::::{tile}::").unwrap();
        text.extend_from_slice(sequence);
        text.extend_from_slice(b"\n+\n");
        text.resize(text.len() + sequence.len(), b'!' + (tile % 94) as u8);
        text.push(b'\n');
    };
    for length in [BINS - 1, BINS] {
        for tile in 1..MAX_TILES as u64 {
            sequence.clear();
            for word in 0..7 {
                bases(mix(7 * tile + word), 32, &mut sequence);
            }
            record(tile, &sequence[..length]);
        }
    }
    for read in 0..97_000 {
        sequence.clear();
        sequence.push(b'N');
        bases(100_000 * number + read, 11, &mut sequence);
        record(read % 9, &sequence);
    }
}

/// Adds parts to a total one by one, as a worker does that counts chunks for itself.
fn add_parts(total: &mut TallyDocument, parts: impl Iterator<Item = u64>, text: &mut Vec<u8>) {
    for number in parts {
        write_part(number, text);
        let settings = Settings {
            thinned: Thinned::of(&total.tally, &total.ledger),
            ..Settings::default()
        };
        let start = total.ledger.prefix_end().byte;
        let outcome = tally_chunk_with(text, Layout::FourLine, start, true, &settings);
        assert_eq!(outcome.error, None);
        total.merge(&outcome.document).unwrap();
    }
}

/// Whether the attack hit: nothing was given up, so that it takes the most.
fn is_full(tally: &Tally) {
    let tiles = tally.tile_quality.tiles().unwrap();
    let cells: usize = tiles.rows().values().map(Vec::len).sum();
    assert_eq!(tiles.rows().len(), MAX_TILES);
    assert!(MAX_CELLS - cells < MAX_TILES, "{cells}");
    let lanes = &tally.sequencing_run.lanes;
    assert!(matches!(lanes, Lanes::Known(lanes) if lanes.len() == MAX_LANES));
    assert_eq!(tally.base_quality.rows().len(), position_bin::COUNT);
    assert!(tally.duplication.kept() >= 50_000);
}

#[test]
fn what_a_worker_counts_is_bounded() {
    let _alone = ALONE.lock();
    let (sequence, scores) = longest();
    let mut text = Vec::with_capacity(8 << 20);
    let attack = || Attack {
        sequence: &sequence,
        scores: &scores,
        accumulator: Accumulator::default(),
        definition: Vec::with_capacity(200),
    };

    let (_, lengths) = peak("lengths that all differ", || {
        let mut lengths = ReadLength::default();
        (0..=MAX_DISTINCT as u64).for_each(|length| lengths.add(length, 1));
        assert_eq!(lengths.shift(), 1);
    });
    let (tally, counting) = peak("three million reads in one go", || {
        let mut attack = attack();
        attack.fill();
        attack.distinct(0..READS);
        attack.accumulator.finish()
    });
    is_full(&tally);
    assert_eq!(tally.duplication.thinning(), 5);
    assert!(counting + lengths < MOST, "{counting} + {lengths}");
    drop(tally);

    let (total, adding) = peak("parts of 5 MB added to a total", || {
        let mut attack = attack();
        attack.fill();
        let tally = attack.accumulator.finish();
        let mut ledger = Ledger::default();
        let first = Segment {
            start: 0,
            end: 4 * tally.bases(),
            records: tally.reads(),
            lines: 4 * tally.reads(),
            digest: 0,
        };
        ledger.commit(first).unwrap();
        let mut total = TallyDocument { tally, ledger };
        // The same part twice keeps every start in both; then come new ones.
        add_parts(&mut total, [0, 0].into_iter(), &mut text);
        assert_eq!(total.tally.duplication.thinning(), 0);
        is_full(&total.tally);
        add_parts(&mut total, 1..31, &mut text);
        total
    });
    is_full(&total.tally);
    assert!(total.tally.duplication.thinning() >= 5);
    assert!(adding + lengths < MOST_WITH_TOTAL, "{adding} + {lengths}");

    // To see; what a host allows for it is its own affair.
    let (json, _) = peak("the total as JSON", || total.to_json());
    println!("which is {:.1} MB long", json.len() as f64 / 1e6);
    let (again, _) = peak("the total from JSON", || {
        TallyDocument::from_json(json.as_bytes()).unwrap()
    });
    assert!(again == total);
}
