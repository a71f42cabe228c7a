//! Bodies that are no FASTQ.

use super::{Due, Row, request};
use crate::made::gzip;
use shared::wire::paths::{REPORT, TALLY};
use std::io::{Write, sink};

/// Bodies of FASTQ's addresses.
#[must_use]
pub fn rows(good: &[u8]) -> Vec<Row> {
    let post = |body: &[u8]| request("POST", REPORT, &[], body);
    let named = |words| Due::Problem(422, "malformed-fastq", words);
    let packed = gzip(good);
    let mut wrong_sum = packed.clone();
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 1;
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(good.iter().flat_map(|&byte| [byte, 0]))
        .collect();
    let marked = [b"\xef\xbb\xbf", good].concat();
    let signed = |bytes: &[u8]| post(&[bytes, &[0; 600]].concat());
    let mut bam = b"BAM\x01".to_vec();
    bam.extend([0; 600]);
    let large = [good, &vec![b'\n'; (100 << 20) + 1]].concat();
    let empty = || Due::Problem(400, "empty-body", "");
    vec![
        Row::both("no body", post(b""), empty()),
        Row::both(
            "no body and no length",
            super::bare("POST", TALLY, &[], b""),
            empty(),
        ),
        Row::both("blank lines", post(b"\n\r\n\n"), empty()),
        Row::both("gzip of nothing", post(&gzip(b"")), empty()),
        Row::both(
            "gzip that is cut",
            post(&packed[..packed.len() / 2]),
            named("gzip"),
        ),
        Row::both("gzip with a wrong sum", post(&wrong_sum), named("gzip")),
        Row::both("gzip in gzip", post(&gzip(&packed)), named("")),
        Row::both(
            "10 GB in 10 MB",
            post(&bomb()),
            Due::Problem(413, "too-large", "unpack"),
        ),
        Row::both(
            "a body above the limit",
            post(&large),
            Due::Problem(413, "too-large", "104857600"),
        ),
        Row::both("UTF-16", post(&utf16), named("UTF-16")),
        Row::both("a byte-order mark", post(&marked), named("byte-order mark")),
        Row::both("xz", signed(b"\xfd7zXZ\0"), named("an xz file")),
        Row::both("bzip2", signed(b"BZh91AY&SY"), named("a bzip2 file")),
        Row::both(
            "Zstandard",
            signed(b"\x28\xb5\x2f\xfd"),
            named("a Zstandard file"),
        ),
        Row::both("zip", signed(b"PK\x03\x04"), named("a zip archive")),
        Row::both("BAM", post(&gzip(&bam)), named("a BAM file")),
        Row::both("PDF", signed(b"%PDF-1.7\n"), named("a PDF document")),
        Row::both(
            "HTML",
            post(b"<!DOCTYPE html>\n<p>Log in first"),
            named("a web page"),
        ),
        Row::both("FASTA", post(b">r1\nACGT\n"), named("FASTA")),
        Row::both("zeros", post(&[0; 5000]), named("")),
        Row::both(
            "one line of 40 MB",
            post(&[&b"@r"[..], &vec![b'A'; 40 << 20]].concat()),
            named(""),
        ),
    ]
}

/// More than 10 GB of sound FASTQ in gzip of about 10 MB: one member, again and again.
#[must_use]
pub fn bomb() -> Vec<u8> {
    const MEMBER: usize = 64 << 20;
    let record = [&b"@r\n"[..], &[b'A'; 500], b"\n+\n", &[b'I'; 500], b"\n"].concat();
    let text = record.repeat(MEMBER / record.len());
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(&text).unwrap();
    let member = encoder.finish().unwrap();
    let members = (10 << 30) / text.len() + 1;
    // What one member unpacks to is known; that it is sound is shown here.
    let unpacked = std::io::copy(&mut flate2::read::GzDecoder::new(&member[..]), &mut sink());
    assert_eq!(unpacked.unwrap(), text.len() as u64);
    member.repeat(members)
}
