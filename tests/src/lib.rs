//! Harness of the whole-system tests: servers, a browser, a faulty network, and the corpora.
//!
//! What is tested is what `make build build-native` made: the page in `frontend/dist`, the Worker in
//! `api/build`, and the program `target/release/readout`.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test harness stops at the first thing that is wrong"
)]

pub mod bad_requests;
pub mod bench;
pub mod browser;
pub mod corpus;
pub mod faulty;
pub mod forced;
pub mod guard;
pub mod http;
pub mod load;
pub mod made;
pub mod measured;
pub mod process;
pub mod raw;
pub mod server;
pub mod usage;

use std::path::PathBuf;

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the repository is there")
}
