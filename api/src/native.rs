//! What the program does on an ordinary machine.

mod assets;
mod drain;
mod header_rules;
mod report;
mod serve;

use clap::{Parser, Subcommand, ValueEnum};
use std::{net::IpAddr, path::PathBuf, process::ExitCode};

/// Quality control of FASTQ.
#[derive(Debug, Parser)]
#[command(name = "readout", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page and the API on one port.
    Serve {
        /// The port; 0 takes a free one.
        #[arg(long, default_value_t = 8787, env = "PORT")]
        port: u16,
        /// The address to listen on; 0.0.0.0 is every one of this machine's.
        #[arg(long, default_value = "127.0.0.1")]
        bind: IpAddr,
        /// The folder of the built page; without it there is only the API.
        #[arg(long)]
        assets: Option<PathBuf>,
    },
    /// Report on a file of FASTQ, plain or gzip.
    Report {
        /// The file, or - for standard input.
        file: PathBuf,
        /// What to write to standard output.
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
        /// The name in the report; the file's own without it.
        #[arg(long)]
        name: Option<String>,
    },
}

/// What `report` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The report as JSON.
    Json,
    /// The report as a page that needs nothing else.
    Html,
    /// The tally, canonical JSON, as the API answers it.
    Tally,
}

/// Runs the program. It ends with 0 when all went well and with 2 when not.
pub(crate) fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve { port, bind, assets } => {
            serve::serve((bind, port).into(), assets.as_deref())
        }
        Command::Report { file, format, name } => report::report(&file, format, name),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("readout: {problem}");
            ExitCode::from(2)
        }
    }
}
