//! Levels of duplication from read starts that were drawn by hash.
//!
//! A distinct start is kept with a chance of 2^−thinning, with all of its reads. So each kept one
//! stands for 2^thinning, and sums over them, divided by all reads, are unbiased. But a start that
//! many reads have would swing the sums, kept or not; those at [`HEAVY`] or more of the sample of
//! *reads* are taken out and counted once each, with their own reads.
//!
//! What remains: the draw of some 50,000 to 100,000 starts gives the number of distinct ones a
//! standard error below 0.5 % of itself. The choice of heavy starts does not depend on their hash,
//! so it biases nothing there; but the reads of a heavy one that is not kept come from the sample,
//! where those just above the limit were chosen because they were drawn often: their reads, and so
//! the wide slots, are up to a third of 0.1 % too large for each. Starts just below the limit still
//! swing the wide slots by their own share.

use super::Levels;
use crate::tally::Tally;

/// Share of the reads in the sample from which on a read start is counted by itself.
const HEAVY: f64 = 0.001;

/// Estimates the levels of a thinned tally.
pub(super) fn levels(tally: &Tally) -> Levels {
    let mut levels = Levels::default();
    let weight = libm::exp2(f64::from(tally.duplication.thinning()));
    for (level, distinct) in tally.duplication.levels() {
        levels.add(level, distinct as f64 * weight);
    }
    let sampled = tally.overrepresented.reads() as f64;
    let below = (HEAVY * sampled) as u64;
    for (prefix, drawn) in tally.overrepresented.counts_above(below.saturating_sub(1)) {
        let share = drawn as f64 / sampled;
        if share < HEAVY {
            continue;
        }
        let known = tally.duplication.reads_of(prefix.hash());
        let reads = match known {
            Some(reads) if reads > 0 => {
                levels.add(reads, -weight);
                reads
            }
            _ => ((share * tally.reads() as f64).round() as u64).max(drawn),
        };
        levels.add(reads, 1.0);
    }
    // Taking away what was added before may leave a hair below nothing.
    for reads in &mut levels.reads {
        *reads = reads.max(0.0);
    }
    levels
}
