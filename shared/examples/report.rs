//! Reads a FASTQ file, plain or gzip, and prints its report as a page, or as JSON with `--json`.
//!
//! `cargo run -p shared --example report -- reads.fastq.gz > report.html`

use std::io::{Read, Write};

use shared::analysis::{Analysis, Options};
use shared::problem::Problem;
use shared::report::{Report, ReportOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut json = false;
    let mut path = None;
    for argument in std::env::args().skip(1) {
        if argument == "--json" {
            json = true
        } else {
            path = Some(argument)
        }
    }
    let path = path.ok_or("name a FASTQ file")?;
    let mut file = std::fs::File::open(&path)?;
    let mut analysis = Analysis::new(Options::default());
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 || !analysis.feed(&buffer[..read]) {
            break;
        }
    }
    let outcome = analysis.finish();
    let name = std::path::Path::new(&path)
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let report = Report::build(
        &outcome.document,
        &ReportOptions {
            name,
            engine: "native".to_owned(),
            complete: outcome.error.is_none(),
            problem: outcome.error.as_ref().map(Problem::from),
            input: Some(outcome.input),
            encoding: None,
            ..ReportOptions::default()
        },
    );
    let text = if json {
        shared::export::json::pretty(&report)?
    } else {
        shared::export::html::render(&report)
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
