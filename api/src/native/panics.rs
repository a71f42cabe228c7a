//! What is said of a panic, and what it ends. None should be reachable; these are for the day one is.

use super::say;
use serde_json::json;
use std::{
    io::{self, Write},
    panic::{self, PanicHookInfo},
    process,
};

/// Of a panic in a report: it ends the program. Other threads may wait for the one that panicked.
pub(super) fn end_the_program() {
    panic::set_hook(Box::new(|info| {
        say(format_args!("a fault in the program at {}", place(info)));
        process::abort();
    }));
}

/// Of a panic in the server: where it was, and nothing else, as a line of the log. Its message may
/// quote the input.
pub(super) fn say_where() {
    panic::set_hook(Box::new(|info| {
        // What cannot be written must not end the server.
        let _ = writeln!(io::stderr(), "{}", json!({ "panic": place(info) }));
    }));
}

fn place(info: &PanicHookInfo<'_>) -> String {
    info.location().map_or_else(
        || "?".to_owned(),
        |at| format!("{}:{}", at.file(), at.line()),
    )
}
