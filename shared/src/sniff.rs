//! What an input is, from its first bytes, never from its name.

use crate::fastq::{FastqError, FastqErrorKind, Position};
use crate::gzip;

/// How many bytes are enough to tell.
pub const ENOUGH: usize = 512;

/// What an input is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// Text that may be FASTQ; the reader will tell.
    Text,
    /// gzip; what is inside shows when it is unpacked.
    Gzip,
    /// Something else that has a name.
    Unsupported(FastqError),
}

/// Signatures: offset, bytes, what it is, what to do.
const SIGNATURES: [(usize, &[u8], &str, &str); 20] = [
    (
        0,
        b"BAM\x01",
        "a BAM file",
        "make FASTQ of it with: samtools fastq FILE",
    ),
    (
        0,
        b"CRAM",
        "a CRAM file",
        "make FASTQ of it with: samtools fastq FILE",
    ),
    (0, b"BZh", "a bzip2 file", "unpack it with: bunzip2 FILE"),
    (0, b"\xfd7zXZ\0", "an xz file", "unpack it with: unxz FILE"),
    (
        0,
        b"\x28\xb5\x2f\xfd",
        "a Zstandard file",
        "unpack it with: unzstd FILE",
    ),
    (
        0,
        b"PK\x03\x04",
        "a zip archive",
        "unpack it with: unzip FILE",
    ),
    (
        0,
        b"7z\xbc\xaf\x27\x1c",
        "a 7z archive",
        "unpack it with: 7z x FILE",
    ),
    (
        0,
        b"\x1f\x9d",
        "a compress (.Z) file",
        "unpack it with: uncompress FILE",
    ),
    (
        257,
        b"ustar",
        "a tar archive",
        "unpack it with: tar -xf FILE",
    ),
    (0, b"\x89PNG", "a PNG picture", "choose a FASTQ file"),
    (0, b"%PDF", "a PDF document", "choose a FASTQ file"),
    (
        0,
        b"<",
        "a web page or other markup",
        "get the FASTQ file itself; the site may ask for a login",
    ),
    (
        0,
        b"\x89HDF",
        "an HDF5 (fast5) file",
        "make FASTQ of it with a basecaller, such as dorado",
    ),
    (
        0,
        b"\x8bPOD",
        "a POD5 file",
        "make FASTQ of it with a basecaller, such as dorado",
    ),
    (
        0,
        b"@HD\t",
        "a SAM file",
        "make FASTQ of it with: samtools fastq FILE",
    ),
    (
        0,
        b"@SQ\t",
        "a SAM file",
        "make FASTQ of it with: samtools fastq FILE",
    ),
    (
        0,
        b"NCBI.sra",
        "an SRA archive",
        "make FASTQ of it with: fasterq-dump FILE",
    ),
    (
        0,
        b"\xff\xfe",
        "UTF-16 text",
        "save it as plain text (ASCII or UTF-8)",
    ),
    (
        0,
        b"\xef\xbb\xbf",
        "text with a byte-order mark",
        "save it without the mark: tail -c +4 FILE",
    ),
    (
        0,
        b">",
        "FASTA, which has no quality scores",
        "choose the FASTQ file that it was made from",
    ),
];

/// Tells what an input is from its first bytes, [`ENOUGH`] of them or all there are.
///
/// ```
/// use shared::sniff::{Sniffed, sniff};
/// assert_eq!(sniff(b"@read1\nACGT"), Sniffed::Text);
/// assert_eq!(sniff(&[0x1f, 0x8b, 8]), Sniffed::Gzip);
/// assert!(matches!(sniff(b">chr1\nACGT"), Sniffed::Unsupported(_)));
/// ```
#[must_use]
pub fn sniff(head: &[u8]) -> Sniffed {
    if head.starts_with(&gzip::MAGIC) {
        return Sniffed::Gzip;
    }
    match SIGNATURES
        .iter()
        .find(|(offset, bytes, ..)| head.get(*offset..).is_some_and(|at| at.starts_with(bytes)))
    {
        None => Sniffed::Text,
        Some((_, _, name, remedy)) => {
            let kind = FastqErrorKind::Unsupported {
                name: (*name).to_owned(),
                remedy: (*remedy).to_owned(),
            };
            Sniffed::Unsupported(FastqError::new(kind, Position::START, None))
        }
    }
}
