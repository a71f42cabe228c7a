//! Reads of PhiX, the control that is put into Illumina's runs.
//!
//! Looked for in the first 50 bases of all reads while every distinct one is kept, then in those
//! of the reads that were drawn: so it costs nothing while reads are counted. A read counts as PhiX
//! if one of three runs of 32 of these bases is in the genome of the phage phiX174 (NC_001422.1,
//! 5,386 bases, a circle), of either strand, without a mismatch (N passes for G). Shorter reads are
//! not looked at, and errors hide some: the share is a lower bound.

use super::histogram::{percent, total};
use crate::packed::pack;
use crate::tally::{Prefix, Tally};
use std::sync::LazyLock;

/// Bases of a run.
const RUN: usize = 32;
/// Where runs begin that are looked at.
const STARTS: [usize; 3] = [0, 9, 18];
/// Bits of a number in the table that is looked at first.
const TABLE_BITS: u32 = 17;

static GENOME: &str = include_str!("phix/NC_001422.1.txt");

/// Every run of 32 bases of either strand.
struct Runs {
    /// One bit for each number that a run has in the table.
    table: Vec<u64>,
    /// The runs, packed, in order.
    sorted: Vec<u64>,
}

static KNOWN: LazyLock<Runs> = LazyLock::new(|| {
    let forward: Vec<u8> = GENOME.bytes().filter(u8::is_ascii_alphabetic).collect();
    let backward: Vec<u8> = forward.iter().rev().map(|&base| complement(base)).collect();
    let mut sorted = Vec::new();
    let mut packed = Vec::new();
    for strand in [forward, backward] {
        let circle = [&strand[..], &strand[..RUN - 1]].concat();
        for run in circle.windows(RUN) {
            pack(run, &mut packed);
            sorted.extend_from_slice(&packed);
        }
    }
    sorted.sort_unstable();
    let mut table = vec![0; 1 << (TABLE_BITS - 6)];
    for &run in &sorted {
        let at = number(run);
        table[at / 64] |= 1 << (at % 64);
    }
    Runs { table, sorted }
});

/// Reads of PhiX in percent of all, at least; none where there are no reads.
pub(super) fn share(tally: &Tally) -> Option<f64> {
    let mut packed = Vec::new();
    if let Some(known) = tally.duplication.sequences_above(0) {
        let known = known.filter(|(prefix, _)| is_phix(prefix, &mut packed));
        return percent(total(known.map(|item| item.1)), tally.reads());
    }
    let drawn = tally.overrepresented.drawn();
    let drawn = drawn.filter(|(prefix, _)| is_phix(prefix, &mut packed));
    let found = total(drawn.map(|item| item.1));
    percent(found, tally.overrepresented.reads())
}

/// `packed` is room that is used again.
fn is_phix(prefix: &Prefix, packed: &mut Vec<u64>) -> bool {
    pack(prefix.bases(), packed);
    let word = |index: usize| packed.get(index).copied().unwrap_or_default();
    let known = &*KNOWN;
    STARTS.iter().any(|start| {
        let run = match start {
            0 => word(0),
            _ => word(0) >> (2 * start) | word(1) << (64 - 2 * start),
        };
        let at = number(run);
        start + RUN <= prefix.bases().len()
            && known.table[at / 64] >> (at % 64) & 1 == 1
            && known.sorted.binary_search(&run).is_ok()
    })
}

/// A run's number in the table.
#[inline]
fn number(run: u64) -> usize {
    (run.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - TABLE_BITS)) as usize
}

fn complement(base: u8) -> u8 {
    match base {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        _ => b'A',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(sequence: &[u8]) -> bool {
        is_phix(&Prefix::of(sequence), &mut Vec::new())
    }

    #[test]
    fn the_genome_is_a_circle_of_5386_bases() {
        let genome: Vec<u8> = GENOME.bytes().filter(|byte| *byte != b'\n').collect();
        assert_eq!(genome.len(), 5386);
        // Sanger et al. 1977 and the entry: 1,291 A, 1,157 C, 1,254 G, 1,684 T.
        let counts = b"ACGT".map(|base| genome.iter().filter(|&&other| other == base).count());
        assert_eq!(counts, [1291, 1157, 1254, 1684]);
        assert_eq!(KNOWN.sorted.len(), 2 * 5386);
    }

    #[test]
    fn reads_of_either_strand_are_found_and_others_not() {
        let genome: Vec<u8> = GENOME.bytes().filter(|byte| *byte != b'\n').collect();
        let circle = [&genome[..], &genome[..150]].concat();
        for start in (0..genome.len()).step_by(7) {
            let read = &circle[start..start + 150];
            assert!(is(read) && is(&read.to_ascii_lowercase()));
            let back: Vec<u8> = read.iter().rev().map(|&base| complement(base)).collect();
            assert!(is(&back));
            assert!(is(&read[..32]) && !is(&read[..31]));
            // One mismatch that all three runs share hides it.
            let mut changed = read.to_vec();
            changed[20] = complement(changed[20]);
            assert!(!is(&changed));
            let mut changed = read.to_vec();
            changed[35] = complement(changed[35]);
            assert!(is(&changed));
        }
        assert!(!is(&b"A".repeat(150)) && !is(b""));
    }
}
