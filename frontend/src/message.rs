//! The messages between the page, the coordinator and the analysers.
//!
//! Small values cross as plain objects. What is large (files, bytes, finished exports) rides beside
//! them as an attachment, so that it is handed over or transferred and never copied into a message.

use std::ops::Add;

use serde::{Deserialize, Serialize};
use shared::analysis::pieces::{PiecePlace, Span};
use shared::fastq::Layout;
use shared::gzip::Structure;
use shared::phred::Encoding;
use shared::report::LibraryKind;
use shared::tally::ReadNumber;
use shared::tally::adapters::Adapter;
use shared::tally::settings::Thinned;

use crate::view::{ReportView, SectionView};

/// Where the reads are analysed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngineChoice {
    /// By workers in this browser; nothing is uploaded.
    #[default]
    Browser,
    /// By the serverless API; reads are sent.
    Serverless,
}

/// What the page asks of a new coordinator. The files are attached: an array, in the order in which
/// their text is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Begin {
    /// The name for the report only; it is never sent.
    pub name: String,
    /// The names of the files, for what is to be said of one of them; never sent.
    pub files: Vec<String>,
    /// Where to analyse.
    pub engine: EngineChoice,
    /// Where the API is, without a slash at the end.
    pub api: String,
    /// The token that the API asks for, if one was given for it.
    pub token: Option<String>,
    /// Uncompressed bytes of a chunk; the engine's own size if it is not given.
    pub chunk_bytes: Option<u64>,
    /// Chunks under way at once; the engine's own number if it is not given.
    pub concurrency: Option<usize>,
    /// The text of a list of adapters to look for; the standard ones if none is given.
    pub adapters: Option<String>,
    /// What reports are made with.
    pub comparison: Comparison,
    /// The only read of each pair to count; all reads without it.
    pub read_number: Option<ReadNumber>,
}

/// How the person wants the counts read; what is not chosen is found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportChoice {
    /// The quality encoding.
    pub encoding: Option<Encoding>,
    /// The kind of library.
    pub library: Option<LibraryKind>,
}

/// What counts are compared with, where it is not what FastQC has; the same for all files. The texts
/// are those of files that the page has checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Where sections become unusual.
    pub limits: Option<String>,
    /// What overrepresented sequences may come from.
    pub contaminants: Option<String>,
}

/// From the page to a coordinator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ToCoordinator {
    /// Do what every file needs, with nothing to show for it, so that it is compiled.
    WarmUp,
    /// Start on the attached files.
    Begin(Begin),
    /// The last view is on the screen: another may be sent.
    Shown,
    /// The ids of the sections that can be seen: others need not be drawn while a file is read.
    Seen(Vec<String>),
    /// Drop what is under way and report what was committed.
    Cancel,
    /// Hand out nothing more for now.
    Pause,
    /// Go on.
    Resume,
    /// When the API is gone: go on with workers in this browser.
    GoOnInBrowser,
    /// When the API is gone: ask this one.
    AskApi {
        /// Its origin.
        api: String,
        /// What it asks for.
        token: Option<String>,
    },
    /// Make this and all later reports with this choice.
    Rebuild(ReportChoice),
    /// The same, with another comparison.
    Compare(Comparison),
    /// Make this and all later reports under this name.
    Rename(String),
}

/// What a report is made of beside its counts, as its coordinator knew it. The page keeps it as it is,
/// and hands it back when the report is to be made anew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// Where the reads were analysed, in words.
    pub engine: String,
    /// Every read was counted.
    pub complete: bool,
    /// What stopped the analysis, as JSON.
    pub problem: Option<String>,
    /// The layout in which the records of one file were read.
    pub layout: Option<Layout>,
    /// The structure of its gzip stream.
    pub gzip: Option<Structure>,
    /// What was seen of several files, in whole sentences.
    pub warnings: Vec<String>,
    /// The ranges that were counted, if they are not all: [`Sample::numbers`](shared::report::Sample).
    pub sample: Vec<f64>,
}

/// From the page to a desk: make the report anew of counts that were made before. What [`Ended`] said
/// to keep is attached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Remake {
    /// The name of the report.
    pub name: String,
    /// How the person wants the counts read.
    pub choice: ReportChoice,
    /// What reports are made with.
    pub comparison: Comparison,
    /// The receipt of the counts.
    pub receipt: String,
    /// The other file of a pair.
    pub mate: Option<MateFile>,
    /// What a comparer found of both.
    pub mates: Option<MatesFound>,
}

/// From a desk to the page: the report, with its exports attached; or why there is none, in words.
pub type Remade = Result<Box<ReportView>, String>;

/// What a comparer found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MatesFound {
    /// Pairs that were compared.
    pub pairs: u64,
    /// The counts: JSON that the page only hands on; none without a pair.
    pub counts: Option<String>,
    /// Where the files part company, in a whole sentence.
    pub note: Option<String>,
}

/// The other file of a pair, when both were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MateFile {
    /// Its name.
    pub name: String,
    /// Which of the two it is, 1 or 2, by its name.
    pub number: u8,
    /// What its coordinator gave of it in [`Ended::mate`].
    pub mate: String,
}

/// In which order a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// From its beginning on.
    #[default]
    File,
    /// In ranges, in a random order: so many of all were counted.
    Scattered {
        /// Ranges that were counted.
        visited: u32,
        /// All of them.
        ranges: u32,
    },
    /// From its beginning on once more, for something in it was not as expected.
    Again,
}

/// Bytes that were handed to the network for the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// All of them, those that were sent again included.
    pub bytes: u64,
    /// Those of requests that ended without a whole answer: nobody knows how many of these arrived.
    pub unanswered: u64,
}

impl Add for Sent {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            bytes: self.bytes + other.bytes,
            unanswered: self.unanswered + other.unanswered,
        }
    }
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes of the files behind everything that is committed.
    pub bytes_done: u64,
    /// Bytes of the files.
    pub bytes_total: u64,
    /// Reads counted.
    pub reads: u64,
    /// What was sent to the API.
    pub sent: Sent,
    /// Milliseconds since the start, but those of pauses.
    pub elapsed_ms: f64,
    /// The order in which the file is read.
    pub order: Order,
    /// The file is gzip.
    pub gzip: bool,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// Every read was counted.
    Complete,
    /// The input was bad, or could not be read.
    Failed,
    /// The person stopped it.
    Cancelled,
}

/// The last word on a job. Its exports are attached, an array of six blobs, and behind them what the
/// page is to keep: [`Facts`]; or undefined, where nothing was counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ended {
    /// How it ended.
    pub ending: Ending,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// The SHA-256 of the canonical tally and ledger.
    pub receipt: Option<String>,
    /// What another report needs to compare its file with this one: JSON that the page only hands on.
    pub mate: Option<String>,
    /// How many choices, comparisons and names have come since the beginning: what comes later is not
    /// in the report.
    pub heard: u32,
    /// The coordinator is fit to be given other files.
    pub stays: bool,
}

impl Ended {
    /// The end of a job that leaves no report, and why, in words.
    #[must_use]
    pub fn without_report(ending: Ending, problem: Option<String>) -> Self {
        Self {
            ending,
            problem,
            receipt: None,
            mate: None,
            heard: 0,
            stays: false,
        }
    }
}

/// From a coordinator to the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FromCoordinator {
    /// How far the job has come.
    Progress(Progress),
    /// The report as it stands, with the first of its sections.
    View(Box<ReportView>),
    /// More sections of the last view.
    Sections(Vec<SectionView>),
    /// The API is gone for good; these words say so.
    Paused(String),
    /// Reading goes on after a pause, with this engine.
    Resumed(EngineChoice),
    /// The person's pause began, or it is over.
    Held(bool),
    /// The end. The exports are attached.
    Ended(Ended),
}

/// One chunk for an analyser. Its blob or its bytes are attached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChunkOrder {
    /// Offset of its first byte in the uncompressed input.
    pub start: u64,
    /// Whether records follow after it.
    pub more: bool,
    /// Bytes of text in it as its blocks say, if it is a row of BGZF blocks; it is text without it.
    pub row_bytes: Option<usize>,
    /// Which piece of a BGZF file it is, if it is one.
    pub piece: Option<PiecePlace>,
    /// How many bytes of the attached buffer it is, if not all.
    pub bytes: Option<u32>,
    /// How its records are laid out.
    pub layout: Layout,
    /// How far the total is thinned to which its tally will be added.
    pub thinned: Thinned,
    /// The adapters to look for; the standard ones if none are given.
    pub adapters: Option<Vec<Adapter>>,
    /// The only read of each pair to count; all reads without it.
    pub read_number: Option<ReadNumber>,
}

/// An analyser's answer. The tally, as canonical JSON, is attached if the chunk was well formed: at the
/// start of the buffer that brought the chunk, if it fits in, or of another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ChunkAnswer {
    /// Every record was counted.
    Tallied {
        /// Bytes of the tally.
        bytes: u32,
    },
    /// The whole records of a row were counted. What the row leaves over at its head and at its
    /// tail stands before the tally, which is left out where there are none.
    Row {
        /// Bytes of head, tail and tally.
        bytes: u32,
        /// Bytes of the head.
        head_bytes: usize,
        /// Bytes of the tail.
        tail_bytes: usize,
        /// The row's members and blocks.
        structure: Structure,
        /// Of a piece, where its blocks stand.
        span: Option<Span>,
    },
    /// A record is malformed, or a row is damaged; the scheduler finds out which.
    Malformed,
    /// The chunk could not be read from the file.
    Unreadable(String),
}
