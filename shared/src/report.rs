//! From a [`TallyDocument`] to what a person reads: figures, verdicts, sentences, tables.
//!
//! Everything before this module is an integer; floats begin here and are never merged.
//! Each section has a file of its own, named as FastQC names the module; thresholds are
//! FastQC 0.12.1's and are gathered in [`thresholds`]. A verdict says *usual* or *unusual* for a
//! whole-genome library, not good or bad.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::contaminants::Contaminant;
use crate::analysis::InputNotes;
use crate::mates;
use crate::phred::{self, Detection, Encoding};
use crate::problem::Problem;
use crate::tally::Tally;
use crate::wire::TallyDocument;

pub mod adapter_content;
pub mod base_groups;
pub mod contaminants;
pub mod glossary;
pub mod help;
mod histogram;
pub mod instrument;
pub mod integrity;
mod lead;
pub mod library;
pub mod limits;
mod notes;
pub mod number;
pub mod observed_quality;
pub mod overrepresented_sequences;
pub mod per_base_n_content;
pub mod per_base_sequence_content;
pub mod per_base_sequence_quality;
pub mod per_sequence_gc_content;
pub mod per_sequence_quality_scores;
pub mod per_tile_sequence_quality;
mod phix;
pub mod quality_by_length;
mod quality_encoding;
pub mod read_pairs;
pub mod sampling;
pub mod sequence_duplication_levels;
pub mod sequence_length_distribution;
pub mod sequencing_run;
pub mod summary;
pub mod table;
pub mod thresholds;
pub mod verdict;

pub use self::adapter_content::AdapterContent;
pub use self::integrity::Integrity;
pub use self::library::{Library, LibraryKind};
pub use self::limits::ModuleLimits;
pub use self::observed_quality::ObservedQuality;
pub use self::overrepresented_sequences::OverrepresentedSequences;
pub use self::per_base_n_content::PerBaseNContent;
pub use self::per_base_sequence_content::PerBaseSequenceContent;
pub use self::per_base_sequence_quality::PerBaseSequenceQuality;
pub use self::per_sequence_gc_content::PerSequenceGcContent;
pub use self::per_sequence_quality_scores::PerSequenceQualityScores;
pub use self::per_tile_sequence_quality::PerTileSequenceQuality;
pub use self::quality_by_length::QualityByLength;
pub use self::read_pairs::ReadPairs;
pub use self::sampling::{Sample, Sampling};
pub use self::sequence_duplication_levels::SequenceDuplicationLevels;
pub use self::sequence_length_distribution::SequenceLengthDistribution;
pub use self::sequencing_run::SequencingRun;
pub use self::summary::Summary;
pub use self::verdict::Verdict;

/// What a report needs to know beside the counts.
#[derive(Clone, Debug, Default)]
pub struct ReportOptions {
    /// The name shown as the report's title, usually the file's.
    pub name: String,
    /// Where the reads were analysed, in words: "in this browser", "serverless, HOST", "native".
    pub engine: String,
    /// True if the whole input was read without an error.
    pub complete: bool,
    /// What stopped the analysis, if anything did.
    pub problem: Option<Problem>,
    /// The quality encoding, where the caller knows it; otherwise it is told from the bytes.
    pub encoding: Option<Encoding>,
    /// The adapters and primers that overrepresented sequences are compared with; FastQC's if none
    /// are given.
    pub contaminants: Option<Arc<[Contaminant]>>,
    /// Where sections become unusual; FastQC's limits by default.
    pub limits: ModuleLimits,
    /// The kind of library, where the caller knows it; otherwise it is guessed from the reads.
    pub library: Option<LibraryKind>,
    /// What was seen of the input beside its reads; without it there is no section on integrity.
    pub input: Option<InputNotes>,
    /// How the file goes together with its mate, where they were compared.
    pub pair: Option<ReadPairs>,
    /// How often the mates of pairs differ where they overlap; without it there is no section on it.
    pub mates: Option<Arc<mates::ObservedQuality>>,
    /// The ranges of the file that were counted, where they were drawn at random and are not all.
    pub sample: Option<Sample>,
}

/// A whole report: the JSON answer of the API and the source of the page, its charts and tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// The name of the file or sample.
    pub name: String,
    /// False if the figures cover only a part of the input.
    pub complete: bool,
    /// Where the reads were analysed, in words.
    pub engine: String,
    /// The version of this software.
    pub version: String,
    /// `sha256:…` of the canonical tally and ledger; equal counts give equal receipts.
    pub receipt: String,
    /// What stopped the analysis; absent if nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Headline figures.
    pub summary: Summary,
    /// What the figures say of the whole file, where they are of ranges of it drawn at random.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Sampling>,
    /// The kind of library that the sections are compared with.
    pub library: Library,
    /// FastQC's sections in its order, then those that only we have.
    pub sections: Vec<Section>,
    /// What a reader of the figures should know: guesses, rounding, oddities of the file.
    pub notes: Vec<String>,
}

/// One measurement: its verdict, one sentence, and the numbers that chart and table are made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Section {
    /// FastQC's module name in snake case, e.g. `per_base_sequence_quality`.
    pub id: String,
    /// FastQC's module name, e.g. "Per base sequence quality".
    pub title: String,
    /// FastQC's verdict.
    pub verdict: Verdict,
    /// What the numbers say, in one or two plain sentences.
    pub sentence: String,
    /// What the section shows, what is usual, and what to do.
    pub help: String,
    /// Why this verdict is usual for the kind of library, in a sentence; absent where it is not, or
    /// where there is nothing to explain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The numbers.
    pub data: SectionData,
}

impl Section {
    /// Whether it is one of FastQC's modules, and so belongs into FastQC's text.
    #[must_use]
    pub const fn in_fastqc(&self) -> bool {
        !matches!(
            self.data,
            SectionData::SequencingRun(_)
                | SectionData::QualityByLength(_)
                | SectionData::ObservedQuality(_)
                | SectionData::Integrity(_)
                | SectionData::ReadPairs(_)
        )
    }

    /// The verdict as a word: a file is damaged, not unusual, and mates differ.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match (&self.data, self.verdict) {
            (SectionData::Integrity(_), Verdict::Pass) => "intact",
            (SectionData::Integrity(_), Verdict::Fail) => "damaged",
            (SectionData::Integrity(_), Verdict::Warn) => "doubtful",
            (SectionData::ReadPairs(_), Verdict::Pass) => "same order",
            (SectionData::ReadPairs(_), Verdict::Warn) => "doubtful",
            (SectionData::ReadPairs(_), Verdict::Fail) => "differ",
            (_, verdict) => verdict.word(),
        }
    }
}

/// The numbers of a section, told apart by `kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SectionData {
    /// Quality by position in the read.
    PerBaseSequenceQuality(PerBaseSequenceQuality),
    /// Reads by their mean quality.
    PerSequenceQualityScores(PerSequenceQualityScores),
    /// Shares of G, A, T and C by position in the read.
    PerBaseSequenceContent(PerBaseSequenceContent),
    /// Reads by their share of G and C.
    PerSequenceGcContent(PerSequenceGcContent),
    /// Share of N by position in the read.
    PerBaseNContent(PerBaseNContent),
    /// Reads by length.
    SequenceLengthDistribution(SequenceLengthDistribution),
    /// Quality by tile and position in the read.
    PerTileSequenceQuality(PerTileSequenceQuality),
    /// Reads by how often their start occurs.
    SequenceDuplicationLevels(SequenceDuplicationLevels),
    /// Read starts that many reads have.
    OverrepresentedSequences(OverrepresentedSequences),
    /// Reads by the place where an adapter begins.
    AdapterContent(AdapterContent),
    /// What read names say of the run.
    SequencingRun(SequencingRun),
    /// Quality by read length.
    QualityByLength(QualityByLength),
    /// How often mates differ, by quality.
    ObservedQuality(ObservedQuality),
    /// What was seen of the file.
    Integrity(Integrity),
    /// How the names of the file's reads go together with those of its mate.
    ReadPairs(ReadPairs),
}

impl Report {
    /// Computes the report of a tally. Pure: equal counts and options give an equal report.
    ///
    /// Works on any tally, the empty one too: a mean of nothing is `None`, and a section without
    /// data has [`Verdict::None`].
    #[must_use]
    pub fn build(document: &TallyDocument, options: &ReportOptions) -> Self {
        Self::with_receipt(&document.tally, options, document.receipt())
    }

    /// The same where the document's receipt is known.
    ///
    /// ```
    /// use shared::{analysis::tally_chunk, fastq::Layout};
    /// use shared::{report::{Report, ReportOptions}, wire::TallyDocument};
    /// let document = tally_chunk(b"@r1\nACGT\n+\nIII5\n", Layout::FourLine, 0, false).document;
    /// let (json, options) = (document.to_json(), ReportOptions::default());
    /// let receipt = TallyDocument::receipt_of(&json);
    /// let report = Report::with_receipt(&document.tally, &options, receipt);
    /// assert_eq!(report, Report::build(&document, &options));
    /// ```
    #[must_use]
    pub fn with_receipt(tally: &Tally, options: &ReportOptions, receipt: String) -> Self {
        Self {
            receipt,
            ..Self::preview(tally, options)
        }
    }

    /// The same without a receipt, which costs more than all else: for what is shown while reading
    /// goes on, and never exported.
    #[must_use]
    pub fn preview(tally: &Tally, options: &ReportOptions) -> Self {
        let detection = options
            .encoding
            .map_or_else(|| phred::detect(tally), Detection::chosen);
        let encoding = detection.encoding;
        let longest = tally.read_length.max().unwrap_or(0);
        let contaminants = options.contaminants.clone();
        let contaminants = contaminants.unwrap_or_else(contaminants::standard);
        let problem = options.problem.clone().map(|mut problem| {
            // The counts are the report itself; the document would be printed twice.
            problem.tally = None;
            problem
        });
        let limits = &options.limits;
        let mut sections = vec![
            per_base_sequence_quality::section(&tally.base_quality, longest, encoding, limits),
            per_tile_sequence_quality::section(&tally.tile_quality, longest, encoding, limits.tile),
            per_sequence_quality_scores::section(
                &tally.read_quality,
                encoding,
                limits.quality_sequence,
            ),
            per_base_sequence_content::section(&tally.base_content, longest, limits.sequence),
            per_sequence_gc_content::section(&tally.gc_content, limits.gc_sequence),
            per_base_n_content::section(&tally.base_content, longest, limits.n_content),
            sequence_length_distribution::section(&tally.read_length, limits.sequence_length),
            sequence_duplication_levels::section(tally, limits.duplication),
            overrepresented_sequences::section(tally, &contaminants, limits.overrepresented),
            adapter_content::section(tally, longest, limits.adapter),
        ];
        sections.retain(|section| !limits.ignores(&section.id));
        let library = library(tally, options.library);
        for section in &mut sections {
            section.expect_of(library.kind);
        }
        sections.extend(beyond_fastqc(tally, options, encoding));
        let summary = Summary::of(tally, &detection);
        Self {
            name: options.name.clone(),
            complete: options.complete && problem.is_none(),
            engine: options.engine.clone(),
            version: crate::VERSION.to_owned(),
            receipt: String::new(),
            problem,
            library,
            sections,
            sampling: options
                .sample
                .as_ref()
                .map(|sample| sample.sampling(encoding)),
            notes: notes::of(tally, &detection, options, longest, summary.phix_percent),
            summary,
        }
    }
}

impl Section {
    /// Says what is usual for the kind of library: beside an unusual verdict, or else in the help.
    fn expect_of(&mut self, kind: LibraryKind) {
        let Some(reason) = kind.expected(&self.id) else {
            return;
        };
        if matches!(self.verdict, Verdict::Warn | Verdict::Fail) {
            self.expected = Some(reason.to_owned());
        } else {
            self.help += &format!(" Usual for {}: {reason}", kind.name());
        }
    }
}

fn library(tally: &Tally, chosen: Option<LibraryKind>) -> Library {
    chosen.map_or_else(
        || library::guess(tally),
        |kind| Library {
            kind,
            chosen: true,
            reason: "It was chosen.".to_owned(),
        },
    )
}

/// The sections that FastQC does not have, where there is something to say.
fn beyond_fastqc(tally: &Tally, options: &ReportOptions, encoding: Encoding) -> Vec<Section> {
    let integrity = options.input.map(|input| {
        let problem = options.problem.as_ref();
        let complete = options.complete && problem.is_none();
        integrity::section(input, problem, complete, tally.notes.crlf)
    });
    quality_by_length::section(&tally.quality_by_length, &tally.read_length, encoding)
        .into_iter()
        .chain(
            options
                .mates
                .as_ref()
                .map(|mates| observed_quality::section(mates, encoding)),
        )
        .chain(sequencing_run::section(tally))
        .chain(integrity)
        .chain(options.pair.as_ref().map(read_pairs::section))
        .collect()
}
