//! How long a program ran, and how much memory it held at its most.
//!
//! The system hands a program the highest memory of the one that starts it: what is measured is never
//! below that. So measure before anything large is in memory, and write large files as they are made.

use anyhow::{Context, Result, ensure};
use std::{
    fs::File,
    io::Read,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use wait4::Wait4;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Ran {
    /// From start to end, by the clock on the wall.
    pub time: Duration,
    /// Most memory in use at a time, in bytes; of the largest process, where there are several.
    pub peak_memory: u64,
}

/// Runs a program to its end, without its output.
///
/// # Errors
/// If it cannot be started, or fails: then with the end of what it said.
pub fn run(command: &mut Command) -> Result<Ran> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut said = tempfile::tempfile()?;
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(File::create("/dev/null")?)
        .stderr(said.try_clone()?)
        .spawn()
        .with_context(|| name.clone())?;
    let used = child.wait4()?;
    let time = start.elapsed();
    if !used.status.success() {
        let mut text = String::new();
        std::io::Seek::rewind(&mut said)?;
        said.read_to_string(&mut text)?;
        let last = text.trim_end().lines().last().unwrap_or_default();
        ensure!(used.status.success(), "{name}: {}: {last}", used.status);
    }
    Ok(Ran {
        time,
        peak_memory: used.rusage.maxrss,
    })
}
