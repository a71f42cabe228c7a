//! What `readout report` can write.

use clap::ValueEnum;
use shared::{
    export::{ending, fastqc, html, json},
    report::{Report, ReportOptions},
    wire::TallyDocument,
};

/// What a report is written from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content<'a> {
    pub(super) document: &'a TallyDocument,
    pub(super) options: &'a ReportOptions,
    /// Built of both.
    pub(super) report: &'a Report,
}

/// A form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The report as JSON.
    Json,
    /// The report as a page that needs nothing else.
    Html,
    /// The tally, canonical JSON, as the API answers it.
    Tally,
    /// The figures as FastQC's fastqc_data.txt.
    Text,
    /// A verdict for each module as FastQC's summary.txt.
    Summary,
    /// A zip archive as FastQC makes it, for MultiQC.
    Zip,
}

impl Format {
    /// What follows the stem of the input in the name of the file.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Json => ending::JSON,
            Self::Html => ending::HTML,
            Self::Tally => ending::TALLY,
            Self::Text => ending::TEXT,
            Self::Summary => ending::SUMMARY,
            Self::Zip => ending::ZIP,
        }
    }

    /// The bytes of the file.
    pub(super) fn render(self, content: &Content<'_>) -> Result<Vec<u8>, String> {
        let Content {
            document,
            options,
            report,
        } = *content;
        Ok(match self {
            Self::Json => line(json::compact(report).map_err(|error| error.to_string())?),
            Self::Html => line(html::render(report)),
            Self::Tally => line(document.to_json()),
            Self::Text => {
                let receipt = report.receipt.clone();
                fastqc::View::of(&document.tally, options, receipt)
                    .data()
                    .into_bytes()
            }
            Self::Summary => fastqc::summary(document, options).into_bytes(),
            Self::Zip => {
                fastqc::zip(document, options, report).map_err(|error| error.to_string())?
            }
        })
    }
}

/// Text as a file: it ends with a line end.
fn line(mut text: String) -> Vec<u8> {
    text.push('\n');
    text.into_bytes()
}
