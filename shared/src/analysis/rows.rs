//! BGZF counted in rows of blocks, each by itself and in any order.
//!
//! Of a row's text, what lies between its first record and its last is counted. What rows leave over
//! where they meet is joined in file order, and counted as well. It begins where all is counted
//! before it, and must be whole records: so, by induction, where a row was cut a record begins.

use super::tally_chunk_with;
use crate::fastq::boundary::{Boundary, find_record_start, last_record_start};
use crate::fastq::{Layout, MAX_RECORD_BYTES};
use crate::gzip::{Structure, bgzf::inflate};
use crate::tally::Settings;
use crate::wire::TallyDocument;
use serde::{Deserialize, Serialize};

/// Text without a record start longer than this cannot be cut: two records must be seen.
pub(super) const MAX_CARRY_BYTES: usize = 3 * MAX_RECORD_BYTES;

/// Where a row of blocks stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPlace {
    /// Offset of its text in that of the input.
    pub start: u64,
    /// Bytes of its text, as its blocks say.
    pub text_bytes: usize,
    /// Whether blocks follow behind it.
    pub more: bool,
}

/// What was found in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowTally {
    /// The tally of the records that lie in it as a whole, its last left out.
    pub document: Option<TallyDocument>,
    /// What it leaves over.
    pub ends: RowEnds,
}

/// What a row leaves over, and what was seen of its structure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowEnds {
    /// Text before its first record; all of it where none begins.
    pub head: Vec<u8>,
    /// Its last record and what follows, if blocks follow behind the row.
    pub tail: Vec<u8>,
    /// Its members and blocks.
    pub structure: Structure,
}

/// Inflates and counts a row of blocks; none if anything is wrong with it: a reader of the whole
/// must say what.
#[must_use]
pub fn tally_row(packed: &[u8], place: RowPlace, settings: &Settings) -> Option<RowTally> {
    let mut text = Vec::new();
    let structure = inflate(packed, &mut text, place.text_bytes)?;
    // All rows behind this one stand where its blocks say that it ends.
    if text.len() != place.text_bytes {
        return None;
    }
    let (first, last) = cuts(&text, place);
    let counted = &text[first..last];
    let start = place.start.saturating_add(first as u64);
    let document = if counted.is_empty() {
        None
    } else {
        let outcome = tally_chunk_with(counted, Layout::FourLine, start, place.more, settings);
        if outcome.error.is_some() {
            return None;
        }
        Some(outcome.document)
    };
    let ends = RowEnds {
        head: text[..first].to_vec(),
        tail: text[last..].to_vec(),
        structure,
    };
    Some(RowTally { document, ends })
}

/// Where a row's first record begins, and its last.
fn cuts(text: &[u8], place: RowPlace) -> (usize, usize) {
    // The byte before a row is not known: taken as no line end, it costs a record at most.
    let first = match (
        place.start,
        find_record_start(text, 0, Some(0), !place.more),
    ) {
        (0, _) => 0,
        (_, Boundary::Found(at)) => at,
        (_, Boundary::NeedMore | Boundary::End) => text.len(),
    };
    let last = if place.more {
        first + last_record_start(&text[first..]).unwrap_or_default()
    } else {
        text.len()
    };
    (first, last)
}

/// Where rows meet, in file order.
#[derive(Debug, Default)]
pub struct Seam {
    /// Text behind the last cut.
    carry: Vec<u8>,
    structure: Structure,
}

/// What rows leave over is no row of whole records: a reader of the whole must say why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unjoined;

impl Seam {
    /// Joins the next row to those before; gives the tally of what lies between its first record and
    /// all that was counted.
    ///
    /// # Errors
    /// If that is no whole number of records, or longer than any. Join no more rows then.
    pub fn join(
        &mut self,
        ends: RowEnds,
        place: RowPlace,
        settings: &Settings,
    ) -> Result<Option<TallyDocument>, Unjoined> {
        self.structure.append(&ends.structure);
        let behind = place.start.saturating_add(ends.head.len() as u64);
        let cut = ends.head.len() < place.text_bytes;
        self.carry.extend_from_slice(&ends.head);
        if !cut && place.more {
            let within = self.carry.len() <= MAX_CARRY_BYTES;
            return within.then_some(None).ok_or(Unjoined);
        }
        let joint = std::mem::replace(&mut self.carry, ends.tail);
        if joint.is_empty() {
            return Ok(None);
        }
        let start = behind.saturating_sub(joint.len() as u64);
        let outcome = tally_chunk_with(&joint, Layout::FourLine, start, cut, settings);
        match outcome.error {
            None => Ok(Some(outcome.document)),
            Some(_) => Err(Unjoined),
        }
    }

    /// What was seen of the structure of all rows so far.
    #[must_use]
    pub fn structure(&self) -> Structure {
        self.structure
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::made::{block, packed, text};
    use crate::analysis::{Analysis, InputNotes, Options};
    use crate::gzip::bgzf::Row;
    use std::io::Write;

    /// The rows of a file, counted one by one and joined; none if there was doubt about one.
    fn by_rows(packed: &[u8], wanted: usize) -> Option<(TallyDocument, InputNotes)> {
        let settings = Settings::default();
        let (mut rows, mut at, mut start) = (Vec::new(), 0, 0);
        while at < packed.len() {
            let mut row = Row::default();
            row.grow(&packed[at..], wanted);
            let bytes = &packed[at..at + row.packed_bytes];
            at += bytes.len();
            let place = RowPlace {
                start,
                text_bytes: row.text_bytes,
                more: at < packed.len(),
            };
            if bytes.is_empty() {
                return None;
            }
            rows.push((tally_row(bytes, place, &settings)?, place));
            start += row.text_bytes as u64;
        }
        let (mut seam, mut total) = (Seam::default(), TallyDocument::default());
        for (row, place) in rows {
            let joint = seam.join(row.ends, place, &settings).ok()?;
            for document in joint.iter().chain(&row.document) {
                total.merge(document).unwrap();
            }
        }
        let gzip = Some(seam.structure());
        let layout = Layout::FourLine;
        Some((total, InputNotes { layout, gzip }))
    }

    fn check(packed: &[u8]) {
        let mut analysis = Analysis::new(Options::default());
        analysis.feed(packed);
        let whole = analysis.finish();
        for wanted in [1, 30, 200, 1000, 3000, 1 << 20] {
            let rows = by_rows(packed, wanted);
            match whole.error {
                None => assert!(
                    rows == Some((whole.document.clone(), whole.input)),
                    "{wanted}"
                ),
                Some(_) => assert!(rows.is_none(), "{wanted}"),
            }
        }
    }

    #[test]
    fn rows_of_any_size_make_the_tally_of_the_whole() {
        let text = text(60);
        for block_bytes in [1, 7, 100, 1000, 1 << 15] {
            let mut file = packed(&text, block_bytes);
            check(&file);
            file.extend(block(b""));
            check(&file);
            // Blank lines at the end, alone in their rows; and an empty block in the middle.
            file.extend(packed(b"\n\r\n\n", 1));
            check(&file);
        }
        check(&[packed(&text, 100), block(b""), packed(&text, 90)].concat());
        check(&packed(&text[..text.len() - 1], 50));
    }

    #[test]
    fn whatever_is_wrong_with_a_row_or_a_joint_is_doubt() {
        let text = text(60);
        let sound = packed(&text, 1000);
        let third: usize = text
            .chunks(1000)
            .take(2)
            .map(|text| block(text).len())
            .sum();
        for (from_end, what) in [(1, "length"), (5, "checksum")] {
            let mut damaged = sound.clone();
            damaged[third - from_end] ^= 1;
            assert!(by_rows(&damaged, 1000).is_none(), "{what}");
            check(&damaged);
        }
        check(&sound[..sound.len() - 1]);
        for at in [5, 1500, 1501, 2999, text.len() - 3] {
            let mut malformed = text.clone();
            malformed[at] = b'\n';
            check(&packed(&malformed, 100));
        }
        // Of these a reader of the whole finds nothing wrong.
        assert!(by_rows(&[&sound[..], &[0]].concat(), 1000).is_none());
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&text).unwrap();
        let member = encoder.finish().unwrap();
        assert!(by_rows(&[&sound[..], &member, &sound].concat(), 1000).is_none());
    }

    #[test]
    fn text_that_no_record_begins_in_is_not_carried_without_end() {
        let place = RowPlace {
            start: 9,
            text_bytes: MAX_CARRY_BYTES,
            more: true,
        };
        let ends = RowEnds {
            head: vec![b'A'; MAX_CARRY_BYTES],
            ..RowEnds::default()
        };
        let (mut seam, settings) = (Seam::default(), Settings::default());
        assert_eq!(seam.join(ends.clone(), place, &settings), Ok(None));
        assert_eq!(seam.join(ends, place, &settings), Err(Unjoined));
    }
}
