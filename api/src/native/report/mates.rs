//! Reads the mates of pairs side by side, to see how often they differ: a pass of its own over one
//! or two files, in order.

use super::plan::Input;
use crate::native::progress;
use shared::mates::{ObservedQuality, PairCounter, PairError, PairReader};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Bytes read at once.
const FRAME_BYTES: usize = 256 << 10;
/// Bytes handed on at once. gzip can unpack to a thousand times its size, and what is ahead of its
/// mates must be kept: so pieces are small.
const PIECE_BYTES: usize = 16 << 10;

/// What came of the mates.
#[derive(Debug, Default)]
pub(super) struct Mates {
    /// The counts of the pairs before the end or the error; none if there are no pairs.
    pub(super) counts: Option<Arc<ObservedQuality>>,
    /// What reports say of it.
    pub(super) note: Option<String>,
    /// Where the files part company. What is malformed is not said here: the reader of that file
    /// says it.
    pub(super) fault: Option<String>,
}

/// Reads one interleaved file, or two.
pub(super) fn read(inputs: &[Input], show_progress: bool) -> Result<Mates, String> {
    let paths: Vec<&Path> = inputs.iter().filter_map(Input::path).collect();
    let open = |path: &Path| {
        let source = File::open(path).map(Source::new);
        source.map_err(|error| format!("{}: {error}", path.display()))
    };
    let (mut reader, sources) = match paths.as_slice() {
        [one] => (PairReader::interleaved(), vec![open(one)?]),
        paths => (
            PairReader::of_two_files(),
            paths.iter().copied().map(open).collect::<Result<_, _>>()?,
        ),
    };
    let mut counter = PairCounter::default();
    let read = AtomicU64::new(0);
    let length = paths
        .iter()
        .map(|path| fs::metadata(path).map(|metadata| metadata.len()))
        .sum::<io::Result<u64>>();
    let work = || count(&mut reader, &mut counter, sources, &read);
    let done = if show_progress {
        progress::show("pairs".to_owned(), length.ok(), &read, work)
    } else {
        work()
    };
    done.map_err(|(at, error)| {
        let path = paths.get(at).map(|path| path.display().to_string());
        format!("{}: {error}", path.unwrap_or_default())
    })?;
    let names: Vec<String> = inputs.iter().map(ToString::to_string).collect();
    let pairs = reader.pairs();
    Ok(Mates {
        counts: (pairs > 0).then(|| Arc::new(counter.finish())),
        note: reader
            .error()
            .map(|error| format!("Mates were compared for the first {pairs} pairs only: {error}.")),
        fault: reader
            .error()
            .filter(|error| !is_malformed(error))
            .map(|error| format!("{}: {error}", names.join(" and "))),
    })
}

const fn is_malformed(error: &PairError) -> bool {
    matches!(
        error,
        PairError::Malformed { .. } | PairError::MalformedInterleaved(_)
    )
}

/// Counts all pairs. An error has the number of its file.
fn count(
    reader: &mut PairReader,
    counter: &mut PairCounter,
    mut sources: Vec<Source>,
    read: &AtomicU64,
) -> Result<(), (usize, io::Error)> {
    while let Some(mate) = reader.wants() {
        let at = usize::from(mate.number() - 1);
        let Some(source) = sources.get_mut(at) else {
            return Ok(());
        };
        let piece = source.next(read).map_err(|error| (at, error))?;
        if piece.is_empty() {
            reader.end(mate, |pair| counter.add(&pair));
        } else {
            reader.feed(mate, piece, |pair| counter.add(&pair));
        }
    }
    Ok(())
}

/// A file that is handed on in small pieces.
struct Source {
    file: File,
    frame: Vec<u8>,
    /// What of the frame is not handed on yet.
    rest: std::ops::Range<usize>,
}

impl Source {
    fn new(file: File) -> Self {
        Self {
            file,
            frame: vec![0; FRAME_BYTES],
            rest: 0..0,
        }
    }

    /// The next piece; empty at the end.
    fn next(&mut self, read: &AtomicU64) -> io::Result<&[u8]> {
        while self.rest.is_empty() {
            match self.file.read(&mut self.frame) {
                Ok(0) => return Ok(&[]),
                Ok(bytes) => {
                    read.fetch_add(bytes as u64, Ordering::Relaxed);
                    self.rest = 0..bytes;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let start = self.rest.start;
        let end = self.rest.end.min(start + PIECE_BYTES);
        self.rest.start = end;
        Ok(self.frame.get(start..end).unwrap_or_default())
    }
}
