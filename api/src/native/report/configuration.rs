//! What the person brings along: the kind of library, and files in FastQC's formats.

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use shared::{
    configuration::{ListError, MAX_FILE_BYTES, TextError, text},
    report::{
        LibraryKind, ModuleLimits,
        contaminants::{self, Contaminant},
        limits::LimitsError,
    },
    tally::{Settings, adapters},
};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;

/// The kinds of libraries by their ids.
pub(super) fn library_kind() -> impl TypedValueParser<Value = LibraryKind> {
    let kinds = LibraryKind::ALL.map(|kind| PossibleValue::new(kind.id()).help(kind.name()));
    PossibleValuesParser::new(kinds)
        .try_map(|id| LibraryKind::from_id(&id).ok_or("this kind of library is not known"))
}

/// Files in FastQC's formats.
#[derive(Clone, Debug, Args)]
pub(super) struct Files {
    /// Where sections become unusual, in the format of FastQC's limits.txt.
    #[arg(long, value_name = "FILE")]
    limits: Option<PathBuf>,
    /// The adapters to look for, in the format of FastQC's adapter_list.txt.
    #[arg(long, value_name = "FILE")]
    adapters: Option<PathBuf>,
    /// What overrepresented sequences are compared with, in the format of FastQC's
    /// contaminant_list.txt.
    #[arg(long, value_name = "FILE")]
    contaminants: Option<PathBuf>,
}

/// What the files say, and the defaults where there is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Configuration {
    pub(super) limits: ModuleLimits,
    pub(super) settings: Settings,
    pub(super) contaminants: Option<Arc<[Contaminant]>>,
}

/// What is wrong with a file.
#[derive(Debug, Error)]
#[error("{}: {fault}", .path.display())]
pub(super) struct ConfigurationError {
    path: PathBuf,
    fault: Fault,
}

#[derive(Debug, Error)]
enum Fault {
    #[error(transparent)]
    Unread(#[from] io::Error),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    List(#[from] ListError),
    #[error(transparent)]
    Limits(#[from] LimitsError),
}

impl Files {
    /// The files that were named.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        [&self.limits, &self.adapters, &self.contaminants]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
    }

    /// Reads them.
    pub(super) fn read(&self) -> Result<Configuration, ConfigurationError> {
        let adapters = parsed(self.adapters.as_deref(), adapters::parse)?;
        Ok(Configuration {
            limits: parsed(self.limits.as_deref(), ModuleLimits::parse)?.unwrap_or_default(),
            settings: Settings {
                adapters: adapters.unwrap_or_else(adapters::standard),
                ..Settings::default()
            },
            contaminants: parsed(self.contaminants.as_deref(), contaminants::parse)?,
        })
    }
}

fn parsed<T, E>(
    path: Option<&Path>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, ConfigurationError>
where
    Fault: From<E>,
{
    let Some(path) = path else {
        return Ok(None);
    };
    let read = || {
        let bytes = read(path)?;
        Ok(parse(text(&bytes)?)?)
    };
    read().map(Some).map_err(|fault| ConfigurationError {
        path: path.to_owned(),
        fault,
    })
}

/// Reads a file, but not much more than is allowed: it may be one of reads.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = MAX_FILE_BYTES as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
