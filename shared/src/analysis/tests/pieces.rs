//! Pieces of BGZF against a reader of the whole.

use super::made::{block, packed, text};
use crate::analysis::pieces::{MARGIN_BYTES, PiecePlace, Pieces, tally_piece};
use crate::analysis::{Analysis, InputNotes, Options, tally_chunk_with};
use crate::fastq::Layout;
use crate::tally::Settings;
use crate::wire::TallyDocument;

/// The pieces of a file, counted in an order drawn by `seed`; none if there was doubt.
fn by_pieces(file: &[u8], bytes: usize, seed: u64) -> Option<(TallyDocument, InputNotes)> {
    behind(TallyDocument::default(), file, bytes, seed)
}

/// The same of a later file of a sample.
fn behind(
    before: TallyDocument,
    file: &[u8],
    bytes: usize,
    seed: u64,
) -> Option<(TallyDocument, InputNotes)> {
    let base = before.ledger.prefix_end().byte;
    let settings = Settings::default();
    let count = file.len().div_ceil(bytes);
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = seed;
    for last in (1..count).rev() {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        order.swap(last, (state >> 33) as usize % (last + 1));
    }
    let mut pieces = Pieces::new(u32::try_from(count).unwrap(), base);
    let mut total = before;
    for index in order {
        let at = index * bytes;
        let last = index + 1 == count;
        let place = PiecePlace {
            index: u32::try_from(index).unwrap(),
            base,
            at: at as u64,
            bytes: bytes.min(file.len() - at),
            last,
            most: 1 << 20,
        };
        let end = file.len().min(at + bytes + MARGIN_BYTES);
        let (row, span) = tally_piece(&file[at..end], place, &settings)?;
        let document = row.document.unwrap_or_default();
        let joined = pieces.join(place.index, document, row.ends, span, &settings);
        total.merge(&joined.ok()?).unwrap();
    }
    assert_eq!(pieces.held_bytes(), 0);
    let (ledger, structure) = pieces.finish(&total.ledger, file.len() as u64).ok()?;
    total.ledger = ledger;
    let notes = InputNotes {
        layout: Layout::FourLine,
        gzip: Some(structure),
    };
    Some((total, notes))
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
fn a_later_file_goes_on_where_the_first_ended() {
    let (first, second) = (text(20), text(40));
    let before = tally_chunk_with(&first, Layout::FourLine, 0, false, &Settings::default());
    let whole = [&first[..], &second].concat();
    let whole = tally_chunk_with(&whole, Layout::FourLine, 0, false, &Settings::default());
    for bytes in [100, 400, 10_000] {
        let counted = behind(before.document.clone(), &packed(&second, 300), bytes, 8);
        assert!(counted.unwrap().0 == whole.document, "{bytes}");
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
        base: 0,
        at: 0,
        bytes: file.len(),
        last: true,
        most: 500,
    };
    assert!(tally_piece(&file, place, &Settings::default()).is_none());
}
