//! The hot part of Readout's core, from bytes of FASTQ to integer tallies. The crate `shared` has all
//! of it, and reports besides; nothing here knows of them.
#![deny(missing_docs)]

pub mod analysis;
pub mod configuration;
pub mod fastq;
pub mod framer;
pub mod gzip;
mod lanes;
pub mod ledger;
pub mod mates;
pub mod order;
#[doc(hidden)]
pub mod packed;
pub mod phred;
mod reciprocal;
pub mod sniff;
pub mod tally;
pub mod wire;
