//! Files packed as sequencing centres pack them.

use flate2::{
    Compression, Crc,
    write::{DeflateEncoder, GzEncoder},
};
use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};

/// Text of a BGZF block, as bgzip cuts it.
const BLOCK: usize = 65_280;

/// Packs a file into one gzip member, as `gzip -6` does.
pub fn gzip_file(from: &Path, to: &Path) -> io::Result<()> {
    let out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let mut encoder = GzEncoder::new(out, Compression::new(6));
    io::copy(
        &mut BufReader::with_capacity(1 << 20, File::open(from)?),
        &mut encoder,
    )?;
    encoder.finish()?.flush()
}

/// Packs a file as BGZF, with its end marker, as `bgzip` does (SAM specification, section 4.1).
pub fn bgzf_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let mut input = File::open(from)?;
    let mut text = Vec::with_capacity(BLOCK);
    loop {
        text.clear();
        Read::take(&mut input, BLOCK as u64).read_to_end(&mut text)?;
        // The last block is empty: the end marker.
        bgzf_block(&text, &mut out)?;
        if text.is_empty() {
            return out.flush();
        }
    }
}

fn bgzf_block(text: &[u8], out: &mut impl Write) -> io::Result<()> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(text)?;
    let body = encoder.finish()?;
    let mut crc = Crc::new();
    crc.update(text);
    let size = u16::try_from(body.len() + 25).map_err(io::Error::other)?;
    out.write_all(b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0")?;
    out.write_all(&size.to_le_bytes())?;
    out.write_all(&body)?;
    out.write_all(&crc.sum().to_le_bytes())?;
    out.write_all(&crc.amount().to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::analysis::{Analysis, Options};

    #[test]
    fn packed_files_read_as_their_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let text = crate::made::reads(200_000, 100, 1);
        std::fs::write(path("a"), &text).unwrap();
        gzip_file(&path("a"), &path("gz")).unwrap();
        bgzf_file(&path("a"), &path("bgz")).unwrap();
        let expected = crate::corpus::expected(&text).document;
        for name in ["gz", "bgz"] {
            let mut analysis = Analysis::new(Options::default());
            analysis.feed(&std::fs::read(path(name)).unwrap());
            let outcome = analysis.finish();
            assert_eq!((outcome.document, outcome.error), (expected.clone(), None));
            let blocks = outcome
                .input
                .gzip
                .map(|gzip| (gzip.bgzf_blocks > 3, gzip.bgzf_end_marker));
            assert_eq!(blocks, Some((name == "bgz", name == "bgz")));
        }
    }
}
