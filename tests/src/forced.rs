//! Hosts that fail on request, as `scripts/build-faulty.sh` makes them, and requests that ask for it.

use crate::{
    bad_requests::{bare, request},
    raw::{self, Ending, Reply},
    root,
    server::{Server, native_at, target, workerd_with},
};
use std::{fs, path::Path};

/// The header that asks a host of this kind for a failure. No other has it.
pub const HEADER: &str = "x-readout-forced-fault";

/// The native host of this kind.
#[must_use]
pub fn native(arguments: &[&str]) -> Server {
    let program = target().join("faulty/readout");
    assert!(
        program.is_file(),
        "{} is missing: run make build-faulty first",
        program.display()
    );
    native_at(program, arguments)
}

/// The Worker of this kind, in workerd. The folder gets its configuration.
#[must_use]
pub fn workerd(folder: &Path, variables: &[&str]) -> Server {
    let script = root().join("api/build-faulty/entry.js");
    assert!(
        script.is_file(),
        "{} is missing: run make build-faulty first",
        script.display()
    );
    let text = fs::read_to_string(root().join("api/wrangler.toml")).expect("the configuration");
    let text = text
        .replace("\"build/entry.js\"", &format!("{script:?}"))
        .replace("\"../", &format!("\"{}/", root().display()));
    let path = folder.join("wrangler.toml");
    fs::write(&path, text).expect("a configuration");
    workerd_with(&path.display().to_string(), variables)
}

/// Asks for a failure in the middle of a request, and waits for what comes of it.
#[must_use]
pub fn ask(host: &Server, path: &str, fault: &str, body: &[u8]) -> Reply {
    let bytes = request("POST", path, &[(HEADER, fault)], body);
    raw::send(host, &bytes, Ending::Waits)
}

/// The head and the first half of a request, whose whole has `length` bytes in its body.
#[must_use]
pub fn half(path: &str, length: usize, first: &[u8]) -> Vec<u8> {
    bare(
        "POST",
        path,
        &[("content-length", &length.to_string())],
        first,
    )
}
