//! BGZF counted in pieces of one file, or of several whose text is one, visited in any order.
//!
//! Where a piece's text stands in the input is not known before all pieces ahead of it were
//! inflated. Until then its ledger has a place of its own far from all others: piece `i` begins at
//! `i` times [`PIECE_ROOM`]. What pieces of a file leave over where they meet is counted as soon as
//! both sides are there; no record goes from one file into the next. When all are in, it is proved
//! that they are the whole files without a gap, and the ledger is moved to where the text stands; by
//! the induction of [`super::rows`], the sum is then that of a reader of the whole. A file that is
//! one piece may be gzip of any other structure, too.

use super::rows::{MAX_CARRY_BYTES, RowEnds, RowPlace, RowTally, Unjoined, tally_row};
use super::{Analysis, Options, tally_chunk_with};
use crate::fastq::Layout;
use crate::gzip::Structure;
use crate::gzip::bgzf::{MAX_BLOCK_BYTES, Row, first_block};
use crate::ledger::Ledger;
use crate::tally::Settings;
use crate::wire::TallyDocument;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Offsets of text between the places of two pieces, while nobody knows better.
pub const PIECE_ROOM: u64 = 1 << 33;
/// Bytes behind a piece that must be there, too: its last block may reach into them.
pub const MARGIN_BYTES: usize = MAX_BLOCK_BYTES + 18;

/// Which piece of which file some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PiecePlace {
    /// Its place among the pieces of all files, from 0.
    pub index: u32,
    /// Whether the file begins with it.
    pub first: bool,
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
    let begin = if place.first {
        0
    } else {
        let whole = place.last || bytes.len() < place.bytes + MARGIN_BYTES;
        first_block(bytes, whole)?
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
        start: u64::from(place.index) * PIECE_ROOM,
        text_bytes: row.text_bytes,
        more: !place.last,
    };
    let packed = blocks.get(..row.packed_bytes)?;
    Some((tally_row(packed, stands, settings)?, span))
}

impl PiecePlace {
    /// Whether it is a whole file: then its bytes can be counted as they arrive.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.first && self.last
    }
}

/// A piece that is a whole gzip file of any structure, counted as its bytes arrive.
pub struct WholePiece {
    analysis: Analysis,
    start: u64,
    bytes: u64,
}

impl WholePiece {
    /// Nothing of it yet.
    #[must_use]
    pub fn new(place: PiecePlace, settings: Settings) -> Self {
        let start = u64::from(place.index) * PIECE_ROOM;
        let options = Options {
            strict: true,
            start,
            max_output: PIECE_ROOM - 1,
            settings,
            ..Options::default()
        };
        Self {
            analysis: Analysis::new(options),
            start,
            bytes: 0,
        }
    }

    /// Reads on; false once anything is wrong: then no more need be fed.
    pub fn feed(&mut self, input: &[u8]) -> bool {
        self.bytes += input.len() as u64;
        self.analysis.feed(input)
    }

    /// The file is over; none if anything is wrong with it, or it has no records.
    #[must_use]
    pub fn finish(self) -> Option<(RowTally, Span)> {
        let outcome = self.analysis.finish();
        if outcome.error.is_some() || outcome.document.ledger.records() == 0 {
            return None;
        }
        let text_end = outcome.document.ledger.segments().last()?.end;
        let ends = RowEnds {
            structure: outcome.input.gzip?,
            ..RowEnds::default()
        };
        let span = Span {
            begin: 0,
            end: self.bytes,
            text_bytes: text_end - self.start,
        };
        let document = Some(outcome.document);
        Some((RowTally { document, ends }, span))
    }
}

/// The pieces of files that were counted.
#[derive(Debug, Default)]
pub struct Pieces {
    /// Which pieces are those of each file.
    files: Vec<Range<usize>>,
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
    /// None yet, of so many in each file; the files are in the order in which their text is one.
    #[must_use]
    pub fn new(counts: &[u32]) -> Self {
        let mut end = 0;
        let files = counts.iter().map(|count| {
            let start = end;
            end += *count as usize;
            start..end
        });
        let files: Vec<Range<usize>> = files.collect();
        let mut pieces = Vec::new();
        pieces.resize_with(end, || None);
        Self {
            files,
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
        let file = self.files.partition_point(|file| file.end <= index);
        let file = self.files.get(file).ok_or(Unjoined)?.clone();
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
        let opening = self.opening(file.start, index);
        for from in opening.into_iter().chain(behind) {
            if let Some(joint) = self.close(from, &file, settings)? {
                sum.merge(&joint).map_err(|_| Unjoined)?;
            }
        }
        Ok(sum)
    }

    /// The first piece of the gap that ends at `index` or goes through it, if all before it are in,
    /// of a file that begins with piece `first`.
    fn opening(&self, first: usize, index: usize) -> Option<usize> {
        for before in (first..index).rev() {
            match self.pieces.get(before)? {
                Some(piece) if piece.cut => return Some(before + 1),
                Some(_) => {}
                None => return None,
            }
        }
        Some(first)
    }

    /// Counts what stands in the gap that begins with the head of `from`, if all of it is there.
    fn close(
        &mut self,
        from: usize,
        file: &Range<usize>,
        settings: &Settings,
    ) -> Result<Option<TallyDocument>, Unjoined> {
        let mut to = from;
        let cut = loop {
            match self.pieces.get(to).filter(|_| to < file.end) {
                None => break false,
                Some(None) => return Ok(None),
                Some(Some(piece)) if piece.cut => break true,
                Some(Some(_)) => to += 1,
            }
        };
        let mut joint = Vec::new();
        let mut start = from as u64 * PIECE_ROOM;
        if let Some(before) = from.checked_sub(1).filter(|before| *before >= file.start)
            && let Some(Some(piece)) = self.pieces.get_mut(before)
        {
            joint = std::mem::take(&mut piece.tail);
            start = before as u64 * PIECE_ROOM;
            start += piece.span.text_bytes - joint.len() as u64;
        }
        let behind = to.saturating_add(1).min(file.end);
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

    /// Proves that all pieces are in, and that they are files of these sizes in bytes; gives the
    /// ledger as the text stands, and what was seen of the structure of each file.
    ///
    /// # Errors
    /// If that is not so: a reader of the whole must say why.
    pub fn finish(
        &self,
        ledger: &Ledger,
        sizes: &[u64],
    ) -> Result<(Ledger, Vec<Structure>), Unjoined> {
        let mut text = 0;
        let mut starts = Vec::with_capacity(self.pieces.len());
        let mut structures = Vec::with_capacity(self.files.len());
        for (file, size) in self.files.iter().zip(sizes) {
            let mut at = 0;
            let mut structure = Structure::default();
            for piece in self.pieces.get(file.clone()).ok_or(Unjoined)? {
                let piece = piece.as_ref().ok_or(Unjoined)?;
                if piece.span.begin != at {
                    return Err(Unjoined);
                }
                starts.push(text);
                at = piece.span.end;
                text += piece.span.text_bytes;
                structure.append(&piece.structure);
            }
            if at != *size {
                return Err(Unjoined);
            }
            structures.push(structure);
        }
        let stands = |start: u64| {
            let index = usize::try_from(start / PIECE_ROOM).ok()?;
            Some(starts.get(index)? + start % PIECE_ROOM)
        };
        let moved = ledger.moved(stands).ok_or(Unjoined)?;
        let all = structures.len() == self.files.len() && sizes.len() == self.files.len();
        all.then_some((moved, structures)).ok_or(Unjoined)
    }
}
