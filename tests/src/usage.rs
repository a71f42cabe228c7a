//! What a running process has used so far, as Linux tells it.

use std::{fs, path::PathBuf, time::Duration};

/// Ticks a second of the times in `/proc/PID/stat`: 100 for every program on Linux.
const TICKS: f64 = 100.0;

/// Computing time of all threads, ended ones too, the system's work for them included. In steps of 10 ms.
#[must_use]
pub fn cpu_time(process: u32) -> Duration {
    let text = read(format!("/proc/{process}/stat"));
    // The name stands in brackets and may hold anything. Fields are counted from behind it.
    let fields = text.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_secs_f64(ticks as f64 / TICKS)
}

/// Computing time of the threads that there are, to the nanosecond: for what takes milliseconds.
#[must_use]
pub fn cpu_time_of_threads(process: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{process}/task")).expect("a process that runs");
    let times = threads.filter_map(|thread| {
        // A thread may end between the two.
        let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(times.sum())
}

/// Bytes of memory in use: what is resident.
#[must_use]
pub fn memory(process: u32) -> u64 {
    let text = read(format!("/proc/{process}/status"));
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next());
    kib.and_then(|kib| kib.parse::<u64>().ok())
        .expect("a process that runs")
        * 1024
}

/// The machine's kind: cores and the processor's name.
#[must_use]
pub fn machine() -> String {
    let text = read("/proc/cpuinfo".to_owned());
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.map_or("", |rest| rest.trim_start_matches(['\t', ' ', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cores} cores, {name}")
}

fn read(path: String) -> String {
    let path = PathBuf::from(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
