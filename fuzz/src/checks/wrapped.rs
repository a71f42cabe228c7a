//! Framing: an input in any pieces gives what it gives whole.

use crate::{Owned, made, numbers, pieces};
use shared::fastq::{FastqError, Layout, Position};
use shared::framer::{Event, Framer};

/// What a framer told of an input.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    records: Vec<Owned>,
    /// Runs in one layout: layout, first byte, end, records and lines.
    runs: Vec<(Layout, u64, u64, u64, u64)>,
    end: Position,
    layout: Layout,
    error: Option<FastqError>,
}

/// Checks the bytes themselves, and a sound file made of them that turns wrapped.
pub fn check(data: &[u8]) {
    check_text(data);
    check_text(&wrapped_behind_four_line(data));
}

fn check_text(text: &[u8]) {
    let mut numbers = numbers(text);
    for layout in [Layout::FourLine, Layout::Wrapped] {
        for (strict, more) in [(false, false), (true, false), (true, true)] {
            let begin = Position {
                byte: [0, 1000][usize::from(more)],
                ..Position::START
            };
            let framer = || Framer::new(begin, layout, more).strict(strict);
            let whole = tell(framer(), &[text], begin);
            let parts = tell(framer(), &pieces(text, &mut numbers), begin);
            assert_eq!(parts, whole, "{layout:?}, strict: {strict}, more: {more}");
        }
    }
}

fn tell(mut framer: Framer, pieces: &[&[u8]], begin: Position) -> Told {
    let (mut records, mut runs) = (Vec::new(), Vec::<(Layout, u64, u64, u64, u64)>::new());
    let mut next = begin;
    let mut on = |event: Event<'_>| match event {
        Event::Record(record) => records.push(Owned::from(record)),
        Event::Block(block) => {
            assert_eq!(block.start, next, "blocks tile the input");
            next.byte += block.bytes.len() as u64;
            next.record += block.records;
            next.line += block.lines;
            match runs.last_mut() {
                Some(run) if run.0 == block.layout => {
                    run.2 = next.byte;
                    run.3 += block.records;
                    run.4 += block.lines;
                }
                _ => runs.push((
                    block.layout,
                    block.start.byte,
                    next.byte,
                    block.records,
                    block.lines,
                )),
            }
        }
    };
    let fed = pieces
        .iter()
        .try_for_each(|piece| framer.feed(piece, &mut on));
    let error = fed.and_then(|()| framer.finish(&mut on)).err();
    assert_eq!(records.len() as u64, next.record - begin.record);
    assert_eq!(framer.position().record, next.record);
    Told {
        records,
        runs,
        end: framer.position(),
        layout: framer.layout(),
        error,
    }
}

/// Four-line records of the first half of `data`, and wrapped ones of the second.
fn wrapped_behind_four_line(data: &[u8]) -> Vec<u8> {
    let (first, second) = data.split_at(data.len() / 2);
    let mut text = if first.is_empty() {
        Vec::new()
    } else {
        made::four_line(first)
    };
    while text.ends_with(b"\n\n") {
        text.pop();
    }
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    for line in second.split(|&byte| byte == b'\n') {
        let width = usize::from(line.first().copied().unwrap_or(0) % 7) + 1;
        text.extend(b"@w\n");
        for part in line.chunks(width) {
            text.extend(part.iter().map(|&byte| b"ACGTN"[usize::from(byte) % 5]));
            text.push(b'\n');
        }
        if line.is_empty() {
            text.push(b'\n');
        }
        text.extend(b"+\n");
        // The scores break elsewhere than the bases.
        for part in line.chunks(width + 1) {
            text.extend(part.iter().map(|&byte| b'!' + byte % 94));
            text.push(b'\n');
        }
        if line.is_empty() {
            text.push(b'\n');
        }
    }
    text
}
