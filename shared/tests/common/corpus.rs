//! Where the corpora are, and what of them is there.

use std::path::PathBuf;

/// The folder of corpora: `READOUT_CORPUS`, by default `../shared/data` beside the repository.
/// None, said loudly, if it is not there.
pub(crate) fn corpus() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("READOUT_CORPUS").map_or(default, PathBuf::from);
    if folder.join("MANIFEST.tsv").is_file() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED: no corpora at {}; set READOUT_CORPUS to test against them",
        folder.display()
    );
    None
}
