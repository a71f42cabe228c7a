//! Engines: what turns a chunk into a tally.

pub mod in_browser;
pub mod serverless;

use std::rc::Rc;

use shared::analysis::pieces::Span;
use shared::analysis::rows::RowEnds;
use shared::tally::Settings;
use shared::tally::settings::Thinned;
use shared::wire::TallyDocument;
use thiserror::Error;

use self::in_browser::InBrowser;
use self::serverless::Serverless;
use crate::message::{EngineChoice, Sent};
use crate::source::Chunk;

/// Why a chunk has no tally.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Fault {
    /// A record is malformed; the words are the engine's own, where it has any.
    #[error("{0}")]
    Malformed(String),
    /// The chunk is too much for one call: come again with less.
    #[error("the chunk is too large for one call")]
    TooHeavy,
    /// It may go well another time, after so many milliseconds if they are given.
    #[error("{words}")]
    Passing {
        /// What happened.
        words: String,
        /// Milliseconds to wait at least.
        after: Option<u32>,
    },
    /// The chunk is lost with the worker that had it; it must be read again.
    #[error("{0}")]
    Lost(String),
    /// It will not go well another time.
    #[error("{0}")]
    Lasting(String),
    /// The file could not be read.
    #[error("the file changed while it was read; choose it again")]
    Unreadable,
    /// The engine was stopped.
    #[error("stopped")]
    Stopped,
}

/// What an engine made of a chunk.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// The tally; of a row of blocks, that of its whole records.
    pub document: TallyDocument,
    /// What a row of blocks, or a piece of a file of them, leaves over.
    pub ends: Option<RowEnds>,
    /// Where a piece's blocks stand.
    pub span: Option<Span>,
}

/// The engine of a job.
#[derive(Clone)]
pub enum Engine {
    /// Analysers in this browser.
    InBrowser(Rc<InBrowser>),
    /// The API.
    Serverless(Rc<Serverless>),
}

impl Engine {
    /// The tally of a chunk.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn tally(&self, chunk: &Chunk) -> Result<Counted, Fault> {
        match self {
            Self::InBrowser(engine) => engine.tally(chunk).await,
            Self::Serverless(engine) => Ok(Counted {
                document: engine.tally(chunk).await?,
                ..Counted::default()
            }),
        }
    }

    /// How this engine counts, where that can be done outside of it, too: then it takes rows of
    /// BGZF blocks.
    #[must_use]
    pub fn settings(&self, thinned: Thinned) -> Option<Settings> {
        match self {
            Self::InBrowser(engine) => Some(engine.settings(thinned)),
            Self::Serverless(_) => None,
        }
    }

    /// Which one it is.
    #[must_use]
    pub fn choice(&self) -> EngineChoice {
        match self {
            Self::InBrowser(_) => EngineChoice::Browser,
            Self::Serverless(_) => EngineChoice::Serverless,
        }
    }

    /// The engine's name as the report prints it.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::InBrowser(_) => "in the browser".to_owned(),
            Self::Serverless(engine) => format!("serverless ({})", engine.host()),
        }
    }

    /// Chunks under way at once.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        match self {
            Self::InBrowser(engine) => engine.concurrency(),
            Self::Serverless(engine) => engine.concurrency(),
        }
    }

    /// Uncompressed bytes of a chunk, of which it is the `number`th: slices of a file are read best
    /// in large pieces, while the first bytes that were inflated here should leave soon, and buffers of
    /// 8 MiB have Chromium collect garbage each time one comes back.
    #[must_use]
    pub fn chunk_bytes(&self, gzip: bool, number: u64) -> u64 {
        match self {
            Self::InBrowser(_) if gzip => (1 << 20) << (number / 4).min(2),
            Self::InBrowser(_) => 16 << 20,
            Self::Serverless(engine) => engine.chunk_bytes(),
        }
    }

    /// What was sent over a network so far.
    #[must_use]
    pub fn sent(&self) -> Sent {
        match self {
            Self::InBrowser(_) => Sent::default(),
            Self::Serverless(engine) => engine.sent(),
        }
    }

    /// Drops what is under way.
    pub fn stop(&self) {
        match self {
            Self::InBrowser(engine) => engine.stop(),
            Self::Serverless(engine) => engine.stop(),
        }
    }
}
