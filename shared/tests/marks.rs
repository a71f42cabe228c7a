//! The marks of a ledger: few whatever the names, and the same whatever the cuts and the order.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use proptest::prelude::*;
use shared::analysis::{tally_chunk, tally_chunk_with};
use shared::fastq::{Layout, read_records};
use shared::ledger::{CAPACITY, HashedName, Ledger, NameDigest};
use shared::tally::settings::{Settings, Thinned};
use shared::wire::TallyDocument;
use std::collections::BTreeMap;

const RECORD: usize = "@r000000\nA\n+\nI\n".len();

/// Records of equal length, named by numbers.
fn text_of(names: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let record = |name| format!("@r{name:06}\nA\n+\nI\n");
    names.into_iter().map(record).collect::<String>().into()
}

/// The records from `first` to `end` of a text, counted.
fn part(text: &[u8], first: usize, end: usize) -> TallyDocument {
    let (start, end) = (first * RECORD, end * RECORD);
    tally_chunk(&text[start..end], Layout::FourLine, start as u64, true).document
}

fn sum(parts: &[TallyDocument]) -> TallyDocument {
    let mut total = TallyDocument::default();
    parts.iter().for_each(|part| total.merge(part).unwrap());
    total
}

/// First place and digest of every name, by hash.
fn places(text: &[u8]) -> BTreeMap<u64, (u64, u64)> {
    let (mut places, mut digest, mut ordinal) = (BTreeMap::new(), NameDigest::default(), 0);
    read_records(text, Layout::FourLine, true, |record| {
        let hash = HashedName::of(record).hash;
        digest.push(record);
        places.entry(hash).or_insert((ordinal, digest.value()));
        ordinal += 1;
    });
    places
}

fn check(ledger: &Ledger, text: &[u8]) {
    let (places, marks) = (places(text), ledger.marks());
    assert!(marks.iter().count() < CAPACITY);
    for (hash, mark) in marks.iter() {
        assert_eq!(places.get(&hash), Some(&(mark.ordinal, mark.digest)));
    }
    if places.len() < CAPACITY {
        assert_eq!((marks.thinning(), marks.iter().count()), (0, places.len()));
    } else {
        // A binomial of that many draws; far beyond any chance.
        let expected = places.len() as f64 / f64::from(marks.thinning()).exp2();
        let found = marks.iter().count() as f64;
        assert!(
            (found - expected).abs() < 8.0 * expected.sqrt(),
            "{found} of {expected}"
        );
        assert!(found > CAPACITY as f64 / 4.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn marks_do_not_depend_on_cuts_and_order(
        distinct in prop_oneof![Just(1_u32), 2_u32..600, 600_u32..5_000],
        records in 1_usize..4_000,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        seed in any::<u32>(),
    ) {
        let name = |record: usize| (record as u32).wrapping_mul(0x9e37_79b1).wrapping_add(seed) % distinct;
        let text = text_of((0..records).map(name));
        let whole = part(&text, 0, records);
        check(&whole.ledger, &text);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(records + 1)).collect();
        cuts.extend([0, records]);
        cuts.sort_unstable();
        let mut parts: Vec<_> = cuts.windows(2).map(|pair| part(&text, pair[0], pair[1])).collect();
        prop_assert_eq!(&sum(&parts), &whole);
        // A part that is counted for a total may begin as thinned as that is.
        let mut total = TallyDocument::default();
        for pair in cuts.windows(2) {
            let thinned = Thinned::of(&total.tally, &total.ledger);
            let settings = Settings { thinned, ..Settings::default() };
            let text = &text[pair[0] * RECORD..pair[1] * RECORD];
            let start = (pair[0] * RECORD) as u64;
            let part = tally_chunk_with(text, Layout::FourLine, start, true, &settings).document;
            prop_assert!(part.ledger.marks().thinning() >= thinned.names);
            total.merge(&part).unwrap();
        }
        prop_assert_eq!(&total, &whole);
        parts.reverse();
        prop_assert_eq!(&sum(&parts), &whole);
        // Every other part first: then all the gaps are closed.
        let (even, odd): (Vec<_>, Vec<_>) = (0..).zip(parts).partition(|(index, _)| index % 2 == 0);
        let only = |parts: Vec<(i32, TallyDocument)>| sum(&parts.into_iter().map(|part| part.1).collect::<Vec<_>>());
        let (even, odd) = (only(even), only(odd));
        for document in [&even, &odd, &whole] {
            let json = document.to_json();
            prop_assert_eq!(&TallyDocument::from_json(json.as_bytes()).unwrap(), document);
        }
        prop_assert_eq!(sum(&[odd, even]), whole);
    }
}

#[test]
fn a_million_equal_names_have_one_mark() {
    let text = "@r\nA\n+\nI\n".repeat(1_000_000);
    let document = tally_chunk(text.as_bytes(), Layout::FourLine, 0, false).document;
    let marks: Vec<_> = document.ledger.marks().iter().collect();
    assert_eq!((document.reads(), marks.len()), (1_000_000, 1));
    assert_eq!(
        (marks[0].1.ordinal, document.ledger.marks().thinning()),
        (0, 0)
    );
}

#[test]
fn a_chunks_ledger_is_small() {
    // One name more would thin them.
    for records in [511, 512, 12_000] {
        let document = part(&text_of(0..records), 0, records as usize);
        let json = document.to_json();
        let ledger = &json[json.find("\"ledger\"").unwrap()..];
        assert!(ledger.len() < 15_000, "{} bytes", ledger.len());
    }
}

#[test]
fn a_ledger_that_contradicts_itself_is_refused() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let json = part(&text_of([1, 2]), 0, 2).to_json();
    let marks = json.split("\"marks\":\"").nth(1).unwrap();
    let marks = &marks[..marks.find('"').unwrap()];
    let bytes = STANDARD.decode(marks).unwrap();
    // Hash, segment, ordinal, digest: twice.
    assert_eq!(bytes.len(), 2 * 18);
    let read = |bytes: &[u8]| {
        let json = json.replace(marks, &STANDARD.encode(bytes));
        TallyDocument::from_json(json.as_bytes()).is_ok()
    };
    assert!(read(&bytes) && read(&bytes[..18]) && read(&bytes[18..]) && read(b""));
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(!read(&changed), "byte {at}");
    }
    let turned = [&bytes[18..], &bytes[..18]].concat();
    let twice = [&bytes[..18], &bytes[..18]].concat();
    let long = [&bytes[..8], &[0x80, 0], &bytes[9..]].concat();
    for wrong in [&turned, &twice, &long, &bytes[..17].to_vec()] {
        assert!(!read(wrong));
    }
    for (from, to) in [
        ("\"thinning\":0,\"marks\"", "\"thinning\":60,\"marks\""),
        (
            "\"thinning\":0,\"marks\"",
            "\"thinning\":4294967295,\"marks\"",
        ),
        ("\"records\":2", "\"records\":18446744073709551615"),
        (",\"marks\":\"", ",\"marks\":\"*"),
    ] {
        assert!(json.contains(from), "{from}");
        assert!(
            TallyDocument::from_json(json.replace(from, to).as_bytes()).is_err(),
            "{to}"
        );
    }
}

#[test]
fn too_many_marks_are_refused() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    // The marks of two parts with a gap between them, put together without thinning them.
    let text = text_of(0..513);
    let together = |names: usize| {
        let parts = [part(&text, 0, 256), part(&text, 257, names + 1)];
        let mut entries: Vec<Vec<u8>> = Vec::new();
        for (segment, part) in (0..).zip(&parts) {
            for (hash, mark) in part.ledger.marks().iter() {
                let ordinal = match mark.ordinal {
                    small @ 0..0x80 => vec![small as u8],
                    large => vec![large as u8 | 0x80, (large >> 7) as u8],
                };
                let (hash, digest) = (hash.to_be_bytes(), mark.digest.to_be_bytes());
                entries.push([&hash[..], &[segment], &ordinal, &digest].concat());
            }
        }
        entries.sort();
        assert_eq!(entries.len(), names);
        let json = sum(&parts).to_json();
        let at = json.rfind("\"thinning\":").unwrap();
        let marks = STANDARD.encode(entries.concat());
        format!("{}\"thinning\":0,\"marks\":\"{marks}\"}}}}", &json[..at])
    };
    assert!(TallyDocument::from_json(together(CAPACITY - 1).as_bytes()).is_ok());
    assert!(TallyDocument::from_json(together(CAPACITY).as_bytes()).is_err());
}
