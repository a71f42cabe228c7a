//! Reading a file: slices, and the whole as a stream of uncompressed bytes.

use js_sys::{ArrayBuffer, Uint8Array};
use sha2::{Digest, Sha256};
use shared::fastq::FastqError;
use shared::gzip::{Decoder, Structure};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::{HEAD_BYTES, SourceError};
use crate::blob_reader::BlobReader;
use crate::worker::{note, now, words};

/// Bytes read at once, at most: compressed, their text is a few MiB, inflated in about 10 ms.
const READ_BYTES: usize = 1 << 20;

/// The bytes from `start` to `end`, or to the end of the file.
pub(crate) async fn read_slice(file: &Blob, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
    let slice = slice(file, start, end)?;
    let since = now();
    let read = JsFuture::from(slice.array_buffer());
    let buffer: ArrayBuffer = read.await.map_err(|error| fault(&error))?.unchecked_into();
    note("readout: reading", since);
    let since = now();
    let bytes = Uint8Array::new(&buffer).to_vec();
    note("readout: copying", since);
    Ok(bytes)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a file's size is a safe integer in every browser"
)]
pub(super) fn slice(file: &Blob, start: u64, end: u64) -> Result<Blob, SourceError> {
    file.slice_with_f64_and_f64(start as f64, end as f64)
        .map_err(|error| fault(&error))
}

/// What an error of the browser's means: a file that changed on disk is no longer readable.
fn fault(error: &JsValue) -> SourceError {
    let name = js_sys::Reflect::get(error, &"name".into())
        .ok()
        .and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotReadableError" | "NotFoundError") => SourceError::Changed,
        _ => SourceError::Unreadable(words(error)),
    }
}

/// Size and a digest of both ends of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub(super) size: u64,
    digest: [u8; 32],
}

impl Fingerprint {
    /// A number that is always the same for the same file.
    pub(super) fn seed(&self) -> u64 {
        let first = self.digest.first_chunk().copied();
        u64::from_le_bytes(first.unwrap_or_default())
    }

    pub(super) async fn take(file: &Blob) -> Result<Self, SourceError> {
        Ok(Ends::read(file).await?.fingerprint())
    }
}

/// The first bytes of a file and its last.
pub(super) struct Ends {
    size: u64,
    pub(super) head: Vec<u8>,
    pub(super) tail: Vec<u8>,
}

impl Ends {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a safe integer in every browser"
    )]
    pub(super) async fn read(file: &Blob) -> Result<Self, SourceError> {
        let size = file.size() as u64;
        Ok(Self {
            size,
            head: read_slice(file, 0, HEAD_BYTES).await?,
            tail: read_slice(file, size.saturating_sub(HEAD_BYTES), size).await?,
        })
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mut digest = Sha256::new();
        digest.update(&self.head);
        digest.update(&self.tail);
        Fingerprint {
            size: self.size,
            digest: digest.finalize().into(),
        }
    }
}

/// The uncompressed input from some offset on.
pub(super) struct Stream {
    file: Blob,
    /// The rest of the file, when the first of it was asked for.
    reader: Option<BlobReader>,
    size: u64,
    decoder: Option<Decoder>,
    /// Bytes taken from the file.
    taken: u64,
    /// The last compressed bytes that were taken.
    input: Vec<u8>,
    /// How many of them there are, and how many were inflated.
    filled: usize,
    used: usize,
    /// Uncompressed bytes still to be passed over.
    skip: u64,
    ended: bool,
}

impl Stream {
    pub(super) fn open(file: &Blob, size: u64, gzip: bool, offset: u64) -> Self {
        let (decoder, taken, skip) = if gzip {
            (Some(Decoder::new(u64::MAX)), 0, offset)
        } else {
            (None, offset, 0)
        };
        Self {
            file: file.clone(),
            reader: None,
            size,
            decoder,
            taken,
            input: Vec::new(),
            filled: 0,
            used: 0,
            skip,
            ended: taken >= size,
        }
    }

    /// Appends what comes next to `text`, at most `room` bytes and a few more at the end of the
    /// input; nothing at the end, and it may be nothing before it, too. Gives what is wrong with the
    /// gzip data behind those bytes.
    pub(super) async fn read(
        &mut self,
        text: &mut Vec<u8>,
        room: usize,
    ) -> Result<Option<FastqError>, SourceError> {
        if self.ended {
            return Ok(None);
        }
        if self.decoder.is_none() {
            self.read_plain(text, room).await?;
            return Ok(None);
        }
        if self.used == self.filled && self.taken < self.size {
            self.read_packed().await?;
        }
        let before = text.len();
        let damage = self.inflate(text, room);
        let fresh = text.len() - before;
        let pass = usize::try_from(self.skip).unwrap_or(usize::MAX).min(fresh);
        text.drain(before..before + pass);
        self.skip -= pass as u64;
        Ok(damage)
    }

    fn inflate(&mut self, text: &mut Vec<u8>, room: usize) -> Option<FastqError> {
        let decoder = self.decoder.as_mut()?;
        let since = now();
        // A little input can unpack to very much, so what comes out has its limit, too.
        let pushed = decoder.push(&self.input[self.used..self.filled], text, room);
        let mut damage = pushed.map(|used| self.used += used).err();
        if damage.is_none() && self.taken == self.size && self.used == self.filled {
            self.ended = true;
            damage = decoder.finish(text).err();
        }
        note("readout: inflating", since);
        self.ended |= damage.is_some();
        damage
    }

    async fn read_plain(&mut self, text: &mut Vec<u8>, room: usize) -> Result<(), SourceError> {
        let before = text.len();
        text.resize(before + room.clamp(1, READ_BYTES), 0);
        let read = self.take(&mut text[before..]).await;
        text.truncate(before + read.as_ref().copied().unwrap_or_default());
        self.ended = self.taken == self.size;
        read.map(drop)
    }

    async fn read_packed(&mut self) -> Result<(), SourceError> {
        let mut input = std::mem::take(&mut self.input);
        input.resize(READ_BYTES, 0);
        let read = self.take(&mut input).await;
        (self.input, self.used) = (input, 0);
        self.filled = read.as_ref().copied().unwrap_or_default();
        read.map(drop)
    }

    /// Takes the next bytes from the file; gives how many.
    async fn take(&mut self, room: &mut [u8]) -> Result<usize, SourceError> {
        if self.reader.is_none() {
            let rest = slice(&self.file, self.taken, self.size)?;
            self.reader = Some(BlobReader::new(rest));
        }
        let read = match &mut self.reader {
            Some(reader) => reader.read(room).await.map_err(|error| fault(&error))?,
            None => 0,
        };
        self.taken += read as u64;
        if read == 0 || self.taken > self.size {
            return Err(SourceError::Changed);
        }
        Ok(read)
    }

    /// Bytes of the file behind what was handed out.
    pub(super) fn position(&self) -> u64 {
        self.taken - (self.filled - self.used) as u64
    }

    /// What was seen of the gzip stream.
    pub(super) fn structure(&self) -> Option<Structure> {
        self.decoder.as_ref().map(Decoder::structure)
    }

    /// Whether nothing follows.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }
}
