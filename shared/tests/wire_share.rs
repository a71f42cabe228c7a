//! How large the JSON of a chunk's tally is, as a share of the chunk: what the page sends for each
//! chunk must be paid back by what it gets.

#[path = "common/mixer.rs"]
mod mixer;

use mixer::{bases, mix};
use shared::analysis::tally_chunk;
use shared::fastq::Layout;
use std::io::Write;

/// Bytes of a chunk.
const CHUNK: usize = 4 << 20;
/// Bases of a read.
const LENGTH: usize = 150;

/// The share, in percent, where no two reads begin alike and `change` alters each.
fn share(what: &str, change: impl Fn(u64, &mut [u8])) -> Result<f64, std::io::Error> {
    let mut text = Vec::with_capacity(CHUNK + 1000);
    let mut sequence = Vec::new();
    for read in 0_u64.. {
        if text.len() >= CHUNK {
            break;
        }
        sequence.clear();
        (0..5).for_each(|word| bases(mix(5 * read + word), 32, &mut sequence));
        sequence.truncate(LENGTH);
        change(read, &mut sequence);
        let (tile, x, y) = (1101 + read / 5000, 1000 + read % 30_000, read * 7 % 20_000);
        writeln!(
            text,
            "@A00123:45:HXXXXDSXX:1:{tile}:{x}:{y} 1:N:0:ACGTACGT+TTGGCCAA"
        )?;
        text.extend_from_slice(&sequence);
        text.extend_from_slice(b"\n+\n");
        text.extend((0..LENGTH as u64).map(|at| b'#' + (mix(read << 8 | at) % 39) as u8));
        text.push(b'\n');
    }
    let outcome = tally_chunk(&text, Layout::FourLine, 0, true);
    assert_eq!(outcome.error, None);
    let json = outcome.document.to_json().len();
    let share = json as f64 / text.len() as f64 * 100.0;
    println!(
        "{what}: {json} bytes for {} of text, {share:.2} %",
        text.len()
    );
    Ok(share)
}

#[test]
fn a_tally_is_a_small_share_of_its_chunk() -> Result<(), std::io::Error> {
    assert!(share("A, C, G and T alone", |_, _| {})? < 8.0);
    assert!(
        share("half in lower case", |_, read| read[..75]
            .make_ascii_lowercase())?
            < 8.0
    );
    let first = share("N in the first base", |_, read| read[0] = b'N')?;
    let some = share("N in one of the first fifty", |number, read| {
        read[(mix(!number) % 50) as usize] = b'N';
    })?;
    assert!(first < 8.0 && some < 8.0);
    Ok(())
}
