//! gzip by a push decoder: many members, BGZF, CRC-32 and length checked (RFC 1952).
//!
//! It does no I/O: the caller pushes compressed bytes and takes the text out in pieces of bounded
//! size, so a small input that unpacks to very much cannot fill the memory.

use crate::fastq::{FastqError, FastqErrorKind, Position};
use flate2::{Decompress, FlushDecompress, Status};
use serde::{Deserialize, Serialize};

pub mod bgzf;
mod checksum;
mod header;

use checksum::Checksum;
use header::{Header, Parsed};

/// The two bytes that every gzip member begins with.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Text unpacked in one step, at least and at most, where there is room for it.
const LEAST_STEP_BYTES: u64 = 64 << 10;
const MOST_STEP_BYTES: u64 = 1 << 20;

/// What a [`Decoder`] saw of the stream's structure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// Members whose checksum and length were checked.
    pub members: u64,
    /// Members that say they are BGZF blocks.
    pub bgzf_blocks: u64,
    /// The last member was BGZF's empty end marker.
    pub bgzf_end_marker: bool,
    /// Zero bytes after the last member, as some tapes and disks leave them.
    pub zero_padding: u64,
}

/// Unpacks a gzip stream that arrives in pieces.
///
/// ```
/// use shared::gzip::Decoder;
/// # let packed = { use std::io::Write; let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()); e.write_all(b"@r\nA\n+\nI\n").unwrap(); e.finish().unwrap() };
/// let mut decoder = Decoder::new(u64::MAX);
/// let (mut text, mut used) = (Vec::new(), 0);
/// while used < packed.len() {
///     used += decoder.push(&packed[used..], &mut text, 1 << 16)?;
/// }
/// decoder.finish(&mut text)?;
/// assert_eq!(text, b"@r\nA\n+\nI\n");
/// # Ok::<(), shared::fastq::FastqError>(())
/// ```
#[derive(Debug)]
pub struct Decoder {
    state: State,
    inflate: Decompress,
    checksum: Checksum,
    /// Text of the present member so far, in bytes.
    member_bytes: u64,
    bgzf: bool,
    /// Compressed bytes taken in.
    compressed: u64,
    /// Where the present member begins in the compressed bytes.
    member_start: u64,
    text_bytes: u64,
    limit: u64,
    structure: Structure,
}

#[derive(Debug)]
enum State {
    /// Between members, or at the start.
    Boundary,
    Header(Header),
    Body,
    Trailer(Vec<u8>),
}

impl Structure {
    /// Adds what was seen of the stretch that follows.
    pub fn append(&mut self, next: &Self) {
        self.members += next.members;
        self.bgzf_blocks += next.bgzf_blocks;
        if next.members > 0 {
            self.bgzf_end_marker = next.bgzf_end_marker;
        }
        self.zero_padding = next.zero_padding;
    }
}

impl Decoder {
    /// A decoder that refuses to put out more than `limit` bytes.
    #[must_use]
    pub fn new(limit: u64) -> Self {
        Self {
            state: State::Boundary,
            inflate: Decompress::new(false),
            checksum: Checksum::default(),
            member_bytes: 0,
            bgzf: false,
            compressed: 0,
            member_start: 0,
            text_bytes: 0,
            limit,
            structure: Structure::default(),
        }
    }

    /// What was seen of the stream's structure so far.
    #[must_use]
    pub fn structure(&self) -> Structure {
        self.structure
    }

    /// Takes in some of `input` and appends text to `output` until that holds `room` bytes more, or
    /// the input is used up. Gives the number of input bytes used: call again with the rest.
    ///
    /// # Errors
    /// An error with `compressed_byte` set to where the damaged member begins (or the garbage
    /// stands), and `position.byte` to the length of the text before it; the caller knows the
    /// record and line. Text that was put out before it stands.
    pub fn push(
        &mut self,
        input: &[u8],
        output: &mut Vec<u8>,
        room: usize,
    ) -> Result<usize, FastqError> {
        let full = output.len().saturating_add(room);
        let mut used = 0;
        while used < input.len() && output.len() < full {
            used += self.step(&input[used..], output, full)?;
        }
        Ok(used)
    }

    /// Says that the input is over, and appends the text that a lack of room has kept back (of a
    /// sound stream there is none).
    ///
    /// # Errors
    /// As [`Decoder::push`] has them, and [`FastqErrorKind::GzipTruncated`] if the input ends inside
    /// a member.
    pub fn finish(&mut self, output: &mut Vec<u8>) -> Result<(), FastqError> {
        let mut before = usize::MAX;
        while matches!(self.state, State::Body) && output.len() != before {
            before = output.len();
            self.body(&[], output, usize::MAX)?;
        }
        match self.state {
            State::Boundary => Ok(()),
            _ => Err(self.error(FastqErrorKind::GzipTruncated, self.member_start)),
        }
    }

    fn step(
        &mut self,
        input: &[u8],
        output: &mut Vec<u8>,
        full: usize,
    ) -> Result<usize, FastqError> {
        let used = match &mut self.state {
            State::Boundary => self.begin(input)?,
            State::Header(header) => match header.push(input) {
                Ok((used, Parsed::NeedMore)) => used,
                Ok((used, Parsed::Done { bgzf })) => {
                    self.bgzf = bgzf;
                    self.inflate.reset(false);
                    self.checksum.take();
                    self.member_bytes = 0;
                    self.state = State::Body;
                    used
                }
                Err(kind) => return Err(self.error(kind, self.member_start)),
            },
            State::Body => self.body(input, output, full)?,
            State::Trailer(bytes) => {
                let used = input.len().min(8 - bytes.len());
                bytes.extend_from_slice(&input[..used]);
                if let [a, b, c, d, e, f, g, h] = bytes[..] {
                    self.end_member(
                        u32::from_le_bytes([a, b, c, d]),
                        u32::from_le_bytes([e, f, g, h]),
                    )?;
                }
                used
            }
        };
        self.compressed += used as u64;
        Ok(used)
    }

    /// At the start of a member, or behind the last one.
    fn begin(&mut self, input: &[u8]) -> Result<usize, FastqError> {
        if self.structure.members > 0 && input[0] == 0 {
            let zeros = input.iter().take_while(|&&byte| byte == 0).count();
            self.structure.zero_padding += zeros as u64;
            return Ok(zeros);
        }
        if input[0] != MAGIC[0] || self.structure.zero_padding > 0 {
            return Err(self.error(FastqErrorKind::GzipTrailingGarbage, self.compressed));
        }
        self.member_start = self.compressed;
        self.state = State::Header(Header::default());
        Ok(0)
    }

    fn body(
        &mut self,
        input: &[u8],
        output: &mut Vec<u8>,
        full: usize,
    ) -> Result<usize, FastqError> {
        let before = output.len();
        let (in_before, out_before) = (self.inflate.total_in(), self.inflate.total_out());
        // One byte more than may be put out is enough to tell: so where it breaks off depends on the
        // limit alone, and not on the pieces that came in.
        let allowed = usize::try_from(self.limit - self.text_bytes).unwrap_or(usize::MAX);
        // Room is filled with zeros first, and zlib copies its window at each call: so steps grow
        // with the member, and a short one takes no more room than it needs.
        let step = self.member_bytes.clamp(LEAST_STEP_BYTES, MOST_STEP_BYTES);
        let room = (full - before).min(usize::try_from(step).unwrap_or(usize::MAX));
        output.resize(before + room.min(allowed.saturating_add(1)), 0);
        let status = self
            .inflate
            .decompress(input, &mut output[before..], FlushDecompress::None);
        let used = (self.inflate.total_in() - in_before) as usize;
        let made = (self.inflate.total_out() - out_before) as usize;
        output.truncate(before + made);
        self.checksum.update(&output[before..]);
        self.member_bytes += made as u64;
        self.text_bytes += made as u64;
        if self.text_bytes > self.limit {
            output.truncate(before + allowed);
            self.text_bytes = self.limit;
            return Err(self.error(
                FastqErrorKind::GzipTooLarge { limit: self.limit },
                self.member_start,
            ));
        }
        match status {
            Ok(Status::StreamEnd) => self.state = State::Trailer(Vec::with_capacity(8)),
            Ok(Status::Ok | Status::BufError) if used > 0 || made > 0 || input.is_empty() => {}
            _ => return Err(self.error(FastqErrorKind::GzipCorrupt, self.member_start)),
        }
        Ok(used)
    }

    fn end_member(&mut self, checksum: u32, length: u32) -> Result<(), FastqError> {
        if self.checksum.take() != checksum {
            return Err(self.error(FastqErrorKind::GzipChecksum, self.member_start));
        }
        // The trailer holds the length modulo 2^32.
        if self.member_bytes as u32 != length {
            return Err(self.error(FastqErrorKind::GzipLength, self.member_start));
        }
        self.structure.members += 1;
        self.structure.bgzf_blocks += u64::from(self.bgzf);
        self.structure.bgzf_end_marker = self.bgzf && self.member_bytes == 0;
        self.state = State::Boundary;
        Ok(())
    }

    fn error(&self, kind: FastqErrorKind, compressed_byte: u64) -> FastqError {
        let position = Position {
            byte: self.text_bytes,
            ..Position::START
        };
        FastqError {
            compressed_byte: Some(compressed_byte),
            ..FastqError::new(kind, position, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(packed: &[u8], piece: usize, limit: u64) -> (Vec<u8>, Result<Structure, FastqError>) {
        let mut decoder = Decoder::new(limit);
        let mut text = Vec::new();
        for piece in packed.chunks(piece) {
            let mut used = 0;
            while used < piece.len() {
                match decoder.push(&piece[used..], &mut text, 100) {
                    Ok(more) => used += more,
                    Err(error) => return (text, Err(error)),
                }
            }
        }
        let end = decoder.finish(&mut text).map(|()| decoder.structure());
        (text, end)
    }

    #[test]
    fn members_join_in_pieces_of_any_size() {
        let packed = [member(b"@r1\nACGT\n+\n"), member(b""), member(b"IIII\n")].concat();
        for piece in 1..=packed.len() {
            let (text, end) = unpack(&packed, piece, u64::MAX);
            assert_eq!(
                (text.as_slice(), end.unwrap().members),
                (&b"@r1\nACGT\n+\nIIII\n"[..], 3)
            );
        }
    }

    #[test]
    fn faults_are_named_with_their_place() {
        let good = member(&b"ACGT".repeat(100));
        let second = good.len() as u64;
        let fault = |packed: &[u8]| unpack(packed, 7, u64::MAX).1.unwrap_err();
        for end in 1..good.len() {
            assert_eq!(
                fault(&good[..end]).kind,
                FastqErrorKind::GzipTruncated,
                "cut at {end}"
            );
        }
        let mut wrong = [good.clone(), good.clone()].concat();
        let checksum = wrong.len() - 8;
        wrong[checksum] ^= 1;
        assert_eq!(
            (fault(&wrong).kind, fault(&wrong).compressed_byte),
            (FastqErrorKind::GzipChecksum, Some(second))
        );
        wrong[checksum] ^= 1;
        wrong[checksum + 4] ^= 1;
        assert_eq!(fault(&wrong).kind, FastqErrorKind::GzipLength);
        let garbage = [&good[..], b"garbage"].concat();
        assert_eq!(
            (fault(&garbage).kind, fault(&garbage).compressed_byte),
            (FastqErrorKind::GzipTrailingGarbage, Some(second))
        );
        let padded = [&good[..], &[0; 10]].concat();
        assert_eq!(unpack(&padded, 7, u64::MAX).1.unwrap().zero_padding, 10);
        let mut corrupt = good.clone();
        corrupt[10] = 0xff;
        assert_eq!(fault(&corrupt).kind, FastqErrorKind::GzipCorrupt);
    }

    #[test]
    fn a_truncated_stream_gives_all_its_text_whatever_the_room() {
        let good = member(&[&b"@r1\nAC"[..], &b"GT".repeat(900)].concat());
        let mut with_text = 0;
        for end in 11..good.len() {
            let unpack = |piece: usize, room: usize| {
                let (mut decoder, mut text) = (Decoder::new(u64::MAX), Vec::new());
                for piece in good[..end].chunks(piece) {
                    let mut used = 0;
                    while used < piece.len() {
                        used += decoder.push(&piece[used..], &mut text, room).unwrap();
                    }
                }
                assert!(decoder.finish(&mut text).is_err());
                text
            };
            let whole = unpack(end, 1 << 16);
            with_text += usize::from(!whole.is_empty());
            for (piece, room) in [(1, 1), (1, 1000), (end, 1), (end, 300)] {
                assert_eq!(unpack(piece, room), whole, "cut at {end}");
            }
        }
        assert!(with_text > 8);
    }

    #[test]
    fn output_is_capped() {
        let bomb = member(&vec![b'A'; 10 << 20]);
        for piece in [1, 30, 1024] {
            let (text, end) = unpack(&bomb, piece, 1000);
            let error = end.unwrap_err();
            assert_eq!(error.kind, FastqErrorKind::GzipTooLarge { limit: 1000 });
            assert_eq!((text.len(), error.position.byte), (1000, 1000));
        }
        let (text, end) = unpack(&member(&[b'A'; 1000]), 7, 1000);
        assert_eq!((text.len(), end.is_ok()), (1000, true));
    }
}
