//! Reading in order, on one thread: the reference, and what is left when a file cannot be cut.

use super::EngineOptions;
use shared::analysis::{Analysis, InputNotes, Options, Outcome};
use shared::fastq::{Layout, Position};
use shared::framer::{Event, Framer};
use shared::ledger::{Ledger, NameDigest, Segment};
use shared::tally::Accumulator;
use shared::tally::settings::{Settings, Thinned};
use shared::wire::TallyDocument;
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    sync::atomic::Ordering,
};

/// Bytes read at once.
const FRAME_BYTES: usize = 256 << 10;

/// Reads the whole input by an [`Analysis`].
pub(super) fn analyse(input: impl Read, options: &EngineOptions<'_>) -> io::Result<Outcome> {
    options.progress.store(0, Ordering::Relaxed);
    let mut analysis = Analysis::new(Options {
        start: options.start,
        settings: options.settings.clone(),
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

/// Reads a plain file on from the end of what was counted of it, record by record, as an
/// [`Analysis`] would have gone on.
pub(super) fn read_on(
    mut file: File,
    mut document: TallyDocument,
    options: &EngineOptions<'_>,
) -> io::Result<Outcome> {
    let Some(&counted) = document.ledger.segments().first() else {
        return analyse(rewound(file)?, options);
    };
    let start = Position {
        byte: counted.end,
        record: counted.records + 1,
        line: counted.lines + 1,
    };
    let read = counted.end - counted.start;
    file.seek(SeekFrom::Start(read))?;
    options.progress.store(read, Ordering::Relaxed);
    let mut framer = Framer::new(start, Layout::FourLine, false);
    let mut accumulator = Accumulator::new(&Settings {
        thinned: Thinned::of(&document.tally),
        ..options.settings.clone()
    });
    let mut digest = NameDigest::default();
    let mut count = |event: Event<'_>| {
        if let Event::Record(record) = event {
            let name = digest.push(record);
            accumulator.add(record, name);
        }
    };
    let mut error = None;
    each_frame(&mut file, options, |frame| {
        error = framer.feed(frame, &mut count).err();
        error.is_none()
    })?;
    let error = error.or_else(|| framer.finish(&mut count).err());
    let end = framer.position();
    let mut ledger = Ledger::default();
    let segment = Segment {
        start: start.byte,
        end: end.byte,
        records: end.record - start.record,
        lines: end.line - start.line,
        digest: digest.value(),
    };
    let rest = ledger.commit(segment).map(|()| TallyDocument {
        tally: accumulator.finish(),
        ledger,
    });
    if rest.and_then(|rest| document.merge(&rest)).is_err() {
        // Too large to be added up, but not to be counted in one go.
        return analyse(rewound(file)?, options);
    }
    Ok(Outcome {
        document,
        error,
        input: InputNotes {
            layout: framer.layout(),
            gzip: None,
        },
    })
}

fn rewound(mut file: File) -> io::Result<File> {
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}
