//! Cutting: in a sound four-line file every cut finds the next record's start.

use crate::{cuts, made, numbers};
use shared::analysis::tally_chunk;
use shared::fastq::boundary::{Boundary, find_record_start, last_record_start};
use shared::fastq::{Layout, Record, read_records};
use shared::wire::TallyDocument;

/// Checks the finder at cuts, with whole windows and short ones, and counts the chunks.
pub fn check(data: &[u8]) {
    let text = made::sound_four_line(data);
    let mut numbers = numbers(data);
    let starts = record_starts(&text);
    let cuts = cuts(text.len(), &mut numbers);
    for &cut in &cuts {
        let previous = cut.checked_sub(1).map(|index| text[index]);
        let expected = starts.iter().copied().find(|&start| start >= cut);
        let found = match find_record_start(&text[cut..], 0, previous, true) {
            Boundary::Found(offset) => Some(cut + offset),
            Boundary::End => None,
            Boundary::NeedMore => panic!("the window ends the input"),
        };
        assert_eq!(found, expected, "cut at {cut}");
        let end = numbers.usize(cut..=text.len());
        match find_record_start(&text[cut..end], 0, previous, false) {
            Boundary::Found(offset) => assert_eq!(Some(cut + offset), expected),
            Boundary::NeedMore => {}
            Boundary::End => panic!("the window does not end the input"),
        }
        last_is_the_last(&text[..cut], &starts);
    }
    chunks_count_as_the_whole(&text, &starts, &cuts);
}

/// Offsets of all records.
pub fn record_starts(text: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    read_records(text, Layout::FourLine, true, |record: &Record<'_>| {
        let definition = record.definition.as_ptr().addr() - text.as_ptr().addr();
        starts.push(definition - 1);
    });
    starts
}

/// The last start that the window shows: its `+` two lines below must be there.
fn last_is_the_last(window: &[u8], starts: &[usize]) {
    let seen = |start: usize| {
        let mut ends = (start..window.len()).filter(|&at| window[at] == b'\n');
        ends.nth(1).is_some_and(|end| end + 1 < window.len())
    };
    let expected = starts
        .iter()
        .copied()
        .rev()
        .find(|&start| start > 0 && seen(start));
    assert_eq!(last_record_start(window), expected);
}

fn chunks_count_as_the_whole(text: &[u8], starts: &[usize], cuts: &[usize]) {
    let mut bounds: Vec<usize> = cuts
        .iter()
        .filter_map(|&cut| starts.iter().copied().find(|&start| start >= cut))
        .collect();
    bounds.extend([0, text.len()]);
    bounds.sort_unstable();
    bounds.dedup();
    let mut total = TallyDocument::default();
    for pair in bounds.windows(2) {
        let more = pair[1] < text.len();
        let part = tally_chunk(
            &text[pair[0]..pair[1]],
            Layout::FourLine,
            pair[0] as u64,
            more,
        );
        assert_eq!(part.error, None);
        total.merge(&part.document).expect("parts do not overlap");
    }
    let whole = tally_chunk(text, Layout::FourLine, 0, false);
    assert_eq!(whole.error, None);
    assert_eq!(total, whole.document);
}
