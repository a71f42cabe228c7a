//! What `readout serve` can be told, by flags and by the environment.

use super::slow::Pace;
use api::{
    Config,
    guard::{Token, TokenError},
};
use clap::ValueEnum;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

/// Requests that are worked on at once for each core. Each may hold some tens of MB, so that the
/// number has to be bounded.
const REQUESTS_PER_CORE: u64 = 16;

/// What is said of each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// Nothing.
    Off,
    /// One line of JSON on standard error: method, route, status, bytes and milliseconds; no reads,
    /// no names, no addresses and no token.
    Json,
}

/// The arguments of the command.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8787, env = "PORT")]
    port: u16,
    /// The address to listen on; 0.0.0.0 is every one of this machine's.
    #[arg(long, default_value = "127.0.0.1", env = "READOUT_BIND")]
    bind: IpAddr,
    /// The folder of the built page; without it there is only the API.
    #[arg(long, env = "READOUT_ASSETS")]
    pub(super) assets: Option<PathBuf>,
    /// What is said of each request on standard error.
    #[arg(long, value_enum, default_value_t = Log::Json, env = "READOUT_LOG")]
    pub(super) log: Log,
    /// SHA-256 of a token, in hexadecimal; with it, only who sends the token may use the API.
    #[arg(
        long,
        value_name = "SHA256",
        env = "READOUT_TOKEN_SHA256",
        hide_env_values = true
    )]
    token_sha256: Option<String>,
    /// Take the client's address from the last X-Forwarded-For: only behind a proxy that sets it.
    #[arg(long, env = "READOUT_TRUST_FORWARDED", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) trust_forwarded: bool,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    times: Times,
}

/// The limits, as `GET /api/v1/limits` tells them.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
struct Limits {
    /// Most bytes of a body of /report.
    #[arg(long, value_name = "BYTES", default_value_t = Config::default().max_body_bytes, env = "READOUT_MAX_BODY_BYTES", value_parser = from_one())]
    max_body_bytes: u64,
    /// Most bytes of a body of /tally.
    #[arg(long, value_name = "BYTES", default_value_t = Config::default().max_chunk_bytes, env = "READOUT_MAX_CHUNK_BYTES", value_parser = from_one())]
    max_chunk_bytes: u64,
    /// Most bytes of text that a gzip body may unpack to.
    #[arg(long, value_name = "BYTES", default_value_t = Config::default().max_output_bytes, env = "READOUT_MAX_OUTPUT_BYTES", value_parser = from_one())]
    max_output_bytes: u64,
    /// Most bytes of one record; at most 33554432.
    #[arg(long, value_name = "BYTES", default_value_t = Config::default().max_record_bytes, env = "READOUT_MAX_RECORD_BYTES", value_parser = clap::value_parser!(u64).range(1..=Config::default().max_record_bytes))]
    max_record_bytes: u64,
    /// Most bytes of a body of /merge and /pairs.
    #[arg(long, value_name = "BYTES", default_value_t = Config::default().max_merge_bytes, env = "READOUT_MAX_MERGE_BYTES", value_parser = from_one())]
    max_merge_bytes: u64,
    /// Most bytes of one tally in such a body.
    #[arg(long, value_name = "BYTES", default_value_t = Config::default().max_tally_bytes, env = "READOUT_MAX_TALLY_BYTES", value_parser = from_one())]
    max_tally_bytes: u64,
    /// Most tallies in such a body.
    #[arg(long, value_name = "COUNT", default_value_t = Config::default().max_tallies, env = "READOUT_MAX_TALLIES", value_parser = from_one())]
    max_tallies: u64,
    /// How deep JSON may be nested in such a body.
    #[arg(long, value_name = "COUNT", default_value_t = Config::default().max_json_depth, env = "READOUT_MAX_JSON_DEPTH", value_parser = from_one())]
    max_json_depth: u64,
    /// Requests with a body that are worked on at once [default: 16 for each core].
    #[arg(long, value_name = "COUNT", env = "READOUT_MAX_REQUESTS", value_parser = from_one())]
    max_requests: Option<u64>,
    /// Requests of one client in a minute; 0 is no limit.
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 0,
        env = "READOUT_REQUESTS_PER_MINUTE"
    )]
    requests_per_minute: u64,
    /// Connections that are open at once; others wait to be accepted.
    #[arg(long, value_name = "COUNT", default_value_t = 1024, env = "READOUT_MAX_CONNECTIONS", value_parser = clap::value_parser!(u32).range(1..))]
    max_connections: u32,
    /// Bytes of a body that must come for each second of waiting, once a wait of --body-seconds is
    /// used up; 0 is no limit.
    #[arg(
        long,
        value_name = "BYTES",
        default_value_t = 1000,
        env = "READOUT_MIN_BODY_RATE"
    )]
    min_body_rate: u32,
}

/// How long things may take, in seconds; parts of a second are fine.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Times, in seconds")]
struct Times {
    /// Longest time for the headers of a request.
    #[arg(long, value_name = "SECONDS", default_value = "10", env = "READOUT_HEADER_SECONDS", value_parser = seconds)]
    header_seconds: Duration,
    /// Longest wait for the next bytes of a body.
    #[arg(long, value_name = "SECONDS", default_value = "30", env = "READOUT_BODY_SECONDS", value_parser = seconds)]
    body_seconds: Duration,
    /// Longest wait for a place among the requests that are worked on.
    #[arg(long, value_name = "SECONDS", default_value = "10", env = "READOUT_PLACE_SECONDS", value_parser = seconds)]
    place_seconds: Duration,
    /// Longest time for the requests under way when the program is told to stop.
    #[arg(long, value_name = "SECONDS", default_value = "30", env = "READOUT_DRAIN_SECONDS", value_parser = seconds)]
    drain_seconds: Duration,
}

fn from_one() -> clap::builder::RangedU64ValueParser<u64> {
    clap::value_parser!(u64).range(1..)
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|time| !time.is_zero() && *time < Duration::from_secs(1 << 30))
        .ok_or_else(|| "must be a number of seconds above 0".to_owned())
}

impl Arguments {
    pub(super) fn address(&self) -> SocketAddr {
        (self.bind, self.port).into()
    }

    /// Who may ask. Not read by clap, which would show what it cannot read: it may be the token.
    pub(super) fn token(&self) -> Result<Token, TokenError> {
        self.token_sha256
            .as_deref()
            .map_or(Ok(Token::Open), str::parse)
    }

    pub(super) fn config(&self) -> Config {
        let Limits {
            max_body_bytes,
            max_chunk_bytes,
            max_output_bytes,
            max_record_bytes,
            max_merge_bytes,
            max_tally_bytes,
            max_tallies,
            max_json_depth,
            max_requests,
            requests_per_minute,
            max_connections: _,
            min_body_rate: _,
        } = self.limits;
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        Config {
            max_body_bytes,
            max_chunk_bytes,
            max_output_bytes,
            max_record_bytes,
            max_merge_bytes,
            max_tally_bytes,
            max_tallies,
            max_json_depth,
            max_requests: max_requests.unwrap_or(cores * REQUESTS_PER_CORE),
            requests_per_minute,
        }
    }

    pub(super) fn max_connections(&self) -> u32 {
        self.limits.max_connections
    }

    pub(super) fn header_timeout(&self) -> Duration {
        self.times.header_seconds
    }

    pub(super) fn body_timeout(&self) -> Duration {
        self.times.body_seconds
    }

    pub(super) fn pace(&self) -> Pace {
        Pace {
            bytes_per_second: self.limits.min_body_rate,
            savings: self.times.body_seconds,
        }
    }

    pub(super) fn place_timeout(&self) -> Duration {
        self.times.place_seconds
    }

    pub(super) fn drain_timeout(&self) -> Duration {
        self.times.drain_seconds
    }
}
