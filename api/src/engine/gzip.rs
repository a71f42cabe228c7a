//! Cuts a gzip file as it is inflated: by one thread at a time, while the others count.
//!
//! Each thread inflates the chunk that it will count, so no text goes from hand to hand.

use super::crew::{Buffers, Chunk, Input, Next, lock};
use super::positioned::Positioned;
use super::{EngineOptions, MAX_WINDOW_BYTES};
use shared::fastq::boundary::last_record_start;
use shared::gzip::{Decoder, Structure};
use shared::sniff::{Sniffed, sniff};
use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

/// Compressed bytes read at once.
const PACKED_BYTES: usize = 256 << 10;

/// A gzip file.
pub(super) struct Gzip<'a> {
    file: &'a Positioned,
    chunk_bytes: usize,
    progress: &'a AtomicU64,
    stream: Mutex<Stream>,
}

struct Stream {
    decoder: Decoder,
    packed: Vec<u8>,
    used: usize,
    /// Compressed bytes read.
    at: u64,
    /// Text behind the last cut.
    carry: Vec<u8>,
    index: u64,
    start: u64,
    ended: bool,
}

impl<'a> Gzip<'a> {
    pub(super) fn new(file: &'a Positioned, options: &EngineOptions<'a>) -> Self {
        Self {
            file,
            chunk_bytes: options.chunk_bytes(),
            progress: options.progress,
            stream: Mutex::new(Stream {
                decoder: Decoder::new(u64::MAX),
                packed: Vec::new(),
                used: 0,
                at: 0,
                carry: Vec::new(),
                index: 0,
                start: options.start,
                ended: false,
            }),
        }
    }

    /// What was seen of the stream's structure.
    pub(super) fn structure(&self) -> Structure {
        lock(&self.stream).decoder.structure()
    }

    /// Inflates until `text` is `wanted` bytes long, or to the end of the file.
    fn inflate(&self, stream: &mut Stream, text: &mut Vec<u8>, wanted: usize) -> Option<()> {
        while text.len() < wanted && !stream.ended {
            if stream.used == stream.packed.len() {
                stream.packed.resize(PACKED_BYTES, 0);
                let read = self.file.read_at_most(&mut stream.packed, stream.at).ok()?;
                stream.packed.truncate(read);
                stream.used = 0;
                stream.at += read as u64;
                self.progress.fetch_add(read as u64, Ordering::Relaxed);
                if read == 0 {
                    stream.decoder.finish(text).ok()?;
                    stream.ended = true;
                }
            }
            let (input, room) = (&stream.packed[stream.used..], wanted - text.len());
            stream.used += stream.decoder.push(input, text, room).ok()?;
        }
        Some(())
    }

    /// Fills `text` with whole records; gives whether more follow. None where that cannot be done.
    fn fill(&self, stream: &mut Stream, text: &mut Vec<u8>) -> Option<bool> {
        let mut wanted = self.chunk_bytes;
        loop {
            self.inflate(stream, text, wanted)?;
            if stream.index == 0 && sniff(text) != Sniffed::Text {
                return None;
            }
            if stream.ended {
                return Some(false);
            }
            if let Some(end) = last_record_start(text) {
                stream.carry.extend_from_slice(&text[end..]);
                text.truncate(end);
                return Some(true);
            }
            if wanted > MAX_WINDOW_BYTES {
                return None;
            }
            wanted = text.len().max(wanted).saturating_mul(2);
        }
    }
}

impl Input for Gzip<'_> {
    fn next(&self, buffers: &mut Buffers) -> Next {
        let text = &mut buffers.text;
        let mut stream = lock(&self.stream);
        if stream.ended {
            return Next::End;
        }
        text.clear();
        text.append(&mut stream.carry);
        let Some(more) = self.fill(&mut stream, text) else {
            stream.ended = true;
            return Next::Trouble;
        };
        let chunk = Chunk {
            index: stream.index,
            start: stream.start,
            more,
        };
        stream.index += 1;
        stream.start = stream.start.saturating_add(text.len() as u64);
        Next::Chunk(chunk)
    }
}
