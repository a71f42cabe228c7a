//! The benchmark: contenders of one kind take the same bytes in the same run, with ratios.
//!
//! Rounds are interleaved, so that a machine that slows down slows all of them, and the best round
//! of each counts. Times are printed, never asserted.

pub mod in_memory;
pub mod page;
pub mod peers;
pub mod table;
pub mod worker;

/// Megabytes (10^6 bytes) of text a file: `BENCH_MB`, 500 without it.
#[must_use]
pub fn file_bytes() -> u64 {
    number("BENCH_MB", 500) * 1_000_000
}

/// Rounds of the peers: `BENCH_ROUNDS`, 3 without it.
#[must_use]
pub fn rounds() -> u64 {
    number("BENCH_ROUNDS", 3).max(1)
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is to be a whole number"))
    })
}
