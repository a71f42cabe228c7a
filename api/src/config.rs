//! The limits of one deployment.

use shared::wire::Limits;

const MIB: u64 = 1 << 20;

/// What one deployment allows. Every number is answered by `GET /api/v1/limits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Most bytes of a body for `/report`, as sent.
    pub max_body_bytes: u64,
    /// Most bytes of a body for `/tally`, as sent.
    pub max_chunk_bytes: u64,
    /// Most bytes that a gzip body may inflate to. A small body can inflate to a thousand times
    /// its size, and it is the inflated bytes that cost time.
    pub max_output_bytes: u64,
    /// Most bytes of a body for `/merge` and `/pairs`.
    pub max_merge_bytes: u64,
    /// Most bytes of one tally inside such a body. It has to be held whole.
    pub max_tally_bytes: u64,
}

impl Default for Config {
    /// 100 MiB is what Cloudflare lets through on its free plan.
    fn default() -> Self {
        Self {
            max_body_bytes: 100 * MIB,
            max_chunk_bytes: 100 * MIB,
            max_output_bytes: 1024 * MIB,
            max_merge_bytes: 100 * MIB,
            max_tally_bytes: 16 * MIB,
        }
    }
}

impl Config {
    /// The defaults, with what `variable` answers put in their place: `READOUT_MAX_BODY_BYTES`,
    /// `READOUT_MAX_CHUNK_BYTES`, `READOUT_MAX_OUTPUT_BYTES`, `READOUT_MAX_MERGE_BYTES` and
    /// `READOUT_MAX_TALLY_BYTES`. What is not a number of bytes from 1 on is passed over.
    ///
    /// ```
    /// let config = api::Config::from_variables(|name| {
    ///     (name == "READOUT_MAX_BODY_BYTES").then(|| "1000".to_owned())
    /// });
    /// assert_eq!(config.max_body_bytes, 1000);
    /// assert_eq!(config.max_merge_bytes, api::Config::default().max_merge_bytes);
    /// ```
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let read = |name: &str, default: u64| {
            variable(name)
                .and_then(|value| value.trim().parse().ok())
                .filter(|&bytes| bytes > 0)
                .unwrap_or(default)
        };
        let default = Self::default();
        Self {
            max_body_bytes: read("READOUT_MAX_BODY_BYTES", default.max_body_bytes),
            max_chunk_bytes: read("READOUT_MAX_CHUNK_BYTES", default.max_chunk_bytes),
            max_output_bytes: read("READOUT_MAX_OUTPUT_BYTES", default.max_output_bytes),
            max_merge_bytes: read("READOUT_MAX_MERGE_BYTES", default.max_merge_bytes),
            max_tally_bytes: read("READOUT_MAX_TALLY_BYTES", default.max_tally_bytes),
        }
    }

    /// The answer of `GET /api/v1/limits`.
    pub fn limits(&self) -> Limits {
        Limits {
            max_body_bytes: self.max_body_bytes,
            max_chunk_bytes: self.max_chunk_bytes,
            max_output_bytes: self.max_output_bytes,
            max_merge_bytes: self.max_merge_bytes,
            max_record_bytes: shared::fastq::MAX_RECORD_BYTES as u64,
            version: shared::VERSION.to_owned(),
        }
    }
}
