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

pub mod analysis;
pub mod chart;
pub mod configuration;
pub mod export;
pub mod fastq;
pub mod framer;
pub mod gzip;
mod lanes;
pub mod ledger;
pub mod mates;
mod packed;
pub mod pairs;
pub mod phred;
pub mod problem;
mod reciprocal;
pub mod report;
pub mod samples;
pub mod sniff;
pub mod tally;
pub mod wire;

/// Version of Readout, as every report and answer carries it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
