//! What `readout report` can write.

use clap::ValueEnum;
use shared::{report::Report, wire::TallyDocument};

/// A form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The report as JSON.
    Json,
    /// The report as a page that needs nothing else.
    Html,
    /// The tally, canonical JSON, as the API answers it.
    Tally,
}

impl Format {
    /// What follows the stem of the input in the name of the file.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Json => "_readout.json",
            Self::Html => "_readout.html",
            Self::Tally => "_readout.tally.json",
        }
    }

    /// The bytes of the file.
    pub(super) fn render(
        self,
        report: &Report,
        document: &TallyDocument,
    ) -> Result<Vec<u8>, serde_json::Error> {
        Ok(match self {
            Self::Json => line(shared::export::json::compact(report)?),
            Self::Html => line(shared::export::html::render(report)),
            Self::Tally => line(document.to_json()),
        })
    }
}

/// Text as a file: it ends with a line end.
fn line(mut text: String) -> Vec<u8> {
    text.push('\n');
    text.into_bytes()
}
