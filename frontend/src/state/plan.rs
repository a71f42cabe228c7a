//! What serverless mode is about to do, said before it does it.

use super::Job;
use leptos::prelude::Get;
use readout_frontend::message::EngineChoice;

/// A chunk as it is sent unless something else is chosen; see the serverless engine.
const CHUNK_BYTES: u64 = 2 << 20;
/// gzip is unpacked here and sent as text. Reads become about so many times as large.
const UNPACKED: u64 = 4;

/// US dollars for a request, and for a millisecond of computing, on Cloudflare's paid plan beyond its
/// allowance; docs/cost.md says when that was read.
const REQUEST_DOLLARS: f64 = 0.30e-6;
const MILLISECOND_DOLLARS: f64 = 0.02e-6;
/// Milliseconds of computing for a megabyte in chunks of 2 MB, as measured in docs/cost.md.
const MILLISECONDS_PER_MB: f64 = 4.1;

/// What is to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) files: usize,
    /// Bytes, estimated where a file is gzip.
    pub(crate) bytes: u64,
    /// Whether some of them are estimated.
    pub(crate) estimated: bool,
    pub(crate) requests: u64,
}

impl Plan {
    /// What these reports would send.
    pub(crate) fn of<'a>(
        jobs: impl IntoIterator<Item = &'a Job>,
        chunk_bytes: Option<u64>,
    ) -> Self {
        let jobs = jobs.into_iter();
        let serverless = jobs.filter(|job| job.engine.get() == EngineChoice::Serverless);
        let files = serverless.flat_map(|job| job.files.iter());
        Self::of_files(files.map(|file| (file.name(), file.size)), chunk_bytes)
    }

    fn of_files<'a>(files: impl Iterator<Item = (&'a str, u64)>, chunk_bytes: Option<u64>) -> Self {
        let mut plan = Self::default();
        for (name, size) in files {
            let packed = [".gz", ".bgz", ".bgzf"]
                .iter()
                .any(|end| name.ends_with(end));
            let bytes = if packed { size * UNPACKED } else { size };
            plan.files += 1;
            plan.bytes += bytes;
            plan.estimated |= packed;
            plan.requests += bytes.div_ceil(chunk_bytes.unwrap_or(CHUNK_BYTES).max(1));
        }
        plan
    }

    /// US dollars on Cloudflare's paid plan, beyond its allowance.
    #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
    pub(crate) fn dollars(&self) -> f64 {
        let megabytes = self.bytes as f64 / 1e6;
        self.requests as f64 * REQUEST_DOLLARS
            + megabytes * MILLISECONDS_PER_MB * MILLISECOND_DOLLARS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_files_are_sent_as_text() {
        let plan = Plan::of_files(
            [("a.fastq", 5 << 20), ("b.fq.gz", 1 << 20)].into_iter(),
            None,
        );
        assert_eq!((plan.files, plan.bytes, plan.requests), (2, 9 << 20, 5));
        assert!(plan.estimated);
        let small = Plan::of_files([("a.fastq", 5 << 20)].into_iter(), Some(1 << 20));
        assert_eq!((small.requests, small.estimated), (5, false));
    }

    #[test]
    fn a_gigabyte_costs_as_docs_cost_md_says() {
        let plan = Plan::of_files([("a.fastq", 1_000_000_000)].into_iter(), Some(2_000_000));
        assert!(
            (plan.dollars() - 0.000_23).abs() < 0.000_005,
            "{}",
            plan.dollars()
        );
    }
}
