//! Child programs that never outlive the tests.

use crate::root;
use std::{
    fs::File,
    path::Path,
    process::{Child, Command, Stdio},
};

/// Runs the program, and ends its whole process group when standard input closes: when this value is
/// dropped, and also when the test program ends in any other way, for then the system closes the pipe.
/// The shell itself must outlive the signal to remove the folder.
const WATCH: &str = r#"
folder=$1; shift
trap : TERM
"$@" </dev/null &
echo $! >"$folder/id"
cat >/dev/null
kill -TERM 0
wait
rm -rf "$folder"
"#;

/// A program with a process group and a folder of its own.
#[derive(Debug)]
pub struct Guarded {
    shell: Child,
    folder: std::path::PathBuf,
}

impl Guarded {
    /// Starts a program. `arguments` gets the folder that it may fill; what it says goes to `log` there.
    pub fn start(program: &Path, arguments: impl FnOnce(&Path) -> Vec<String>) -> Self {
        use std::os::unix::process::CommandExt;
        let folder = tempfile::Builder::new()
            .prefix("readout-test-")
            .tempdir()
            .expect("a folder")
            .keep();
        let log = File::create(folder.join("log")).expect("a log file");
        let shell = Command::new("sh")
            .args(["-c", WATCH, "sh"])
            .arg(&folder)
            .arg(program)
            .args(arguments(&folder))
            .current_dir(root())
            // npm's package `node` is a Node that wrangler takes; the machine's may be older.
            .env("PATH", path())
            .env("WRANGLER_SEND_METRICS", "false")
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
            .env("CI", "1")
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("a shell");
        Self { shell, folder }
    }

    /// The process that all others descend from.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.shell.id()
    }

    /// The program itself.
    #[must_use]
    pub fn program(&self) -> u32 {
        let text = std::fs::read_to_string(self.folder.join("id")).unwrap_or_default();
        text.trim().parse().expect("a program that was started")
    }

    /// What the program has said.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // Nothing can be done about one that cannot be waited for.
        let _ = self.shell.wait();
    }
}

/// The search path with the tools of the repository first.
#[must_use]
pub fn path() -> String {
    let own = root().join("node_modules/.bin");
    format!(
        "{}:{}",
        own.display(),
        std::env::var("PATH").unwrap_or_default()
    )
}
