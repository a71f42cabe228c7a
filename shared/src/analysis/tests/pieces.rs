//! Pieces of BGZF against a reader of the whole.

use super::made::{block, packed, text};
use crate::analysis::pieces::{MARGIN_BYTES, PiecePlace, Pieces, WholePiece, tally_piece};
use crate::analysis::{Analysis, InputNotes, Options, tally_chunk_with};
use crate::fastq::Layout;
use crate::gzip::Structure;
use crate::tally::Settings;
use crate::wire::TallyDocument;
use std::io::Write;

/// The pieces of a file, counted in an order drawn by `seed`; none if there was doubt.
fn by_pieces(file: &[u8], bytes: usize, seed: u64) -> Option<(TallyDocument, InputNotes)> {
    let (document, structures) = of_files(&[file], bytes, seed, false)?;
    let notes = InputNotes {
        layout: Layout::FourLine,
        gzip: structures.first().copied(),
    };
    Some((document, notes))
}

/// The same of several files, and what was seen of each one's structure; with `whole_ones` those that
/// are one piece are counted as their bytes arrive.
fn of_files(
    files: &[&[u8]],
    bytes: usize,
    seed: u64,
    whole_ones: bool,
) -> Option<(TallyDocument, Vec<Structure>)> {
    let settings = Settings::default();
    let counts = files.iter().map(|file| file.len().div_ceil(bytes));
    let counts: Vec<u32> = counts.map(|count| u32::try_from(count).unwrap()).collect();
    let mut order: Vec<(usize, u32)> = Vec::new();
    for (file, count) in counts.iter().enumerate() {
        order.extend((0..*count).map(|piece| (file, piece)));
    }
    let places: Vec<u32> = (0..).take(order.len()).collect();
    let mut order: Vec<_> = order.into_iter().zip(places).collect();
    let mut state = seed;
    for last in (1..order.len()).rev() {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        order.swap(last, (state >> 33) as usize % (last + 1));
    }
    let mut pieces = Pieces::new(&counts);
    let mut total = TallyDocument::default();
    for ((file, piece), index) in order {
        let (text, at) = (files[file], piece as usize * bytes);
        let place = PiecePlace {
            index,
            first: piece == 0,
            at: at as u64,
            bytes: bytes.min(text.len() - at),
            last: piece + 1 == counts[file],
            most: 1 << 20,
        };
        let end = text.len().min(at + bytes + MARGIN_BYTES);
        let (row, span) = if whole_ones && place.is_whole() {
            let mut whole = WholePiece::new(place, settings.clone());
            text.chunks(100).all(|part| whole.feed(part));
            whole.finish()?
        } else {
            tally_piece(&text[at..end], place, &settings)?
        };
        let document = row.document.unwrap_or_default();
        let joined = pieces.join(index, document, row.ends, span, &settings);
        total.merge(&joined.ok()?).unwrap();
    }
    assert_eq!(pieces.held_bytes(), 0);
    let sizes: Vec<u64> = files.iter().map(|file| file.len() as u64).collect();
    let (ledger, structures) = pieces.finish(&total.ledger, &sizes).ok()?;
    total.ledger = ledger;
    Some((total, structures))
}

fn check(file: &[u8]) {
    let mut analysis = Analysis::new(Options::default());
    analysis.feed(file);
    let whole = analysis.finish();
    for (seed, bytes) in [
        (1, 1 << 20),
        (2, 3000),
        (3, 1000),
        (4, 200),
        (5, 90),
        (6, 90),
    ] {
        let pieces = by_pieces(file, bytes, seed);
        match whole.error {
            None => assert!(
                pieces == Some((whole.document.clone(), whole.input)),
                "pieces of {bytes}, order {seed}"
            ),
            Some(_) => assert!(pieces.is_none(), "pieces of {bytes}, order {seed}"),
        }
    }
}

#[test]
fn pieces_in_any_order_make_the_tally_of_the_whole() {
    let text = text(60);
    for block_bytes in [7, 100, 1000, 1 << 15] {
        let mut file = packed(&text, block_bytes);
        check(&file);
        file.extend(block(b""));
        check(&file);
        file.extend(packed(b"\n\r\n\n", 1));
        check(&file);
    }
    check(
        &[
            block(b"").repeat(9),
            packed(&text, 100),
            block(b""),
            packed(&text, 90),
        ]
        .concat(),
    );
    check(&packed(&text[..text.len() - 1], 50));
}

#[test]
fn the_text_of_several_files_is_one_but_no_record_goes_through_two() {
    let texts = [text(20), text(1), text(40)];
    let whole = texts.concat();
    let whole = tally_chunk_with(&whole, Layout::FourLine, 0, false, &Settings::default());
    let files: Vec<Vec<u8>> = texts.iter().map(|text| packed(text, 300)).collect();
    let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    for (seed, bytes) in [(1, 90), (2, 100), (3, 400), (4, 400), (5, 10_000)] {
        let (document, structures) = of_files(&files, bytes, seed, seed % 2 == 1).unwrap();
        assert!(document == whole.document, "{bytes}");
        for (file, structure) in files.iter().zip(structures) {
            let mut analysis = Analysis::new(Options::default());
            analysis.feed(file);
            assert_eq!(Some(structure), analysis.finish().input.gzip, "{bytes}");
        }
    }
    let (one, other) = texts[0].split_at(texts[0].len() / 2);
    let (one, other) = (packed(one, 300), packed(other, 300));
    for bytes in [90, 400, 10_000] {
        assert!(
            of_files(&[&one, &other], bytes, 6, true).is_none(),
            "{bytes}"
        );
    }
}

#[test]
fn a_file_that_is_one_piece_may_be_any_gzip() {
    let gzip = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let [one, two, three] = [text(20), text(3), text(40)];
    let members = [gzip(&two), gzip(b""), gzip(&two), vec![0; 9]].concat();
    let files = [gzip(&one), members, packed(&three, 300), gzip(&three)];
    let whole = [&one[..], &two, &two, &three, &three].concat();
    let whole = tally_chunk_with(&whole, Layout::FourLine, 0, false, &Settings::default());
    let all: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    for seed in 1..6 {
        let (document, structures) = of_files(&all, 1 << 20, seed, true).unwrap();
        assert!(document == whole.document, "{seed}");
        assert_eq!((structures[0].members, structures[1].members), (1, 3));
        assert_eq!(structures[1].zero_padding, 9);
        assert!(structures[2].bgzf_blocks > 1);
    }
    let cut = &files[0][..files[0].len() - 4];
    let mut damaged = files[3].clone();
    damaged[50] ^= 1;
    let (empty, bad) = (gzip(b"\n"), gzip(&one[..one.len() - 30]));
    for wrong in [cut, &damaged, &empty, &bad] {
        assert!(of_files(&[all[0], wrong], 1 << 20, 1, true).is_none());
        assert!(of_files(&[wrong, all[0]], 1 << 20, 1, true).is_none());
    }
}

#[test]
fn whatever_is_wrong_is_doubt() {
    let text = text(60);
    let sound = packed(&text, 1000);
    for at in [100, 300, sound.len() - 5, sound.len() - 1] {
        let mut damaged = sound.clone();
        damaged[at] ^= 1;
        check(&damaged);
    }
    check(&sound[..sound.len() - 1]);
    check(&sound[..sound.len() / 2]);
    for at in [5, 1500, 1501, 2999, text.len() - 3] {
        let mut malformed = text.clone();
        malformed[at] = b'\n';
        check(&packed(&malformed, 100));
    }
    // A reader of the whole finds nothing wrong with these, but they are no row of blocks.
    assert!(by_pieces(&[&sound[..], &[0]].concat(), 1000, 1).is_none());
    assert!(by_pieces(&[&sound[..], &[0; 3000]].concat(), 1000, 1).is_none());
}

#[test]
fn what_looks_like_blocks_inside_of_one_is_not_believed() {
    // Two blocks within the text of a stored block: a piece that begins before them takes them
    // for its own, and the chain does not close.
    let text = text(30);
    let inner = packed(b"@x\nA\n+\nI\n", 9).repeat(2);
    let mut stored = vec![
        0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, b'B', b'C', 2, 0,
    ];
    let body = inner.len() + 5;
    stored.extend(u16::try_from(body + 25).unwrap().to_le_bytes());
    stored.push(1);
    let length = u16::try_from(inner.len()).unwrap();
    stored.extend(length.to_le_bytes());
    stored.extend((!length).to_le_bytes());
    stored.extend(&inner);
    let mut crc = flate2::Crc::new();
    crc.update(&inner);
    stored.extend(crc.sum().to_le_bytes());
    stored.extend(crc.amount().to_le_bytes());
    let file = [packed(&text, 300), stored, packed(&text, 300)].concat();
    for bytes in [90, 100, 200, 3000] {
        assert!(by_pieces(&file, bytes, 3).is_none(), "{bytes}");
    }
}

#[test]
fn a_piece_that_unpacks_to_more_than_it_may_is_doubt() {
    let file = packed(&text(60), 1000);
    let place = PiecePlace {
        index: 0,
        first: true,
        at: 0,
        bytes: file.len(),
        last: true,
        most: 500,
    };
    assert!(tally_piece(&file, place, &Settings::default()).is_none());
}
