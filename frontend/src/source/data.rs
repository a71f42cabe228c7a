//! The bytes of a chunk, and the buffers that carry them to an analyser and back.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::blob_reader::read_whole;

/// Buffers are made in multiples of this, so that one fits the next chunk, too.
const STEP_BYTES: u32 = 1 << 20;
/// Buffers that are kept for later.
const MAX_SPARE: usize = 16;

thread_local! {
    /// Buffers that came back.
    static SPARE: RefCell<Vec<ArrayBuffer>> = const { RefCell::new(Vec::new()) };
}

/// The bytes of a chunk.
#[derive(Clone, Debug)]
pub enum Data {
    /// A slice of the file.
    Slice(Blob),
    /// Bytes that are not in the file as they are: the first of a buffer.
    Buffer {
        /// The buffer; empty after it was handed over to an analyser.
        buffer: ArrayBuffer,
        /// How many of its bytes.
        bytes: u32,
    },
}

impl Data {
    /// Copies bytes into a buffer that is spare, or new.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let buffer = take(length);
        Uint8Array::new_with_byte_offset_and_length(&buffer, 0, length).copy_from(bytes);
        Self::Buffer {
            buffer,
            bytes: length,
        }
    }

    /// A copy of them.
    ///
    /// # Errors
    /// The browser's, if the file cannot be read.
    pub async fn copy(&self) -> Result<Vec<u8>, JsValue> {
        match self {
            Self::Slice(slice) => {
                let mut bytes = Vec::new();
                read_whole(slice.clone(), &mut bytes).await?;
                Ok(bytes)
            }
            Self::Buffer { buffer, bytes } => {
                Ok(Uint8Array::new(buffer).subarray(0, *bytes).to_vec())
            }
        }
    }

    /// As a message carries it.
    #[must_use]
    pub fn attachment(&self) -> JsValue {
        match self {
            Self::Slice(slice) => slice.into(),
            Self::Buffer { buffer, .. } => buffer.into(),
        }
    }

    /// How many bytes of the attachment count, if not all do.
    #[must_use]
    pub fn counted_bytes(&self) -> Option<u32> {
        match self {
            Self::Slice(_) => None,
            Self::Buffer { bytes, .. } => Some(*bytes),
        }
    }

    /// As the body of a request.
    #[must_use]
    pub fn body(&self) -> JsValue {
        match self {
            Self::Slice(slice) => slice.into(),
            Self::Buffer { buffer, bytes } => {
                Uint8Array::new_with_byte_offset_and_length(buffer, 0, *bytes).into()
            }
        }
    }
}

/// Keeps a buffer for a later chunk.
pub fn give_back(buffer: ArrayBuffer) {
    SPARE.with_borrow_mut(|spare| {
        if buffer.byte_length() >= STEP_BYTES && spare.len() < MAX_SPARE {
            spare.push(buffer);
        }
    });
}

fn take(bytes: u32) -> ArrayBuffer {
    let fits = |buffer: &ArrayBuffer| buffer.byte_length() >= bytes;
    let spare = SPARE.with_borrow_mut(|spare| {
        let at = spare.iter().position(fits)?;
        Some(spare.swap_remove(at))
    });
    spare.unwrap_or_else(|| {
        ArrayBuffer::new(bytes.checked_next_multiple_of(STEP_BYTES).unwrap_or(bytes))
    })
}
