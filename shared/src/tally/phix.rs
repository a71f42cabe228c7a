//! Reads of PhiX, the control that is put into Illumina's runs.
//!
//! A read counts as PhiX if one of its first four runs of 32 bases is in the genome of the phage
//! phiX174 (NC_001422.1, 5,386 bases, a circle), of either strand, without a mismatch (N passes for G). With one
//! error in 100 bases that finds 99 % of reads of 128 bases or more, and 72 % of those that hold
//! one such run; shorter ones are not looked at. Illumina's strain differs from that genome at five
//! positions, which the other three runs make up for.

use crate::packed::pack;
use std::sync::LazyLock;

/// Bases of a run.
const RUN: usize = 32;
/// Runs of a read that are looked at.
const RUNS: usize = 4;
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

/// Whether a read of `length` bases, which is packed, is of PhiX.
#[inline]
pub(super) fn is_phix(packed: &[u64], length: usize) -> bool {
    let runs = packed.iter().take((length / RUN).min(RUNS));
    let mut may_be = 0;
    let known = &*KNOWN;
    for &run in runs {
        let at = number(run);
        may_be |= known.table[at / 64] >> (at % 64);
    }
    may_be & 1 == 1 && is_known(packed, length)
}

#[inline(never)]
fn is_known(packed: &[u64], length: usize) -> bool {
    let mut runs = packed.iter().take((length / RUN).min(RUNS));
    runs.any(|run| KNOWN.sorted.binary_search(run).is_ok())
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
        let mut packed = Vec::new();
        pack(sequence, &mut packed);
        is_phix(&packed, sequence.len())
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
            // One mismatch in each of the four runs hides it.
            let mut changed = read.to_vec();
            for at in [5, 40, 70, 127] {
                changed[at] = complement(changed[at]);
            }
            assert!(!is(&changed));
            changed[5] = complement(changed[5]);
            assert!(is(&changed));
        }
        assert!(!is(&b"A".repeat(150)) && !is(b""));
    }
}
