//! Which read of a pair a record is.

use super::sequencing_run::description;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The first or the second read of a pair; 1 or 2 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum ReadNumber {
    /// Read 1.
    First,
    /// Read 2.
    Second,
}

impl ReadNumber {
    /// 1 or 2.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    /// What a header says: the description, where it is Casava's (`1:N:0:…`), else the end of the
    /// name (`/1`). None if it says neither 1 nor 2.
    ///
    /// ```
    /// use shared::tally::ReadNumber;
    /// let of = |header: &str| ReadNumber::of(header.as_bytes());
    /// assert_eq!(of("M1:1:FC:1:1101:5:2 2:N:0:ACGT"), Some(ReadNumber::Second));
    /// assert_eq!(of("read/1 and more"), Some(ReadNumber::First));
    /// assert_eq!(of("read/2 3:N:0:1"), None);
    /// ```
    #[must_use]
    pub fn of(definition: &[u8]) -> Option<Self> {
        let name = crate::fastq::record::first_word(definition);
        let rest = definition.get(name.len() + 1..).unwrap_or_default();
        match (description(rest), name) {
            (Some(said), _) => Self::try_from(said.read_number).ok(),
            (None, [.., b'/', b'1']) => Some(Self::First),
            (None, [.., b'/', b'2']) => Some(Self::Second),
            (None, _) => None,
        }
    }
}

impl fmt::Display for ReadNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "first",
            Self::Second => "second",
        })
    }
}

/// A read's number is neither 1 nor 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the number of a read can be 1 or 2")]
pub struct ReadNumberError;

impl TryFrom<u8> for ReadNumber {
    type Error = ReadNumberError;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(Self::First),
            2 => Ok(Self::Second),
            _ => Err(ReadNumberError),
        }
    }
}

impl From<ReadNumber> for u8 {
    fn from(number: ReadNumber) -> Self {
        number.number()
    }
}

impl FromStr for ReadNumber {
    type Err = ReadNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "1" => Ok(Self::First),
            "2" => Ok(Self::Second),
            _ => Err(ReadNumberError),
        }
    }
}
