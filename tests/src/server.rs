//! The two hosts, each started once for a test program.

pub mod alone;

use crate::{guard::Guarded, http, process::Process, root};
use std::{
    net::TcpListener,
    path::PathBuf,
    sync::OnceLock,
    time::{Duration, Instant},
};

/// A host that is up.
#[derive(Debug)]
pub struct Server {
    /// What it is called in messages.
    pub name: &'static str,
    /// Its port on 127.0.0.1.
    pub port: u16,
    guarded: Guarded,
}

impl Server {
    /// What it has said.
    #[must_use]
    pub fn log(&self) -> String {
        self.guarded.log()
    }

    /// The process that answers; wrangler, where that stands before it.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.guarded.program()
    }

    /// The processes that do its work.
    #[must_use]
    pub fn processes(&self) -> Vec<Process> {
        ["readout", "workerd"]
            .iter()
            .flat_map(|name| Process::below(self.guarded.id(), name))
            .collect()
    }

    /// The address of a path on it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

/// The Worker in workerd, started by wrangler.
pub fn workerd() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| workerd_with("api/wrangler.toml", &[]))
}

/// A Worker of its own, with a configuration of wrangler's and variables as `NAME:VALUE`.
#[must_use]
pub fn workerd_with(config: &str, variables: &[&str]) -> Server {
    needs("api/build/index.js");
    needs("frontend/dist/index.html");
    let wrangler = needs("node_modules/.bin/wrangler");
    start("workerd", wrangler, |port, state| {
        let state = state.join("state").display().to_string();
        let port = port.to_string();
        // The same as scripts/serve-worker.sh.
        let arguments = [
            "dev",
            "--config",
            config,
            "--ip",
            "127.0.0.1",
            "--port",
            &port,
            "--inspector-port",
            "0",
            "--persist-to",
            &state,
            "--show-interactive-dev-session=false",
            "--log-level",
            "warn",
        ];
        let variables = variables.iter().flat_map(|variable| ["--var", variable]);
        arguments
            .into_iter()
            .chain(variables)
            .map(str::to_owned)
            .collect()
    })
}

/// The native host.
pub fn native() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| native_with(&["--assets", "frontend/dist"]))
}

/// A native host of its own, with more arguments.
#[must_use]
pub fn native_with(arguments: &[&str]) -> Server {
    native_at(readout(), arguments)
}

/// A native host of another build.
#[must_use]
pub fn native_at(program: PathBuf, arguments: &[&str]) -> Server {
    start("the native host", program, |port, _| {
        let port = port.to_string();
        ["serve", "--bind", "127.0.0.1", "--port", &port]
            .iter()
            .chain(arguments)
            .map(ToString::to_string)
            .collect()
    })
}

/// Both hosts.
#[must_use]
pub fn hosts() -> [&'static Server; 2] {
    [workerd(), native()]
}

/// The folder of what cargo builds.
#[must_use]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The native program.
#[must_use]
pub fn readout() -> PathBuf {
    let program = target().join("release/readout");
    assert!(
        program.is_file(),
        "{} is missing: run make build-native first",
        program.display()
    );
    program
}

fn needs(path: &str) -> PathBuf {
    let path = root().join(path);
    assert!(
        path.exists(),
        "{} is missing: run make build first",
        path.display()
    );
    path
}

/// A port that nobody listens on now.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}

fn start(
    name: &'static str,
    program: PathBuf,
    arguments: impl FnOnce(u16, &std::path::Path) -> Vec<String>,
) -> Server {
    let port = free_port();
    let guarded = Guarded::start(&program, |folder| arguments(port, folder));
    let server = Server {
        name,
        port,
        guarded,
    };
    let ready = || {
        http::get(&server.url(shared::wire::paths::HEALTH))
            .is_some_and(|answer| answer.status == 200)
    };
    wait_until(Duration::from_secs(60), ready, || {
        format!("{name} does not answer:\n{}", server.guarded.log())
    });
    server
}

/// Looks ten times a second until `condition` holds.
pub fn wait_until(most: Duration, condition: impl Fn() -> bool, otherwise: impl Fn() -> String) {
    let deadline = Instant::now() + most;
    while !condition() {
        assert!(Instant::now() < deadline, "{}", otherwise());
        std::thread::sleep(Duration::from_millis(100));
    }
}
