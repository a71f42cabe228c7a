//! Cuts a gzip file as it is inflated.

use shared::fastq::boundary::{Boundary, find_record_start};
use shared::fastq::{FastqError, Layout};
use shared::gzip::Structure;
use shared::tally::settings::Thinned;

use super::read::Stream;
use super::{Chunk, Data, MAX_WINDOW_BYTES, SourceError};

/// Text inflated beyond what is wanted: most cuts are found in it.
const WINDOW_BYTES: usize = 64 << 10;
/// Text inflated at once, at most, so that a small file of much text gives way to others.
const STEP_BYTES: usize = 8 << 20;

/// What was inflated and not yet handed out; it begins at a record.
pub(super) struct Inflated {
    stream: Stream,
    carry: Vec<u8>,
    /// Bytes of the carry that were handed out.
    used: usize,
    /// Offset of the first unused byte in the uncompressed input.
    start: u64,
    error: Option<FastqError>,
}

impl Inflated {
    pub(super) fn new(stream: Stream, start: u64) -> Self {
        Self {
            stream,
            carry: Vec::new(),
            used: 0,
            start,
            error: None,
        }
    }

    pub(super) async fn next(&mut self, chunk_bytes: u64) -> Result<Option<Chunk>, SourceError> {
        let wanted = usize::try_from(chunk_bytes).unwrap_or(usize::MAX).max(1);
        loop {
            let rest = &self.carry[self.used..];
            let whole_file = self.stream.ended() && self.error.is_none();
            if rest.len() > wanted {
                match find_record_start(rest, wanted, None, whole_file) {
                    Boundary::Found(length) => return Ok(Some(self.take(length, true))),
                    Boundary::NeedMore if rest.len() > wanted.saturating_add(MAX_WINDOW_BYTES) => {
                        return Err(SourceError::CannotCut);
                    }
                    Boundary::NeedMore | Boundary::End => {}
                }
            }
            if whole_file {
                let length = rest.len();
                return Ok((length > 0).then(|| self.take(length, false)));
            }
            if self.error.is_some() {
                // What is left before the damage may end inside a record, which only framing can tell.
                return Err(SourceError::CannotCut);
            }
            self.carry.drain(..self.used);
            self.used = 0;
            let missing = wanted.saturating_add(WINDOW_BYTES);
            let missing = missing.saturating_sub(self.carry.len());
            let room = missing.clamp(WINDOW_BYTES, STEP_BYTES);
            self.carry.reserve(room);
            self.error = self.stream.read(&mut self.carry, room).await?;
        }
    }

    pub(super) fn structure(&self) -> Option<Structure> {
        self.stream.structure()
    }

    fn take(&mut self, length: usize, more: bool) -> Chunk {
        let data = Data::of(&self.carry[self.used..self.used + length]);
        let start = self.start;
        self.used += length;
        self.start += length as u64;
        Chunk {
            start,
            end: self.start,
            more,
            row_bytes: None,
            piece: None,
            range: None,
            layout: Layout::FourLine,
            file_bytes: self.stream.position(),
            thinned: Thinned::default(),
            data,
        }
    }
}
