//! Records whose sequence and quality scores are broken over several lines.
//!
//! The sequence goes on until a line that starts with `+`; the quality scores go on until there
//! are as many as bases (Cock et al. 2010). A four-line record reads the same in this layout.

use super::MAX_RECORD_BYTES;
use super::error::{FastqError, FastqErrorKind, Part, Position};
use super::reader::{Next, ended, header, line_at, too_long};
use super::record::{
    PlusName, Record, compare_plus, first_word, invalid_base, invalid_quality, is_plain,
};

/// Buffers for the joined lines, kept from record to record.
#[derive(Default)]
pub(super) struct Scratch {
    sequence: Vec<u8>,
    scores: Vec<u8>,
}

/// Whether a record that failed as four lines reads well as a wrapped one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// It does, and so does what follows it: the next record, or the end of the input.
    Wrapped,
    /// It does not.
    NotWrapped,
    /// The bytes do not reach far enough to tell.
    NeedMore,
}

/// Tries the record at the start of `bytes` in the wrapped layout.
///
/// The record after it must read well, too: one record may fit by chance.
///
/// ```
/// use shared::fastq::wrapped::{Probe, probe};
/// assert_eq!(probe(b"@r1\nAC\nGT\n+\nII\nII\n", true), Probe::Wrapped);
/// assert_eq!(probe(b"@r1\nACGT\n+\nIII\n", true), Probe::NotWrapped);
/// ```
#[must_use]
pub fn probe(bytes: &[u8], ends_input: bool) -> Probe {
    probe_within(bytes, MAX_RECORD_BYTES, ends_input)
}

/// The same as [`probe`], for records of at most `limit` bytes.
pub(crate) fn probe_within(bytes: &[u8], limit: usize, ends_input: bool) -> Probe {
    let mut scratch = Scratch::default();
    let mut start = 0;
    for _ in 0..2 {
        match next_wrapped(
            &bytes[start..],
            limit,
            ends_input,
            &mut scratch,
            &mut |_| {},
        ) {
            Next::Record { length, .. } => start += length,
            Next::NeedMore if bytes.len() - start > limit => return Probe::NotWrapped,
            Next::NeedMore => return Probe::NeedMore,
            Next::BlankTail => break,
            Next::Fault(_) => return Probe::NotWrapped,
        }
        if start == bytes.len() {
            return if ends_input {
                Probe::Wrapped
            } else {
                Probe::NeedMore
            };
        }
    }
    Probe::Wrapped
}

/// Reads one record in the wrapped layout.
pub(super) fn next_wrapped(
    bytes: &[u8],
    limit: usize,
    ends_input: bool,
    scratch: &mut Scratch,
    visit: &mut impl FnMut(&Record<'_>),
) -> Next {
    let definition = match header(bytes, ends_input) {
        Ok(line) => line,
        Err(next) => return next,
    };
    let name = Some(first_word(definition.text));
    let mut cursor = Cursor {
        bytes,
        ends_input,
        start: definition.next,
        line: 2,
        name,
    };
    let plus = match cursor.sequence(definition.text, &mut scratch.sequence) {
        Ok(plus) => plus,
        Err(next) => return next,
    };
    let plus_name = compare_plus(definition.text, plus);
    let plus_first_word = matches!(plus_name, PlusName::FirstWord);
    if let Err(next) = cursor.scores(scratch.sequence.len(), &mut scratch.scores) {
        return next;
    }
    if cursor.start > limit {
        return too_long(limit);
    }
    visit(&Record {
        definition: definition.text,
        sequence: &scratch.sequence,
        quality_scores: &scratch.scores,
        plain: is_plain(&scratch.sequence),
        room: Default::default(),
        plus_first_word,
        carriage_return: definition.carriage_return,
    });
    Next::Record {
        length: cursor.start,
        lines: cursor.line - 1,
    }
}

/// Walks the lines of one record.
struct Cursor<'a> {
    bytes: &'a [u8],
    ends_input: bool,
    /// Offset of the next line.
    start: usize,
    /// Number of the next line in the record, from 1.
    line: u64,
    name: Option<&'a [u8]>,
}

impl<'a> Cursor<'a> {
    fn fault(&self, kind: FastqErrorKind, offset: usize) -> Next {
        let position = Position {
            byte: (self.start + offset) as u64,
            record: 1,
            line: self.line,
        };
        Next::Fault(FastqError::new(kind, position, self.name))
    }

    fn incomplete(&self, part: Part) -> Next {
        if self.ends_input {
            self.fault(FastqErrorKind::Truncated { part }, 0)
        } else {
            Next::NeedMore
        }
    }

    /// Joins the sequence lines; gives the text after `+`.
    fn sequence(&mut self, definition: &[u8], joined: &mut Vec<u8>) -> Result<&'a [u8], Next> {
        joined.clear();
        loop {
            let Some(line) = line_at(self.bytes, self.start, self.ends_input) else {
                return Err(self.incomplete(if joined.is_empty() {
                    Part::Sequence
                } else {
                    Part::Plus
                }));
            };
            if let Some(plus) = line.text.strip_prefix(b"+") {
                if matches!(compare_plus(definition, plus), PlusName::Different) {
                    return Err(self.fault(FastqErrorKind::NameMismatch, 1));
                }
                if !ended(self.bytes, line.next) {
                    return Err(self.incomplete(Part::Plus));
                }
                self.advance(line.next);
                return Ok(plus);
            }
            if let Some((offset, found)) = invalid_base(line.text) {
                return Err(self.fault(FastqErrorKind::InvalidBase { found }, offset));
            }
            // A blank line is the whole sequence of a zero-length read, or a fault.
            let blank = line.text.is_empty() || (self.line > 2 && joined.is_empty());
            if blank
                && (self.line > 2 || self.bytes.get(line.next).is_some_and(|&byte| byte != b'+'))
            {
                return Err(self.fault(FastqErrorKind::InvalidBase { found: b'\n' }, 0));
            }
            joined.extend_from_slice(line.text);
            self.advance(line.next);
        }
    }

    /// Joins lines of quality scores until there are `bases` of them.
    fn scores(&mut self, bases: usize, joined: &mut Vec<u8>) -> Result<(), Next> {
        joined.clear();
        loop {
            let Some(line) = line_at(self.bytes, self.start, self.ends_input) else {
                if self.ends_input && bases == joined.len() {
                    // The empty line of scores, without its end: it counts, as in the other layout.
                    self.line += 1;
                    return Ok(());
                }
                return Err(self.incomplete(Part::QualityScores));
            };
            // Of a zero-length read the line of scores may be there, blank, or not.
            if bases == joined.len() && !line.text.is_empty() {
                return Ok(());
            }
            if line.text.is_empty() && bases > 0 {
                return Err(self.fault(FastqErrorKind::InvalidQuality { found: b'\n' }, 0));
            }
            if let Some((offset, found)) = invalid_quality(line.text) {
                return Err(self.fault(FastqErrorKind::InvalidQuality { found }, offset));
            }
            joined.extend_from_slice(line.text);
            if joined.len() > bases {
                let kind = FastqErrorKind::LengthMismatch {
                    bases: bases as u64,
                    scores: joined.len() as u64,
                };
                return Err(self.fault(kind, 0));
            }
            self.advance(line.next);
            if bases == joined.len() {
                return Ok(());
            }
        }
    }

    fn advance(&mut self, next: usize) {
        self.start = next;
        self.line += 1;
    }
}

#[cfg(test)]
mod tests {
    use crate::fastq::{Layout, Stop, read_records};

    #[test]
    fn an_empty_read_at_the_end_has_as_many_lines_in_both_layouts() {
        for text in [&b"@r\n\n+\n"[..], b"@r\n\n+\n\n", b"@r\nA\n+\nI\n@\n\n+\n"] {
            let four = read_records(text, Layout::FourLine, true, |_| {});
            assert_eq!(four.stop, Stop::End);
            assert_eq!(read_records(text, Layout::Wrapped, true, |_| {}), four);
        }
    }
}
