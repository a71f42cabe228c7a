//! `readout report`: one pass over one file.

use super::Format;
use shared::{
    analysis::{Analysis, Options, Outcome},
    problem::Problem,
    report::{Report, ReportOptions},
};
use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

const FRAME_BYTES: usize = 1 << 20;

/// Writes what was asked for to standard output. With an error in the file, that is what stands
/// before it, marked as incomplete; the error itself is what this answers.
pub(crate) fn report(file: &Path, format: Format, name: Option<String>) -> Result<(), String> {
    let stdin = file.as_os_str() == "-";
    let outcome = if stdin {
        analyse(io::stdin().lock())
    } else {
        File::open(file).and_then(analyse)
    }
    .map_err(|error| format!("{}: {error}", file.display()))?;

    let own_name = || match file.file_name() {
        Some(name) if !stdin => name.to_string_lossy().into_owned(),
        _ => "standard input".to_owned(),
    };
    let options = ReportOptions {
        name: name.unwrap_or_else(own_name),
        engine: format!("readout {}", shared::VERSION),
        complete: outcome.error.is_none(),
        problem: outcome.error.as_ref().map(Problem::from),
        input: Some(outcome.input),
        ..ReportOptions::default()
    };
    let text = match format {
        Format::Tally => outcome.document.to_json(),
        Format::Json => {
            serde_json::to_string(&build(&outcome, &options)).map_err(|error| error.to_string())?
        }
        Format::Html => shared::export::html::render(&build(&outcome, &options)),
    };
    match write(&text) {
        // The reader of a pipe may stop when it has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            return Err(format!("standard output: {error}"));
        }
        _ => {}
    }
    outcome
        .error
        .map_or(Ok(()), |error| Err(format!("{}: {error}", file.display())))
}

fn build(outcome: &Outcome, options: &ReportOptions) -> Report {
    Report::build(&outcome.document, options)
}

fn write(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.write_all(b"\n")?;
    output.flush()
}

fn analyse(mut input: impl Read) -> io::Result<Outcome> {
    let mut analysis = Analysis::new(Options::default());
    let mut frame = vec![0; FRAME_BYTES];
    loop {
        let read = match input.read(&mut frame) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if !analysis.feed(frame.get(..read).unwrap_or_default()) {
            break;
        }
    }
    Ok(analysis.finish())
}
