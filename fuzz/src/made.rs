//! Inputs made of arbitrary bytes: sound FASTQ, gzip members, BGZF.

use crate::read_all;
use fastrand::Rng;
use flate2::{Compression, Decompress, FlushDecompress, Status, write::DeflateEncoder};
use shared::fastq::{Layout, Stop};
use std::io::Write;

/// The bytes themselves if they are a sound four-line file, else one that is made of them.
pub fn sound_four_line(data: &[u8]) -> Vec<u8> {
    let (read, _) = read_all(data, Layout::FourLine, true);
    if read.stop == Stop::End && read.records > 0 {
        return data.to_vec();
    }
    four_line(data)
}

/// A sound four-line file: each line of `data` gives one record.
pub fn four_line(data: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8] = b"ACGTNacgtRY.-*UK";
    let mut text = Vec::new();
    for line in data.split(|&byte| byte == b'\n') {
        let (&kind, line) = line.split_first().unwrap_or((&0, &[]));
        let end: &[u8] = if kind & 1 == 0 { b"\n" } else { b"\r\n" };
        let name: Vec<u8> = line
            .iter()
            .take(usize::from(kind >> 2) % 12)
            .copied()
            .filter(|&byte| byte != b'\r')
            .collect();
        text.push(b'@');
        text.extend(&name);
        text.extend(end);
        text.extend(line.iter().map(|&byte| LETTERS[usize::from(byte) % 16]));
        text.extend(end);
        text.push(b'+');
        if kind & 2 != 0 {
            text.extend(&name);
        }
        text.extend(end);
        // Scores from many values and from few: they are counted in two ways.
        let few = kind & 64 != 0;
        text.extend(line.iter().map(|&byte| match (few, byte) {
            (true, byte) => b"@+#,:FIJ"[usize::from(byte) % 8],
            (false, byte) => b'!' + byte % 94,
        }));
        text.extend(end);
    }
    if data.len() % 5 == 1 && !text.ends_with(b"\r\n\r\n") {
        // The last line may lack its end.
        text.pop();
        if text.ends_with(b"\r") {
            text.pop();
        }
    } else if data.len() % 5 == 2 {
        text.extend(b"\n\n");
    }
    text
}

/// One gzip member.
pub fn member(text: &[u8], level: u32) -> Vec<u8> {
    finish_member(
        vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255],
        &deflate(text, level),
        text,
    )
}

/// One BGZF block of at most 65,280 bytes of text (SAM specification, section 4.1).
pub fn bgzf_block(text: &[u8], level: u32) -> Vec<u8> {
    let body = deflate(text, level);
    let mut block = vec![0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, b'B', b'C', 2, 0];
    let size = block.len() + 2 + body.len() + 8 - 1;
    block.extend((size as u16).to_le_bytes());
    finish_member(block, &body, text)
}

/// A BGZF file with its end marker.
pub fn bgzf(text: &[u8], block: usize, level: u32) -> Vec<u8> {
    let mut file: Vec<u8> = text
        .chunks(block.clamp(1, 65_280))
        .flat_map(|text| bgzf_block(text, level))
        .collect();
    file.extend(bgzf_block(b"", level));
    file
}

/// gzip of some text in the way that `numbers` choose: one member, several, or BGZF.
pub fn packed(text: &[u8], numbers: &mut Rng) -> Vec<u8> {
    let level = numbers.u32(0..=9);
    let size = text.len() / numbers.usize(1..5) + 1;
    match numbers.u8(..3) {
        0 => member(text, level),
        1 => text
            .chunks(size)
            .flat_map(|text| member(text, level))
            .collect(),
        _ => bgzf(text, size, level),
    }
}

/// A gzip member whose deflated data are `data`: with the right trailer if they are whole.
pub fn member_of_deflated(data: &[u8]) -> Vec<u8> {
    let mut inflate = Decompress::new(false);
    let mut text = vec![0; 1 << 16];
    let status = inflate.decompress(data, &mut text, FlushDecompress::None);
    let head = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    if !matches!(status, Ok(Status::StreamEnd)) {
        return [&head[..], data].concat();
    }
    text.truncate(inflate.total_out() as usize);
    finish_member(head, &data[..inflate.total_in() as usize], &text)
}

fn deflate(text: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
    // Writing to memory cannot fail.
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn finish_member(mut head: Vec<u8>, body: &[u8], text: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(text);
    head.extend(body);
    head.extend(crc.sum().to_le_bytes());
    head.extend(crc.amount().to_le_bytes());
    head
}
