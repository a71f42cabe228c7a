//! The archive that FastQC leaves beside its page, as MultiQC and others read it.

use super::View;
use crate::chart;
use crate::export::archive::{Archive, ArchiveError};
use crate::export::{html, json, stem};
use crate::report::{Report, ReportOptions};
use crate::wire::TallyDocument;

/// `<stem>_fastqc.zip`: a folder of that name with FastQC's text, the charts as SVG, our page under
/// FastQC's name for it, and `readout.json`, the report as we judge it.
///
/// MultiQC takes the first entry for the folder, so that comes first. The files carry no time of
/// writing: equal reports give equal bytes.
///
/// `report` is ours, and goes into the page and into `readout.json`; FastQC's text is made from
/// `document` and `options`, as [`data`](super::data) makes it.
///
/// # Errors
/// [`ArchiveError`], which no report that [`Report::build`] makes can cause.
pub fn zip(
    document: &TallyDocument,
    options: &ReportOptions,
    report: &Report,
) -> Result<Vec<u8>, ArchiveError> {
    View::of(&document.tally, options, report.receipt.clone()).zip(report)
}

impl View<'_> {
    /// See [`zip`].
    ///
    /// # Errors
    /// As that function's.
    pub fn zip(&self, report: &Report) -> Result<Vec<u8>, ArchiveError> {
        let folder = format!("{}_fastqc", stem(&report.name));
        let mut archive = Archive::default();
        for path in ["", "/Icons", "/Images"] {
            archive.add_folder(&format!("{folder}{path}"))?;
        }
        let mut files = vec![("summary.txt".to_owned(), self.summary())];
        files.extend(report.sections.iter().filter_map(|section| {
            let svg = chart::svg(section)?;
            let file = chart::standalone(&svg, &section.title, &report.name);
            Some((format!("Images/{}.svg", section.id), file))
        }));
        files.extend([
            ("fastqc_report.html".to_owned(), html::render(report)),
            ("fastqc_data.txt".to_owned(), self.data()),
            ("readout.json".to_owned(), json::pretty(report)?),
        ]);
        for (name, text) in files {
            archive.add(&format!("{folder}/{name}"), text.as_bytes())?;
        }
        archive.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tally_chunk;
    use crate::fastq::Layout;
    use std::io::{Cursor, Read};

    #[test]
    fn the_archive_is_one_folder_in_fastqcs_order_and_the_same_each_time() {
        let document = tally_chunk(b"@r1\nACGT\n+\nII5I\n", Layout::FourLine, 0, false).document;
        let options = ReportOptions {
            name: "../a b_R1.fastq.gz".to_owned(),
            ..ReportOptions::default()
        };
        let report = Report::build(&document, &options);
        let bytes = zip(&document, &options, &report).unwrap();
        assert_eq!(bytes, zip(&document, &options, &report).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<String> = (0..archive.len())
            .map(|index| {
                archive
                    .by_index(index)
                    .unwrap()
                    .name()
                    .unwrap()
                    .into_owned()
            })
            .collect();
        assert_eq!(
            names[..4],
            ["", "Icons/", "Images/", "summary.txt"].map(|name| format!("a b_R1_fastqc/{name}"))
        );
        assert!(names.contains(&"a b_R1_fastqc/Images/per_base_n_content.svg".to_owned()));
        let mut read = |name: &str| {
            let mut text = String::new();
            let mut file = archive.by_name(&format!("a b_R1_fastqc/{name}")).unwrap();
            file.read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(
            read("fastqc_data.txt"),
            super::super::data(&document, &options)
        );
        assert_eq!(read("fastqc_report.html"), html::render(&report));
        assert_eq!(read("readout.json"), json::pretty(&report).unwrap());
        assert!(read("readout.json").contains(&document.receipt()));
    }
}
