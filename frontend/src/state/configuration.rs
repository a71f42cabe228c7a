//! Files in FastQC's formats that the person chose, for all files of reads.

use std::fmt::Display;
use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::analyser::bytes_of;
use readout_frontend::message::Comparison;
use readout_frontend::worker;
use shared::configuration::{MAX_FILE_BYTES, TextError, text};
use shared::report::ModuleLimits;
use shared::report::contaminants::Contaminant;
use shared::tally::adapters::AdapterSet;
use web_sys::File;

/// What a file says, and its name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Loaded<T> {
    pub(crate) name: String,
    pub(crate) value: T,
}

/// What was chosen; FastQC's own, or the standard, where nothing was.
#[derive(Clone, Copy, Default)]
pub(crate) struct Configuration {
    pub(crate) limits: RwSignal<Option<Loaded<ModuleLimits>>>,
    /// For files that come from now on.
    pub(crate) adapters: RwSignal<Option<Loaded<AdapterSet>>>,
    pub(crate) contaminants: RwSignal<Option<Loaded<Arc<[Contaminant]>>>>,
}

impl Configuration {
    /// What reports are made with.
    pub(crate) fn comparison(self) -> Comparison {
        Comparison {
            limits: self.limits.get().map(|loaded| Box::new(loaded.value)),
            contaminants: self.contaminants.get().map(|loaded| loaded.value.to_vec()),
        }
    }
}

/// Reads a file; what is wrong with it is said in words.
pub(crate) async fn read<T, E: Display>(
    file: &File,
    parse: fn(&str) -> Result<T, E>,
) -> Result<Loaded<T>, String> {
    let name = file.name();
    let named = |words: &dyn Display| format!("{name}: {words}");
    #[expect(clippy::cast_precision_loss, reason = "a small whole number")]
    if file.size() > MAX_FILE_BYTES as f64 {
        return Err(named(&TextError::TooLarge));
    }
    let bytes = bytes_of(file)
        .await
        .map_err(|error| named(&worker::words(&error)))?;
    let value = parse(text(&bytes).map_err(|error| named(&error))?);
    Ok(Loaded {
        value: value.map_err(|error| named(&error))?,
        name,
    })
}
