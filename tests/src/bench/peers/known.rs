//! Which programs are run, and how.

use crate::{root, server::readout};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A program that does what ours does, or a part of it.
pub(super) struct Peer {
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
    /// Numbers of threads to run it with.
    pub(super) threads: &'static [usize],
    /// Its arguments for a file, a folder for its output, and threads.
    pub(super) arguments: fn(&Path, &Path, usize) -> Vec<String>,
}

/// A name, where the program is, its threads, its arguments for a file, a folder and threads.
pub(super) type Known = (
    &'static str,
    &'static str,
    &'static [usize],
    fn(&Path, &Path, usize) -> Vec<String>,
);

pub(super) const PEERS: [Known; 5] = [
    // FastQC gives each file one thread, whatever -t says.
    ("FastQC", "fastqc", &[1], |file, folder, threads| {
        words(&[
            "-o",
            &text(folder),
            "-t",
            &threads.to_string(),
            "--quiet",
            &text(file),
        ])
    }),
    (
        "fastqc-rust",
        ".tools/peers/bin/fastqc",
        &[1, 2],
        |file, folder, threads| {
            words(&[
                "-o",
                &text(folder),
                "-t",
                &threads.to_string(),
                "--quiet",
                &text(file),
            ])
        },
    ),
    ("falco", "falco", &[1], |file, folder, _| {
        words(&["-o", &text(folder), &text(file)])
    }),
    (
        "fastp, report only",
        "fastp",
        &[1, 2],
        |file, _, threads| {
            let threads = threads.to_string();
            words(&[
                "-A",
                "-Q",
                "-L",
                "-G",
                "-w",
                &threads,
                "-j",
                "/dev/null",
                "-h",
                "/dev/null",
                "-i",
                &text(file),
            ])
        },
    ),
    ("seqkit stats -a", "seqkit", &[1, 2], |file, _, threads| {
        words(&["stats", "-a", "-j", &threads.to_string(), &text(file)])
    }),
];

/// What only unpacks: no quality control is faster.
pub(super) const UNPACKERS: [Known; 2] = [
    ("gzip -dc", "gzip", &[1], |file, _, _| {
        words(&["-dc", &text(file)])
    }),
    ("pigz -dc", "pigz", &[1], |file, _, _| {
        words(&["-dc", &text(file)])
    }),
];

pub(super) fn our_program() -> Peer {
    let program = readout();
    let help = Command::new(&program).args(["report", "--help"]).output();
    let has_threads =
        help.is_ok_and(|help| String::from_utf8_lossy(&help.stdout).contains("--threads"));
    if !has_threads {
        println!("readout report has no --threads: it runs on one thread only\n");
        return Peer {
            name: "readout",
            program,
            threads: &[1],
            arguments: |file, _, _| words(&["report", &text(file), "--format", "json"]),
        };
    }
    Peer {
        name: "readout",
        program,
        threads: &[1, 2],
        arguments: |file, _, threads| {
            words(&[
                "report",
                &text(file),
                "--format",
                "json",
                "--threads",
                &threads.to_string(),
            ])
        },
    }
}

/// The programs that are there. Of those that are not, it says how to get them.
pub(super) fn there(known: &[Known], wanted: bool) -> Vec<Peer> {
    let mut peers = Vec::new();
    let mut missing = Vec::new();
    for &(name, program, threads, arguments) in known {
        match find(program) {
            Some(program) => peers.push(Peer {
                name,
                program,
                threads,
                arguments,
            }),
            None => missing.push(name),
        }
    }
    if wanted && !missing.is_empty() {
        println!(
            "not here: {}. `make setup-peers` installs those that Debian or the Rust package registry have.\n",
            missing.join("; ")
        );
    }
    peers
}

/// A program of the repository's by its path, or of the system's by its name.
fn find(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(root().join(program)).filter(|path| path.is_file());
    }
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
