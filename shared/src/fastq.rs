//! The grammar of FASTQ, a zero-copy reader, and where records begin.
//!
//! ```text
//! record   = "@" name LF sequence LF "+" [name] LF quality-scores LF
//! sequence = *( IUPAC letter of either case / "." / "-" / "*" )
//! quality  = *( "!" .. "~" )        ; as many as there are bases
//! LF       = %x0A / %x0D %x0A       ; the last one may be missing
//! file     = *record *LF
//! ```
//!
//! There is no formal specification; these are the rules of Cock et al. 2010 (NAR 38:1767), with
//! zero-length reads allowed. Old files break sequence and quality scores over several lines:
//! those are read by the wrapped framer.

pub mod boundary;
pub mod error;
pub mod reader;
pub mod record;
pub mod wrapped;

pub use error::{FastqError, FastqErrorKind, Part, Position};
pub(crate) use reader::read_records_within;
pub use reader::{Read, Stop, read_records};
pub use record::Record;

use serde::{Deserialize, Serialize};

/// The longest record that any engine reads, in bytes, line ends included: 32 MiB.
pub const MAX_RECORD_BYTES: usize = 32 << 20;

/// How the records of an input are laid out in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Each record is exactly four lines, as every sequencer writes it today.
    #[default]
    FourLine,
    /// Sequence and quality scores may be broken over several lines.
    Wrapped,
}
