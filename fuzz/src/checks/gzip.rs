//! Unpacking: the push decoder against flate2's, at any cuts and rooms, within its limit.

use crate::{made, numbers, pieces};
use fastrand::Rng;
use flate2::read::MultiGzDecoder;
use shared::fastq::{FastqError, FastqErrorKind};
use shared::gzip::{Decoder, Structure};
use std::io::Read;

/// Checks the bytes themselves, a member that has them for its deflated data, and gzip of them.
pub fn check(data: &[u8]) {
    let mut numbers = numbers(data);
    check_packed(data, &mut numbers);
    check_packed(&made::member_of_deflated(data), &mut numbers);
    let mut packed = made::packed(data, &mut numbers);
    check_packed(&packed, &mut numbers);
    // Damage somewhere, which random bytes would not make of sound gzip.
    match numbers.u8(..4) {
        0 => packed.truncate(numbers.usize(..=packed.len())),
        1 => packed.extend([0; 9]),
        2 => packed.extend(data.iter().take(20)),
        _ => {
            let at = numbers.usize(..packed.len());
            packed[at] ^= 1 << numbers.u8(..8);
        }
    }
    check_packed(&packed, &mut numbers);
}

fn check_packed(packed: &[u8], numbers: &mut Rng) {
    // An input of a few kilobytes may unpack to megabytes, but a check should not take long.
    let limit = 4 << 20;
    let whole = unpack(&[packed], limit, || 1 << 20);
    let room = [1, 7, 100, 5000, 1 << 18][numbers.usize(..5)];
    let room = if whole.0.len() > 1 << 16 { 5000 } else { room };
    let mut sizes = numbers.clone();
    let parts = unpack(&pieces(packed, numbers), limit, || sizes.usize(1..=room));
    same(&parts, &whole);

    let small = numbers.usize(..=whole.0.len() + whole.0.len() / 2);
    let capped = unpack(&pieces(packed, numbers), small as u64, || {
        sizes.usize(1..=room)
    });
    assert!(capped.0.len() <= small, "the limit is kept");
    if whole.0.len() <= small {
        same(&capped, &whole);
    } else {
        let kind = FastqErrorKind::GzipTooLarge {
            limit: small as u64,
        };
        assert_eq!(capped.1.map_err(|error| error.kind), Err(kind));
        assert!(
            capped.0 == whole.0[..small],
            "the text before the limit is the same"
        );
    }

    let mut text = Vec::new();
    if MultiGzDecoder::new(packed)
        .take(limit)
        .read_to_end(&mut text)
        .is_ok()
        && (text.len() as u64) < limit
    {
        match whole.1 {
            Ok(_) => assert!(whole.0 == text, "flate2 has another text"),
            Err(error) => assert!(
                has_reserved_flags(packed, &error),
                "flate2 takes it: {error:?}"
            ),
        }
    }
}

/// The text can be long: says how long, not what it is.
fn same(one: &Unpacked, other: &Unpacked) {
    assert_eq!(
        (one.0.len(), &one.1),
        (other.0.len(), &other.1),
        "the same at any cuts and rooms"
    );
    assert!(one.0 == other.0, "the same text at any cuts and rooms");
}

/// flate2 passes over flags that RFC 1952 reserves.
fn has_reserved_flags(packed: &[u8], error: &FastqError) -> bool {
    let member = error
        .compressed_byte
        .and_then(|start| packed.get(start as usize..));
    let flags = member.and_then(|member| member.get(3));
    flags.is_some_and(|flags| flags & 0xe0 != 0)
}

type Unpacked = (Vec<u8>, Result<Structure, FastqError>);

fn unpack(pieces: &[&[u8]], limit: u64, mut room: impl FnMut() -> usize) -> Unpacked {
    let mut decoder = Decoder::new(limit);
    let (mut text, mut text_before) = (Vec::new(), 0);
    for piece in pieces {
        let mut used = 0;
        while used < piece.len() {
            let room = room();
            match decoder.push(&piece[used..], &mut text, room) {
                Ok(more) => used += more,
                Err(error) => return (text, Err(error)),
            }
            assert!(text.len() - text_before <= room, "the room is kept");
            text_before = text.len();
        }
    }
    let end = decoder.finish(&mut text).map(|()| decoder.structure());
    (text, end)
}
