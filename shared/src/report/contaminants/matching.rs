//! How well a sequence matches a contaminant, by FastQC's rule.

use std::collections::HashSet;

use super::Contaminant;

/// A match is longer than this.
const LEAST: usize = 20;
/// From here up to [`LEAST`], exclusive, a sequence matches as a whole or not at all.
const LEAST_WHOLE: usize = 8;
/// Of 21 bases with one mismatch, this many in a row match.
const WORD: usize = 10;

/// A stretch that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Its bases.
    pub(super) length: usize,
    /// Those that are equal, in whole percent, rounded down.
    pub(super) identity: usize,
}

impl Match {
    /// Whether this one is preferred to one that was found before.
    pub(super) fn beats(self, other: Self) -> bool {
        (self.length, self.identity) > (other.length, other.identity)
    }
}

/// A sequence whose source is looked for.
pub(super) struct Query {
    bases: Vec<u8>,
    words: HashSet<[u8; WORD]>,
}

impl Query {
    /// Prepares a sequence.
    pub(super) fn new(sequence: &str) -> Self {
        let bases = sequence.to_ascii_uppercase().into_bytes();
        let words = bases.array_windows().copied().collect();
        Self { bases, words }
    }

    /// The best match with either strand; the reverse one only if it is longer.
    pub(super) fn find(&self, contaminant: &Contaminant) -> Option<Match> {
        let length = self.bases.len();
        if (LEAST_WHOLE..LEAST).contains(&length) {
            let inside = |strand: &[u8]| strand.windows(length).any(|part| part == self.bases);
            let found = inside(&contaminant.forward) || inside(&contaminant.reverse);
            return found.then_some(Match {
                length,
                identity: 100,
            });
        }
        let forward = self.find_in(&contaminant.forward);
        let reverse = self.find_in(&contaminant.reverse);
        match (forward, reverse) {
            (Some(forward), Some(reverse)) if reverse.length > forward.length => Some(reverse),
            (forward, reverse) => forward.or(reverse),
        }
    }

    /// The longest match with one strand; of equal ones that which was met first.
    fn find_in(&self, strand: &[u8]) -> Option<Match> {
        // Spares most strands the search.
        if !strand.array_windows().any(|word| self.words.contains(word)) {
            return None;
        }
        // First the strand's end lies over the sequence's start, last the other way round.
        let before = (1..=strand.len().saturating_sub(LEAST + 1)).rev();
        let behind = 0..self.bases.len().saturating_sub(LEAST);
        let shifts = before.map(|from| (from, 0)).chain(behind.map(|at| (0, at)));
        let mut best: Option<Match> = None;
        for (from, at) in shifts {
            let pairs = strand.iter().skip(from).zip(self.bases.iter().skip(at));
            if let Some(found) = best_stretch(pairs.map(|(a, b)| a == b))
                && best.is_none_or(|best| found.length > best.length)
            {
                best = Some(found);
            }
        }
        best
    }
}

/// The best stretch of bases laid side by side. A stretch ends before its second mismatch, and the
/// next one begins behind that; its length is counted to its last match.
fn best_stretch(equal: impl Iterator<Item = bool>) -> Option<Match> {
    let mut best: Option<Match> = None;
    let mut close = |length: usize, mismatches: usize| {
        let found = Match {
            length,
            identity: (length.saturating_sub(mismatches) * 100)
                .checked_div(length)
                .unwrap_or(0),
        };
        if length > LEAST && best.is_none_or(|best| found.beats(best)) {
            best = Some(found);
        }
    };
    let (mut seen, mut to_last_match, mut mismatches) = (0, 0, 0);
    for equal in equal {
        seen += 1;
        if equal {
            to_last_match = seen;
        } else if mismatches == 0 {
            mismatches = 1;
        } else {
            close(to_last_match, mismatches);
            (seen, to_last_match, mismatches) = (0, 0, 0);
        }
    }
    close(to_last_match, mismatches);
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(query: &str, contaminant: &str) -> Option<(usize, usize)> {
        let found = Query::new(query).find(&Contaminant::new("x", contaminant));
        found.map(|found| (found.length, found.identity))
    }

    const SEQUENCE: &str = "GATTACAGGCTTAACCGTATCGGA";

    #[test]
    fn more_than_twenty_bases_match_with_one_mismatch() {
        assert_eq!(find(SEQUENCE, SEQUENCE), Some((24, 100)));
        let one = SEQUENCE.replacen("CTTAA", "CTCAA", 1);
        assert_eq!(find(&one, SEQUENCE), Some((24, 95)));
        let two = one.replacen("ACAGG", "ACTGG", 1);
        assert_eq!(find(&two, SEQUENCE), None);
        assert_eq!(find(&SEQUENCE[..21], SEQUENCE), Some((21, 100)));
        assert_eq!(find(&SEQUENCE[..20], SEQUENCE), None);
    }

    #[test]
    fn a_short_sequence_matches_whole() {
        assert_eq!(find(&SEQUENCE[3..11], SEQUENCE), Some((8, 100)));
        assert_eq!(find(&SEQUENCE[3..10], SEQUENCE), None);
        assert_eq!(find("TCCGATACGG", SEQUENCE), Some((10, 100)));
        assert_eq!(find("TCCGATACGT", SEQUENCE), None);
    }

    #[test]
    fn either_end_may_hang_over() {
        let hanging = format!("CCCCCCCC{}", &SEQUENCE[..22]);
        assert_eq!(find(&hanging, SEQUENCE), Some((22, 100)));
        let hanging = format!("{}CCCCCCCC", &SEQUENCE[2..]);
        assert_eq!(find(&hanging, SEQUENCE), Some((22, 100)));
    }
}
