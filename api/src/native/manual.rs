//! Manual pages and completions, made from the arguments themselves.

use super::Arguments;
use clap::{CommandFactory, ValueEnum};
use clap_mangen::Man;
use std::io;

/// The commands that have a page of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Page {
    /// readout-report(1)
    Report,
    /// readout-serve(1)
    Serve,
    /// readout-man(1)
    Man,
    /// readout-completions(1)
    Completions,
}

/// The shells that completions are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    /// For bash.
    Bash,
    /// For zsh.
    Zsh,
    /// For fish.
    Fish,
}

/// A manual page, for `man`.
pub(super) fn page(page: Option<Page>) -> io::Result<Vec<u8>> {
    let mut program = Arguments::command();
    program.build();
    // It has no page; it gives the same as --help.
    let program = program.mut_subcommand("help", |help| help.hide(true));
    // The page of a command is titled with the name of the whole.
    let (name, title) = match page {
        None => ("", "readout"),
        Some(Page::Report) => ("report", "readout-report"),
        Some(Page::Serve) => ("serve", "readout-serve"),
        Some(Page::Man) => ("man", "readout-man"),
        Some(Page::Completions) => ("completions", "readout-completions"),
    };
    let command = program.find_subcommand(name).unwrap_or(&program).clone();
    let mut text = Vec::new();
    Man::new(command.version(shared::VERSION))
        .title(title)
        .source(format!("readout {}", shared::VERSION))
        .render(&mut text)?;
    Ok(text)
}

/// The completions for a shell.
pub(super) fn completions(shell: Shell) -> Vec<u8> {
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "readout", &mut text);
    text
}
