//! A faulty network: a proxy before a host that delays, drops, cuts and refuses requests for tallies.
//!
//! What happens to a request follows from its chunk's offset and from how often that chunk was sent,
//! not from the clock: a run can be repeated.

use crate::made::Numbers;
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What the network does to requests for tallies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Every answer is late by another time, so that answers change their order.
    Slow,
    /// A third of the requests fail or are late.
    Faulty,
    /// After so many good answers the whole API is gone; the page itself still comes through.
    GoneAfter(usize),
}

/// What was done to requests for tallies.
#[derive(Debug, Default)]
pub struct Counts {
    /// Requests to the API of any kind; all others are for tallies.
    pub api: AtomicUsize,
    /// Requests.
    pub requests: AtomicUsize,
    /// Answered as they were.
    pub passed: AtomicUsize,
    /// Answered late.
    pub late: AtomicUsize,
    /// Closed without an answer.
    pub dropped: AtomicUsize,
    /// Closed in the middle of the answer.
    pub cut: AtomicUsize,
    /// 429, 500 and 503.
    pub refused: AtomicUsize,
    /// Answers that overtook the answer of an earlier chunk.
    pub overtook: AtomicUsize,
}

#[derive(Debug)]
struct State {
    upstream: u16,
    weather: Weather,
    counts: Counts,
    gone: AtomicBool,
    /// How often each chunk was sent, by its offset.
    tries: Mutex<BTreeMap<String, u32>>,
    /// Places in the order of arrival of those that wait for their answer.
    waiting: Mutex<Vec<usize>>,
}

/// A running proxy; it ends with the test program.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Its port on 127.0.0.1.
    pub port: u16,
    state: Arc<State>,
}

#[derive(Clone, Copy)]
enum Fate {
    Pass,
    Late(u64),
    Drop,
    Cut,
    Refuse(&'static str),
}

impl Proxy {
    /// Starts a proxy before the port `upstream`.
    #[must_use]
    pub fn start(upstream: u16, weather: Weather) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a port").port();
        let state = Arc::new(State {
            upstream,
            weather,
            counts: Counts::default(),
            gone: AtomicBool::new(false),
            tries: Mutex::default(),
            waiting: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                // Either side may close whenever it likes: that is no failure of the proxy's.
                thread::spawn(move || drop(state.serve(stream)));
            }
        });
        Self { port, state }
    }

    /// The address of a path on it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The API is gone from now on, or there again.
    pub fn set_gone(&self, gone: bool) {
        self.state.gone.store(gone, Ordering::SeqCst);
    }

    /// What was done so far.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.state.counts
    }
}

/// A message's head, its lines without those about the connection, and the length of its body.
struct Head {
    lines: Vec<String>,
    length: usize,
}

impl Head {
    fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Self>> {
        let (mut lines, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let line = line.trim_end();
            if line.is_empty() {
                return Ok(Some(Self { lines, length }));
            }
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
            if !name.eq_ignore_ascii_case("connection") {
                lines.push(line.to_owned());
            }
        }
    }

    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        write!(
            out,
            "{}\r\nConnection: close\r\n\r\n",
            self.lines.join("\r\n")
        )
    }

    /// The offset of the chunk, if this asks for a tally.
    fn chunk(&self) -> Option<&str> {
        let query = self
            .lines
            .first()?
            .strip_prefix("POST /api/v1/tally")?
            .split(' ')
            .next()?;
        Some(
            query
                .split(['?', '&'])
                .find_map(|pair| pair.strip_prefix("start="))
                .unwrap_or("0"),
        )
    }

    fn asks_the_api(&self) -> bool {
        self.lines
            .first()
            .is_some_and(|line| line.contains(" /api/"))
    }
}

impl State {
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let Some(head) = Head::read(&mut reader)? else {
            return Ok(());
        };
        if head.asks_the_api() {
            self.counts.api.fetch_add(1, Ordering::SeqCst);
        }
        if head.asks_the_api() && self.gone.load(Ordering::SeqCst) {
            return stream.shutdown(Shutdown::Both);
        }
        let mut body = vec![0; head.length];
        reader.read_exact(&mut body)?;
        let Some(chunk) = head.chunk() else {
            return self.forward(&head, &body, &mut stream, usize::MAX);
        };
        let place = self.counts.requests.fetch_add(1, Ordering::SeqCst);
        self.waiting.lock().unwrap().push(place);
        let fate = self.fate(chunk, place);
        let outcome = self.meet(fate, &head, &body, &mut stream);
        let mut waiting = self.waiting.lock().unwrap();
        waiting.retain(|other| *other != place);
        if waiting.iter().any(|other| *other < place) {
            self.counts.overtook.fetch_add(1, Ordering::SeqCst);
        }
        outcome
    }

    fn meet(
        &self,
        fate: Fate,
        head: &Head,
        body: &[u8],
        stream: &mut TcpStream,
    ) -> std::io::Result<()> {
        let count = |counter: &AtomicUsize| counter.fetch_add(1, Ordering::SeqCst);
        match fate {
            Fate::Pass => {
                count(&self.counts.passed);
                self.forward(head, body, stream, usize::MAX)
            }
            Fate::Late(milliseconds) => {
                count(&self.counts.late);
                thread::sleep(Duration::from_millis(milliseconds));
                self.forward(head, body, stream, usize::MAX)
            }
            Fate::Drop => {
                count(&self.counts.dropped);
                stream.shutdown(Shutdown::Both)
            }
            Fate::Cut => {
                count(&self.counts.cut);
                self.forward(head, body, stream, 700)
            }
            Fate::Refuse(answer) => {
                count(&self.counts.refused);
                write!(
                    stream,
                    "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            }
        }
    }

    fn fate(&self, chunk: &str, place: usize) -> Fate {
        let tries = {
            let mut tries = self.tries.lock().unwrap();
            let tries = tries.entry(chunk.to_owned()).or_default();
            *tries += 1;
            *tries
        };
        let offset: u64 = chunk.parse().unwrap_or_default();
        let mut numbers = Numbers::new(offset.wrapping_mul(31).wrapping_add(u64::from(tries)));
        numbers.below(2);
        match self.weather {
            Weather::Slow => Fate::Late([0, 120, 30, 240, 60][numbers.below(5)]),
            Weather::GoneAfter(good) => {
                if place >= good {
                    self.gone.store(true, Ordering::SeqCst);
                    Fate::Drop
                } else {
                    Fate::Pass
                }
            }
            // Nobody gives up after four failures.
            Weather::Faulty if tries > 4 || numbers.below(3) != 0 => Fate::Pass,
            Weather::Faulty => {
                let refusals = [
                    "429 Too Many Requests\r\nRetry-After: 0",
                    "429 Too Many Requests\r\nRetry-After: 1",
                    "500 Internal Server Error",
                    "503 Service Unavailable",
                ];
                match numbers.below(7) {
                    0 => Fate::Drop,
                    1 => Fate::Cut,
                    2 => Fate::Late(300),
                    other => Fate::Refuse(refusals[other - 3]),
                }
            }
        }
    }

    /// Passes a request on and at most `most` bytes of its answer back.
    fn forward(
        &self,
        head: &Head,
        body: &[u8],
        stream: &mut TcpStream,
        most: usize,
    ) -> std::io::Result<()> {
        let mut upstream = TcpStream::connect(("127.0.0.1", self.upstream))?;
        head.write(&mut upstream)?;
        upstream.write_all(body)?;
        let mut reader = BufReader::new(upstream);
        let Some(answer) = Head::read(&mut reader)? else {
            return Ok(());
        };
        answer.write(stream)?;
        std::io::copy(&mut reader.take(most as u64), stream)?;
        stream.shutdown(Shutdown::Both)
    }
}
