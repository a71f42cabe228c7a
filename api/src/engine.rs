//! Reads whole files on an ordinary machine, with several threads where that pays.
//!
//! Threads take chunks of whole records from the file, each by itself, count them, and commit them
//! in file order. A plain file is cut at record starts; a gzip file is inflated by one thread at a
//! time, in turn; the blocks of BGZF by all at once. What goes wrong is settled by reading in order:
//! whatever the number of threads and the size of chunks, the outcome is that of
//! [`shared::analysis::Analysis`], to the byte.

mod bgzf;
mod crew;
mod gzip;
mod ordered;
mod plain;
mod positioned;

use self::bgzf::Bgzf;
use self::crew::{Counted, Input};
use self::gzip::Gzip;
use self::plain::Plain;
use self::positioned::Positioned;
use shared::analysis::{InputNotes, Outcome};
use shared::fastq::MAX_RECORD_BYTES;
use shared::gzip::{Structure, bgzf::is_block};
use shared::sniff::{ENOUGH, Sniffed, sniff};
use shared::tally::Settings;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

/// The size of chunks that suits most machines, in bytes.
pub const CHUNK_BYTES: usize = 4 << 20;

/// Text without a record start longer than this cannot be cut: a record may be as long as
/// [`MAX_RECORD_BYTES`], and two must be seen.
const MAX_WINDOW_BYTES: usize = 3 * MAX_RECORD_BYTES;

/// How a file is read.
#[derive(Clone, Copy, Debug)]
pub struct EngineOptions<'a> {
    /// Threads that read and count. With 1 the file is read in order.
    pub threads: usize,
    /// About how many bytes of text a thread takes at once; [`CHUNK_BYTES`] is a good number.
    pub chunk_bytes: usize,
    /// Offset of this file's first byte in the sample's text: 0 for the first file.
    pub start: u64,
    /// What is counted.
    pub settings: &'a Settings,
    /// Bytes of the file that were read so far, as they stand on disk.
    pub progress: &'a AtomicU64,
}

impl EngineOptions<'_> {
    /// Bytes of text in a chunk: enough to tell what it is.
    fn chunk_bytes(&self) -> usize {
        self.chunk_bytes.max(ENOUGH)
    }
}

/// Reads a whole file.
///
/// # Errors
/// If the file cannot be read. What is wrong with its content is part of the outcome.
pub fn analyse_file(path: &Path, options: &EngineOptions<'_>) -> io::Result<Outcome> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if options.threads <= 1 || !metadata.is_file() {
        return ordered::analyse(file, options);
    }
    let (file, size) = (Positioned::new(file), metadata.len());
    options.progress.store(0, Ordering::Relaxed);
    let mut head = [0; ENOUGH];
    let head_bytes = file.read_at_most(&mut head, 0)?;
    let head = head.get(..head_bytes).unwrap_or_default();
    let outcome = match sniff(head) {
        Sniffed::Gzip if is_block(head) => {
            unpacked(&Bgzf::new(&file, size, options), Bgzf::structure, options)
        }
        Sniffed::Gzip => unpacked(&Gzip::new(&file, options), Gzip::structure, options),
        // The reader in order says what it is.
        Sniffed::Unsupported(_) if options.start == 0 => None,
        Sniffed::Text | Sniffed::Unsupported(_) => {
            let counted = (size > options.chunk_bytes() as u64)
                .then(|| crew::run(&Plain::new(&file, size, options), options));
            return finish_plain(counted.unwrap_or_default(), file.into_inner(), options);
        }
    };
    outcome.map_or_else(|| ordered::analyse(file.into_inner(), options), Ok)
}

/// Reads a stream that can only be read in order.
///
/// # Errors
/// If it cannot be read. What is wrong with its content is part of the outcome.
pub fn analyse_stream(input: impl Read + Send, options: &EngineOptions<'_>) -> io::Result<Outcome> {
    ordered::analyse(input, options)
}

/// Reads a plain file on from what was counted.
fn finish_plain(counted: Counted, file: File, options: &EngineOptions<'_>) -> io::Result<Outcome> {
    if counted.whole && counted.document.ledger.records() > 0 {
        return Ok(Outcome {
            document: counted.document,
            error: None,
            input: InputNotes::default(),
        });
    }
    ordered::read_on(file, counted.document, options)
}

/// Counts what comes out of gzip; none if anything was wrong or there were no reads.
fn unpacked<I: Input>(
    input: &I,
    structure: impl Fn(&I) -> Structure,
    options: &EngineOptions<'_>,
) -> Option<Outcome> {
    let counted = crew::run(input, options);
    let sound = counted.whole && counted.document.ledger.records() > 0;
    sound.then(|| Outcome {
        document: counted.document,
        error: None,
        input: InputNotes {
            gzip: Some(structure(input)),
            ..InputNotes::default()
        },
    })
}
