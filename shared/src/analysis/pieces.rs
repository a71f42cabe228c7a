//! BGZF counted in pieces of the file, visited in any order.
//!
//! Where a piece's text stands in the input is not known before all pieces ahead of it were
//! inflated. Until then its ledger has a place of its own far from all others: piece `i` begins at
//! `i` times [`PIECE_ROOM`]. What pieces leave over where they meet is counted as soon as both sides
//! are there. When all are in, it is proved that they are the whole file without a gap, and the
//! ledger is moved to where the text stands; by the induction of [`super::rows`], the sum is then
//! that of a reader of the whole.

use super::rows::{MAX_CARRY_BYTES, RowEnds, RowPlace, RowTally, Unjoined, tally_row};
use super::tally_chunk_with;
use crate::fastq::Layout;
use crate::gzip::Structure;
use crate::gzip::bgzf::{MAX_BLOCK_BYTES, Row, first_block};
use crate::ledger::Ledger;
use crate::tally::Settings;
use crate::wire::TallyDocument;
use serde::{Deserialize, Serialize};

/// Offsets of text between the places of two pieces, while nobody knows better.
pub const PIECE_ROOM: u64 = 1 << 33;
/// Bytes behind a piece that must be there, too: its last block may reach into them.
pub const MARGIN_BYTES: usize = MAX_BLOCK_BYTES + 18;

/// Which piece of a file some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PiecePlace {
    /// Its place among the pieces, from 0.
    pub index: u32,
    /// Offset of the file's text in that of the sample: 0 for its first file.
    pub base: u64,
    /// Offset of its first byte in the file.
    pub at: u64,
    /// Its length: all blocks that begin in it belong to it.
    pub bytes: usize,
    /// Whether the file ends with it.
    pub last: bool,
    /// The most text, in bytes, that it may unpack to.
    pub most: usize,
}

/// Where a piece's blocks stand in the file, and the length of their text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Offset of its first block; where the next piece's stands, if it has none.
    pub begin: u64,
    /// Offset behind its last block.
    pub end: u64,
    /// Bytes of its text.
    pub text_bytes: u64,
}

/// Inflates and counts a piece; none if anything is wrong with it. `bytes` begins with it, and ends
/// [`MARGIN_BYTES`] behind it or with the file.
#[must_use]
pub fn tally_piece(
    bytes: &[u8],
    place: PiecePlace,
    settings: &Settings,
) -> Option<(RowTally, Span)> {
    let begin = match place.index {
        0 => 0,
        _ => first_block(
            bytes,
            place.last || bytes.len() < place.bytes + MARGIN_BYTES,
        )?,
    };
    let blocks = bytes.get(begin..)?;
    let mut row = Row::default();
    let whole = row.reach(blocks, place.bytes.saturating_sub(begin), place.most);
    if !whole {
        return None;
    }
    let at = |offset: usize| place.at.saturating_add(offset as u64);
    let span = Span {
        begin: at(begin),
        end: at(begin + row.packed_bytes),
        text_bytes: row.text_bytes as u64,
    };
    let stands = RowPlace {
        start: place
            .base
            .saturating_add(u64::from(place.index) * PIECE_ROOM),
        text_bytes: row.text_bytes,
        more: !place.last,
    };
    let packed = blocks.get(..row.packed_bytes)?;
    Some((tally_row(packed, stands, settings)?, span))
}

/// The pieces of a file that were counted.
#[derive(Debug, Default)]
pub struct Pieces {
    base: u64,
    pieces: Vec<Option<Piece>>,
    held_bytes: usize,
}

#[derive(Debug)]
struct Piece {
    span: Span,
    structure: Structure,
    /// A record begins in it.
    cut: bool,
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Pieces {
    /// None yet, of so many in a file whose text begins at `base`.
    #[must_use]
    pub fn new(count: u32, base: u64) -> Self {
        let mut pieces = Vec::new();
        pieces.resize_with(count as usize, || None);
        Self {
            base,
            pieces,
            held_bytes: 0,
        }
    }

    /// Bytes of text that wait for the piece beside theirs.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// Takes a piece in, and gives the tally of it and of what it closes the gap to.
    ///
    /// # Errors
    /// If what stands between pieces is no whole number of records, or the piece is none of these.
    /// Take no more in then.
    pub fn join(
        &mut self,
        index: u32,
        document: TallyDocument,
        ends: RowEnds,
        span: Span,
        settings: &Settings,
    ) -> Result<TallyDocument, Unjoined> {
        let index = index as usize;
        let place = self.pieces.get_mut(index).ok_or(Unjoined)?;
        let cut = (ends.head.len() as u64) < span.text_bytes;
        self.held_bytes += ends.head.len() + ends.tail.len();
        *place = Some(Piece {
            span,
            structure: ends.structure,
            cut,
            head: ends.head,
            tail: ends.tail,
        });
        let mut sum = document;
        let behind = cut.then_some(index + 1);
        for from in self.opening(index).into_iter().chain(behind) {
            if let Some(joint) = self.close(from, settings)? {
                sum.merge(&joint).map_err(|_| Unjoined)?;
            }
        }
        Ok(sum)
    }

    /// The first piece of the gap that ends at `index` or goes through it, if all before it are in.
    fn opening(&self, index: usize) -> Option<usize> {
        for before in (0..index).rev() {
            match self.pieces.get(before)? {
                Some(piece) if piece.cut => return Some(before + 1),
                Some(_) => {}
                None => return None,
            }
        }
        Some(0)
    }

    /// Counts what stands in the gap that begins with the head of `from`, if all of it is there.
    fn close(
        &mut self,
        from: usize,
        settings: &Settings,
    ) -> Result<Option<TallyDocument>, Unjoined> {
        let mut to = from;
        let cut = loop {
            match self.pieces.get(to) {
                None => break false,
                Some(None) => return Ok(None),
                Some(Some(piece)) if piece.cut => break true,
                Some(Some(_)) => to += 1,
            }
        };
        let mut joint = Vec::new();
        let mut start = self.base;
        if let Some(before) = from.checked_sub(1)
            && let Some(Some(piece)) = self.pieces.get_mut(before)
        {
            joint = std::mem::take(&mut piece.tail);
            start += before as u64 * PIECE_ROOM;
            start += piece.span.text_bytes - joint.len() as u64;
        }
        let behind = to.saturating_add(1).min(self.pieces.len());
        for piece in self.pieces[from.min(behind)..behind].iter_mut().flatten() {
            joint.append(&mut piece.head);
        }
        self.held_bytes -= joint.len();
        if joint.len() > MAX_CARRY_BYTES {
            return Err(Unjoined);
        }
        if joint.is_empty() {
            return Ok(None);
        }
        let outcome = tally_chunk_with(&joint, Layout::FourLine, start, cut, settings);
        match outcome.error {
            None => Ok(Some(outcome.document)),
            Some(_) => Err(Unjoined),
        }
    }

    /// Proves that all pieces are in, and that they are a file of `size` bytes; gives the ledger as
    /// the text stands, and what was seen of the structure.
    ///
    /// # Errors
    /// If that is not so: a reader of the whole must say why.
    pub fn finish(&self, ledger: &Ledger, size: u64) -> Result<(Ledger, Structure), Unjoined> {
        let (mut at, mut text) = (0, 0);
        let mut structure = Structure::default();
        let mut starts = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let piece = piece.as_ref().ok_or(Unjoined)?;
            if piece.span.begin != at {
                return Err(Unjoined);
            }
            starts.push(text);
            at = piece.span.end;
            text += piece.span.text_bytes;
            structure.append(&piece.structure);
        }
        let stands = |start: u64| {
            let Some(start) = start.checked_sub(self.base) else {
                return Some(start);
            };
            let index = usize::try_from(start / PIECE_ROOM).ok()?;
            Some(self.base + starts.get(index)? + start % PIECE_ROOM)
        };
        let moved = ledger.moved(stands).ok_or(Unjoined)?;
        (at == size).then_some((moved, structure)).ok_or(Unjoined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::made::{block, packed, text};
    use crate::analysis::{Analysis, InputNotes, Options};

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
}
