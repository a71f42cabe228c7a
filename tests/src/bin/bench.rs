//! `make bench`: the program against others, and how fast reading and counting is.
//!
//! `bench peers` and `bench in-memory` run one of the two; `bench worker` says what the Worker costs,
//! and wants `make build`; `bench page` runs the page in Chromium beside the others, and wants
//! `make build-page`.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> anyhow::Result<()> {
    use tests::bench::{in_memory, page, peers, worker};
    let part = std::env::args().nth(1);
    // The peers come first: memory can be measured only while this program holds little itself.
    match part.as_deref() {
        None => peers::bench().and_then(|()| in_memory::bench()),
        Some("peers") => peers::bench(),
        Some("in-memory") => in_memory::bench(),
        Some("worker") => worker::bench(),
        Some("page") => page::bench(),
        Some(_) => anyhow::bail!("usage: bench [peers|in-memory|worker|page]"),
    }
}
