//! Three million distinct read starts with a dimer at 5 %, as a file that the engine reads with one
//! thread and with two: the tally of the analysis in order.

#[path = "../../shared/tests/common/dimers.rs"]
mod dimers;
#[path = "../../shared/tests/common/mixer.rs"]
mod mixer;

use api::engine::{CHUNK_BYTES, EngineOptions, analyse_file};
use dimers::{DIMER, RECORD, THREE_MILLION};
use shared::analysis::{Analysis, Options};
use shared::tally::Settings;
use shared::tally::prefix;
use std::{
    io::Write,
    sync::atomic::{AtomicU64, Ordering},
};
use tempfile::NamedTempFile;

#[test]
fn the_engine_counts_three_million_starts_as_in_order() {
    // About 480 MB, which go whatever becomes of the test.
    let mut file = NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (mut analysis, mut text) = (Analysis::new(Options::default()), Vec::new());
    for start in (0..THREE_MILLION.reads()).step_by(10_000) {
        THREE_MILLION.write(start..start + 10_000, &mut text);
        file.write_all(&text).unwrap();
        assert!(analysis.feed(&text));
    }
    let expected = analysis.finish();
    assert_eq!(expected.error, None);
    let bytes = THREE_MILLION.reads() * RECORD as u64;
    assert!(expected.document.ledger.is_whole(bytes));
    let duplication = &expected.document.tally.duplication;
    assert_eq!(duplication.thinning(), 5);
    assert!((THREE_MILLION.distinct() >> 6..100_000).contains(&(duplication.kept() as u64)));
    assert_eq!(duplication.reads_of(prefix::hash(DIMER)), None);

    let json = expected.document.to_json();
    for (threads, chunk_bytes) in [(1, CHUNK_BYTES), (2, CHUNK_BYTES)] {
        let progress = AtomicU64::new(0);
        let settings = Settings::default();
        let options = EngineOptions {
            settings: &settings,
            threads,
            chunk_bytes,
            start: 0,
            progress: &progress,
        };
        let place = format!("{threads} threads, chunks of {chunk_bytes}");
        let found = analyse_file(file.path(), &options).unwrap();
        assert_eq!(found.error, None, "{place}");
        // Tallies are long: say that they differ, not what they are.
        assert!(found.document.to_json() == json, "{place}");
        assert_eq!(found.document.receipt(), expected.document.receipt());
        assert_eq!(progress.load(Ordering::Relaxed), bytes, "{place}");
    }
}
