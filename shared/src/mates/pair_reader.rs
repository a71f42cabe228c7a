//! Reads the mates of two files, or of an interleaved one, side by side.

use super::pair_error::{PairError, shown};
use crate::analysis::unpacker::{TextSink, Unpacker};
use crate::fastq::record::first_word;
use crate::fastq::{FastqError, Layout, Position, Record};
use crate::framer::{Event, Framer};
use crate::ledger::without_mate;
use crate::tally::ReadNumber;

/// The two mates of a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// Read 1.
    pub first: Record<'a>,
    /// Read 2.
    pub second: Record<'a>,
}

/// Reads pairs from one or two inputs that arrive in pieces, plain or gzip. Give the input that
/// [`PairReader::wants`] names: then no more is kept than the records of one piece. Pairs and error
/// do not depend on how the inputs are cut.
pub struct PairReader {
    /// One input holds both mates, next to each other.
    interleaved: bool,
    inputs: [Input; 2],
    pairing: Pairing,
}

/// One input.
struct Input {
    unpacker: Unpacker,
    framer: Framer,
    state: State,
}

/// How far an input has come.
enum State {
    Open,
    Ended,
    Failed(FastqError),
}

/// Brings together what comes from the inputs.
struct Pairing {
    interleaved: bool,
    /// Whose records wait for their mates.
    waiting_mate: ReadNumber,
    waiting: Waiting,
    pairs: u64,
    error: Option<PairError>,
}

/// Records that wait, one behind the other.
#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    /// Lengths of definition and sequence of each record.
    lengths: Vec<(usize, usize)>,
    /// How many records and bytes were taken.
    taken: (usize, usize),
}

impl PairReader {
    /// A reader of a file of first mates and one of second mates.
    #[must_use]
    pub fn of_two_files() -> Self {
        Self::new(false)
    }

    /// A reader of one file in which mates stand next to each other. It wants [`ReadNumber::First`] only.
    #[must_use]
    pub fn interleaved() -> Self {
        Self::new(true)
    }

    fn new(interleaved: bool) -> Self {
        let input = || Input {
            unpacker: Unpacker::new(true, u64::MAX),
            framer: Framer::new(Position::START, Layout::FourLine, false),
            state: State::Open,
        };
        Self {
            interleaved,
            inputs: [input(), input()],
            pairing: Pairing {
                interleaved,
                waiting_mate: ReadNumber::First,
                waiting: Waiting::default(),
                pairs: 0,
                error: None,
            },
        }
    }

    /// Which input must be read on; none if all was read, or after an error.
    #[must_use]
    pub fn wants(&self) -> Option<ReadNumber> {
        if self.pairing.error.is_some() {
            return None;
        }
        let open = |mate: ReadNumber| matches!(self.inputs[mate as usize].state, State::Open);
        if self.interleaved {
            return open(ReadNumber::First).then_some(ReadNumber::First);
        }
        let mate = if self.pairing.waiting.is_empty() {
            ReadNumber::First
        } else {
            self.pairing.waiting_mate.other()
        };
        let mates = [mate, mate.other()];
        mates.into_iter().find(|mate| open(*mate))
    }

    /// Reads on with the next piece of an input, and gives its pairs. What comes after an error or
    /// the end is not looked at.
    pub fn feed(&mut self, mate: ReadNumber, input: &[u8], on: impl FnMut(Pair<'_>)) {
        self.advance(mate, Some(input), on);
    }

    /// An input is over.
    pub fn end(&mut self, mate: ReadNumber, on: impl FnMut(Pair<'_>)) {
        self.advance(mate, None, on);
    }

    /// Number of pairs so far.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairing.pairs
    }

    /// What was wrong behind the last pair, if anything was.
    #[must_use]
    pub fn error(&self) -> Option<&PairError> {
        self.pairing.error.as_ref()
    }

    fn advance(&mut self, mate: ReadNumber, piece: Option<&[u8]>, on: impl FnMut(Pair<'_>)) {
        let input = &mut self.inputs[mate as usize];
        if self.pairing.error.is_some() || !matches!(input.state, State::Open) {
            return;
        }
        let mut sink = Sink {
            framer: &mut input.framer,
            pairing: &mut self.pairing,
            mate,
            on,
        };
        let read = match piece {
            Some(piece) => input.unpacker.feed(piece, &mut sink),
            None => input
                .unpacker
                .finish(&mut sink)
                .and_then(|()| sink.finish()),
        };
        match read {
            Err(error) => input.state = State::Failed(error),
            Ok(()) if piece.is_none() => input.state = State::Ended,
            Ok(()) => {}
        }
        self.settle();
    }

    /// Finds out whether the inputs cannot go on. Of two things that are wrong the one at the lower
    /// record counts, and of the same record that of the first file; so an error waits until the
    /// other input has come as far.
    fn settle(&mut self) {
        if self.pairing.error.is_some() {
            return;
        }
        self.pairing.error = if self.interleaved {
            self.interleaved_error()
        } else {
            self.error_of_two()
        };
    }

    fn interleaved_error(&self) -> Option<PairError> {
        match &self.inputs[0].state {
            State::Open => None,
            State::Failed(error) => Some(PairError::MalformedInterleaved(error.clone())),
            State::Ended => self
                .pairing
                .waiting
                .first_name()
                .map(|name| PairError::NoMate {
                    record: 2 * self.pairing.pairs + 1,
                    name: shown(name),
                }),
        }
    }

    fn error_of_two(&self) -> Option<PairError> {
        let Pairing {
            waiting,
            waiting_mate,
            pairs,
            ..
        } = &self.pairing;
        let malformed = |mate: ReadNumber, error: &FastqError| PairError::Malformed {
            mate,
            error: error.clone(),
        };
        let [first, second] = [&self.inputs[0].state, &self.inputs[1].state];
        let Some(next) = waiting.first_name() else {
            return match (first, second) {
                (State::Failed(error), _) => Some(malformed(ReadNumber::First, error)),
                (State::Ended, State::Failed(error)) => Some(malformed(ReadNumber::Second, error)),
                _ => None,
            };
        };
        let missing = waiting_mate.other();
        match &self.inputs[missing as usize].state {
            State::Open => None,
            State::Failed(error) => Some(malformed(missing, error)),
            State::Ended => Some(PairError::Ended {
                ended: missing,
                records: *pairs,
                next: shown(next),
            }),
        }
    }
}

/// Where the text of an input goes.
struct Sink<'a, F> {
    framer: &'a mut Framer,
    pairing: &'a mut Pairing,
    mate: ReadNumber,
    on: F,
}

impl<F: FnMut(Pair<'_>)> Sink<'_, F> {
    fn finish(&mut self) -> Result<(), FastqError> {
        let Self {
            framer,
            pairing,
            mate,
            on,
        } = self;
        framer.finish(&mut |event| pairing.take(*mate, &event, on))
    }
}

impl<F: FnMut(Pair<'_>)> TextSink for Sink<'_, F> {
    fn feed(&mut self, text: &[u8]) -> Result<(), FastqError> {
        let Self {
            framer,
            pairing,
            mate,
            on,
        } = self;
        framer.feed(text, &mut |event| pairing.take(*mate, &event, on))
    }

    fn place(&self, error: FastqError) -> FastqError {
        FastqError {
            position: Position {
                byte: error.position.byte,
                ..self.framer.position()
            },
            ..error
        }
    }
}

impl Pairing {
    fn take(&mut self, mate: ReadNumber, event: &Event<'_>, on: &mut impl FnMut(Pair<'_>)) {
        let Event::Record(record) = event else { return };
        if self.error.is_some() {
            return;
        }
        let alone = self.waiting.is_empty();
        if alone || (self.waiting_mate == mate && !self.interleaved) {
            self.waiting_mate = mate;
            self.waiting.push(record);
            return;
        }
        let Some(other) = self.waiting.first() else {
            return;
        };
        let (first, second) = if mate == ReadNumber::First && !self.interleaved {
            (**record, other)
        } else {
            (other, **record)
        };
        if without_mate(first.name()) == without_mate(second.name()) {
            self.pairs += 1;
            on(Pair { first, second });
            self.waiting.pop();
            return;
        }
        let [first, second] = [first, second].map(|record| shown(record.name()));
        self.error = Some(if self.interleaved {
            PairError::NotInterleaved {
                record: 2 * self.pairs + 1,
                first,
                second,
            }
        } else {
            PairError::Names {
                record: self.pairs + 1,
                first,
                second,
            }
        });
    }
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.taken.0 == self.lengths.len()
    }

    fn push(&mut self, record: &Record<'_>) {
        self.bytes.extend_from_slice(record.definition);
        self.bytes.extend_from_slice(record.sequence);
        self.bytes.extend_from_slice(record.quality_scores);
        self.lengths
            .push((record.definition.len(), record.sequence.len()));
    }

    fn first(&self) -> Option<Record<'_>> {
        let &(definition, sequence) = self.lengths.get(self.taken.0)?;
        let (definition, rest) = self
            .bytes
            .get(self.taken.1..)?
            .split_at_checked(definition)?;
        let (sequence, rest) = rest.split_at_checked(sequence)?;
        Some(Record {
            definition,
            sequence,
            quality_scores: rest.get(..sequence.len())?,
            plain: false,
            room: Default::default(),
            plus_first_word: false,
            carriage_return: false,
        })
    }

    fn first_name(&self) -> Option<&[u8]> {
        self.first().map(|record| first_word(record.definition))
    }

    /// Takes the first one; the room is used again once all are taken.
    fn pop(&mut self) {
        if let Some((definition, sequence)) = self.lengths.get(self.taken.0) {
            self.taken.0 += 1;
            self.taken.1 += definition + 2 * sequence;
        }
        if self.is_empty() {
            self.bytes.clear();
            self.lengths.clear();
            self.taken = (0, 0);
        }
    }
}
