//! Reading in order, on one thread: the reference, and what is left when a file cannot be cut.

use super::EngineOptions;
use shared::analysis::{Analysis, Options, Outcome};
use std::{
    io::{self, Read},
    sync::atomic::Ordering,
};

/// Bytes read at once.
pub(super) const FRAME_BYTES: usize = 256 << 10;

/// Reads the whole input by an [`Analysis`].
pub(super) fn analyse(input: impl Read, options: &EngineOptions<'_>) -> io::Result<Outcome> {
    options.progress.store(0, Ordering::Relaxed);
    let mut analysis = Analysis::new(Options {
        start: options.start,
        ..Options::default()
    });
    each_frame(input, options, |frame| analysis.feed(frame))?;
    Ok(analysis.finish())
}

/// Hands on what is read, frame by frame, as long as the answer is true.
fn each_frame(
    mut input: impl Read,
    options: &EngineOptions<'_>,
    mut on: impl FnMut(&[u8]) -> bool,
) -> io::Result<()> {
    let mut frame = vec![0; FRAME_BYTES];
    loop {
        let read = match input.read(&mut frame) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        options.progress.fetch_add(read as u64, Ordering::Relaxed);
        if !on(frame.get(..read).unwrap_or_default()) {
            return Ok(());
        }
    }
}
