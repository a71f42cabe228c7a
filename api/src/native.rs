//! What the program does on an ordinary machine.

mod format;
mod gate;
mod manual;
mod panics;
mod progress;
mod report;
mod serve;

use clap::{Parser, Subcommand};
use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

/// Quality control of FASTQ.
#[derive(Debug, Parser)]
#[command(name = "readout", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all went well
  1  a gate of --fail-on failed
  2  an error: a bad file, wrong arguments, something that cannot be written";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page and the API on one port.
    Serve(Box<serve::Arguments>),
    /// Report on files of FASTQ, plain or gzip.
    #[command(after_help = report::EXAMPLES)]
    Report(report::Arguments),
    /// Print a manual page.
    Man {
        /// The page of one command; that of the program without it.
        #[arg(value_enum)]
        page: Option<manual::Page>,
    },
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: manual::Shell,
    },
}

/// How a run ended, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// All went well.
    Fine,
    /// A gate failed.
    Gate,
    /// Something could not be done.
    Error,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(match end {
            End::Fine => 0,
            End::Gate => 1,
            End::Error => 2,
        })
    }
}

/// Runs the program; wrong arguments end it with 2.
pub(crate) fn run() -> ExitCode {
    let end = match Arguments::parse().command {
        Command::Serve(arguments) => {
            panics::say_where();
            done(serve::serve(&arguments))
        }
        Command::Report(arguments) => {
            panics::end_the_program();
            report::report(&arguments)
        }
        Command::Man { page } => done(manual::page(page).and_then(|page| to_stdout(&page))),
        Command::Completions { shell } => done(to_stdout(&manual::completions(shell))),
    };
    end.into()
}

fn done(result: Result<(), impl Display>) -> End {
    match result {
        Ok(()) => End::Fine,
        Err(problem) => {
            say(problem);
            End::Error
        }
    }
}

/// Says what is wrong. Where even that cannot be written, the exit code must do.
fn say(problem: impl Display) {
    let _ = writeln!(io::stderr(), "readout: {problem}");
}

fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        // The reader of a pipe may stop when it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!("standard output: {error}"),
        )),
        Ok(()) => Ok(()),
    }
}
