//! Readout's core: bytes of FASTQ in, integer tallies out, and reports computed from them.
//!
//! **Integers in, floats out.** Whatever is counted from reads is a [`tally::Tally`]: integers that
//! merge in any order. What depends on order stands beside it in a [`ledger::Ledger`]. Means,
//! percentiles and verdicts exist only in a [`report::Report`] computed from both. So a result is
//! the same to the byte however the input was cut and wherever its parts were counted.
//!
//! This crate knows neither the web, nor Workers, nor Leptos, and does no I/O. The grammar of FASTQ
//! is in [`fastq`], the shortest way from bytes to a tally in [`analysis`].
#![deny(missing_docs)]

pub mod chart;
pub mod export;
pub mod pairs;
pub mod problem;
pub mod report;
pub mod samples;

use counting::packed;
pub use counting::{
    analysis, configuration, fastq, framer, gzip, ledger, mates, order, phred, sniff, tally, wire,
};

/// Version of Readout, as every report and answer carries it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
