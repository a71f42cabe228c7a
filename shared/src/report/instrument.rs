//! Instruments by the serial number that begins their read names.

use crate::tally::AdapterContent;
use crate::tally::sequencing_run::Lanes;

use super::histogram::{percent, total};

/// Letters before the digits of a serial number, the family, and whether its chemistry has two
/// colours, in which no signal is read as G.
///
/// The two-colour prefixes are those that fastp looks for (`src/evaluator.cpp`); the others are the
/// serial numbers seen on Illumina's four-colour instruments.
const FAMILIES: [(&str, &str, bool); 23] = [
    ("FS", "iSeq 100", true),
    ("MN", "MiniSeq", true),
    ("SH", "MiSeq i100", true),
    ("NS", "NextSeq 500/550", true),
    ("NB", "NextSeq 500/550", true),
    ("NDX", "NextSeq 550Dx", true),
    ("VL", "NextSeq 1000", true),
    ("VH", "NextSeq 2000", true),
    ("A", "NovaSeq 6000", true),
    ("NA", "NovaSeq 6000", true),
    ("LH", "NovaSeq X", true),
    ("M", "MiSeq", false),
    ("HWI-M", "MiSeq", false),
    ("C", "HiSeq 1500", false),
    ("HWI-C", "HiSeq 1500", false),
    ("D", "HiSeq 2500", false),
    ("HWI-D", "HiSeq 2000/2500", false),
    ("HWI-ST", "HiSeq 2000", false),
    ("J", "HiSeq 3000", false),
    ("K", "HiSeq 4000", false),
    ("E", "HiSeq X", false),
    ("ST-E", "HiSeq X", false),
    ("AV", "Element AVITI", false),
];

/// The family of an instrument and whether it has two colours; none if the name does not tell.
///
/// ```
/// use shared::report::instrument::family;
/// assert_eq!(family("A00123"), Some(("NovaSeq 6000", true)));
/// assert_eq!(family("M02293"), Some(("MiSeq", false)));
/// assert_eq!(family("ATLAS"), None);
/// ```
#[must_use]
pub fn family(instrument: &str) -> Option<(&'static str, bool)> {
    let digits = instrument.find(|letter: char| letter.is_ascii_digit())?;
    let letters = instrument.get(..digits)?;
    FAMILIES
        .iter()
        .find(|item| item.0 == letters)
        .map(|item| (item.1, item.2))
}

/// The family of the instruments of a run, if it is one and known.
pub(super) fn of_lanes(lanes: &Lanes) -> Option<&'static str> {
    let Lanes::Known(lanes) = lanes else {
        return None;
    };
    let mut families = lanes
        .keys()
        .map(|lane| family(lane.split(':').next().unwrap_or_default()).map(|(name, _)| name));
    let first = families.next()??;
    families.all(|name| name == Some(first)).then_some(first)
}

/// The two-colour family among the instruments of a run; none if there is none.
pub(super) fn two_colour(lanes: &Lanes) -> Option<&'static str> {
    let Lanes::Known(lanes) = lanes else {
        return None;
    };
    lanes
        .keys()
        .filter_map(|lane| family(lane.split(':').next()?))
        .find(|(_, two_colour)| *two_colour)
        .map(|(name, _)| name)
}

/// Reads with a run of 12 G, in percent of all reads; `None` if nothing was looked for.
pub(super) fn poly_g_percent(adapters: &AdapterContent, reads: u64) -> Option<f64> {
    let set = adapters.set()?;
    let row = set
        .iter()
        .position(|adapter| adapter.sequence.bytes().all(|base| base == b'G'))?;
    percent(
        total(adapters.first_hits().get(row)?.iter().copied()),
        reads,
    )
}
