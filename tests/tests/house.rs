//! The rules of the house: who may use whom, and what every file keeps to.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};
use tests::root;

/// A source file: its path from the repository's root, and its lines without comments.
struct Source {
    path: String,
    code: Vec<String>,
    lines: usize,
}

impl Source {
    /// The code of the product: lines before the module of unit tests.
    fn product(&self) -> &[String] {
        let end = self
            .code
            .iter()
            .position(|line| line.trim() == "#[cfg(test)]")
            .unwrap_or(self.code.len());
        &self.code[..end]
    }

    /// Whether a line names a crate as a path: `name::`, `use name;` or `extern crate name`.
    fn names(&self, krate: &str) -> Option<&String> {
        self.code.iter().find(|line| {
            line.match_indices(krate).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                let after = &line[at + krate.len()..];
                let begins = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':'));
                let ends = after.starts_with("::")
                    || (line.trim_start().starts_with("use ")
                        && after.starts_with([';', ' ', ',']));
                begins && ends && !line[..at].ends_with('.')
            })
        })
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = root();
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.sort();
    let sources: Vec<Source> = paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            Source {
                path: path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned(),
                lines: text.lines().count(),
                code: text
                    .lines()
                    .map(|line| line.split("//").next().unwrap_or_default().to_owned())
                    .collect(),
            }
        })
        .collect();
    assert!(!sources.is_empty(), "no sources in {folder}");
    sources
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir()
            && !["dist", "build", "target", "node_modules"].contains(&name.as_str())
            && !name.starts_with('.')
        {
            walk(&path, paths);
        } else if path.extension().is_some_and(|end| end == "rs") {
            paths.push(path);
        }
    }
}

/// Fails if a file of `folder` that `exempt` does not know names one of the crates.
fn forbid(folder: &str, crates: &[&str], exempt: impl Fn(&str) -> bool) {
    let mut breaches = Vec::new();
    for source in sources(folder)
        .iter()
        .filter(|source| !exempt(&source.path))
    {
        for krate in crates {
            breaches.extend(
                source
                    .names(krate)
                    .map(|line| format!("{} names {krate}: {}", source.path, line.trim())),
            );
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn the_core_knows_no_web_no_worker_and_no_server() {
    forbid(
        "shared/src",
        &[
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "worker",
            "leptos",
            "tokio",
            "axum",
            "gloo_net",
        ],
        |_| false,
    );
}

#[test]
fn page_and_api_know_nothing_of_each_other() {
    forbid(
        "frontend/src",
        &["api", "axum", "tokio", "worker_sys"],
        |_| false,
    );
    forbid(
        "api/src",
        &["frontend", "readout_frontend", "leptos", "gloo_net"],
        |_| false,
    );
    let manifest = |krate: &str| fs::read_to_string(root().join(krate).join("Cargo.toml")).unwrap();
    assert!(
        !manifest("frontend").contains("\napi"),
        "frontend depends on api"
    );
    assert!(
        !manifest("api").contains("\nfrontend"),
        "api depends on frontend"
    );
}

#[test]
fn each_neighbour_has_one_door() {
    forbid("frontend/src", &["gloo_net"], |path| {
        path == "frontend/src/engine/serverless.rs"
    });
    forbid("shared/src", &["plotters", "plotters_backend"], |path| {
        path.starts_with("shared/src/chart")
    });
    forbid(
        "api/src",
        &["worker", "web_sys", "js_sys", "wasm_bindgen"],
        |path| path.starts_with("api/src/workers"),
    );
}

#[test]
fn components_see_no_engine() {
    forbid(
        "frontend/src/components",
        &[
            "engine",
            "scheduler",
            "source",
            "crate::engine",
            "crate::scheduler",
            "readout_frontend::engine",
            "readout_frontend::scheduler",
        ],
        |_| false,
    );
}

#[test]
fn modules_are_files_beside_their_folders() {
    for folder in ["shared", "api", "frontend", "tests", "fuzz"] {
        for source in sources(folder) {
            assert!(
                !source.path.ends_with("/mod.rs"),
                "{} should be named for its module",
                source.path
            );
            assert!(
                !source.path.contains("/src/") || source.lines <= 400,
                "{} has {} lines: it is two files",
                source.path,
                source.lines
            );
        }
    }
}

#[test]
fn no_unwrap_and_no_expect_outside_tests() {
    let mut breaches = Vec::new();
    for folder in ["shared/src", "api/src", "frontend/src"] {
        // Whole modules of tests are declared below a #[cfg(test)], and are named so.
        for source in sources(folder).iter().filter(|source| {
            !source.path.ends_with("/tests.rs") && !source.path.contains("/tests/")
        }) {
            for line in source.product() {
                if [
                    ".unwrap()",
                    ".expect(",
                    "panic!(",
                    "todo!(",
                    "unimplemented!(",
                ]
                .iter()
                .any(|word| line.contains(word))
                {
                    breaches.push(format!("{}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn the_readme_names_every_command_of_the_makefile() {
    let read = |name: &str| {
        fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let (readme, makefile) = (read("README.md"), read("Makefile"));
    for command in [
        "make run",
        "make serve-native",
        "make test",
        "make test-deep",
        "make bench",
        "make help",
    ] {
        let target = command.trim_start_matches("make ");
        assert!(
            makefile.contains(&format!("\n{target}:")),
            "the Makefile has no {target}"
        );
        assert!(
            readme.contains(command) || readme.contains(&format!("`{target}`")),
            "the README does not name {command}"
        );
    }
    for path in [
        "/api/v1/tally",
        "/api/v1/report",
        "/api/v1/merge",
        "/api/v1/pairs",
    ] {
        assert!(readme.contains(path), "the README does not name {path}");
    }
}
