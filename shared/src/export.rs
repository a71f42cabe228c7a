//! A report as a file: a self-contained page, JSON, or FastQC's text and zip.

pub mod archive;
pub mod fastqc;
pub mod html;
pub mod json;

/// What follows the [`stem`] in the name of a file, wherever it is written.
pub mod ending {
    /// The report as JSON.
    pub const JSON: &str = "_readout.json";
    /// The report as a page.
    pub const HTML: &str = "_readout.html";
    /// The tally.
    pub const TALLY: &str = "_readout.tally.json";
    /// FastQC's `fastqc_data.txt`.
    pub const TEXT: &str = "_fastqc_data.txt";
    /// FastQC's `summary.txt`.
    pub const SUMMARY: &str = "_summary.txt";
    /// FastQC's zip, under its own name.
    pub const ZIP: &str = "_fastqc.zip";
    /// All of several samples.
    pub const ALL: &str = "readout_reports.zip";
}

/// Most bytes of a stem: with an ending it still is a file's name everywhere.
const MAX_STEM_BYTES: usize = 120;

/// The part of a file's name that names the files made from it: no folder, no ending that tells a
/// format, and nothing that a file system or a header could take for something else.
///
/// The endings are those that FastQC 0.12.1 takes off before it adds `_fastqc`, and those of BGZF.
///
/// ```
/// use shared::export::stem;
/// assert_eq!(stem("run 1/sample_R1.fastq.gz"), "sample_R1");
/// assert_eq!(stem("sample_R1.fq.bgz"), "sample_R1");
/// assert_eq!(stem("..\\\"a\"\n.fq"), "_a_");
/// assert_eq!(stem(".."), "reads");
/// ```
#[must_use]
pub fn stem(name: &str) -> String {
    let mut name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    for ending in [
        ".gz", ".bgz", ".bgzf", ".bz2", ".txt", ".fastq", ".fq", ".csfastq", ".sam", ".bam",
    ] {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    let mut stem = String::new();
    for character in name.trim().trim_start_matches('.').chars() {
        let character = match character {
            '"' | '*' | ':' | '<' | '>' | '?' | '|' => '_',
            character if character.is_control() => '_',
            character => character,
        };
        if stem.len() + character.len_utf8() > MAX_STEM_BYTES {
            break;
        }
        stem.push(character);
    }
    if stem.is_empty() {
        "reads".to_owned()
    } else {
        stem
    }
}
