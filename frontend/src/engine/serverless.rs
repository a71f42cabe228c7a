//! Analysis by the API: chunks are POSTed in parallel, each on its own.

use std::cell::{Cell, RefCell};

use futures_util::future::{Either, select};
use gloo_net::http::{Request, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use shared::fastq::Layout;
use shared::problem::{Problem, ProblemCode};
use shared::tally::ReadNumber;
use shared::tally::adapters::{Adapter, write};
use shared::wire::{Health, Limits, TallyDocument, paths};
use web_sys::AbortController;

use super::Fault;
use crate::message::Sent;
use crate::source::{Chunk, Data};

/// Chunks under way at once: what browsers open to one host over HTTP/1.1.
const CONCURRENCY: usize = 6;
/// A chunk as it is sent unless the API allows less.
const CHUNK_BYTES: u64 = 2 << 20;
/// An answer that takes longer will not come. Long enough for six chunks over a slow line.
const TIMEOUT_MS: u32 = 120_000;
/// A slice of a file that takes longer to read is taken for one that cannot be read.
const READ_TIMEOUT_MS: u32 = 30_000;

/// The longest parameter of adapters, in bytes. Some hosts take addresses of 16 kB, others of less.
const MAX_ADAPTERS_BYTES: usize = 8 << 10;

/// Where an API is, and what it asks for before it answers.
#[derive(Clone)]
pub struct Api {
    /// An origin, without a slash at the end.
    origin: String,
    token: Option<String>,
}

impl Api {
    /// The API at `origin`, without a slash at its end.
    pub fn new(origin: String, token: Option<String>) -> Self {
        Self { origin, token }
    }

    /// A request, with the token.
    fn with_token(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.token {
            Some(token) => request.header("authorization", &format!("Bearer {token}")),
            None => request,
        }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.with_token(Request::get(&format!("{}{path}", self.origin)))
    }
}

/// The API at one address.
pub struct Serverless {
    api: Api,
    /// The parameter that names the adapters, empty for the standard ones.
    adapters: String,
    concurrency: usize,
    read_number: Option<ReadNumber>,
    chunk_bytes: u64,
    sent: Cell<Sent>,
    /// Requests, with the bytes that they send.
    under_way: RefCell<Vec<(AbortController, u64)>>,
    stopped: Cell<bool>,
}

impl Serverless {
    /// The API, to look for these adapters or the standard ones, and to count only this read of each
    /// pair, if one is given.
    ///
    /// What it allows is asked first. An API that does not say is still tried with the usual size:
    /// the chunks themselves will show whether it is there.
    ///
    /// # Errors
    /// In words, if there are more adapters than an address can carry.
    pub async fn connect(
        api: Api,
        concurrency: Option<usize>,
        adapters: Option<&[Adapter]>,
        read_number: Option<ReadNumber>,
    ) -> Result<Self, String> {
        let adapters = adapters.map_or_else(|| Ok(String::new()), parameter)?;
        let chunk_bytes = match limits(&api).await {
            // A chunk ends at the first record start after its nominal end: leave room for that.
            Some(most) if most < CHUNK_BYTES + (CHUNK_BYTES >> 2) => (most / 2).max(1),
            _ => CHUNK_BYTES,
        };
        Ok(Self {
            api,
            adapters,
            concurrency: concurrency.unwrap_or(CONCURRENCY).clamp(1, 64),
            read_number,
            chunk_bytes,
            sent: Cell::default(),
            under_way: RefCell::default(),
            stopped: Cell::new(false),
        })
    }

    pub(super) fn host(&self) -> &str {
        let origin = self.api.origin.as_str();
        origin.split_once("://").map_or(origin, |(_, host)| host)
    }

    pub(super) fn concurrency(&self) -> usize {
        self.concurrency
    }

    pub(super) fn chunk_bytes(&self) -> u64 {
        self.chunk_bytes
    }

    pub(super) fn sent(&self) -> Sent {
        self.sent.get()
    }

    fn count(&self, bytes: u64, unanswered: u64) {
        let before = self.sent.get();
        self.sent.set(before + Sent { bytes, unanswered });
    }

    pub(super) fn stop(&self) {
        self.stopped.set(true);
        for (controller, bytes) in self.under_way.take() {
            controller.abort();
            self.count(0, bytes);
        }
    }

    pub(super) async fn tally(&self, chunk: &Chunk) -> Result<TallyDocument, Fault> {
        if self.stopped.get() {
            return Err(Fault::Stopped);
        }
        let controller = AbortController::new()
            .map_err(|_| Fault::Lasting("requests cannot be stopped".to_owned()))?;
        let bytes = chunk.end - chunk.start;
        self.under_way
            .borrow_mut()
            .push((controller.clone(), bytes));
        self.count(bytes, 0);
        let answered = Cell::new(false);
        let answer = {
            let call = std::pin::pin!(self.call(chunk, &controller, &answered));
            match select(call, TimeoutFuture::new(TIMEOUT_MS)).await {
                Either::Left((answer, _)) => answer,
                Either::Right(_) => {
                    controller.abort();
                    // Firefox waits without end for bytes that a file no longer has.
                    if unreadable(chunk).await {
                        Err(Fault::Unreadable)
                    } else {
                        Err(passing("the API did not answer in time"))
                    }
                }
            }
        };
        if self.stopped.get() {
            return Err(Fault::Stopped);
        }
        self.under_way
            .borrow_mut()
            .retain(|(other, _)| *other != controller);
        if !answered.get() {
            self.count(0, bytes);
        }
        answer
    }

    /// One request; `answered` when all of its answer has come.
    async fn call(
        &self,
        chunk: &Chunk,
        controller: &AbortController,
        answered: &Cell<bool>,
    ) -> Result<TallyDocument, Fault> {
        let layout = match chunk.layout {
            Layout::FourLine => "four_line",
            Layout::Wrapped => "wrapped",
        };
        // The layout is always said: a part of a file must not be taken for a file of its own.
        let mut url = format!(
            "{}{}?layout={layout}&start={}&more={}{}",
            self.api.origin,
            paths::TALLY,
            chunk.start,
            chunk.more,
            self.adapters
        );
        if let Some(number) = self.read_number {
            url += &format!("&read_number={}", number.number());
        }
        let request = self
            .api
            .with_token(Request::post(&url))
            .abort_signal(Some(&controller.signal()))
            .body(chunk.data.body())
            .map_err(|error| Fault::Lasting(error.to_string()))?;
        let response = match request.send().await {
            Ok(response) => response,
            Err(_) if unreadable(chunk).await => return Err(Fault::Unreadable),
            Err(_) => return Err(passing("the API cannot be reached")),
        };
        let retry_after = response
            .headers()
            .get("retry-after")
            .and_then(|seconds| seconds.parse::<u64>().ok());
        let body = response
            .binary()
            .await
            .map_err(|_| passing("the connection to the API was cut"))?;
        answered.set(true);
        if response.ok() {
            // What is cut short or not ours is no tally: it is asked for again.
            return TallyDocument::from_json(&body)
                .map_err(|error| passing(&format!("the API's answer: {error}")));
        }
        Err(refusal(
            &response,
            retry_after,
            serde_json::from_slice(&body).ok(),
        ))
    }
}

/// Adapters as a parameter of an address.
fn parameter(adapters: &[Adapter]) -> Result<String, String> {
    let escaped = String::from(js_sys::encode_uri_component(&write(adapters)));
    if escaped.len() > MAX_ADAPTERS_BYTES {
        return Err(format!(
            "the adapters need {} bytes of each request's address, which has room for {MAX_ADAPTERS_BYTES}; \
             choose fewer adapters or give them shorter names, or analyse in this browser",
            escaped.len()
        ));
    }
    Ok(format!("&adapters={escaped}"))
}

/// What an answer that is not a tally means for the chunk.
fn refusal(response: &Response, retry_after: Option<u64>, problem: Option<Problem>) -> Fault {
    let status = response.status();
    let code = problem.as_ref().map(|problem| problem.code);
    let retry_after = retry_after.or(problem.as_ref().and_then(|problem| problem.retry_after));
    let detail = problem.as_ref().map(|problem| problem.detail.clone());
    let words =
        detail.unwrap_or_else(|| format!("the API answered {status} {}", response.status_text()));
    match (status, code) {
        (413, _) | (_, Some(ProblemCode::CpuLimit)) => Fault::TooHeavy,
        (401, _) => {
            Fault::Lasting("it asks for an access token, to be given in Settings".to_owned())
        }
        // A part of blank lines alone is empty to the API; what the whole is, the framer tells.
        (422, Some(_)) | (400, Some(ProblemCode::EmptyBody)) => Fault::Malformed(words),
        (429 | 500 | 502 | 503 | 504, _) => Fault::Passing {
            words,
            after: retry_after.map(milliseconds),
        },
        _ => Fault::Lasting(words),
    }
}

fn milliseconds(seconds: u64) -> u32 {
    u32::try_from(seconds.saturating_mul(1000)).unwrap_or(u32::MAX)
}

fn passing(words: &str) -> Fault {
    Fault::Passing {
        words: words.to_owned(),
        after: None,
    }
}

/// A request fails in the same way when its slice of the file cannot be read: look which it was.
async fn unreadable(chunk: &Chunk) -> bool {
    let Data::Slice(blob) = &chunk.data else {
        return false;
    };
    let read = wasm_bindgen_futures::JsFuture::from(blob.array_buffer());
    match select(read, TimeoutFuture::new(READ_TIMEOUT_MS)).await {
        Either::Left((read, _)) => read.is_err(),
        Either::Right(_) => true,
    }
}

/// What an API at an address says of itself; nothing if what answers there is another program.
///
/// # Errors
/// If nothing answers, or it may not be asked from this page.
pub(crate) async fn health(api: &Api) -> Result<Option<Health>, gloo_net::Error> {
    let answer = api.get(paths::HEALTH).send().await?;
    let health: Option<Health> = serde_json::from_slice(&answer.binary().await?).ok();
    Ok(health.filter(|health| answer.ok() && health.status == "ok"))
}

/// Whether an API takes reads from here: it may ask for another token than it was given.
///
/// # Errors
/// If it does not answer.
pub(crate) async fn admits(api: &Api) -> Result<bool, gloo_net::Error> {
    Ok(api.get(paths::LIMITS).send().await?.status() != 401)
}

async fn limits(api: &Api) -> Option<u64> {
    let answer = async {
        let response = api.get(paths::LIMITS).send().await.ok()?;
        response.binary().await.ok()
    };
    let bytes = match select(std::pin::pin!(answer), TimeoutFuture::new(5_000)).await {
        Either::Left((bytes, _)) => bytes?,
        Either::Right(_) => return None,
    };
    let limits: Limits = serde_json::from_slice(&bytes).ok()?;
    Some(limits.max_chunk_bytes)
}
