//! Readout's HTTP API.
//!
//! One [`router`] answers every request. It knows no host: a Cloudflare Worker (this library,
//! built for wasm) and the native program `readout` both hand it requests and send its answers.
//! Nothing is kept between requests, and no read and no name is logged.

pub mod body;
pub mod config;
#[cfg(not(target_arch = "wasm32"))]
pub mod engine;
pub mod error;
#[cfg(feature = "forced-fault")]
mod fault;
pub mod guard;
pub mod json_values;
pub mod negotiate;
#[cfg(test)]
mod openapi;
pub mod query;
pub mod router;
mod routes;

#[cfg(target_arch = "wasm32")]
mod workers;

pub use config::Config;
pub use guard::Guard;
pub use router::{guarded_router, router};
