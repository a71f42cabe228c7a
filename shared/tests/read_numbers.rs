//! One read of each pair: the reads of both numbers and those of none are all records, any parts
//! add up, and tallies of different numbers are never added.

use proptest::prelude::*;
use shared::analysis::{Outcome, tally_chunk_with};
use shared::fastq::Layout;
use shared::tally::{MergeError, ReadNumber, Settings};
use shared::wire::TallyDocument;

fn count(text: &str, start: usize, more: bool, read_number: Option<ReadNumber>) -> Outcome {
    let settings = Settings {
        read_number,
        ..Settings::default()
    };
    let outcome = tally_chunk_with(
        text.as_bytes(),
        Layout::FourLine,
        start as u64,
        more,
        &settings,
    );
    assert!(outcome.error.is_none() || text.is_empty());
    outcome
}

const NUMBERS: [ReadNumber; 2] = [ReadNumber::First, ReadNumber::Second];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn parts_add_up_and_numbers_share_all_records(
        kinds in prop::collection::vec(0_usize..6, 1..30),
        cut in any::<prop::sample::Index>(),
    ) {
        let endings = ["/1", "/2", " 1:N:0:AC", " 2:Y:0:AC", " 3:N:0:AC", ""];
        let records: Vec<String> = kinds
            .iter()
            .enumerate()
            .map(|(at, kind)| format!("@M1:1:F:1:11:{at}:2{}\nACGTA\n+\nII#II\n", endings[*kind]))
            .collect();
        let text = records.concat();
        let cut = cut.index(records.len() + 1);
        let at = records[..cut].concat().len();
        let mut counted = 0;
        for number in NUMBERS {
            let whole = count(&text, 0, false, Some(number)).document;
            let wanted = kinds.iter().filter(|kind| match number {
                ReadNumber::First => [0, 2].contains(*kind),
                ReadNumber::Second => [1, 3].contains(*kind),
            });
            prop_assert_eq!(whole.reads(), wanted.count() as u64);
            prop_assert_eq!(whole.tally.records(), records.len() as u64);
            counted += whole.reads();
            // The ledger is that of the whole file.
            let all = count(&text, 0, false, None).document;
            prop_assert_eq!(&whole.ledger, &all.ledger);
            let left = count(&text[..at], 0, true, Some(number)).document;
            let right = count(&text[at..], at, false, Some(number)).document;
            for parts in [[&left, &right], [&right, &left]] {
                let mut sum = TallyDocument::default();
                parts.iter().for_each(|part| sum.merge(part).unwrap());
                prop_assert_eq!(&sum, &whole);
                prop_assert_eq!(sum.receipt(), whole.receipt());
            }
            let json = whole.to_json();
            prop_assert_eq!(TallyDocument::from_json(json.as_bytes()).unwrap(), whole);
            if at > 0 && at < text.len() {
                for other in [None, Some(number.other())] {
                    let mut sum = left.clone();
                    let other = count(&text[at..], at, false, other).document;
                    prop_assert_eq!(sum.merge(&other), Err(MergeError::ReadNumbers));
                    prop_assert_eq!(&sum, &left);
                }
            }
        }
        let neither = kinds.iter().filter(|kind| **kind > 3).count() as u64;
        prop_assert_eq!(counted + neither, records.len() as u64);
    }
}

#[test]
fn counts_that_contradict_each_other_are_refused() {
    let text = "@a/1\nACGT\n+\nIIII\n@a/2\nACGT\n+\nIIII\n";
    let json = count(text, 0, false, Some(ReadNumber::First))
        .document
        .to_json();
    assert!(TallyDocument::from_json(json.as_bytes()).is_ok());
    for (from, to) in [
        ("\"read_number\":1", "\"read_number\":null"),
        ("\"read_number\":1", "\"read_number\":3"),
        ("\"other_mates\":1", "\"other_mates\":0"),
        ("\"other_mates\":1", "\"other_mates\":2"),
        (",\"other_mates\":1", ""),
        ("\"records\":2", "\"records\":1"),
    ] {
        assert!(json.contains(from), "{from} in {json}");
        let wrong = json.replacen(from, to, 1);
        assert!(
            TallyDocument::from_json(wrong.as_bytes()).is_err(),
            "{from} → {to}"
        );
    }
    // Nothing is of no number.
    let nothing = TallyDocument::default().to_json();
    let wrong = nothing.replace("\"read_number\":null", "\"read_number\":2");
    assert_ne!(wrong, nothing);
    assert!(TallyDocument::from_json(wrong.as_bytes()).is_err());
}
