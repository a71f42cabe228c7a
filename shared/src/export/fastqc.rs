//! A report as FastQC 0.12.1 writes it, for the programs that read FastQC's files.
//!
//! [`data`] is `fastqc_data.txt`, [`summary`] is `summary.txt`, and [`zip`] is the archive of both
//! that MultiQC takes. Every module, row and status is FastQC's, its judgement of the quality
//! encoding too: it takes one constant byte, such as Q40 throughout, for Phred+64. Where we know
//! better, its mistake is followed here and nowhere else, and a line at the top says so.
//!
//! The first line names FastQC's version, for that is the format; the lines that begin with `##`
//! after it name Readout, where the reads were analysed, and the receipt. Readers of the format skip
//! everything before the first `>>`.
//!
//! What cannot be FastQC's: rows of quality beyond base 1,309, whose bins hold several positions;
//! tiles, of which it looks at one read in ten past the first 10,000; and duplication where a file
//! has 100,000 distinct read starts or more.

mod archive;
mod modules;
mod number;

use std::fmt::Write as _;

use crate::phred::Encoding;
use crate::report::{Report, ReportOptions, SectionData, Verdict};
use crate::tally::Tally;
use crate::wire::TallyDocument;

pub use self::archive::zip;
pub use super::archive::ArchiveError;

/// The version whose format and rules these are.
pub const VERSION: &str = "0.12.1";

/// The report as FastQC would make it: what each of its files is written from.
pub struct View<'a> {
    tally: &'a Tally,
    report: Report,
    /// FastQC's words for the encoding.
    encoding: &'static str,
    /// Whether FastQC reads the scores otherwise than our own report does.
    differs: bool,
}

impl<'a> View<'a> {
    /// The view of a tally whose document has this receipt.
    ///
    /// ```
    /// use shared::{analysis::tally_chunk, export::fastqc, fastq::Layout, report::ReportOptions};
    /// let document = tally_chunk(b"@r1\nACGT\n+\nIII5\n", Layout::FourLine, 0, false).document;
    /// let options = ReportOptions::default();
    /// let view = fastqc::View::of(&document.tally, &options, document.receipt());
    /// assert_eq!(view.data(), fastqc::data(&document, &options));
    /// assert_eq!(view.summary(), fastqc::summary(&document, &options));
    /// ```
    #[must_use]
    pub fn of(tally: &'a Tally, options: &ReportOptions, receipt: String) -> Self {
        let quality = &tally.base_quality;
        let (judged, words) = encoding(quality.min_byte());
        let given = options.encoding.unwrap_or(judged);
        let encoding = match given {
            given if given == judged => words,
            Encoding::Phred33 => SANGER,
            Encoding::Phred64 => ILLUMINA_1_5,
        };
        let differs = options.encoding.is_none() && given != crate::phred::detect(tally).encoding;
        let options = ReportOptions {
            encoding: Some(given),
            ..options.clone()
        };
        Self {
            tally,
            report: Report::with_receipt(tally, &options, receipt),
            encoding,
            differs,
        }
    }

    /// See [`data`].
    #[must_use]
    pub fn data(&self) -> String {
        let report = &self.report;
        let mut text = format!("##FastQC\t{VERSION}\n");
        let complete = if report.complete { "yes" } else { "no" };
        // Writing to a string cannot fail, here and below.
        let _ = write!(
            text,
            "##Readout\t{}\n##Analysed\t{}\n##Complete\t{complete}\n##Receipt\t{}\n",
            cell(&report.version),
            cell(&report.engine),
            cell(&report.receipt)
        );
        if self.differs {
            let _ = writeln!(
                text,
                "##Note\tFastQC {VERSION} takes these scores for {}; so does this text, but Readout's own report does not",
                self.encoding
            );
        }
        text.push_str(">>Basic Statistics\tpass\n");
        modules::basic_statistics(&mut text, self.tally, &file_name(report), self.encoding);
        text.push_str(">>END_MODULE\n");
        for (title, status, data) in self.sections() {
            let _ = writeln!(text, ">>{title}\t{status}");
            modules::rows(&mut text, data);
            text.push_str(">>END_MODULE\n");
        }
        text
    }

    /// See [`summary`].
    #[must_use]
    pub fn summary(&self) -> String {
        let name = file_name(&self.report);
        let mut text = format!("PASS\tBasic Statistics\t{name}\n");
        for (title, status, _) in self.sections() {
            let _ = writeln!(text, "{}\t{title}\t{name}", status.to_ascii_uppercase());
        }
        text
    }

    /// The sections that FastQC would show, with its status for each.
    fn sections(&self) -> impl Iterator<Item = (&str, &'static str, &SectionData)> {
        self.report
            .sections
            .iter()
            .filter(|section| section.in_fastqc() && !left_out(section.verdict, &section.data))
            .map(|section| {
                let status = status(section.verdict).id();
                (section.title.as_str(), status, &section.data)
            })
    }
}

const SANGER: &str = "Sanger / Illumina 1.9";
const ILLUMINA_1_3: &str = "Illumina 1.3";
const ILLUMINA_1_5: &str = "Illumina 1.5";

/// FastQC's judgement, from the lowest byte alone (PhredEncoding.java lines 30–49).
fn encoding(lowest: Option<u8>) -> (Encoding, &'static str) {
    match lowest {
        Some(..=63) => (Encoding::Phred33, SANGER),
        Some(65) => (Encoding::Phred64, ILLUMINA_1_3),
        _ => (Encoding::Phred64, ILLUMINA_1_5),
    }
}

/// FastQC knows three states; what it cannot judge passes.
fn status(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::None => Verdict::Pass,
        judged => judged,
    }
}

/// Whether FastQC leaves the module out: quality where there is none, and tiles that no name tells.
fn left_out(verdict: Verdict, data: &SectionData) -> bool {
    match data {
        SectionData::PerTileSequenceQuality(tiles) => tiles.removed.is_some(),
        SectionData::PerBaseSequenceQuality(_) | SectionData::PerSequenceQualityScores(_) => {
            verdict == Verdict::None
        }
        _ => false,
    }
}

/// `fastqc_data.txt`. With no encoding in `options`, FastQC's judgement of it holds.
///
/// ```
/// use shared::{analysis::tally_chunk, export::fastqc, fastq::Layout, report::ReportOptions};
/// let document = tally_chunk(b"@r1\nACGT\n+\nIII5\n", Layout::FourLine, 0, false).document;
/// let options = ReportOptions { name: "r.fastq".to_owned(), ..ReportOptions::default() };
/// let text = fastqc::data(&document, &options);
/// assert!(text.starts_with("##FastQC\t0.12.1\n"));
/// assert!(text.contains("\nFilename\tr.fastq\nFile type\tConventional base calls\n"));
/// ```
#[must_use]
pub fn data(document: &TallyDocument, options: &ReportOptions) -> String {
    View::of(&document.tally, options, document.receipt()).data()
}

/// `summary.txt`: a line for each module, with its status, its name and the file's.
#[must_use]
pub fn summary(document: &TallyDocument, options: &ReportOptions) -> String {
    View::of(&document.tally, options, String::new()).summary()
}

/// Readers look for a name in its row, and would take the next row for it.
fn file_name(report: &Report) -> String {
    match cell(&report.name).trim() {
        "" => "reads".to_owned(),
        name => name.to_owned(),
    }
}

/// Text that is one cell of a table: no tab, no line end, nor any other control character.
fn cell(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            // Python's splitlines() ends a line at these two as well.
            '\u{2028}' | '\u{2029}' => ' ',
            character if character.is_control() => ' ',
            character => character,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tally_chunk;
    use crate::fastq::Layout;

    fn options(name: &str) -> ReportOptions {
        ReportOptions {
            name: name.to_owned(),
            engine: "natively".to_owned(),
            complete: true,
            ..ReportOptions::default()
        }
    }

    fn document(bytes: &[u8]) -> TallyDocument {
        tally_chunk(bytes, Layout::FourLine, 0, false).document
    }

    #[test]
    fn the_encoding_is_fastqcs_and_its_mistake_is_said() {
        let constant = document(b"@r1\nACGT\n+\nIIII\n");
        let text = data(&constant, &options("a.fastq"));
        assert!(text.contains("\nEncoding\tIllumina 1.5\n") && text.contains("\n##Note\t"));
        assert!(text.contains("\n>>Per sequence quality scores\tfail\n#Quality\tCount\n9\t1.0\n"));
        let given = ReportOptions {
            encoding: Some(Encoding::Phred33),
            ..options("a.fastq")
        };
        let text = data(&constant, &given);
        assert!(text.contains("\nEncoding\tSanger / Illumina 1.9\n") && !text.contains("\n##Note"));
        assert!(text.contains("\n#Quality\tCount\n40\t1.0\n"));
        assert_eq!(encoding(Some(65)).1, ILLUMINA_1_3);
        assert_eq!(encoding(None), (Encoding::Phred64, ILLUMINA_1_5));
    }

    #[test]
    fn names_stay_in_their_cell() {
        let text = data(
            &document(b"@r1\nA\n+\nI\n"),
            &options("a\tb\n>>Basic Statistics\tfail\u{2028}c"),
        );
        assert!(text.contains("\nFilename\ta b >>Basic Statistics fail c\nFile type\t"));
        assert!(data(&document(b""), &options("\n")).contains("\nFilename\treads\n"));
    }

    #[test]
    fn every_status_is_one_of_three() {
        for bytes in [&b""[..], b"@r1\n\n+\n\n", b"@r1\nACGT\n+\nIIII\n"] {
            let document = document(bytes);
            let text = data(&document, &options("a.fastq"));
            let modules = text
                .lines()
                .filter(|line| line.starts_with(">>") && *line != ">>END_MODULE");
            let mut expected = String::new();
            for line in modules {
                let (title, status) = line[2..].split_once('\t').unwrap();
                assert!(["pass", "warn", "fail"].contains(&status), "{line}");
                let _ = writeln!(expected, "{}\t{title}\ta.fastq", status.to_uppercase());
            }
            assert_eq!(summary(&document, &options("a.fastq")), expected);
        }
    }

    #[test]
    fn the_text_carries_mode_version_and_receipt() {
        let document = document(b"@r1\nACGT\n+\nIIII\n");
        let text = data(&document, &options("a.fastq"));
        let head: Vec<&str> = text
            .lines()
            .take_while(|line| line.starts_with("##"))
            .collect();
        assert_eq!(head[0], "##FastQC\t0.12.1");
        assert!(head.contains(&format!("##Readout\t{}", crate::VERSION).as_str()));
        assert!(head.contains(&"##Analysed\tnatively") && head.contains(&"##Complete\tyes"));
        assert!(head.contains(&format!("##Receipt\t{}", document.receipt()).as_str()));
    }
}
