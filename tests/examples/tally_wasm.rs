//! The full tally as bare wasm, without glue, for `tests/bench.mjs` to time.
#![expect(
    unsafe_code,
    reason = "memory is shared with JavaScript by address; nothing of this is shipped"
)]

use shared::{analysis::tally_chunk, fastq::Layout};
use std::alloc::{Layout as Memory, alloc};

/// Room for `bytes` bytes that the caller fills, 16 bytes of alignment; it is never given back.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    match Memory::from_size_align(bytes.max(1), 16) {
        // SAFETY: the size is not zero.
        Ok(memory) => unsafe { alloc(memory) },
        Err(_) => std::ptr::null_mut(),
    }
}

/// Counts the four-line text at `start`; the number of its reads, or 0 if it is malformed.
///
/// # Safety
/// `start` is what [`room`] gave, for at least `bytes` bytes, all of them filled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tally(start: *const u8, bytes: usize) -> usize {
    // SAFETY: as the caller promises.
    let text = unsafe { std::slice::from_raw_parts(start, bytes) };
    let outcome = tally_chunk(text, Layout::FourLine, 0, false);
    if outcome.error.is_some() {
        0
    } else {
        usize::try_from(outcome.document.reads()).unwrap_or(0)
    }
}
