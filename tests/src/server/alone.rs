//! workerd by itself, without wrangler, whose proxy takes more time than a Worker does: to measure.

use super::{Server, needs, start};
use crate::root;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A Worker in the form that workerd takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// What `make build-worker` built.
    Ours,
    /// A module of JavaScript.
    JavaScript(&'static str),
}

/// Answers everything with nothing.
pub const EMPTY: Script = Script::JavaScript("export default { fetch: () => new Response() };");

/// Reads the body as `api/src/workers/body.rs` does, and answers with the number of its bytes.
pub const READS: Script = Script::JavaScript(
    "export default { async fetch(request) {
  let bytes = 0;
  if (request.body) {
    const reader = request.body.getReader({ mode: 'byob' });
    let view = new Uint8Array(1 << 20);
    for (;;) {
      const { done, value } = await reader.readAtLeast(view.length, view);
      bytes += value?.length ?? 0;
      if (done) break;
      view = new Uint8Array(value.buffer);
    }
  }
  return new Response(String(bytes));
} };",
);

/// workerd with a Worker, when it answers.
#[must_use]
pub fn workerd(name: &'static str, script: Script) -> Server {
    start(name, program(), |port, folder| {
        arguments(&configured(folder, script), port)
    })
}

/// The runtime itself.
#[must_use]
pub fn program() -> PathBuf {
    needs("node_modules/workerd/bin/workerd")
}

/// The arguments that make it serve a configuration.
#[must_use]
pub fn arguments(configuration: &Path, port: u16) -> Vec<String> {
    let path = configuration.display().to_string();
    let address = format!("http=127.0.0.1:{port}");
    ["serve", &path, "--socket-addr", &address]
        .map(str::to_owned)
        .to_vec()
}

/// Writes what workerd is to read into a folder: a configuration, and the modules beside it.
#[must_use]
pub fn configured(folder: &Path, script: Script) -> PathBuf {
    let mut modules = r#"(name = "index.js", esModule = embed "index.js")"#.to_owned();
    match script {
        Script::JavaScript(text) => fs::write(folder.join("index.js"), text).expect("a module"),
        Script::Ours => {
            for name in ["index.js", "index_bg.wasm"] {
                let built = needs(&format!("api/build/{name}"));
                fs::copy(built, folder.join(name)).expect("a copy of a module");
            }
            modules += r#", (name = "index_bg.wasm", wasm = embed "index_bg.wasm")"#;
        }
    }
    let text = format!(
        r#"using Workerd = import "/workerd/workerd.capnp";
const configuration :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [{modules}],
  compatibilityDate = "{}",
);
"#,
        compatibility_date()
    );
    let path = folder.join("configuration.capnp");
    fs::write(&path, text).expect("a configuration");
    path
}

/// The one in `wrangler.toml`.
fn compatibility_date() -> String {
    let text = fs::read_to_string(root().join("api/wrangler.toml")).expect("wrangler.toml");
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("compatibility_date = "));
    line.expect("a compatibility date")
        .trim_matches('"')
        .to_owned()
}
