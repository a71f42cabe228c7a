//! Reads a part of a file in order, through a buffer that is used again and again.
//!
//! `Blob.arrayBuffer()` makes a new buffer for each slice, whose pages the system has to find and to
//! clear: reading 1 GB so takes one and a half times the processor's time in Chromium. Where a browser
//! has no such streams, slices are read all the same.

use js_sys::{ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader};

use crate::worker::{note, now};

/// Bytes of the buffer.
const BUFFER_BYTES: u32 = 1 << 20;

#[wasm_bindgen]
extern "C" {
    /// The reader, with the option that `web_sys` does not know.
    #[wasm_bindgen(extends = ReadableStreamByobReader, extends = Object)]
    type Reader;
    #[wasm_bindgen(method, js_name = read)]
    fn read_at_least(this: &Reader, view: &Uint8Array, options: &Object) -> Promise;
}

/// A part of a file that is read in order.
pub(crate) struct BlobReader {
    blob: Blob,
    /// Bytes of the part.
    size: u64,
    /// Bytes that were read.
    position: u64,
    /// The stream from the position on, with its buffer; none where slices are read.
    stream: Option<(Stream, ArrayBuffer)>,
}

/// A stream that ends with whoever reads it.
struct Stream(Reader);

impl Drop for Stream {
    fn drop(&mut self) {
        // Nobody waits for it; of a stream that is over it does nothing.
        let _ = self.0.cancel();
    }
}

impl BlobReader {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a safe integer in every browser"
    )]
    pub(crate) fn new(blob: Blob) -> Self {
        let reader = ReadableStreamByobReader::new(&blob.stream()).ok();
        Self {
            size: blob.size() as u64,
            blob,
            position: 0,
            stream: reader.map(|reader| {
                let stream = Stream(reader.unchecked_into());
                (stream, ArrayBuffer::new(BUFFER_BYTES))
            }),
        }
    }

    /// Bytes of the part.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Reads on into `room`, as much as comes at once; 0 at the end, or where there is no room.
    ///
    /// # Errors
    /// The browser's, if the file cannot be read.
    pub(crate) async fn read(&mut self, room: &mut [u8]) -> Result<usize, JsValue> {
        if room.is_empty() {
            return Ok(0);
        }
        let mut read = Err(JsValue::UNDEFINED);
        if let Some((stream, buffer)) = self.stream.take() {
            let streamed = read_stream(&stream.0, &buffer, room).await;
            read = streamed.map(|(read, buffer)| {
                self.stream = Some((stream, buffer));
                read
            });
        }
        // What a stream fails on, a slice may have words for.
        let read = match read {
            Ok(read) => read,
            Err(_) => self.read_slice(room).await?,
        };
        self.position += read as u64;
        Ok(read)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a file's size is a safe integer in every browser"
    )]
    async fn read_slice(&self, room: &mut [u8]) -> Result<usize, JsValue> {
        let end = self.size.min(self.position + room.len() as u64);
        let slice = self
            .blob
            .slice_with_f64_and_f64(self.position as f64, end as f64)?;
        let since = now();
        let buffer = JsFuture::from(slice.array_buffer()).await?;
        note("readout: reading", since);
        Ok(copy(&Uint8Array::new(&buffer), room))
    }
}

/// Reads a whole part of a file into the start of `bytes`, which grows where it is too short; gives
/// the part's length in bytes.
///
/// # Errors
/// The browser's, if the file cannot be read.
pub async fn read_whole(blob: Blob, bytes: &mut Vec<u8>) -> Result<usize, JsValue> {
    let mut reader = BlobReader::new(blob);
    let size = usize::try_from(reader.size()).map_err(|_| "the part is too large")?;
    if bytes.len() < size {
        bytes.resize(size, 0);
    }
    let mut filled = 0;
    while filled < size {
        match reader.read(&mut bytes[filled..size]).await? {
            0 => return Err("the file is shorter than it was".into()),
            read => filled += read,
        }
    }
    Ok(size)
}

/// Reads on from a stream; gives the number of bytes, and the buffer, which the browser had meanwhile.
async fn read_stream(
    reader: &Reader,
    buffer: &ArrayBuffer,
    room: &mut [u8],
) -> Result<(usize, ArrayBuffer), JsValue> {
    let wanted = u32::try_from(room.len())
        .unwrap_or(u32::MAX)
        .min(BUFFER_BYTES);
    let view = Uint8Array::new_with_byte_offset_and_length(buffer, 0, wanted);
    let options = Object::new();
    // Older browsers do not know this, and come back with less.
    Reflect::set(&options, &"min".into(), &wanted.into())?;
    let since = now();
    let result = JsFuture::from(reader.read_at_least(&view, &options)).await?;
    note("readout: reading", since);
    let view: Uint8Array = Reflect::get(&result, &"value".into())?.dyn_into()?;
    Ok((copy(&view, room), view.buffer()))
}

fn copy(from: &Uint8Array, room: &mut [u8]) -> usize {
    let since = now();
    let length = room.len().min(from.length() as usize);
    from.subarray(0, u32::try_from(length).unwrap_or(u32::MAX))
        .copy_to(&mut room[..length]);
    note("readout: copying", since);
    length
}
