//! The laws that every promise stands on: tallies and ledgers are commutative monoids, and any cut
//! of an input into record-aligned parts, counted in any order, gives the same tally.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/generate.rs"]
mod generate;
#[path = "common/parts.rs"]
mod parts;

use generate::{Line, records, text_of};
use proptest::prelude::*;
use shared::analysis::{Analysis, Options, Outcome, tally_chunk};
use shared::fastq::Layout;
use shared::fastq::boundary::{Boundary, find_record_start, last_record_start};
use shared::ledger::{Ledger, Segment};
use shared::wire::TallyDocument;

fn whole(text: &[u8]) -> Outcome {
    let mut analysis = Analysis::new(Options::default());
    analysis.feed(text);
    analysis.finish()
}

fn part(text: &[u8], start: usize, end: usize) -> TallyDocument {
    tally_chunk(
        &text[start..end],
        Layout::FourLine,
        start as u64,
        end < text.len(),
    )
    .document
}

fn sum(parts: &[&TallyDocument]) -> TallyDocument {
    let mut total = TallyDocument::default();
    parts.iter().for_each(|part| total.merge(part).unwrap());
    total
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_tally_is_a_commutative_monoid(records in records(1..30), a in any::<u16>(), b in any::<u16>()) {
        let (text, starts) = text_of(&records, Line::Feed);
        let cut = |at: u16| starts[usize::from(at) % starts.len()];
        let (a, b) = (cut(a).min(cut(b)), cut(a).max(cut(b)));
        let (x, y, z) = (part(&text, 0, a), part(&text, a, b), part(&text, b, text.len()));
        prop_assert_eq!(sum(&[&x, &TallyDocument::default()]), x.clone());
        prop_assert_eq!(sum(&[&x, &y]), sum(&[&y, &x]));
        prop_assert_eq!(sum(&[&sum(&[&x, &y]), &z]), sum(&[&x, &sum(&[&y, &z])]));
        prop_assert_eq!(sum(&[&z, &x, &y]), whole(&text).document);
    }

    #[test]
    fn every_record_boundary_splits_a_tally(records in records(1..12)) {
        let (text, starts) = text_of(&records, Line::Feed);
        let reference = whole(&text);
        prop_assert_eq!(&reference.error, &None);
        prop_assert_eq!(reference.document.reads(), records.len() as u64);
        for &start in &starts {
            let both = sum(&[&part(&text, 0, start), &part(&text, start, text.len())]);
            prop_assert_eq!(&both, &reference.document);
            prop_assert_eq!(both.receipt(), reference.document.receipt());
        }
    }

    #[test]
    fn any_cuts_in_any_order_give_the_same_tally(
        records in records(1..20),
        line in prop_oneof![Just(Line::Feed), Just(Line::CarriageReturnFeed), Just(Line::NoneAtEnd), Just(Line::BlankTail)],
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        seed in any::<u64>(),
    ) {
        let (text, _) = text_of(&records, line);
        let cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        let (document, error) = parts::count_in_parts(&text, &cuts, |parts| {
            parts.sort_by_key(|(start, _)| (*start as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        });
        prop_assert_eq!(error, None);
        prop_assert_eq!(document, whole(&text).document);
    }

    #[test]
    fn damage_gives_the_same_prefix_and_message_at_any_cut(
        records in records(1..12),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
    ) {
        let (mut text, _) = text_of(&records, Line::Feed);
        let at = at.index(text.len());
        text[at] = byte;
        prop_assume!(matches!(shared::sniff::sniff(&text), shared::sniff::Sniffed::Text));
        let reference = whole(&text);
        let cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        let (document, error) = parts::count_in_parts(&text, &cuts, |parts| parts.reverse());
        prop_assert_eq!(error, reference.error);
        prop_assert_eq!(document, reference.document);
    }

    #[test]
    fn the_finder_is_right_at_every_byte(
        records in records(1..12),
        line in prop_oneof![Just(Line::Feed), Just(Line::CarriageReturnFeed), Just(Line::NoneAtEnd)],
    ) {
        let (text, starts) = text_of(&records, line);
        for cut in 0..=text.len() {
            let expected = starts.iter().copied().find(|&start| start >= cut);
            let found = parts::boundary(&text, cut);
            prop_assert_eq!(found, expected.unwrap_or(text.len()), "cut at {}", cut);
            // A window that does not reach far enough says so, or finds the same.
            for end in (cut..text.len()).step_by(3) {
                match find_record_start(&text[cut..end], 0, cut.checked_sub(1).map(|before| text[before]), false) {
                    Boundary::Found(offset) => prop_assert_eq!(Some(cut + offset), expected),
                    Boundary::NeedMore => {}
                    Boundary::End => prop_assert!(false, "a window inside the input has no end"),
                }
            }
        }
    }

    #[test]
    fn the_last_start_in_a_window_is_a_record_start(records in records(2..40), end in any::<prop::sample::Index>()) {
        let (text, starts) = text_of(&records, Line::Feed);
        let window = &text[..end.index(text.len() + 1)];
        if let Some(last) = last_record_start(window) {
            prop_assert!(last > 0 && starts.contains(&last));
        }
        // Two whole records and the third one's first three lines are enough to find a start.
        let whole_records = starts.iter().filter(|&&start| start <= window.len()).count();
        prop_assert!(whole_records < 4 || last_record_start(window).is_some());
    }

    #[test]
    fn a_ledger_takes_each_part_once_in_any_order(
        sizes in prop::collection::vec((1_u64..50, 1_u64..5), 1..20),
        lost in any::<prop::sample::Index>(),
        seed in any::<u64>(),
    ) {
        let mut start = 0;
        let mut parts: Vec<Segment> = sizes.iter().map(|&(length, records)| {
            let part = Segment { start, end: start + length, records, lines: 4 * records, digest: length };
            start += length;
            part
        }).collect();
        let mut reference = Ledger::default();
        parts.iter().for_each(|part| reference.commit(*part).unwrap());
        prop_assert!(reference.is_whole(start));
        let lost = parts[lost.index(parts.len())];
        parts.sort_by_key(|part| (part.start ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut ledger = Ledger::default();
        for part in parts.iter().filter(|part| **part != lost) {
            ledger.commit(*part).unwrap();
            let before = ledger.clone();
            prop_assert!(ledger.commit(*part).is_err(), "a repeated part");
            prop_assert_eq!(&ledger, &before);
        }
        prop_assert!(!ledger.is_whole(start) || parts.len() == 1);
        ledger.commit(lost).unwrap();
        prop_assert_eq!(&ledger, &reference);

        // The same in two ledgers whose segments lie among each other, merged either way.
        let mut halves = [Ledger::default(), Ledger::default()];
        for part in &parts {
            halves[usize::from(part.digest.wrapping_mul(seed) & 8 != 0)].commit(*part).unwrap();
        }
        let [one, other] = halves;
        for (mut sum, other) in [(one.clone(), &other), (other.clone(), &one)] {
            sum.merge(other).unwrap();
            prop_assert_eq!(&sum, &reference);
            prop_assert!(sum.merge(&one).is_err() || one.segments().is_empty());
            prop_assert_eq!(&sum, &reference, "an error takes nothing in");
        }
    }

    #[test]
    fn the_wire_form_is_exact(records in records(0..20)) {
        let (text, _) = text_of(&records, Line::Feed);
        let document = whole(&text).document;
        let json = document.to_json();
        let back = TallyDocument::from_json(json.as_bytes()).unwrap();
        prop_assert_eq!(back.to_json(), json);
        prop_assert_eq!(back, document);
    }
}

#[test]
fn a_tally_that_contradicts_itself_is_refused() {
    let document = whole(b"@r1\nACGT\n+\nIIII\n").document;
    let json = document.to_json();
    for (from, to) in [
        ("\"reads\":1", "\"reads\":2"),
        ("\"bases\":4", "\"bases\":5"),
        (
            "\"counts\":[[4,1]]",
            "\"counts\":[[4,18446744073709551615]]",
        ),
        ("\"undefined\":0", "\"undefined\":1"),
        ("\"records\":1", "\"records\":9"),
        ("\"start\":0,\"end\":16", "\"start\":16,\"end\":0"),
        ("\"schema\":4", "\"schema\":3"),
        ("fastqc-tiles-1", "other"),
        ("\"shift\":0", "\"shift\":64"),
        ("\"lines\":4", "\"lines\":17"),
        // Written again, a row that counts nothing would be empty.
        ("],\"base_content\":", ",[0]],\"base_content\":"),
        ("],\"read_quality\":", ",[0]],\"read_quality\":"),
    ] {
        assert!(json.contains(from), "{from} in {json}");
        assert!(
            TallyDocument::from_json(json.replacen(from, to, 1).as_bytes()).is_err(),
            "{from} → {to}"
        );
    }
    assert!(TallyDocument::from_json(b"[]").is_err());
    assert!(TallyDocument::from_json("[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn reads_in_which_no_adapter_was_looked_for_are_refused() {
    let null = |text: &[u8]| {
        let json = whole(text).document.to_json();
        let (before, rest) = json.split_once("\"adapter_content\":").unwrap();
        let (_, behind) = rest.split_once(",\"tile_quality\":").unwrap();
        let null = format!("{before}\"adapter_content\":null,\"tile_quality\":{behind}");
        TallyDocument::from_json(null.as_bytes())
    };
    let error = null(b"@r1\nACGT\n+\nIIII\n").unwrap_err().to_string();
    assert!(
        error.ends_with("contradicts itself: adapter_content"),
        "{error}"
    );
    assert_eq!(null(b"\n").unwrap(), whole(b"\n").document);
}

#[test]
fn what_was_merged_can_be_read_back() {
    // The least bytes that records can have, and blank lines, which are in no line of a segment.
    let texts: [&[u8]; 6] = [
        b"@\n\n+\n",
        b"@\n\n+\n\n",
        b"@\n\n+\n\n@\n\n+\n",
        b"@\r\n\r\n+\r\n",
        b"@\nA\n+\nI\n\n\n\n\n\n\n",
        b"\n\n\n",
    ];
    for text in texts {
        for layout in [Layout::FourLine, Layout::Wrapped] {
            let mut sum = TallyDocument::default();
            for part in 0..3 {
                let start = part * text.len() as u64;
                let json = tally_chunk(text, layout, start, false).document.to_json();
                let back = TallyDocument::from_json(json.as_bytes()).unwrap();
                sum.merge(&back).unwrap();
            }
            let back = TallyDocument::from_json(sum.to_json().as_bytes());
            assert_eq!(back.unwrap(), sum, "{text:?}");
        }
    }
}

#[test]
fn rounded_lengths_that_were_merged_can_be_read_back() {
    // 2^31 reads of length 0, with lengths known to within 2^31 bases only: each is sound by itself.
    let json = whole(b"@\n\n+\n\n").document.to_json();
    let json = json.replacen("\"shift\":0", "\"shift\":31", 1);
    let one = TallyDocument::from_json(json.as_bytes()).unwrap();
    let mut tally = one.tally.clone();
    for _ in 0..34 {
        let same = tally.clone();
        tally.merge(&same).unwrap();
    }
    let mut ledger = Ledger::default();
    let reads = tally.reads();
    let segment = Segment {
        start: 0,
        end: 6 * reads,
        records: reads,
        lines: 4 * reads,
        digest: 0,
    };
    ledger.commit(segment).unwrap();
    let sum = TallyDocument { tally, ledger };
    let back = TallyDocument::from_json(sum.to_json().as_bytes()).unwrap();
    assert_eq!(back, sum);
}

#[test]
fn a_chunk_of_short_reads_gives_a_small_tally() {
    let record = |i: usize| format!("@r{i}\n{}\n+\n{}\n", "ACGTN".repeat(30), "IF,:#".repeat(30));
    let text: String = (0..4_000_000 / 320).map(record).collect();
    let json = whole(text.as_bytes()).document.to_json();
    assert!(
        json.len() * 50 < text.len(),
        "{} bytes of tally for {} of text",
        json.len(),
        text.len()
    );
}
