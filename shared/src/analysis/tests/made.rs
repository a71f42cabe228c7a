//! BGZF to test with.

use std::io::Write;

/// A block of BGZF.
pub(in crate::analysis) fn block(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    let body = encoder.finish().unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(text);
    let mut block = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0".to_vec();
    block.extend(u16::try_from(body.len() + 25).unwrap().to_le_bytes());
    block.extend(body);
    block.extend(crc.sum().to_le_bytes());
    block.extend(crc.amount().to_le_bytes());
    block
}

/// BGZF of a text in blocks of so many bytes.
pub(in crate::analysis) fn packed(text: &[u8], block_bytes: usize) -> Vec<u8> {
    text.chunks(block_bytes).flat_map(block).collect()
}

/// Records of many lengths, whose scores may look like the start of one.
pub(in crate::analysis) fn text(records: usize) -> Vec<u8> {
    let record = |index: usize| {
        let length = 1 + index * 37 % 90;
        let (bases, scores) = ("ACGTN".repeat(18), "@+I5".repeat(23));
        format!(
            "@r{index}\n{}\n+\n{}\n",
            &bases[..length],
            &scores[..length]
        )
    };
    (0..records).map(record).collect::<String>().into_bytes()
}
