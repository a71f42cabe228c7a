//! Tables of speeds.

use std::time::Duration;

/// One contender's best round.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name, with its threads.
    pub name: String,
    /// Threads that it may use.
    pub threads: usize,
    /// Its best time; none if it failed.
    pub time: Option<Duration>,
    /// Most memory in bytes, where that was measured.
    pub peak_memory: Option<u64>,
    /// What to say of it in place of figures, or beside them.
    pub remark: String,
}

/// Prints rows as MB of text a second, with how many times as fast ours was with as many threads:
/// `ours` has our time for each number of them.
pub fn print(rows: &[Row], text_bytes: u64, ours: &[(usize, Duration)]) {
    println!(
        "  {:<44} {:>8} {:>9} {:>34}",
        "", "MB/s", "peak MB", "ours, with the same threads, × it"
    );
    for row in rows {
        let Some(time) = row.time else {
            println!("  {:<44} {}", row.name, row.remark);
            continue;
        };
        let speed = text_bytes as f64 / 1e6 / time.as_secs_f64();
        let memory = row
            .peak_memory
            .map_or_else(String::new, |bytes| format!("{:.0}", bytes as f64 / 1e6));
        let same = ours.iter().find(|(threads, _)| *threads == row.threads);
        let ratio = same.map_or_else(String::new, |(_, ours)| {
            format!("{:.2}", time.as_secs_f64() / ours.as_secs_f64())
        });
        println!(
            "  {:<44} {speed:>8.0} {memory:>9} {ratio:>34}  {}",
            row.name, row.remark
        );
    }
}
