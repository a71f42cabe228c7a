//! Reads the files of a sample one after the other, as if they were one.

use super::plan::Input;
use crate::native::progress;
use api::engine::{EngineOptions, analyse_file, analyse_stream};
use shared::{
    analysis::{InputNotes, Outcome},
    fastq::{FastqError, FastqErrorKind, Position},
    sniff::{ENOUGH, Sniffed, sniff},
    tally::{MergeError, Settings},
    wire::TallyDocument,
};
use std::{
    fmt,
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::atomic::AtomicU64,
};
use thiserror::Error;

/// How files are read.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// What is counted.
    pub(super) settings: Settings,
    pub(super) threads: usize,
    pub(super) chunk_bytes: usize,
    /// Whether to show how far it has come.
    pub(super) progress: bool,
}

/// What was read of a sample.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    /// The counts of the records before the end or the fault. They are those of the files'
    /// text one behind the other.
    pub(super) document: TallyDocument,
    /// The first thing that was wrong; no more was read after it.
    pub(super) fault: Option<Fault>,
    /// What was seen of the file beside its reads, if the sample is one file.
    pub(super) input: Option<InputNotes>,
    /// What was seen of several files, in whole sentences.
    pub(super) warnings: Vec<String>,
}

/// What is wrong with a file; record, line and byte are those within that file.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) error: FastqError,
    input: Input,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.input, self.error)
    }
}

/// Why there is nothing to report on.
#[derive(Debug, Error)]
pub(super) enum ReadError {
    #[error("{input}: {error}")]
    Input { input: Input, error: io::Error },
    #[error("{input} cannot be added to the sample: {error}")]
    Merge { input: Input, error: MergeError },
}

/// Reads them all.
pub(super) fn read(inputs: &[Input], reading: &Reading) -> Result<Sample, ReadError> {
    // A file that is missing should show before hours were spent on those before it.
    for input in inputs {
        if let Input::File(path) = input {
            fs::metadata(path).map_err(|error| cannot_read(input, error))?;
        }
    }
    let mut sample = Sample::default();
    let mut start = 0;
    for input in inputs {
        let outcome = read_one(input, start, reading).map_err(|error| cannot_read(input, error))?;
        if inputs.len() == 1 {
            sample.document = outcome.document;
        } else {
            sample
                .document
                .merge(&outcome.document)
                .map_err(|error| ReadError::Merge {
                    input: input.clone(),
                    error,
                })?;
        }
        if inputs.len() == 1 {
            sample.input = Some(outcome.input);
        } else {
            let of_one = |text: String| format!("{input}: {text}");
            let warnings = outcome.input.warnings();
            sample.warnings.extend(warnings.into_iter().map(of_one));
        }
        if let Some(error) = outcome.error {
            sample.fault = Some(Fault {
                error: within_file(error, start),
                input: input.clone(),
            });
            break;
        }
        start = sample
            .document
            .ledger
            .segments()
            .last()
            .map_or(0, |last| last.end);
    }
    Ok(sample)
}

fn cannot_read(input: &Input, error: io::Error) -> ReadError {
    ReadError::Input {
        input: input.clone(),
        error,
    }
}

fn read_one(input: &Input, start: u64, reading: &Reading) -> io::Result<Outcome> {
    if start > 0
        && let Input::File(path) = input
        && let Some(error) = something_else(path)?
    {
        return Ok(nothing(error));
    }
    let read = AtomicU64::new(0);
    let options = EngineOptions {
        threads: reading.threads,
        chunk_bytes: reading.chunk_bytes,
        start,
        settings: &reading.settings,
        progress: &read,
    };
    let work = || match input {
        Input::StandardInput => analyse_stream(io::stdin(), &options),
        Input::File(path) => analyse_file(path, &options),
    };
    let mut outcome = if reading.progress {
        progress::show(input.name(), length(input), &read, work)?
    } else {
        work()?
    };
    // Behind other text a file without reads passes; but a lane that is empty is a fault, the
    // second as the first.
    if outcome.error.is_none() && outcome.document.ledger.records() == 0 {
        let empty = FastqErrorKind::Empty;
        outcome.error = Some(FastqError::new(empty, Position::START, None));
    }
    Ok(outcome)
}

/// Where an error stands in its own file, whose text begins at `start` of the sample's.
fn within_file(error: FastqError, start: u64) -> FastqError {
    FastqError {
        position: Position {
            byte: error.position.byte.saturating_sub(start),
            ..error.position
        },
        ..error
    }
}

/// The size of a file on disk, where it has one.
fn length(input: &Input) -> Option<u64> {
    match input {
        Input::StandardInput => None,
        Input::File(path) => fs::metadata(path)
            .ok()
            .filter(fs::Metadata::is_file)
            .map(|metadata| metadata.len()),
    }
}

/// What a file is, if it is no FASTQ. Behind other text the analysis does not look for that, as it
/// may be given any part of an input there.
fn something_else(path: &Path) -> io::Result<Option<FastqError>> {
    // What was taken from a pipe would be gone.
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut head = Vec::new();
    File::open(path)?
        .take(ENOUGH as u64)
        .read_to_end(&mut head)?;
    Ok(match sniff(&head) {
        Sniffed::Unsupported(error) => Some(error),
        Sniffed::Text | Sniffed::Gzip => None,
    })
}

/// The outcome of a file of which nothing can be read.
fn nothing(error: FastqError) -> Outcome {
    Outcome {
        document: TallyDocument::default(),
        error: Some(error),
        input: InputNotes::default(),
    }
}
