//! Reading a file at an offset, from several threads.

use std::{fs::File, io};

/// A file that is read at offsets.
pub(super) struct Positioned {
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
}

impl Positioned {
    pub(super) fn new(file: File) -> Self {
        #[cfg(not(unix))]
        let file = std::sync::Mutex::new(file);
        Self { file }
    }

    pub(super) fn into_inner(self) -> File {
        #[cfg(unix)]
        return self.file;
        #[cfg(not(unix))]
        return self
            .file
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
    }

    /// Fills the buffer from `offset` on; gives less than its length only at the end of the file.
    pub(super) fn read_at_most(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read_at(rest, offset + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buffer, offset)
    }

    #[cfg(not(unix))]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        use std::io::{Read, Seek, SeekFrom};
        let mut file = super::crew::lock(&self.file);
        file.seek(SeekFrom::Start(offset))?;
        file.read(buffer)
    }
}
