//! The conformance suites: every file gets the verdict that its manifest expects, whole and cut
//! anywhere, and every invalid file's message names record, line and byte.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/corpus.rs"]
mod corpus;
#[path = "common/parts.rs"]
mod parts;
#[path = "common/table.rs"]
mod table;

use shared::analysis::{Analysis, Options, Outcome};
use shared::fastq::FastqErrorKind;
use std::fs;

const SUITES: [&str; 6] = [
    "cock2010-biopython",
    "formatspecimens",
    "fastq_utils",
    "filtlong",
    "misc-valid",
    "needletail",
];

/// Verdicts that differ from a manifest on purpose, with whether we take the file, and why. The
/// same table stands in ARCHITECTURE.md.
const DEVIATIONS: [(&str, bool, &str); 11] = [
    (
        "nanopore_rna4.fastq.gz",
        true,
        "U and T in one read are both IUPAC letters; that suite forbids the mixture",
    ),
    (
        "nanopore_rna5.fastq.gz",
        true,
        "U and T in one read are both IUPAC letters; that suite forbids the mixture",
    ),
    (
        "test_e2.fastq.gz",
        true,
        "an empty name is a name; that suite wants one",
    ),
    (
        "test_e9.fastq.gz",
        true,
        "names that occur twice are no fault of the format, and checking needs unbounded memory",
    ),
    (
        "dnaio__simple.fastq",
        false,
        "its letters E, Q and digit 1 are no bases",
    ),
    (
        "dnaio__simple.fastq.gz",
        false,
        "its letters E, Q and digit 1 are no bases",
    ),
    (
        "dnaio__withplus.fastq",
        false,
        "its letters E, Q and digit 1 are no bases",
    ),
    ("dnaio__simple.fastq.bz2", false, "bzip2 is named, not read"),
    ("dnaio__simple.fastq.xz", false, "xz is named, not read"),
    (
        "cutadapt__data_multiblock.fastq.bz2",
        false,
        "bzip2 is named, not read",
    ),
    ("screed__test.fastq.bz2", false, "bzip2 is named, not read"),
];

#[test]
fn every_specimen_gets_its_verdict() {
    let Some(folder) = corpus::corpus() else {
        return;
    };
    let (mut judged, mut deviating) = (0, 0);
    for_each_specimen(&folder, |file, expected, bytes| {
        let outcome = whole(bytes);
        let deviation = DEVIATIONS.iter().find(|(name, ..)| *name == file);
        let expected = match (deviation, expected) {
            (Some((_, taken, _)), _) => *taken,
            (None, "valid") => true,
            (None, "invalid") => false,
            (None, _) => return,
        };
        assert_eq!(
            outcome.error.is_none(),
            expected,
            "{file}: {:?}",
            outcome.error
        );
        judged += 1;
        deviating += usize::from(deviation.is_some());
        if let Some(error) = outcome.error {
            let text = error.to_string();
            for part in [
                format!("record {}", error.position.record),
                format!("line {}", error.position.line),
                format!("byte {}", error.position.byte),
            ] {
                assert!(text.contains(&part), "{file}: {text}");
            }
        }
    });
    assert_eq!((judged > 150, deviating), (true, DEVIATIONS.len()));
    println!("{judged} specimens judged, {deviating} of them otherwise than their suite");
}

#[test]
fn every_cut_gives_the_same_tally_and_the_same_message() {
    let Some(folder) = corpus::corpus() else {
        return;
    };
    let mut cuts = 0_u64;
    for_each_specimen(&folder, |file, _, bytes| {
        let reference = whole(bytes);
        if matches!(
            reference.error.as_ref().map(|error| &error.kind),
            Some(FastqErrorKind::Unsupported { .. })
        ) {
            return;
        }
        let text = text_of(bytes);
        let plain = whole(&text);
        // At every byte for what is small, at many for the few larger ones.
        for cut in (0..=text.len()).step_by((text.len() / 2000).max(1)) {
            let (document, error) =
                parts::count_in_parts(&text, &[cut, cut / 2], |parts| parts.reverse());
            assert_eq!(error, plain.error, "{file} cut at {cut}");
            assert_eq!(document, plain.document, "{file} cut at {cut}");
            cuts += 1;
        }
    });
    println!("{cuts} cuts");
}

#[test]
fn pieces_of_any_size_give_the_same_outcome() {
    let Some(folder) = corpus::corpus() else {
        return;
    };
    for_each_specimen(&folder, |file, _, bytes| {
        let reference = whole(bytes);
        for piece in [1, 2, 3, 7, 64, 511, 512, 513, 4096] {
            let mut analysis = Analysis::new(Options::default());
            for piece in bytes.chunks(piece) {
                analysis.feed(piece);
            }
            assert_eq!(analysis.finish(), reference, "{file} in pieces of {piece}");
        }
    });
}

#[test]
fn four_lines_first_and_wrapped_later_reads_right_at_every_cut() {
    let four_lines: String = (0..8)
        .map(|i| format!("@r{i}\nACGTACGT\n+\n@IIII+II\n"))
        .collect();
    let wrapped = "@w1\nACGT\nAC\n+\n@III\n+I\n@w2\nGGGG\n+w2\n@@@@\n@w3\nAC\nGT\n+\n+@\n@+\n";
    let text = [four_lines.as_bytes(), wrapped.as_bytes()].concat();
    let reference = whole(&text);
    assert_eq!(
        (reference.error.clone(), reference.document.reads()),
        (None, 11)
    );
    for first in 0..=text.len() {
        for second in (0..=text.len()).step_by(5) {
            let (document, error) =
                parts::count_in_parts(&text, &[first, second], |parts| parts.reverse());
            assert_eq!(
                (error, &document),
                (None, &reference.document),
                "cut at {first} and {second}"
            );
        }
    }
}

fn for_each_specimen(folder: &std::path::Path, mut judge: impl FnMut(&str, &str, &[u8])) {
    for suite in SUITES {
        let folder = folder.join("conformance").join(suite);
        let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
        for row in table::rows(&manifest) {
            judge(
                row[0],
                row[1],
                &fs::read(folder.join("files").join(row[0])).unwrap(),
            );
        }
    }
}

fn whole(bytes: &[u8]) -> Outcome {
    let mut analysis = Analysis::new(Options::default());
    analysis.feed(bytes);
    analysis.finish()
}

/// The text of a file, unpacked if it is gzip.
fn text_of(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(&shared::gzip::MAGIC) {
        return bytes.to_vec();
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes), &mut text).unwrap();
    text
}

#[test]
fn blank_lines_alone_are_an_empty_input_and_no_block() {
    let mut framer = shared::framer::Framer::new(
        shared::fastq::Position::START,
        shared::fastq::Layout::FourLine,
        false,
    );
    let mut blocks = 0;
    let mut on = |event: shared::framer::Event<'_>| {
        blocks += usize::from(matches!(event, shared::framer::Event::Block(_)));
    };
    let error = framer
        .feed(b"\n\r\n\n", &mut on)
        .and_then(|()| framer.finish(&mut on));
    assert_eq!(
        error.map_err(|error| error.kind),
        Err(FastqErrorKind::Empty)
    );
    assert_eq!(blocks, 0);
}

/// Each of these would be scanned again for every piece that comes, if the framer looked at its
/// buffer each time: some hundred gigabytes.
#[test]
fn a_record_past_the_limit_is_refused_in_small_pieces_as_in_one() {
    let bases = vec![b'A'; shared::fastq::MAX_RECORD_BYTES + 1000];
    let one_line = [&b"@r1\n"[..], &bases].concat();
    let wrapped = [
        &b"@r1\nACGT\n"[..],
        &bases.chunks(80).collect::<Vec<_>>().join(&b'\n'),
    ]
    .concat();
    for (text, kind) in [(one_line, "record-too-long"), (wrapped, "missing-plus")] {
        let reference = whole(&text);
        assert_eq!(
            reference.error.as_ref().map(|error| error.kind.code()),
            Some(kind)
        );
        let mut analysis = Analysis::new(Options::default());
        for piece in text.chunks(1000) {
            analysis.feed(piece);
        }
        assert_eq!(analysis.finish(), reference);
    }
}
