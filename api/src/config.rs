//! The limits of one deployment.

use shared::wire::Limits;
use std::ops::RangeInclusive;

const MIB: u64 = 1 << 20;
/// A record has to be held whole; the reader takes no longer one.
const MOST_RECORD: u64 = shared::fastq::MAX_RECORD_BYTES as u64;

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
    /// Most bytes of one record, at most [`shared::fastq::MAX_RECORD_BYTES`].
    pub max_record_bytes: u64,
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
            max_record_bytes: MOST_RECORD,
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
    /// that is no whole number of its range (from 1 on for most), for which
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
        for (name, range, value) in config.variables() {
            let Some(text) = variable(name) else { continue };
            match text.trim().parse() {
                Ok(number) if range.contains(&number) => *value = number,
                _ => wrong.push(format!(
                    "{name} is not a whole number {}; {value} is taken in its place",
                    words(&range)
                )),
            }
        }
        (config, wrong)
    }

    /// The longest record, for the reader.
    pub(crate) fn max_record(&self) -> usize {
        usize::try_from(self.max_record_bytes).unwrap_or(usize::MAX)
    }

    /// Each limit: the variable that sets it, and the values that it may have.
    fn variables(&mut self) -> [(&'static str, RangeInclusive<u64>, &mut u64); 10] {
        const ANY: RangeInclusive<u64> = 1..=u64::MAX;
        [
            ("READOUT_MAX_BODY_BYTES", ANY, &mut self.max_body_bytes),
            ("READOUT_MAX_CHUNK_BYTES", ANY, &mut self.max_chunk_bytes),
            ("READOUT_MAX_OUTPUT_BYTES", ANY, &mut self.max_output_bytes),
            (
                "READOUT_MAX_RECORD_BYTES",
                1..=MOST_RECORD,
                &mut self.max_record_bytes,
            ),
            ("READOUT_MAX_MERGE_BYTES", ANY, &mut self.max_merge_bytes),
            ("READOUT_MAX_TALLY_BYTES", ANY, &mut self.max_tally_bytes),
            ("READOUT_MAX_TALLIES", ANY, &mut self.max_tallies),
            ("READOUT_MAX_JSON_DEPTH", ANY, &mut self.max_json_depth),
            ("READOUT_MAX_REQUESTS", ANY, &mut self.max_requests),
            (
                "READOUT_REQUESTS_PER_MINUTE",
                0..=u64::MAX,
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
            max_record_bytes: self.max_record_bytes,
            max_tally_bytes: self.max_tally_bytes,
            max_tallies: self.max_tallies,
            max_segments: shared::ledger::MAX_SEGMENTS as u64,
            max_json_depth: self.max_json_depth,
            max_requests: self.max_requests,
            requests_per_minute: (self.requests_per_minute > 0).then_some(self.requests_per_minute),
            version: shared::VERSION.to_owned(),
        }
    }
}

/// A range in words.
fn words(range: &RangeInclusive<u64>) -> String {
    match (range.start(), range.end()) {
        (least, &u64::MAX) => format!("from {least} on"),
        (least, most) => format!("from {least} to {most}"),
    }
}
