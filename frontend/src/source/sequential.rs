//! Reads on record by record: the one way in which bad input is judged, and wrapped files are read.

use std::collections::VecDeque;

use shared::analysis::InputNotes;
use shared::fastq::{FastqError, Layout, Position};
use shared::framer::{Event, Framer};
use shared::tally::settings::Thinned;

use super::read::Stream;
use super::{Chunk, Data, SourceError};

/// Bytes framed at once, at least.
const MIN_FEED_BYTES: usize = 64 << 10;
/// Bytes framed at once, at most.
const MAX_FEED_BYTES: usize = 4 << 20;

struct Run {
    bytes: Vec<u8>,
    start: u64,
    layout: Layout,
    more: bool,
}

/// Frames the input, and packs what was framed into chunks.
pub(super) struct Sequential {
    stream: Stream,
    framer: Framer,
    /// What was read and is not yet framed.
    input: Vec<u8>,
    used: usize,
    runs: VecDeque<Run>,
    damage: Option<FastqError>,
    error: Option<FastqError>,
    finished: bool,
}

impl Sequential {
    pub(super) fn new(stream: Stream, position: Position) -> Self {
        Self {
            stream,
            framer: Framer::new(position, Layout::FourLine, false),
            input: Vec::new(),
            used: 0,
            runs: VecDeque::new(),
            damage: None,
            error: None,
            finished: false,
        }
    }

    pub(super) async fn next(&mut self, chunk_bytes: u64) -> Result<Option<Chunk>, SourceError> {
        let wanted = usize::try_from(chunk_bytes).unwrap_or(usize::MAX);
        while !self.finished && self.framed() < wanted {
            self.read_on(wanted.clamp(MIN_FEED_BYTES, MAX_FEED_BYTES))
                .await?;
        }
        match self.pack(wanted) {
            Some(chunk) => Ok(Some(chunk)),
            None => self
                .error
                .take()
                .map_or(Ok(None), |error| Err(error.into())),
        }
    }

    pub(super) fn input(&self) -> InputNotes {
        InputNotes {
            layout: self.framer.layout(),
            gzip: self.stream.structure(),
        }
    }

    /// Bytes of the runs that may go into one chunk.
    fn framed(&self) -> usize {
        let layout = self.runs.front().map(|run| run.layout);
        let same = self
            .runs
            .iter()
            .take_while(|run| Some(run.layout) == layout);
        let bytes = same.map(|run| run.bytes.len()).sum();
        // A run of another layout closes the chunk.
        if self.runs.back().map(|run| run.layout) == layout {
            bytes
        } else {
            usize::MAX
        }
    }

    async fn read_on(&mut self, feed_bytes: usize) -> Result<(), SourceError> {
        if self.used == self.input.len() {
            self.input.clear();
            self.used = 0;
            if self.stream.ended() {
                self.finished = true;
                self.frame_rest();
                return Ok(());
            }
            self.damage = self.stream.read(&mut self.input, MAX_FEED_BYTES).await?;
        }
        let end = self.input.len().min(self.used.saturating_add(feed_bytes));
        let fed = self.framer.feed(&self.input[self.used..end], &mut |event| {
            keep(&mut self.runs, true, &event)
        });
        self.used = end;
        if let Err(error) = fed {
            self.end_with(error);
        } else if self.used == self.input.len()
            && let Some(damage) = self.damage.take()
        {
            // The decoder knows the byte, the framer the record and line at which the text broke off.
            let position = Position {
                byte: damage.position.byte,
                ..self.framer.position()
            };
            self.end_with(FastqError { position, ..damage });
        }
        Ok(())
    }

    fn frame_rest(&mut self) {
        if let Err(error) = self
            .framer
            .finish(&mut |event| keep(&mut self.runs, false, &event))
        {
            self.end_with(error);
        }
    }

    fn end_with(&mut self, error: FastqError) {
        self.error = Some(error);
        self.finished = true;
    }

    /// Takes runs of one layout from the queue, about `wanted` bytes.
    fn pack(&mut self, wanted: usize) -> Option<Chunk> {
        let Run {
            mut bytes,
            start,
            layout,
            mut more,
        } = self.runs.pop_front()?;
        while bytes.len() < wanted
            && let Some(next) = self.runs.pop_front_if(|next| next.layout == layout)
        {
            bytes.extend_from_slice(&next.bytes);
            more = next.more;
        }
        let data = Data::of(&bytes);
        let end = start + bytes.len() as u64;
        Some(Chunk {
            start,
            end,
            more,
            row_bytes: None,
            piece: None,
            range: None,
            layout,
            file_bytes: self.stream.position(),
            thinned: Thinned::default(),
            data,
        })
    }
}

/// Keeps the runs of records that the framer reports.
fn keep(runs: &mut VecDeque<Run>, more: bool, event: &Event<'_>) {
    if let Event::Block(block) = event {
        runs.push_back(Run {
            bytes: block.bytes.to_vec(),
            start: block.start.byte,
            layout: block.layout,
            more,
        });
    }
}
