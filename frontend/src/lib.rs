//! What the page and its Web Worker program share, and all that runs off the page's thread.
//!
//! ```text
//! page ── Begin, Cancel … ──▶ coordinator ── chunks ──▶ analysers, or the API
//! page ◀── progress, views ── coordinator ◀── tallies ── analysers, or the API
//! ```
//!
//! While it is read a file has a coordinator: a worker that owns the [`source`], the [`scheduler`] and the
//! total. Reports that are made anew later come from a [`desk`].
//! The page's thread only ever sees progress, and report sections that are ready to be shown.

pub mod analyser;
pub mod archivist;
pub mod blob_reader;
pub mod comparer;
pub mod coordinator;
pub mod desk;
pub mod engine;
pub mod inspector;
pub mod message;
pub mod scheduler;
pub mod source;
pub mod view;
pub mod worker;
