//! Files in FastQC's formats that the person chose, for all files of reads.
//!
//! The page checks them and keeps their text; workers read it again where they need it.

use leptos::prelude::*;
use readout_frontend::blob_reader::read_whole;
use readout_frontend::message::Comparison;
use readout_frontend::worker;
use shared::configuration::{ListError, MAX_FILE_BYTES, TextError, text};
use shared::report::{ModuleLimits, contaminants};
use shared::tally::adapters;
use web_sys::File;

/// A file that is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    /// The file's name.
    pub(crate) name: String,
    /// What is in it, in words.
    pub(crate) holds: String,
    pub(crate) text: String,
}

/// What was chosen; FastQC's own, or the standard, where nothing was.
#[derive(Clone, Copy, Default)]
pub(crate) struct Configuration {
    pub(crate) limits: RwSignal<Option<Loaded>>,
    /// For files that come from now on.
    pub(crate) adapters: RwSignal<Option<Loaded>>,
    pub(crate) contaminants: RwSignal<Option<Loaded>>,
}

impl Configuration {
    /// What reports are made with.
    pub(crate) fn comparison(self) -> Comparison {
        let text = |file: RwSignal<Option<Loaded>>| file.get().map(|loaded| loaded.text);
        Comparison {
            limits: text(self.limits),
            contaminants: text(self.contaminants),
        }
    }
}

/// Says what a text holds, or what is wrong with it.
pub(crate) type Check = fn(&str) -> Result<String, String>;

/// A [`Check`] of limits.
pub(crate) fn check_limits(text: &str) -> Result<String, String> {
    match ModuleLimits::parse(text) {
        Ok(_) => Ok("Limits".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// A [`Check`] of adapters.
pub(crate) fn check_adapters(text: &str) -> Result<String, String> {
    number(adapters::parse(text).map(|set| set.len()), "adapter")
}

/// A [`Check`] of contaminants.
pub(crate) fn check_contaminants(text: &str) -> Result<String, String> {
    number(
        contaminants::parse(text).map(|list| list.len()),
        "contaminant",
    )
}

fn number(count: Result<usize, ListError>, item: &str) -> Result<String, String> {
    match count {
        Ok(1) => Ok(format!("1 {item}")),
        Ok(count) => Ok(format!("{count} {item}s")),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads a file; what is wrong with it is said in words.
pub(crate) async fn read(file: &File, check: Check) -> Result<Loaded, String> {
    let name = file.name();
    match checked(file, check).await {
        Ok((text, holds)) => Ok(Loaded { name, holds, text }),
        Err(words) => Err(format!("{name}: {words}")),
    }
}

async fn checked(file: &File, check: Check) -> Result<(String, String), String> {
    #[expect(clippy::cast_precision_loss, reason = "a small whole number")]
    if file.size() > MAX_FILE_BYTES as f64 {
        return Err(TextError::TooLarge.to_string());
    }
    let mut bytes = Vec::new();
    read_whole(file.clone().into(), &mut bytes)
        .await
        .map_err(|error| worker::words(&error))?;
    let text = text(&bytes).map_err(|error| error.to_string())?;
    Ok((text.to_owned(), check(text)?))
}
