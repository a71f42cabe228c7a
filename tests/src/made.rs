//! Inputs that are made rather than kept: bad ones, large ones, and files that turn wrapped.

pub mod packed;
pub mod simulated;

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

/// A sequence of numbers that looks random and is the same in every run.
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// The sequence that belongs to `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % limit as u64).unwrap()
    }

    /// Puts a list in another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// Four-line text of about `bytes` bytes: reads of `length` bases, qualities as Illumina gives them.
#[must_use]
pub fn reads(bytes: usize, length: usize, seed: u64) -> Vec<u8> {
    let mut numbers = Numbers::new(seed);
    let mut text = Vec::with_capacity(bytes + 1000);
    let mut count = 0;
    while text.len() < bytes {
        count += 1;
        writeln!(
            text,
            "@SIM:1:FLOW:1:{}:{count} 1:N:0:ACGT",
            1101 + count % 7
        )
        .unwrap();
        text.extend((0..length).map(|_| b"ACGTACGTACGTACGN"[numbers.below(16)]));
        text.extend(b"\n+\n");
        text.extend((0..length).map(|_| b"#'+0257:<=??@ABCDEFFGGHHIIIIIIII"[numbers.below(32)]));
        text.push(b'\n');
    }
    text
}

/// Records of a four-line text in which sequence and quality scores are broken over lines.
#[must_use]
pub fn wrapped(count: usize) -> String {
    let mut text = String::new();
    for index in 0..count {
        // The second quality line begins with '@', as if it were a record.
        writeln!(
            text,
            "@wrapped.{index}\nACGTACGTAC\nGGCCTTAA\n+\nIIII+IIIII\n@@III+II"
        )
        .unwrap();
    }
    text
}

/// Makes a file of at least `bytes` bytes, as [`repeat`] has it; how many there are.
pub fn big_file(path: &Path, text: &[u8], bytes: u64) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let written = repeat(&mut out, text, bytes)?;
    out.flush()?;
    Ok(written)
}

/// Writes at least `bytes` bytes: the four-line records of `text` again and again, under new names.
pub fn repeat(out: &mut impl Write, text: &[u8], bytes: u64) -> io::Result<u64> {
    let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    let (mut written, mut round) = (0_u64, 0_u64);
    loop {
        for record in lines.chunks_exact(4) {
            if written >= bytes {
                return Ok(written);
            }
            let name = format!("@r{round}.");
            for part in [
                name.as_bytes(),
                &record[0][1..],
                b"\n",
                record[1],
                b"\n+\n",
                record[3],
                b"\n",
            ] {
                out.write_all(part)?;
                written += part.len() as u64;
            }
        }
        round += 1;
    }
}

/// gzip of some bytes.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Inputs that are not sound FASTQ, each with a name that says how.
#[must_use]
pub fn bad_inputs() -> Vec<(&'static str, Vec<u8>)> {
    let packed = gzip(&reads(60_000, 100, 5));
    let mut bam = b"BAM\x01".to_vec();
    bam.extend([0; 60]);
    vec![
        ("empty.fastq", Vec::new()),
        (
            "text.fastq",
            b"Dear reader,\nthis is a letter.\nIt holds no reads.\nYours\n".to_vec(),
        ),
        (
            "picture.png",
            [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[7; 200]].concat(),
        ),
        (
            "truncated.fastq.gz",
            packed[..packed.len() * 2 / 3].to_vec(),
        ),
        (
            "sequences.fasta",
            b">chr1\nACGTACGT\n>chr2\nGGCC\n".to_vec(),
        ),
        ("alignments.bam", gzip(&bam)),
        ("nothing.fastq", vec![0; 10_000]),
        ("blank.fastq", b"\n\n\n".to_vec()),
        (
            "broken-name.fastq",
            b"@r1 \xff\xfe\xc3\nACGT\n+\nIIII\n@r2 \xff\nACGT\n+\nIII\n".to_vec(),
        ),
        (
            "no-newline.fastq",
            [&b"@r1"[..], &vec![b'A'; 40 << 20]].concat(),
        ),
    ]
}
