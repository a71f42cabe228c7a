//! Load: many requests at once on one address, every answer compared with the one that is due.

use crate::{http, usage};
use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// What is sent, and the answer that is due.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The body of a POST.
    pub body: Vec<u8>,
    /// The body of the answer with status 200.
    pub answer: Vec<u8>,
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// From the first request to the last answer.
    pub time: Duration,
    /// Computing time of the server's process.
    pub cpu_time: Duration,
    /// How long each right answer took, the shortest first.
    pub latencies: Vec<Duration>,
    /// Bytes of the bodies that were answered.
    pub bytes: u64,
    /// Answers of 429 and 503 that say when to come again.
    pub put_off: usize,
    /// Everything else: what it was.
    pub wrong: Vec<String>,
    /// The server's memory in bytes, looked at five times a second.
    pub memory: Vec<u64>,
}

impl Seen {
    /// The latency that this share of the answers did not pass, in milliseconds.
    #[must_use]
    pub fn latency(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let at = (share * last as f64).round() as usize;
        self.latencies
            .get(at)
            .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    /// Median memory in the first and in the last third of the time, in bytes.
    #[must_use]
    pub fn memory_of_thirds(&self) -> (u64, u64) {
        let third = self.memory.len().div_ceil(3);
        let median = |part: &[u64]| {
            let mut sorted = part.to_vec();
            sorted.sort_unstable();
            sorted.get(sorted.len() / 2).copied().unwrap_or_default()
        };
        let last = &self.memory[self.memory.len() - third..];
        (median(&self.memory[..third]), median(last))
    }

    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.bytes += other.bytes;
        self.put_off += other.put_off;
        self.wrong.extend(other.wrong);
    }
}

/// POSTs the bodies in turn, from so many clients at once, for so long.
#[must_use]
pub fn run(
    url: &str,
    process: u32,
    exchanges: &[Exchange],
    clients: usize,
    time: Duration,
) -> Seen {
    let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut seen = Seen::default();
    let (start, cpu) = (Instant::now(), usage::cpu_time(process));
    thread::scope(|scope| {
        let clients: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = Seen::default();
                    while start.elapsed() < time {
                        let turn = next.fetch_add(1, Ordering::Relaxed);
                        ask(url, &exchanges[turn % exchanges.len()], &mut seen);
                    }
                    seen
                })
            })
            .collect();
        let memory = scope.spawn(|| {
            let mut memory = Vec::new();
            while !over.load(Ordering::Relaxed) {
                memory.push(usage::memory(process));
                thread::sleep(Duration::from_millis(200));
            }
            memory
        });
        for client in clients {
            seen.add(client.join().expect("a client"));
        }
        seen.time = start.elapsed();
        over.store(true, Ordering::Relaxed);
        seen.memory = memory.join().expect("the watch over memory");
    });
    seen.cpu_time = usage::cpu_time(process).saturating_sub(cpu);
    seen.latencies.sort_unstable();
    seen
}

fn ask(url: &str, exchange: &Exchange, seen: &mut Seen) {
    let start = Instant::now();
    let headers = [("content-type", "application/octet-stream")];
    match http::send("POST", url, &headers, &exchange.body) {
        Ok(answer) if answer.status == 200 && answer.body == exchange.answer => {
            seen.latencies.push(start.elapsed());
            seen.bytes += exchange.body.len() as u64;
        }
        Ok(answer) if [429, 503].contains(&answer.status) && !answer.retry_after.is_empty() => {
            seen.put_off += 1;
        }
        Ok(answer) if answer.status == 200 => {
            seen.wrong.push("another tally than is due".to_owned());
        }
        Ok(answer) => seen
            .wrong
            .push(format!("{}: {}", answer.status, answer.text())),
        Err(error) => seen.wrong.push(error.to_string()),
    }
}
