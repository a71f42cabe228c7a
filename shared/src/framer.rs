//! The sequential reader of a whole input that arrives in pieces of any size.
//!
//! It is the one place that decides what is wrong with an input: every engine that meets an error
//! in a part comes back to it, so that the verdict and its words are the same everywhere. A record
//! that fails as four lines is tried in the wrapped layout; if that reads well, the rest of the
//! input is read so. Nothing has to be read again for it: a four-line record is the same record in
//! the wrapped layout.

use crate::fastq::wrapped::{Probe, probe_within};
use crate::fastq::{
    FastqError, FastqErrorKind, Layout, MAX_RECORD_BYTES, Position, Record, Stop,
    read_records_within,
};

/// What a [`Framer`] tells its caller.
pub enum Event<'a> {
    /// A record was read and found sound.
    Record(&'a Record<'a>),
    /// A run of whole records was read; their `Record` events came before. At the end of the input
    /// a run may hold the blank lines after the last record, too.
    Block(Block<'a>),
}

/// A run of whole records.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// Their bytes.
    pub bytes: &'a [u8],
    /// How they are laid out.
    pub layout: Layout,
    /// Where they begin.
    pub start: Position,
    /// Number of records.
    pub records: u64,
    /// Number of lines of those records.
    pub lines: u64,
}

/// Reads records from pieces of an input. Memory is bounded by the longest record allowed.
#[derive(Debug)]
pub struct Framer {
    layout: Layout,
    /// Most bytes of a record.
    limit: usize,
    /// Whether a record that fails as four lines may be read as a wrapped one.
    strict: bool,
    /// More records follow behind the end, so blank lines there are an error.
    more: bool,
    /// Nothing but blank lines makes an empty input, unless it is the tail of a longer one.
    tail: bool,
    /// Where the buffer begins.
    position: Position,
    buffer: Vec<u8>,
    /// The buffer is not looked at again before it is this long: else one long record that comes
    /// in small pieces would be scanned again for each of them.
    wake: usize,
}

impl Framer {
    /// A framer for an input whose first byte is a record's start at `position`. `more` says that
    /// records follow behind its end.
    #[must_use]
    pub fn new(position: Position, layout: Layout, more: bool) -> Self {
        Self {
            layout,
            limit: MAX_RECORD_BYTES,
            strict: false,
            more,
            tail: position != Position::START,
            position,
            buffer: Vec::new(),
            wake: 0,
        }
    }

    /// The same framer, bound to its layout: for a part of an input, where going over to the wrapped
    /// layout would be a guess that only a reader of the whole may make.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// The same framer, for records of at most `limit` bytes; more than [`MAX_RECORD_BYTES`] is none.
    #[must_use]
    pub fn limited(mut self, limit: usize) -> Self {
        self.limit = limit.min(MAX_RECORD_BYTES);
        self
    }

    /// The layout in which records are now read.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Where the next record begins.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Reads on with the next piece.
    ///
    /// # Errors
    /// The first error of the input, with its place in it. Do not go on after it.
    pub fn feed(&mut self, input: &[u8], on: &mut impl FnMut(Event<'_>)) -> Result<(), FastqError> {
        let rest = self.complete(input, on)?;
        if !rest.is_empty() {
            let used = self.advance(rest, false, on)?;
            self.buffer.extend_from_slice(&rest[used..]);
            self.wake = wake(self.buffer.len(), self.limit);
        }
        Ok(())
    }

    /// Reads the record that an earlier piece began, copying no more of this one than that takes;
    /// gives what is left to be read. Nothing is left while the record is not whole.
    fn complete<'a>(
        &mut self,
        input: &'a [u8],
        on: &mut impl FnMut(Event<'_>),
    ) -> Result<&'a [u8], FastqError> {
        let mut at = 0;
        while !self.buffer.is_empty() && at < input.len() {
            let old = self.buffer.len();
            let end = input.len().min(at + old.max(STEP));
            self.buffer.extend_from_slice(&input[at..end]);
            at = end;
            if self.buffer.len() < self.wake {
                continue;
            }
            let mut buffer = std::mem::take(&mut self.buffer);
            let used = self.advance(&buffer, false, on)?;
            if used >= old {
                // What is left of the buffer stands in the piece itself.
                at -= buffer.len() - used;
                buffer.clear();
            } else {
                buffer.drain(..used);
            }
            self.wake = wake(buffer.len(), self.limit);
            self.buffer = buffer;
        }
        Ok(&input[at..])
    }

    /// Reads what is left, the input being over.
    ///
    /// # Errors
    /// The first error of the input, with its place in it.
    pub fn finish(&mut self, on: &mut impl FnMut(Event<'_>)) -> Result<(), FastqError> {
        let buffer = std::mem::take(&mut self.buffer);
        self.advance(&buffer, true, on)?;
        if self.position.record == 1 && !self.tail {
            return Err(FastqError::new(
                FastqErrorKind::Empty,
                Position::START,
                None,
            ));
        }
        Ok(())
    }

    /// Reads as many records as there are; gives the number of bytes used.
    fn advance(
        &mut self,
        bytes: &[u8],
        ends: bool,
        on: &mut impl FnMut(Event<'_>),
    ) -> Result<usize, FastqError> {
        let mut used = 0;
        loop {
            let rest = &bytes[used..];
            let read = read_records_within(rest, self.layout, self.limit, ends, |record| {
                on(Event::Record(record));
            });
            let start = self.position;
            let whole = &rest[..read.consumed];
            let blank = ends && self.more && read.stop == Stop::End;
            let blank = blank.then(|| blank_tail(whole, read.lines)).flatten();
            let run = &whole[..blank.unwrap_or(whole.len())];
            if !run.is_empty() {
                used += run.len();
                self.position = Position {
                    byte: start.byte.saturating_add(run.len() as u64),
                    record: start.record.saturating_add(read.records),
                    line: start.line.saturating_add(read.lines),
                };
                // Blank lines alone are no part of anything: `finish` calls such an input empty.
                if read.records > 0 || start.record > 1 || self.tail {
                    on(Event::Block(Block {
                        bytes: run,
                        layout: self.layout,
                        start,
                        records: read.records,
                        lines: read.lines,
                    }));
                }
            }
            if blank.is_some() {
                // Blank lines at the end of a part stand between records of the whole.
                let kind = FastqErrorKind::BlankLine;
                return Err(FastqError::new(kind, self.position, None));
            }
            let error = match read.stop {
                Stop::End | Stop::NeedMore => return Ok(used),
                Stop::Error(error) => error.from_base(start),
            };
            // A record that is too long in one layout is too long in the other.
            let too_long = matches!(error.kind, FastqErrorKind::RecordTooLong { .. });
            if self.layout == Layout::Wrapped || self.strict || too_long {
                return Err(error);
            }
            match probe_within(&bytes[used..], self.limit, ends) {
                Probe::Wrapped => self.layout = Layout::Wrapped,
                Probe::NotWrapped => return Err(error),
                Probe::NeedMore => return Ok(used),
            }
        }
    }
}

/// Where blank lines begin at the end of records that have `lines` lines, if any stand there.
fn blank_tail(bytes: &[u8], lines: u64) -> Option<usize> {
    let blank = |byte: &&u8| matches!(**byte, b'\n' | b'\r');
    let tail = bytes.iter().rev().take_while(blank).count();
    if matches!(&bytes[bytes.len() - tail..], b"" | b"\n" | b"\r\n") && lines > 0 {
        return None;
    }
    // Some of those line ends are the last record's own, whose scores may be an empty line.
    let mut ends = memchr::memchr_iter(b'\n', bytes);
    let last = match lines.checked_sub(1) {
        None => 0,
        Some(before) => ends.nth(usize::try_from(before).ok()?)? + 1,
    };
    (last < bytes.len()).then_some(last)
}

/// Bytes of a piece that are copied at once to complete a record: more than most short reads have.
const STEP: usize = 1 << 10;

/// How long a buffer that holds no whole record must be before it is looked at again: twice as
/// long, but not past the longest record, nor past two of them, which are all that a probe sees.
fn wake(length: usize, longest: usize) -> usize {
    let limit = if length <= longest {
        longest + 1
    } else {
        2 * longest + 1
    };
    length.saturating_mul(2).min(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records by events and by blocks, the end of the last block, and the error of a part.
    fn part(text: &[u8], piece: usize) -> (u64, u64, usize, Option<FastqError>) {
        let (mut records, mut in_blocks, mut end) = (0, 0, 0);
        let mut framer = Framer::new(Position::START, Layout::FourLine, true).strict(true);
        let mut on = |event: Event<'_>| match event {
            Event::Record(_) => records += 1,
            Event::Block(block) => {
                in_blocks += block.records;
                end += block.bytes.len();
            }
        };
        let mut fed = text.chunks(piece).map(|piece| framer.feed(piece, &mut on));
        let error = fed.find_map(Result::err);
        let error = error.or_else(|| framer.finish(&mut on).err());
        assert_eq!(framer.position().byte, end as u64);
        (records, in_blocks, end, error)
    }

    #[test]
    fn a_lower_limit_holds_in_both_layouts_and_at_every_cut() {
        let short = b"@r\nACGT\n+\nIIII\n";
        for (long, layout) in [
            (&b"@long\nACGTACGT\n+\nIIIIIIII\n"[..], Layout::FourLine),
            (b"@long\nACGT\nACGT\n+\nIIII\nIIII\n", Layout::Wrapped),
        ] {
            let text = [short, long].concat();
            for (limit, fits) in [(long.len(), true), (long.len() - 1, false)] {
                for piece in 1..=text.len() {
                    let mut framer = Framer::new(Position::START, layout, false).limited(limit);
                    let mut records = 0;
                    let mut on = |event: Event<'_>| {
                        records += u64::from(matches!(event, Event::Record(_)));
                    };
                    let mut fed = text.chunks(piece).map(|piece| framer.feed(piece, &mut on));
                    let error = fed.find_map(Result::err);
                    let error = error.or_else(|| framer.finish(&mut on).err());
                    let kind = error.as_ref().map(|error| error.kind.clone());
                    let too_long = FastqErrorKind::RecordTooLong {
                        limit: limit as u64,
                    };
                    assert_eq!(kind, (!fits).then_some(too_long), "{layout:?} {piece}");
                    assert_eq!(records, 1 + u64::from(fits), "{layout:?} {piece}");
                    assert!(error.is_none_or(|error| error.position.byte == short.len() as u64));
                }
            }
        }
    }

    #[test]
    fn a_carriage_return_in_place_of_the_plus_is_the_same_at_every_cut() {
        for (text, found) in [
            (&b"@r\nACGTN\n\r`r1G@\n+\n+\r\n"[..], Some(b'\r')),
            (b"@r\nACGTN\n\r\n+\nIIIII\n", None),
            (b"@r\nACGTN\n\r", None),
        ] {
            for piece in 1..=text.len() {
                let (.., error) = part(text, piece);
                let kind = error.map(|error| error.kind);
                let expected = FastqErrorKind::MissingPlus { found };
                assert_eq!(kind, Some(expected), "{piece}");
            }
        }
    }

    #[test]
    fn blank_lines_behind_a_part_are_in_no_block() {
        let sound = b"@r\nA\n+\nI\n@e\n\n+\n\n";
        for piece in 1..=sound.len() + 2 {
            assert_eq!(part(sound, piece), (2, 2, sound.len(), None));
            for tail in [&b"\n"[..], b"\r\n", b"\r", b"\n\n\r\n"] {
                let (records, in_blocks, end, error) = part(&[sound, tail].concat(), piece);
                assert_eq!((records, in_blocks, end), (2, 2, sound.len()));
                let error = error.map(|error| (error.kind, error.position));
                let position = Position {
                    byte: sound.len() as u64,
                    record: 3,
                    line: 9,
                };
                assert_eq!(error, Some((FastqErrorKind::BlankLine, position)));
            }
        }
    }
}
