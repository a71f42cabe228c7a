//! A file as the page knows it; its bytes are held elsewhere.

use std::sync::Arc;

/// A file on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageFile {
    pub(crate) id: usize,
    /// Its name with the folders that are known.
    pub(crate) path: Arc<str>,
    pub(crate) size: u64,
}

impl PageFile {
    /// Its name without folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}
