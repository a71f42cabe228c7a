//! A parallel engine in small: the rules by which the page cuts, counts and mends, run in one thread.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is wrong"
)]

use shared::analysis::tally_chunk;
use shared::fastq::boundary::{Boundary, find_record_start};
use shared::fastq::{FastqError, Layout};
use shared::framer::{Event, Framer};
use shared::wire::TallyDocument;

/// The record start that belongs to a cut of `text` at `cut`.
pub(crate) fn boundary(text: &[u8], cut: usize) -> usize {
    if cut == 0 {
        return 0;
    }
    match find_record_start(&text[cut..], 0, Some(text[cut - 1]), true) {
        Boundary::Found(offset) => cut + offset,
        Boundary::End => text.len(),
        Boundary::NeedMore => panic!("the window ends the input"),
    }
}

/// Counts the parts of `text` that lie between the record starts of `cuts`, in the order that
/// `order` makes of them, and merges what comes back. A part that is wrong, and all behind it, is
/// read in sequence from its start by the framer.
pub(crate) fn count_in_parts(
    text: &[u8],
    cuts: &[usize],
    order: impl FnOnce(&mut Vec<(usize, usize)>),
) -> (TallyDocument, Option<FastqError>) {
    let mut starts: Vec<usize> = cuts.iter().map(|&cut| boundary(text, cut)).collect();
    starts.extend([0, text.len()]);
    starts.sort_unstable();
    let mut parts: Vec<(usize, usize)> = starts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    parts.retain(|(start, end)| start < end);
    order(&mut parts);
    let mut answers = Vec::new();
    let mut wrong = text.len();
    for &(start, end) in &parts {
        let outcome = tally_chunk(
            &text[start..end],
            Layout::FourLine,
            start as u64,
            end < text.len(),
        );
        if outcome.error.is_some() {
            wrong = wrong.min(start);
        }
        answers.push((start, outcome.document));
    }
    let mut total = TallyDocument::default();
    for (_, document) in answers.iter().filter(|(start, _)| *start < wrong) {
        total.merge(document).unwrap();
    }
    if wrong == text.len() && !text.is_empty() {
        return (total, None);
    }
    let error = count_in_sequence(&text[wrong..], &mut total);
    (total, error)
}

/// Reads what `total` does not yet cover, in pieces, and counts each block that the framer finds.
fn count_in_sequence(text: &[u8], total: &mut TallyDocument) -> Option<FastqError> {
    let mut framer = Framer::new(total.ledger.prefix_end(), Layout::FourLine, false);
    let mut count = |event: Event<'_>| {
        if let Event::Block(block) = event {
            let outcome = tally_chunk(block.bytes, block.layout, block.start.byte, false);
            assert_eq!(outcome.error, None);
            total.merge(&outcome.document).unwrap();
        }
    };
    for piece in text.chunks(97) {
        if let Err(error) = framer.feed(piece, &mut count) {
            return Some(error);
        }
    }
    framer.finish(&mut count).err()
}
