//! The zero-copy reader of four-line records, and the entry to both layouts.

use super::error::{FastqError, FastqErrorKind, Part, Position};
use super::record::{
    PlusName, Record, Room, check, compare_plus, first_word, invalid_base, invalid_quality,
    is_plain,
};
use super::{Layout, MAX_RECORD_BYTES, wrapped};
use memchr::memchr;

/// How far a call of [`read_records`] came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Bytes read, all of whole records (and, at [`Stop::End`], of blank lines after the last).
    pub consumed: usize,
    /// Records read.
    pub records: u64,
    /// Lines of those records; blank lines after the last record are not counted.
    pub lines: u64,
    /// Why the call came back.
    pub stop: Stop,
}

/// Why reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// All bytes were read.
    End,
    /// The record at `consumed` is not whole, and the input goes on.
    NeedMore,
    /// The record at `consumed` is wrong. The position is relative to the bytes given.
    Error(FastqError),
}

/// Reads records from the start of `bytes` and hands each to `visit`.
///
/// `bytes` begin at a record's start; `ends_input` says that nothing follows them, so that the
/// last line may lack its line end and blank lines may stand at the end. Every record is checked
/// as the grammar demands before it is handed on.
///
/// ```
/// use shared::fastq::{Layout, Stop, read_records};
/// let mut bases = 0;
/// let read = read_records(b"@r1\nACGT\n+\nIIII\n@r2\nAC", Layout::FourLine, false, |record| {
///     bases += record.sequence.len();
/// });
/// assert_eq!((bases, read.records, read.consumed, read.stop), (4, 1, 16, Stop::NeedMore));
/// ```
pub fn read_records(
    bytes: &[u8],
    layout: Layout,
    ends_input: bool,
    visit: impl FnMut(&Record<'_>),
) -> Read {
    read_records_within(bytes, layout, MAX_RECORD_BYTES, ends_input, visit)
}

/// The same as [`read_records`], for records of at most `limit` bytes, itself no more than
/// [`MAX_RECORD_BYTES`].
pub(crate) fn read_records_within(
    bytes: &[u8],
    layout: Layout,
    limit: usize,
    ends_input: bool,
    mut visit: impl FnMut(&Record<'_>),
) -> Read {
    let mut read = Read {
        consumed: 0,
        records: 0,
        lines: 0,
        stop: Stop::End,
    };
    let mut scratch = wrapped::Scratch::default();
    while read.consumed < bytes.len() {
        let rest = &bytes[read.consumed..];
        let next = match layout {
            Layout::FourLine => next_four_line(rest, limit, ends_input, &mut visit),
            Layout::Wrapped => {
                wrapped::next_wrapped(rest, limit, ends_input, &mut scratch, &mut visit)
            }
        };
        // One limit for every way the bytes may come: a longer record is too long even if all of it is here.
        let next = match next {
            Next::NeedMore if rest.len() > limit => too_long(limit),
            Next::Fault(fault) if fault.position.byte > limit as u64 => too_long(limit),
            next => next,
        };
        match next {
            Next::Record { length, lines } => {
                read.consumed += length;
                read.records += 1;
                read.lines += lines;
            }
            Next::NeedMore => {
                read.stop = Stop::NeedMore;
                return read;
            }
            Next::BlankTail => {
                read.consumed = bytes.len();
                return read;
            }
            Next::Fault(fault) => {
                let base = Position {
                    byte: read.consumed as u64,
                    record: read.records + 1,
                    line: read.lines + 1,
                };
                read.stop = Stop::Error(fault.from_base(base));
                return read;
            }
        }
    }
    read
}

/// What stands at the start of some bytes.
pub(super) enum Next {
    Record { length: usize, lines: u64 },
    NeedMore,
    BlankTail,
    Fault(FastqError),
}

/// A line without its end, and where the next one begins.
pub(super) struct Line<'a> {
    pub(super) text: &'a [u8],
    pub(super) next: usize,
    pub(super) carriage_return: bool,
}

/// The line at `start`, or none if its end is not there and the input goes on (or is over).
///
/// At the end of the input a line may lack its line feed. `start == bytes.len()` is an empty line
/// only for quality scores of a zero-length read, which the callers see to.
pub(super) fn line_at(bytes: &[u8], start: usize, ends_input: bool) -> Option<Line<'_>> {
    let rest = bytes.get(start..)?;
    let (text, next) = match memchr(b'\n', rest) {
        Some(end) => (&rest[..end], start + end + 1),
        None if ends_input && !rest.is_empty() => (rest, bytes.len()),
        None => return None,
    };
    match text.split_last() {
        Some((b'\r', text)) => Some(Line {
            text,
            next,
            carriage_return: true,
        }),
        _ => Some(Line {
            text,
            next,
            carriage_return: false,
        }),
    }
}

/// The header line, or what stands in its place.
pub(super) fn header(bytes: &[u8], ends_input: bool) -> Result<Line<'_>, Next> {
    match bytes.first() {
        Some(b'@') | None => {}
        Some(b'\n' | b'\r') => return Err(blank_lines(bytes, ends_input)),
        Some(&found) => {
            return Err(Next::Fault(FastqError::new(
                FastqErrorKind::MissingAt { found },
                Position::START,
                None,
            )));
        }
    }
    line_at(bytes, 0, ends_input)
        .ok_or_else(|| incomplete(ends_input, Part::Name, 0, None))
        .map(|line| Line {
            text: &line.text[1..],
            ..line
        })
}

/// Blank lines are allowed at the end of the input only.
fn blank_lines(bytes: &[u8], ends_input: bool) -> Next {
    match bytes.iter().position(|byte| !matches!(byte, b'\n' | b'\r')) {
        None if ends_input => Next::BlankTail,
        None => Next::NeedMore,
        // A lone carriage return is no line end: what follows it stands on the same line.
        Some(at) if at == 1 && bytes[0] == b'\r' => {
            let kind = FastqErrorKind::MissingAt { found: b'\r' };
            Next::Fault(FastqError::new(kind, Position::START, None))
        }
        Some(_) => Next::Fault(FastqError::new(
            FastqErrorKind::BlankLine,
            Position::START,
            None,
        )),
    }
}

/// The record at the start of the bytes if it is whole, sound and written in the common way: line
/// feeds alone, nothing after `+`. Two searches find it, since the scores are as many as the bases.
/// Whatever else stands there is for [`next_four_line`] to judge.
fn common_record(bytes: &[u8], limit: usize) -> Option<(Record<'_>, usize)> {
    let definition = memchr(b'\n', bytes)?;
    let bases = memchr(b'\n', &bytes[definition + 1..])?;
    let plus = definition + 1 + bases + 1;
    let end = plus + 2 + bases;
    if bytes.get(plus..plus + 2)? != b"+\n" || *bytes.get(end)? != b'\n' || end >= limit {
        return None;
    }
    let sequence = &bytes[definition + 1..plus - 1];
    let record = Record {
        definition: bytes[..definition].strip_prefix(b"@")?,
        sequence,
        plain: is_plain(sequence),
        room: Room::of(&bytes[definition + 1..]),
        quality_scores: &bytes[plus + 2..end],
        plus_first_word: false,
        carriage_return: false,
    };
    let sound = !record.definition.ends_with(b"\r")
        && (record.plain || invalid_base(record.sequence).is_none())
        && invalid_quality(record.quality_scores).is_none();
    sound.then_some((record, end + 1))
}

fn next_four_line(
    bytes: &[u8],
    limit: usize,
    ends_input: bool,
    visit: &mut impl FnMut(&Record<'_>),
) -> Next {
    if let Some((record, length)) = common_record(bytes, limit) {
        visit(&record);
        return Next::Record { length, lines: 4 };
    }
    let definition = match header(bytes, ends_input) {
        Ok(line) => line,
        Err(next) => return next,
    };
    let name = Some(first_word(definition.text));
    let Some(sequence) = line_at(bytes, definition.next, ends_input) else {
        let part = if ended(bytes, definition.next) {
            Part::Sequence
        } else {
            Part::Name
        };
        return incomplete(ends_input, part, definition.next, name);
    };
    // What stands first in the file is named first: a bad base before whatever is missing below it.
    let bad_base = || {
        let (offset, found) = invalid_base(sequence.text)?;
        Some(at(
            FastqErrorKind::InvalidBase { found },
            definition.next + offset,
            2,
            name,
        ))
    };
    let Some(plus) = line_at(bytes, sequence.next, ends_input) else {
        let begun = &bytes[sequence.next..];
        // Whether a carriage return ends a blank line or stands in another, the next byte tells.
        if let Some(&found) = begun.first().filter(|&&byte| byte != b'+')
            && begun != b"\r"
        {
            let kind = FastqErrorKind::MissingPlus { found: Some(found) };
            return bad_base().unwrap_or_else(|| at(kind, sequence.next, 3, name));
        }
        let part = if ended(bytes, sequence.next) {
            Part::Plus
        } else {
            Part::Sequence
        };
        return bad_base()
            .filter(|_| ends_input)
            .unwrap_or_else(|| incomplete(ends_input, part, sequence.next, name));
    };
    let Some(plus_name) = plus.text.strip_prefix(b"+") else {
        let kind = FastqErrorKind::MissingPlus {
            found: plus.text.first().copied(),
        };
        return bad_base().unwrap_or_else(|| at(kind, sequence.next, 3, name));
    };
    let plus_name = compare_plus(definition.text, plus_name);
    let plus_ended = ended(bytes, plus.next);
    let scores = match line_at(bytes, plus.next, ends_input) {
        Some(line) => line,
        // The empty line of scores of a zero-length read, at the end of the input without a line end.
        None if ends_input && plus_ended && sequence.text.is_empty() => Line {
            text: &[],
            next: bytes.len(),
            carriage_return: false,
        },
        None if ends_input && plus_ended && matches!(plus_name, PlusName::Different) => {
            return bad_base()
                .unwrap_or_else(|| at(FastqErrorKind::NameMismatch, sequence.next + 1, 3, name));
        }
        None => {
            let part = if plus_ended {
                Part::QualityScores
            } else {
                Part::Plus
            };
            return bad_base()
                .filter(|_| ends_input)
                .unwrap_or_else(|| incomplete(ends_input, part, plus.next, name));
        }
    };
    if scores.next > limit {
        return too_long(limit);
    }
    let starts = [0, definition.next, sequence.next, plus.next];
    match check(sequence.text, plus_name, scores.text) {
        Ok(plus_first_word) => {
            visit(&Record {
                definition: definition.text,
                sequence: sequence.text,
                quality_scores: scores.text,
                plus_first_word,
                plain: is_plain(sequence.text),
                room: Room::default(),
                carriage_return: definition.carriage_return,
            });
            Next::Record {
                length: scores.next,
                lines: 4,
            }
        }
        Err((
            FastqErrorKind::LengthMismatch {
                bases,
                scores: found,
            },
            ..,
        )) if found < bases && scores.next == bytes.len() && !ended(bytes, scores.next) => {
            // The input ends inside the scores.
            at(
                FastqErrorKind::Truncated {
                    part: Part::QualityScores,
                },
                bytes.len(),
                4,
                name,
            )
        }
        Err((kind, part, offset)) => {
            let index = part as usize;
            at(kind, starts[index] + offset, index as u64 + 1, name)
        }
    }
}

/// Whether the line before offset `next` has its line feed.
pub(super) fn ended(bytes: &[u8], next: usize) -> bool {
    next.checked_sub(1).and_then(|last| bytes.get(last)) == Some(&b'\n')
}

fn at(kind: FastqErrorKind, byte: usize, line: u64, name: Option<&[u8]>) -> Next {
    Next::Fault(FastqError::new(
        kind,
        Position {
            byte: byte as u64,
            record: 1,
            line,
        },
        name,
    ))
}

/// The record at the start of the bytes passes the limit.
pub(super) fn too_long(limit: usize) -> Next {
    at(
        FastqErrorKind::RecordTooLong {
            limit: limit as u64,
        },
        0,
        1,
        None,
    )
}

/// A record whose next part would begin at `start`, where the bytes end.
fn incomplete(ends_input: bool, part: Part, start: usize, name: Option<&[u8]>) -> Next {
    if !ends_input {
        return Next::NeedMore;
    }
    at(
        FastqErrorKind::Truncated { part },
        start,
        part as u64 + 1,
        name,
    )
}
