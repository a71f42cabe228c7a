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
    /// Most tallies inside such a body.
    pub max_tallies: u64,
    /// Most arrays and objects that stand in one another inside such a body.
    pub max_json_depth: u64,
    /// Most requests with a body at once.
    pub max_requests: u64,
    /// Requests of one client in a minute; 0 where that is not limited, or not by the program.
    pub requests_per_minute: u64,
}

impl Default for Config {
    /// 100 MiB is what Cloudflare lets through on its free plan. Three requests at once fit in the
    /// 128 MB of a Worker: counting takes less than 32 MB each.
    fn default() -> Self {
        Self {
            max_body_bytes: 100 * MIB,
            max_chunk_bytes: 100 * MIB,
            max_output_bytes: 1024 * MIB,
            max_merge_bytes: 100 * MIB,
            max_tally_bytes: 16 * MIB,
            max_tallies: 10_000,
            max_json_depth: 32,
            max_requests: 3,
            requests_per_minute: 0,
        }
    }
}

impl Config {
    /// The defaults, with what `variable` answers put in their place, and a sentence for each value
    /// that is no whole number from 1 on (of `READOUT_REQUESTS_PER_MINUTE`, from 0 on), for which
    /// the default stands.
    ///
    /// ```
    /// let (config, wrong) = api::Config::from_variables(|name| match name {
    ///     "READOUT_MAX_BODY_BYTES" => Some("1000".to_owned()),
    ///     "READOUT_MAX_MERGE_BYTES" => Some("100 MB".to_owned()),
    ///     _ => None,
    /// });
    /// assert_eq!(config.max_body_bytes, 1000);
    /// assert_eq!(config.max_merge_bytes, api::Config::default().max_merge_bytes);
    /// assert!(wrong[0].starts_with("READOUT_MAX_MERGE_BYTES is not a whole number"));
    /// ```
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> (Self, Vec<String>) {
        let mut config = Self::default();
        let mut wrong = Vec::new();
        for (name, least, value) in config.variables() {
            let Some(text) = variable(name) else { continue };
            match text.trim().parse() {
                Ok(number) if number >= least => *value = number,
                _ => wrong.push(format!(
                    "{name} is not a whole number from {least} on; {value} is taken in its place"
                )),
            }
        }
        (config, wrong)
    }

    /// Each limit: the variable that sets it, and its least value.
    fn variables(&mut self) -> [(&'static str, u64, &mut u64); 9] {
        [
            ("READOUT_MAX_BODY_BYTES", 1, &mut self.max_body_bytes),
            ("READOUT_MAX_CHUNK_BYTES", 1, &mut self.max_chunk_bytes),
            ("READOUT_MAX_OUTPUT_BYTES", 1, &mut self.max_output_bytes),
            ("READOUT_MAX_MERGE_BYTES", 1, &mut self.max_merge_bytes),
            ("READOUT_MAX_TALLY_BYTES", 1, &mut self.max_tally_bytes),
            ("READOUT_MAX_TALLIES", 1, &mut self.max_tallies),
            ("READOUT_MAX_JSON_DEPTH", 1, &mut self.max_json_depth),
            ("READOUT_MAX_REQUESTS", 1, &mut self.max_requests),
            (
                "READOUT_REQUESTS_PER_MINUTE",
                0,
                &mut self.requests_per_minute,
            ),
        ]
    }

    /// The answer of `GET /api/v1/limits`.
    pub fn limits(&self) -> Limits {
        Limits {
            max_body_bytes: self.max_body_bytes,
            max_chunk_bytes: self.max_chunk_bytes,
            max_output_bytes: self.max_output_bytes,
            max_merge_bytes: self.max_merge_bytes,
            max_record_bytes: shared::fastq::MAX_RECORD_BYTES as u64,
            max_tally_bytes: self.max_tally_bytes,
            max_tallies: self.max_tallies,
            max_json_depth: self.max_json_depth,
            max_requests: self.max_requests,
            requests_per_minute: (self.requests_per_minute > 0).then_some(self.requests_per_minute),
            version: shared::VERSION.to_owned(),
        }
    }
}
