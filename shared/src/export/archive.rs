//! Reports of several samples as one file.

use std::io::{Cursor, Write};

use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Why an archive cannot be written.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The archive itself.
    #[error("the zip cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// One of its files.
    #[error("a file cannot be put into the zip: {0}")]
    Write(#[from] std::io::Error),
    /// The report as JSON.
    #[error("the report cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A zip that is written file by file. The files carry no time of writing: equal files give equal bytes.
///
/// ```
/// use shared::export::archive::Archive;
/// let mut archive = Archive::default();
/// archive.add("a_readout.json", b"{}")?;
/// assert!(archive.add("a_readout.json", b"").is_err(), "two files of one name");
/// assert!(archive.finish()?.starts_with(b"PK"));
/// # Ok::<(), shared::export::archive::ArchiveError>(())
/// ```
#[derive(Debug)]
pub struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Default for Archive {
    fn default() -> Self {
        let zip = ZipWriter::new(Cursor::new(Vec::new()));
        Self { zip }
    }
}

impl Archive {
    fn options() -> SimpleFileOptions {
        SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644)
    }

    /// Adds a folder.
    ///
    /// # Errors
    /// [`ArchiveError::Zip`] if there is one of that name.
    pub fn add_folder(&mut self, name: &str) -> Result<(), ArchiveError> {
        let options = Self::options().unix_permissions(0o755);
        Ok(self.zip.add_directory(name, options)?)
    }

    /// Adds a file; another zip is put in as it is.
    ///
    /// # Errors
    /// [`ArchiveError::Zip`] if there is one of that name.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let method = if name.ends_with(".zip") {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = Self::options().compression_method(method);
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)?;
        Ok(())
    }

    /// The bytes of all.
    ///
    /// # Errors
    /// [`ArchiveError::Zip`], which writing to memory does not give.
    pub fn finish(self) -> Result<Vec<u8>, ArchiveError> {
        Ok(self.zip.finish()?.into_inner())
    }
}
