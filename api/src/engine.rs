//! Reads whole files on an ordinary machine, with several threads where that pays.
//!
//! Whatever the number of threads and the size of chunks, the outcome is that of
//! [`shared::analysis::Analysis`], to the byte.

mod ordered;

use shared::analysis::Outcome;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::atomic::AtomicU64,
};

/// The size of chunks that suits most machines, in bytes.
pub const CHUNK_BYTES: usize = 4 << 20;

/// How a file is read.
#[derive(Clone, Copy, Debug)]
pub struct EngineOptions<'a> {
    /// Threads that count. With 1 the file is read in order.
    pub threads: usize,
    /// About how many bytes of text a thread takes at once; [`CHUNK_BYTES`] is a good number.
    pub chunk_bytes: usize,
    /// Offset of this file's first byte in the sample's text: 0 for the first file.
    pub start: u64,
    /// Bytes of the file that were read so far, as they stand on disk.
    pub progress: &'a AtomicU64,
}

/// Reads a whole file.
///
/// # Errors
/// If the file cannot be read. What is wrong with its content is part of the outcome.
pub fn analyse_file(path: &Path, options: &EngineOptions<'_>) -> io::Result<Outcome> {
    ordered::analyse(File::open(path)?, options)
}

/// Reads a stream that can only be read in order.
///
/// # Errors
/// If it cannot be read. What is wrong with its content is part of the outcome.
pub fn analyse_stream(input: impl Read + Send, options: &EngineOptions<'_>) -> io::Result<Outcome> {
    ordered::analyse(input, options)
}
