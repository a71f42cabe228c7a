//! Tables of speeds.

use std::time::Duration;

/// One contender's best round.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name, with its threads.
    pub name: String,
    /// Its best time; none if it failed.
    pub time: Option<Duration>,
    /// Most memory in bytes, where that was measured.
    pub peak_memory: Option<u64>,
    /// What to say of it in place of figures, or beside them.
    pub remark: String,
}

/// Prints rows as MB of text a second; `ours` is the time that ratios refer to.
pub fn print(rows: &[Row], text_bytes: u64, ours: Option<Duration>) {
    println!(
        "  {:<44} {:>8} {:>9} {:>14}",
        "", "MB/s", "peak MB", "ours is … times"
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
        let ratio = ours.map_or_else(String::new, |ours| {
            format!("{:.2}", time.as_secs_f64() / ours.as_secs_f64())
        });
        println!(
            "  {:<44} {speed:>8.0} {memory:>9} {ratio:>14}  {}",
            row.name, row.remark
        );
    }
}
