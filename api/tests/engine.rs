//! The engine of whole files against the analysis in order: the same tally, error and notes.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

#[path = "engine/made.rs"]
mod made;

use self::made::{bgzf, block, blocks, member};
use api::engine::{CHUNK_BYTES, EngineOptions, analyse_file, analyse_stream};
use shared::analysis::{Analysis, Options, Outcome};
use shared::tally::{ReadNumber, Settings, adapters};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

fn in_order(bytes: &[u8], start: u64, settings: &Settings) -> Outcome {
    let mut analysis = Analysis::new(Options {
        start,
        settings: settings.clone(),
        ..Options::default()
    });
    let _ = bytes.chunks(1 << 16).all(|piece| analysis.feed(piece));
    analysis.finish()
}

fn same(found: &Outcome, expected: &Outcome, place: &str) {
    assert_eq!(found.error, expected.error, "{place}");
    assert_eq!(found.input, expected.input, "{place}");
    let (found, expected) = (&found.document, &expected.document);
    assert_eq!(found.ledger, expected.ledger, "{place}");
    // Tallies are long: say that they differ, not what they are.
    assert!(
        found.to_json() == expected.to_json(),
        "{place}: the tally differs"
    );
}

/// Reads a file in every way; gives the outcome.
fn check(path: &Path, name: &str, start: u64) -> Outcome {
    check_with(path, name, start, &Settings::default())
}

/// The same with other settings.
fn check_with(path: &Path, name: &str, start: u64, settings: &Settings) -> Outcome {
    let bytes = fs::read(path).unwrap();
    let expected = in_order(&bytes, start, settings);
    let progress = AtomicU64::new(99);
    let options = |threads, chunk_bytes| EngineOptions {
        threads,
        chunk_bytes,
        start,
        settings,
        progress: &progress,
    };
    // Many chunks cost much: the smallest are for small files.
    let smallest = if bytes.len() < 400_000 { 1 } else { 100_000 };
    let ways = [
        (1, CHUNK_BYTES),
        (2, smallest),
        (2, 10_000),
        (2, CHUNK_BYTES),
        (4, 10_000),
        (4, CHUNK_BYTES),
    ];
    for (threads, chunk_bytes) in ways {
        let place = format!("{name}, {threads} threads, chunks of {chunk_bytes}");
        let found = analyse_file(path, &options(threads, chunk_bytes)).unwrap();
        same(&found, &expected, &place);
        let read = progress.load(Ordering::Relaxed);
        assert!(read <= bytes.len() as u64, "{place}: {read}");
        if expected.error.is_none() {
            assert_eq!(read, bytes.len() as u64, "{place}");
        }
    }
    let streamed = analyse_stream(bytes.as_slice(), &options(2, 10_000)).unwrap();
    same(&streamed, &expected, &format!("{name}, as a stream"));
    expected
}

/// Writes a file, and reads it in every way.
fn check_made(name: &str, bytes: &[u8], start: u64) -> Outcome {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("engine-{name}"));
    fs::write(&path, bytes).unwrap();
    let outcome = check(&path, name, start);
    fs::remove_file(path).unwrap();
    outcome
}

/// The corpora; none where they are absent, which is said loudly.
fn corpus(folder: &str) -> Vec<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let root = std::env::var_os("READOUT_CORPUS").map_or(default, PathBuf::from);
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    if paths.is_empty() {
        eprintln!("SKIPPED: no corpora; set READOUT_CORPUS to test against them");
    }
    paths
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, paths);
        } else {
            paths.push(path);
        }
    }
    paths.sort();
}

#[test]
fn real_reads_give_the_same_outcome_however_they_are_read() {
    for path in corpus("reads") {
        check(&path, &path.to_string_lossy(), 0);
    }
}

#[test]
fn conformance_files_give_the_same_outcome_however_they_are_read() {
    for path in corpus("conformance") {
        check(&path, &path.to_string_lossy(), 0);
    }
}

#[test]
fn made_files_give_the_same_outcome_however_they_are_read() {
    let text = made::records(200_000, 150, "\n");
    let sound = |name: &str, bytes: &[u8]| {
        let outcome = check_made(name, bytes, 0);
        assert_eq!(outcome.error, None, "{name}");
        assert!(outcome.document.reads() > 4, "{name}");
        outcome
    };
    sound("plain", text.as_bytes());
    sound("no-final-newline", text.trim_end().as_bytes());
    sound("blank-end", format!("{text}\n\r\n\n").as_bytes());
    sound(
        "carriage-returns",
        made::records(100_000, 90, "\r\n").as_bytes(),
    );
    sound("long", made::records(900_000, 60_000, "\n").as_bytes());
    sound("wrapped", made::wrapped(100_000).as_bytes());
    let turns = [text.as_str(), &made::wrapped(50_000)].concat();
    let turned = sound("wrapped-late", turns.as_bytes());
    assert_eq!(turned.input.warnings().len(), 1);
    sound("wrapped-late.gz", &member(turns.as_bytes()));
    sound("wrapped-late.bgzf", &bgzf(turns.as_bytes()));
    for size in [512, 10_000, 10_001, 20_000] {
        let mut exact = made::records(size - 450, 100, "\n");
        let name = "n".repeat(size - exact.len() - "@\nACGT\n+\nIIII\n".len());
        exact += &format!("@{name}\nACGT\n+\nIIII\n");
        assert_eq!(exact.len(), size);
        check_made(&format!("exactly-{size}"), exact.as_bytes(), 0);
    }
    for name in ["empty", "blank"] {
        let bytes: &[u8] = if name == "empty" { b"" } else { b"\n\n" };
        assert!(check_made(name, bytes, 0).error.is_some());
        assert!(
            check_made(&format!("{name}.gz"), &member(bytes), 0)
                .error
                .is_some()
        );
        assert!(
            check_made(&format!("{name}.bgzf"), &bgzf(bytes), 0)
                .error
                .is_some()
        );
    }
}

#[test]
fn gzip_of_every_structure_gives_the_same_outcome() {
    let text = made::records(150_000, 150, "\n");
    let text = text.as_bytes();
    let sound = |name: &str, bytes: &[u8]| {
        let outcome = check_made(name, bytes, 0);
        assert_eq!(outcome.error, None, "{name}");
        outcome.input.gzip.unwrap()
    };
    assert_eq!(sound("one.gz", &member(text)).members, 1);
    let many: Vec<u8> = text.chunks(35_001).flat_map(member).collect();
    assert_eq!(sound("many.gz", &many).members, 5);
    let whole = sound("whole.bgzf", &bgzf(text));
    assert!(whole.bgzf_end_marker && whole.bgzf_blocks == whole.members);
    assert!(!sound("no-marker.bgzf", &blocks(text)).bgzf_end_marker);
    let padded = [bgzf(text), vec![0; 1000]].concat();
    assert_eq!(sound("padded.bgzf", &padded).zero_padding, 1000);
    assert_eq!(
        sound("padded.gz", &[many.clone(), vec![0; 9]].concat()).zero_padding,
        9
    );
    let mixed = sound(
        "mixed.bgzf",
        &[bgzf(&text[..70_000]), member(&text[70_000..])].concat(),
    );
    assert_eq!(mixed.members, mixed.bgzf_blocks + 1);
    let empties = [block(b"").repeat(2_000), bgzf(text)].concat();
    assert!(sound("empties.bgzf", &empties).bgzf_blocks > 2_000);
    let long = made::records(600_000, 200_000, "\n");
    sound("long.gz", &member(long.as_bytes()));
    sound("long.bgzf", &bgzf(long.as_bytes()));
}

#[test]
fn faults_are_found_in_the_same_place() {
    let text = made::records(150_000, 150, "\n");
    let fault = |name: &str, bytes: &[u8]| {
        let outcome = check_made(name, bytes, 0);
        let error = outcome.error.unwrap();
        assert!(outcome.document.reads() > 100, "{name}: {error}");
        error.kind.code()
    };
    let bad = [&text[..], "@bad\nACGT\n+\nIII\n", &text[..]].concat();
    fault("bad", bad.as_bytes());
    fault("bad.gz", &member(bad.as_bytes()));
    fault("bad.bgzf", &bgzf(bad.as_bytes()));
    fault("cut", &text.as_bytes()[..text.len() - 20]);
    fault(
        "blank-between",
        [&text[..], "\n\n", &text[..]].concat().as_bytes(),
    );
    for (name, sound) in [
        ("damaged.gz", member(text.as_bytes())),
        ("damaged.bgzf", blocks(text.as_bytes())),
    ] {
        assert_eq!(
            fault(name, &sound[..sound.len() - 5]),
            "gzip-truncated",
            "{name}"
        );
        assert_eq!(
            fault(name, &sound[..sound.len() / 2]),
            "gzip-truncated",
            "{name}"
        );
        let garbage = [&sound[..], b"garbage"].concat();
        assert_eq!(fault(name, &garbage), "gzip-trailing-garbage", "{name}");
        let mut wrong = sound.clone();
        let checksum = wrong.len() - 8;
        wrong[checksum] ^= 1;
        assert_eq!(fault(name, &wrong), "gzip-checksum", "{name}");
        let zeros = [&sound[..], &[0; 100], &sound[..]].concat();
        assert_eq!(fault(name, &zeros), "gzip-trailing-garbage", "{name}");
    }
    // Length of a block, as it says.
    let mut lies = blocks(text.as_bytes());
    lies[16] ^= 5;
    assert_eq!(check_made("lies.bgzf", &lies, 0).error, None);
}

#[test]
fn other_formats_are_named() {
    let text = made::records(100_000, 100, "\n");
    let sam = format!("@HD\tVN:1.6\nACGT\n+\nIIII\n{text}");
    for (name, bytes) in [
        ("sam", sam.clone().into_bytes()),
        ("sam.gz", member(sam.as_bytes())),
        ("sam.bgzf", bgzf(sam.as_bytes())),
        ("twice.gz", member(&member(text.as_bytes()))),
    ] {
        let error = check_made(name, &bytes, 0).error.unwrap();
        assert_eq!(error.kind.code(), "unsupported", "{name}");
    }
}

#[test]
fn a_later_file_of_a_sample_goes_on_where_the_first_ended() {
    let text = made::records(100_000, 150, "\n");
    let bad = [&text[..], "@bad\nACGT\n+\nIII\n", &text[..]].concat();
    let late = [&text[..], &made::wrapped(50_000)].concat();
    for (name, text) in [
        ("later", &text),
        ("later-bad", &bad),
        ("later-wrapped", &late),
    ] {
        for start in [1, 12_345, 1 << 59] {
            let outcome = check_made(name, text.as_bytes(), start);
            assert_eq!(outcome.document.ledger.segments()[0].start, start);
            check_made(&format!("{name}.gz"), &member(text.as_bytes()), start);
            check_made(&format!("{name}.bgzf"), &bgzf(text.as_bytes()), start);
        }
    }
    // Only the first file may be refused by its first bytes.
    check_made("later-fasta", b">chr1\nACGT\n", 100);
    check_made("later-empty", b"", 100);
    check_made("later-empty.gz", &member(b""), 100);
}

#[test]
fn other_adapters_are_counted_in_every_way() {
    let text = made::records(60_000, 100, "\n");
    let settings = Settings {
        adapters: adapters::parse("one\tACGT\ntwo\tGATTACA\nthree\tCCCCCCCCCCCC\n").unwrap(),
        ..Settings::default()
    };
    let mut analysis = Analysis::new(Options {
        settings: settings.clone(),
        ..Options::default()
    });
    analysis.feed(text.as_bytes());
    let expected = analysis.finish();
    assert_ne!(
        expected.document,
        in_order(text.as_bytes(), 0, &Settings::default()).document,
        "the adapters are the standard ones"
    );
    let broken = format!("{text}@bad\nACGT\n+\nIII\n");
    let progress = AtomicU64::new(0);
    for (name, bytes) in [
        ("plain", text.as_bytes().to_vec()),
        ("gzip", member(text.as_bytes())),
        ("bgzf", bgzf(text.as_bytes())),
        // What is wrong is read on in order, with the same adapters.
        ("broken", broken.into_bytes()),
    ] {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("adapters-{name}"));
        fs::write(&path, bytes).unwrap();
        for threads in [1, 2, 4] {
            let options = EngineOptions {
                threads,
                chunk_bytes: 1,
                start: 0,
                settings: &settings,
                progress: &progress,
            };
            let found = analyse_file(&path, &options).unwrap();
            assert_eq!(found.error.is_some(), name == "broken");
            assert!(
                found.document.to_json() == expected.document.to_json(),
                "{name}, {threads} threads: the tally differs"
            );
        }
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn one_read_of_each_pair_is_counted_the_same_however_it_is_read() {
    let interleaved = |bytes: usize| -> String {
        let text = made::records(bytes, 150, "\n");
        let records = text.lines().collect::<Vec<_>>();
        let mates = records.chunks(4).flat_map(|record| {
            [1, 2].map(|number| {
                let name = record[0].replace(" 1:N", &format!(" {number}:N"));
                format!("{name}\n{}\n+\n{}\n", record[1], record[3])
            })
        });
        mates.collect()
    };
    let text = interleaved(100_000);
    let wrapped = [&text[..], &made::wrapped(50_000)].concat();
    let bad = [&text[..], "@bad\nACGT\n+\nIII\n", &text[..]].concat();
    let neither = made::records(50_000, 100, "\n").replace(" 1:N", " 3:N");
    let (mut reads, mut records) = (0, 0);
    for number in [ReadNumber::First, ReadNumber::Second] {
        let settings = Settings {
            read_number: Some(number),
            ..Settings::default()
        };
        let check = |name: &str, bytes: &[u8]| {
            let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("engine-{name}"));
            fs::write(&path, bytes).unwrap();
            let outcome = check_with(&path, name, 0, &settings);
            fs::remove_file(path).unwrap();
            let tally = &outcome.document.tally;
            assert_eq!(tally.records(), outcome.document.ledger.records(), "{name}");
            assert_eq!(tally.read_number, Some(number), "{name}");
            outcome
        };
        let outcome = check("mates", text.as_bytes());
        reads += outcome.document.reads();
        records = outcome.document.ledger.records();
        assert_eq!(outcome.document.reads() * 2, records);
        check("mates.gz", &member(text.as_bytes()));
        check("mates.bgzf", &bgzf(text.as_bytes()));
        check("mates-wrapped", wrapped.as_bytes());
        assert!(check("mates-bad", bad.as_bytes()).error.is_some());
        for (name, bytes) in [
            ("neither", neither.as_bytes().to_vec()),
            ("neither.gz", member(neither.as_bytes())),
            ("neither.bgzf", bgzf(neither.as_bytes())),
        ] {
            let outcome = check(name, &bytes);
            assert_eq!(
                (outcome.error, outcome.document.reads()),
                (None, 0),
                "{name}"
            );
        }
    }
    assert_eq!(reads, records);
}
