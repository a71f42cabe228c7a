//! Which encoding a file has, and how sure that is.
//!
//! A quality byte alone seldom tells: `!` to `:` are Phred+33 only, all others are possible in both
//! (Cock et al. 2010). What helps: the other bytes of the file, the length of the reads, and headers
//! of Casava 1.8 (2011), with which Illumina went over to Phred+33.

use super::{COLUMNS, Encoding, FIRST_BYTE};
use crate::tally::Tally;
use crate::tally::sequencing_run::Lanes;
use serde::{Deserialize, Serialize};

/// How sure an encoding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// No other encoding has these bytes.
    Certain,
    /// Another encoding is possible, but would make little sense.
    Likely,
    /// Another encoding is possible.
    Guess,
    /// The caller said so.
    Chosen,
}

/// The encoding of a file and why it is taken for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// The encoding.
    pub encoding: Encoding,
    /// How sure it is.
    pub certainty: Certainty,
    /// Why, as a clause without a full stop.
    pub reason: String,
}

impl Detection {
    /// An encoding that the caller chose.
    #[must_use]
    pub fn chosen(encoding: Encoding) -> Self {
        Self::new(encoding, Certainty::Chosen, "it was chosen")
    }

    fn new(encoding: Encoding, certainty: Certainty, reason: impl Into<String>) -> Self {
        Self {
            encoding,
            certainty,
            reason: reason.into(),
        }
    }
}

/// The lowest byte of Solexa's scores, Q−5; those below it are Phred+33 only.
const SOLEXA_FIRST: u8 = b';';
/// Q2 in Phred+64, which Illumina 1.5 to 1.7 give to the bad end of a read; lower ones are rare.
const END_MARK: u8 = b'B';
/// Q41 in Phred+33 and Q10 in Phred+64.
const TOP_33: u8 = b'J';
/// Q51 in Phred+33 and Q20 in Phred+64.
const HIGH_33: u8 = b'T';
/// Q64 in Phred+33 and Q33 in Phred+64.
const FINE_64: u8 = b'a';
/// Q41 in Phred+64, the highest score of the instruments that used it.
const TOP_64: u8 = b'i';
/// The instruments that wrote Phred+64 made reads of up to 151 bases.
const LONGEST_64: u64 = 200;
/// A file in which fewer values occur was binned or made up.
const MANY_VALUES: usize = 10;

/// The encoding of the file that a tally was counted from.
///
/// FastQC 0.12.1 calls every file without a byte below 64 Phred+64. So would old Illumina files be
/// told right, and PacBio HiFi reads, filtered reads and reads of constant Q40 wrong.
///
/// ```
/// use shared::phred::{Certainty, Encoding, detect};
/// let tally = shared::analysis::tally_chunk(b"@r\nAC\n+\n#I\n", Default::default(), 0, false).document.tally;
/// let found = detect(&tally);
/// assert_eq!((found.encoding, found.certainty), (Encoding::Phred33, Certainty::Certain));
/// ```
#[must_use]
pub fn detect(tally: &Tally) -> Detection {
    let totals = tally.base_quality.totals();
    let casava = tally.sequencing_run.filter.iter().any(|&reads| reads > 0)
        || matches!(&tally.sequencing_run.lanes, Lanes::Known(lanes) if !lanes.is_empty());
    of_bytes(&totals, tally.read_length.max().unwrap_or(0), casava)
}

fn of_bytes(totals: &[u64; COLUMNS], longest: u64, casava: bool) -> Detection {
    use Certainty::{Certain, Guess, Likely};
    use Encoding::{Phred33, Phred64};
    let mut bytes = (FIRST_BYTE..)
        .zip(totals)
        .filter(|(_, count)| **count > 0)
        .map(|(byte, _)| byte);
    let Some(lowest) = bytes.next() else {
        return Detection::new(Phred33, Guess, "there are no quality scores");
    };
    let mut values = 1;
    let mut highest = lowest;
    for byte in bytes {
        values += 1;
        highest = byte;
    }
    let span = if values == 1 {
        format!("every score is written as {}", char::from(lowest))
    } else {
        format!(
            "scores are written as {} to {}",
            char::from(lowest),
            char::from(highest)
        )
    };
    if lowest < SOLEXA_FIRST {
        let reason = format!(
            "the character {} is a score in Phred+33 only",
            char::from(lowest)
        );
        return Detection::new(Phred33, Certain, reason);
    }
    if casava {
        let reason = "the headers are those of Casava 1.8, which came with Phred+33";
        return Detection::new(Phred33, Likely, reason);
    }
    if longest > LONGEST_64 {
        let reason = "instruments that wrote Phred+64 made no reads as long as these";
        return Detection::new(Phred33, Likely, reason);
    }
    if lowest < 64 {
        return if highest > HIGH_33 {
            let reason = format!(
                "{span}; they may be Solexa's old scores, which go down to −5 and are not read here"
            );
            Detection::new(Phred33, Guess, reason)
        } else {
            let reason = format!("{span}, of which some lie below the 0 of Phred+64");
            Detection::new(Phred33, Likely, reason)
        };
    }
    if highest <= TOP_33 {
        let reason = format!("{span}; in Phred+64 no base would be better than Q10");
        return Detection::new(Phred33, Likely, reason);
    }
    if highest > TOP_64 {
        return if lowest > END_MARK {
            let reason = format!("{span}; Phred+64 files have no score above Q41 (i)");
            Detection::new(Phred33, Likely, reason)
        } else {
            let reason = format!("{span}, the range of Phred+64");
            Detection::new(Phred64, Guess, reason)
        };
    }
    if lowest > END_MARK && highest <= HIGH_33 {
        let reason = format!("{span}; in Phred+64 no base would be better than Q20");
        return Detection::new(Phred33, Guess, reason);
    }
    let fine = highest >= FINE_64;
    if values == 1 && !fine {
        let reason = format!("{span}, which is possible in both");
        return Detection::new(Phred33, Guess, reason);
    }
    if fine && (lowest <= END_MARK || values >= MANY_VALUES) {
        let reason = format!(
            "{span}, as Illumina 1.3 to 1.7 wrote them; in Phred+33 they would reach Q{}",
            highest - 33
        );
        return Detection::new(Phred64, Likely, reason);
    }
    let reason = format!("{span}, of which none lies below the 0 of Phred+64");
    Detection::new(Phred64, Guess, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8], longest: u64, casava: bool) -> (Encoding, Certainty) {
        let mut totals = [0; COLUMNS];
        for byte in bytes {
            totals[usize::from(byte - FIRST_BYTE)] += 1000;
        }
        let found = of_bytes(&totals, longest, casava);
        assert!(!found.reason.is_empty() && !found.reason.ends_with('.'));
        (found.encoding, found.certainty)
    }

    fn all(from: u8, to: u8) -> Vec<u8> {
        (from..=to).collect()
    }

    #[test]
    fn kinds_of_files_are_told_apart() {
        use Certainty::*;
        use Encoding::*;
        type Case = (&'static str, Vec<u8>, u64, bool, (Encoding, Certainty));
        let cases: [Case; 15] = [
            ("nothing", vec![], 0, false, (Phred33, Guess)),
            (
                "any Illumina 1.8",
                all(b'#', b'J'),
                150,
                true,
                (Phred33, Certain),
            ),
            ("constant Q40", vec![b'I'], 50, false, (Phred33, Likely)),
            ("SRA Lite", vec![b'?'], 100, false, (Phred33, Likely)),
            (
                "filtered to Q31",
                all(b'@', b'J'),
                100,
                false,
                (Phred33, Likely),
            ),
            ("HiFi", all(b'B', b'~'), 15_000, false, (Phred33, Likely)),
            ("short HiFi", all(b'K', b'~'), 150, false, (Phred33, Likely)),
            ("constant ~", vec![b'~'], 150, false, (Phred33, Likely)),
            (
                "Illumina 1.5",
                all(b'B', b'h'),
                75,
                false,
                (Phred64, Likely),
            ),
            (
                "Illumina 1.3",
                all(b'@', b'h'),
                36,
                false,
                (Phred64, Likely),
            ),
            (
                "clean Illumina 1.5",
                all(b'S', b'g'),
                36,
                false,
                (Phred64, Likely),
            ),
            ("constant h", vec![b'h'], 36, false, (Phred64, Guess)),
            (
                "headers say Casava 1.8",
                all(b'B', b'h'),
                75,
                true,
                (Phred33, Likely),
            ),
            (
                "better than Q41",
                all(b'H', b'N'),
                150,
                false,
                (Phred33, Guess),
            ),
            ("Solexa", all(b';', b'h'), 36, false, (Phred33, Guess)),
        ];
        for (name, bytes, longest, casava, expected) in cases {
            assert_eq!(of(&bytes, longest, casava), expected, "{name}");
        }
    }
}
