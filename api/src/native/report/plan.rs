//! Which reports are made, of which files, and where they go. All that can be wrong with the
//! arguments shows here, before anything is read.

use super::Arguments;
use crate::native::format::Format;
use shared::{export::stem, tally::ReadNumber};
use std::{
    collections::HashMap,
    fmt, fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};
use thiserror::Error;

/// Where reads come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    StandardInput,
    File(PathBuf),
}

impl Input {
    fn new(path: &Path) -> Self {
        if path.as_os_str() == "-" {
            Self::StandardInput
        } else {
            Self::File(path.to_owned())
        }
    }

    /// The name in a report.
    pub(super) fn name(&self) -> String {
        match self {
            Self::StandardInput => "standard input".to_owned(),
            Self::File(path) => path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
        }
    }

    /// What the names of its reports begin with.
    fn stem(&self) -> String {
        match self {
            Self::StandardInput => "stdin".to_owned(),
            Self::File(_) => stem(&self.name()),
        }
    }

    /// Where it is, if it is a file.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::StandardInput => None,
            Self::File(path) => Some(path),
        }
    }

    /// Whether it is gone once it was read, as standard input and pipes are.
    fn reads_once(&self) -> bool {
        self.path()
            .is_none_or(|path| fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()))
    }

    fn identity(&self) -> Option<(u64, u64)> {
        match self {
            Self::StandardInput => None,
            Self::File(path) => identity(path),
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandardInput => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// Device and number: the same file has the same, by whatever path.
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    StandardOutput,
    File(PathBuf),
}

/// One report to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// One file, or those that are one sample.
    pub(super) inputs: Vec<Input>,
    /// The name in the report.
    pub(super) name: String,
    /// The only read of each pair that is counted.
    pub(super) read_number: Option<ReadNumber>,
    pub(super) outputs: Vec<(Format, Target)>,
}

impl Job {
    /// What to call it where several are spoken of.
    pub(super) fn title(&self) -> String {
        match self.inputs.as_slice() {
            [input] => input.to_string(),
            _ => self.name.clone(),
        }
    }
}

/// What is wrong with the arguments.
#[derive(Debug, PartialEq, Eq, Error)]
pub(super) enum PlanError {
    #[error(
        "only one report in one format fits standard output; name a folder with --output DIR, or make one sample of the files with --merge"
    )]
    NeedsFolder,
    #[error("--name is for one report; give one file, or make one sample of them with --merge")]
    NameOfMany,
    #[error("standard input can be read only once; give - only once")]
    StandardInputTwice,
    #[error(
        "{first} and {second} would both be written to {path}; report on them one at a time, each with its own --output"
    )]
    SameOutput {
        first: String,
        second: String,
        path: String,
    },
    #[error("--mates takes two files, R1 and R2, or one interleaved file, not {0} files")]
    MatesOfMany(usize),
    #[error("{option} reads its files twice, which {input} cannot be; save it as a file first")]
    ReadsTwice { option: &'static str, input: String },
    #[error("{0} is a file to be read and would be overwritten; choose another --output")]
    OverwritesInput(String),
}

/// The files that the arguments name.
pub(super) fn inputs(arguments: &Arguments) -> Vec<Input> {
    let files = arguments.files.iter();
    files.map(|path| Input::new(path)).collect()
}

/// The reports that the arguments ask for.
pub(super) fn plan(arguments: &Arguments) -> Result<Vec<Job>, PlanError> {
    let inputs = inputs(arguments);
    let from_stdin = |input: &&Input| **input == Input::StandardInput;
    if inputs.iter().filter(from_stdin).count() > 1 {
        return Err(PlanError::StandardInputTwice);
    }
    check_pairs(arguments, &inputs)?;
    let samples: Vec<Vec<Input>> = if arguments.merge {
        vec![inputs.clone()]
    } else {
        inputs.iter().map(|input| vec![input.clone()]).collect()
    };
    if arguments.name.is_some() && samples.len() > 1 {
        return Err(PlanError::NameOfMany);
    }
    let mut formats = Vec::new();
    for format in &arguments.format {
        if !formats.contains(format) {
            formats.push(*format);
        }
    }
    let numbers = match (arguments.split, arguments.read_number) {
        (true, _) => vec![Some(ReadNumber::First), Some(ReadNumber::Second)],
        (false, number) => vec![number],
    };
    if arguments.output.is_none() && samples.len() * numbers.len() * formats.len() > 1 {
        return Err(PlanError::NeedsFolder);
    }

    let mut jobs = Vec::new();
    for inputs in samples {
        let Some(first) = inputs.first() else {
            continue;
        };
        for &read_number in &numbers {
            let of_mate = |name: String| match read_number {
                Some(number) if arguments.split => format!("{name}_R{}", number.number()),
                _ => name,
            };
            let stem = of_mate(first.stem());
            let target = |format: &Format| match &arguments.output {
                None => Target::StandardOutput,
                Some(folder) => Target::File(folder.join(format!("{stem}{}", format.suffix()))),
            };
            jobs.push(Job {
                name: match &arguments.name {
                    Some(name) => of_mate(name.clone()),
                    None if arguments.split => stem.clone(),
                    None => first.name(),
                },
                read_number,
                outputs: formats.iter().map(|one| (*one, target(one))).collect(),
                inputs: inputs.clone(),
            });
        }
    }
    let read = inputs.iter().filter_map(Input::identity);
    let read = read.chain(arguments.configuration.files().filter_map(identity));
    check_outputs(&jobs, &read.collect::<Vec<_>>())?;
    Ok(jobs)
}

/// What is read as pairs must be there twice.
fn check_pairs(arguments: &Arguments, inputs: &[Input]) -> Result<(), PlanError> {
    if arguments.mates && inputs.len() > 2 {
        return Err(PlanError::MatesOfMany(inputs.len()));
    }
    let option = match (arguments.mates, arguments.split) {
        (true, _) => "--mates",
        (false, true) => "--split",
        (false, false) => return Ok(()),
    };
    match inputs.iter().find(|input| input.reads_once()) {
        None => Ok(()),
        Some(input) => Err(PlanError::ReadsTwice {
            option,
            input: input.to_string(),
        }),
    }
}

/// No report may stand in for another one or for a file that is read.
fn check_outputs(jobs: &[Job], read: &[(u64, u64)]) -> Result<(), PlanError> {
    let mut taken: HashMap<&Path, &Job> = HashMap::new();
    for job in jobs {
        for (_, target) in &job.outputs {
            let Target::File(path) = target else {
                continue;
            };
            let shown = path.display().to_string();
            if let Some(other) = taken.insert(path, job) {
                return Err(PlanError::SameOutput {
                    first: other.title(),
                    second: job.title(),
                    path: shown,
                });
            }
            if identity(path).is_some_and(|identity| read.contains(&identity)) {
                return Err(PlanError::OverwritesInput(shown));
            }
        }
    }
    Ok(())
}
