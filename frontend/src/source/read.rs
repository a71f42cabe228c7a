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
use crate::worker::{note, now, words};

/// Compressed bytes read at once: their text is a few MiB, inflated in about 10 ms.
const GZIP_READ_BYTES: u64 = 1 << 20;
/// Text inflated at once.
const TEXT_BYTES: usize = 8 << 20;
/// Plain bytes read at once.
const PLAIN_READ_BYTES: u64 = 4 << 20;

/// The bytes from `start` to `end`, or to the end of the file.
pub(crate) async fn read_slice(file: &Blob, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
    finish_read(begin_read(file, start, end)?).await
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a file's size is a safe integer in every browser"
)]
pub(super) fn slice(file: &Blob, start: u64, end: u64) -> Result<Blob, SourceError> {
    file.slice_with_f64_and_f64(start as f64, end as f64)
        .map_err(|error| fault(&error))
}

fn begin_read(file: &Blob, start: u64, end: u64) -> Result<JsFuture, SourceError> {
    Ok(JsFuture::from(slice(file, start, end)?.array_buffer()))
}

async fn finish_read(read: JsFuture) -> Result<Vec<u8>, SourceError> {
    let since = now();
    let buffer: ArrayBuffer = read.await.map_err(|error| fault(&error))?.unchecked_into();
    note("readout: reading", since);
    let since = now();
    let bytes = Uint8Array::new(&buffer).to_vec();
    note("readout: copying", since);
    Ok(bytes)
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

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a safe integer in every browser"
    )]
    pub(super) async fn take(file: &Blob) -> Result<Self, SourceError> {
        let size = file.size() as u64;
        let mut digest = Sha256::new();
        digest.update(read_slice(file, 0, HEAD_BYTES).await?);
        digest.update(read_slice(file, size.saturating_sub(HEAD_BYTES), size).await?);
        Ok(Self {
            size,
            digest: digest.finalize().into(),
        })
    }
}

/// A piece of the uncompressed input, and what was wrong behind it.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// The gzip data is damaged behind these bytes.
    pub(super) error: Option<FastqError>,
}

/// The uncompressed input from some offset on.
pub(super) struct Stream {
    file: Blob,
    size: u64,
    decoder: Option<Decoder>,
    /// Bytes taken from the file.
    taken: u64,
    /// The next read is under way while the last one is worked on.
    ahead: Option<JsFuture>,
    /// Compressed bytes that were taken and not yet inflated.
    input: Vec<u8>,
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
            size,
            decoder,
            taken,
            ahead: None,
            input: Vec::new(),
            used: 0,
            skip,
            ended: false,
        }
    }

    /// The next piece; none at the end. A piece may be empty.
    pub(super) async fn next(&mut self) -> Result<Option<Piece>, SourceError> {
        if self.ended {
            return Ok(None);
        }
        if self.used == self.input.len() {
            self.input = self.take().await?;
            self.used = 0;
        }
        let mut error = None;
        let mut bytes = Vec::new();
        match &mut self.decoder {
            None => {
                bytes = std::mem::take(&mut self.input);
                self.used = 0;
            }
            // A little input can unpack to very much, so what comes out has its limit, too.
            Some(decoder) => {
                let since = now();
                while error.is_none() && self.used < self.input.len() && bytes.len() < TEXT_BYTES {
                    match decoder.push(&self.input[self.used..], &mut bytes, TEXT_BYTES) {
                        Ok(used) => self.used += used,
                        Err(damage) => error = Some(damage),
                    }
                }
                note("readout: inflating", since);
            }
        }
        if error.is_none() && self.taken == self.size && self.used == self.input.len() {
            self.ended = true;
            error = self
                .decoder
                .as_mut()
                .and_then(|decoder| decoder.finish(&mut bytes).err());
        }
        self.ended |= error.is_some();
        let pass = usize::try_from(self.skip)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        bytes.drain(..pass);
        self.skip -= pass as u64;
        Ok(Some(Piece { bytes, error }))
    }

    /// Takes the next bytes from the file, and begins to read those after them.
    async fn take(&mut self) -> Result<Vec<u8>, SourceError> {
        let step = if self.decoder.is_some() {
            GZIP_READ_BYTES
        } else {
            PLAIN_READ_BYTES
        };
        let end = self.size.min(self.taken.saturating_add(step));
        if end == self.taken {
            return Ok(Vec::new());
        }
        let read = match self.ahead.take() {
            Some(read) => read,
            None => begin_read(&self.file, self.taken, end)?,
        };
        let input = finish_read(read).await?;
        if input.len() as u64 != end - self.taken {
            return Err(SourceError::Changed);
        }
        self.taken = end;
        let after = self.size.min(end.saturating_add(step));
        if after > end {
            self.ahead = Some(begin_read(&self.file, end, after)?);
        }
        Ok(input)
    }

    /// Bytes of the file behind what was handed out.
    pub(super) fn position(&self) -> u64 {
        self.taken - (self.input.len() - self.used) as u64
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
