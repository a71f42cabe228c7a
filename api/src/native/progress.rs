//! The progress of reading, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::{self, IsTerminal},
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

const INTERVAL: Duration = Duration::from_millis(100);
const WITH_LENGTH: &str =
    "{msg} {bar:24} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";
const WITHOUT_LENGTH: &str = "{msg} {spinner} {decimal_bytes}, {decimal_bytes_per_sec}";

/// Does the work, and meanwhile shows how far `read`, a number of bytes, has come of `length`.
/// Standard error that is no terminal is left alone.
pub(super) fn show<T>(
    name: String,
    length: Option<u64>,
    read: &AtomicU64,
    work: impl FnOnce() -> T,
) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let bar = bar(name, length);
    thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        let ticker = scope.spawn({
            let bar = &bar;
            move || {
                while waiting.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                    bar.set_position(read.load(Ordering::Relaxed));
                    bar.tick();
                }
            }
        });
        let outcome = work();
        drop(done);
        // It has nothing to say, and what it may have drawn is wiped out below.
        let _ = ticker.join();
        bar.finish_and_clear();
        outcome
    })
}

fn bar(name: String, length: Option<u64>) -> ProgressBar {
    let template = match length {
        Some(_) => WITH_LENGTH,
        None => WITHOUT_LENGTH,
    };
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr())
        .with_style(style)
        .with_message(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_understood() {
        for template in [WITH_LENGTH, WITHOUT_LENGTH] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
