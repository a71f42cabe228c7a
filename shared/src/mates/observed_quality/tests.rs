//! Counting pairs, and the form in JSON.

use super::*;
use crate::fastq::Record;

fn record<'a>(sequence: &'a [u8], quality_scores: &'a [u8]) -> Record<'a> {
    Record {
        definition: b"r",
        sequence,
        quality_scores,
        plain: false,
        room: Default::default(),
        plus_first_word: false,
        carriage_return: false,
    }
}

const FRAGMENT: &[u8] = b"ACGATTACAGGCTTCAAGTCCGATGCTAGGTCAACTGG";
const REVERSED: &[u8] = b"CCAGTTGACCTAGCATCGGACTTGAAGCCTGTAATCGT";

fn counts() -> ObservedQuality {
    let mut first = FRAGMENT.to_vec();
    first[3] = b'C';
    first[5] = b'N';
    let mut scores = vec![b'I'; first.len()];
    scores[3] = b'!';
    scores[4] = b'~';
    let mut counter = PairCounter::default();
    counter.add(&Pair {
        first: record(&first, &scores),
        second: record(REVERSED, &vec![b'5'; first.len()]),
    });
    counter.add(&Pair {
        first: record(b"A", b"I"),
        second: record(b"A", b"I"),
    });
    let long = vec![b'A'; MAX_LENGTH + 1];
    counter.add(&Pair {
        first: record(&long, &long),
        second: record(b"A", b"I"),
    });
    counter.finish()
}

#[test]
fn bases_stand_by_the_lower_and_the_higher_score() {
    let counts = counts();
    assert_eq!(
        (counts.pairs(), counts.overlapping(), counts.too_long()),
        (3, 1, 1)
    );
    assert_eq!(counts.fragment_lengths(), [(38, 1)]);
    let cell = |lower: u8, higher: u8| {
        let cell = counts.compared(usize::from(lower - b'!'), usize::from(higher - b'!'));
        (cell.bases, cell.mismatches)
    };
    assert_eq!(cell(b'!', b'5'), (1, 1));
    assert_eq!(cell(b'5', b'~'), (1, 0));
    assert_eq!(cell(b'5', b'I'), (35, 0));
    assert_eq!(counts.compared(40, 20), Compared::default());
    assert_eq!(counts.bases(), 37);
}

#[test]
fn json_gives_the_same_counts_or_none() {
    let counts = counts();
    let json = serde_json::to_string(&counts).unwrap();
    assert_eq!(
        json,
        r#"{"pairs":3,"overlapping":1,"too_long":1,"scores":[[0,20,1,1],[20,40,35,0],[20,93,1,0]],"fragment_lengths":[[38,1]]}"#
    );
    let read = |json: &str| serde_json::from_str::<ObservedQuality>(json);
    assert_eq!(read(&json).unwrap(), counts);
    for (part, other) in [
        ("\"pairs\":3", "\"pairs\":1"),
        ("\"overlapping\":1", "\"overlapping\":2"),
        ("[0,20,1,1]", "[0,20,1,2]"),
        ("[0,20,1,1]", "[21,20,1,1]"),
        ("[0,20,1,1]", "[20,40,1,1]"),
        ("[20,93,1,0]", "[20,94,1,0]"),
        ("[20,93,1,0]", "[20,93,0,0]"),
        ("[20,93,1,0]", "[20,93,72057594037927936,0]"),
        ("[38,1]", "[29,1]"),
        ("[38,1]", "[1971,1]"),
        ("[38,1]", "[38,1],[38,1]"),
        ("[20,40,35,0],", ""),
        ("\"too_long\":1", "\"too_long\":1,\"more\":1"),
    ] {
        assert!(json.contains(part));
        assert!(
            read(&json.replace(part, other)).is_err(),
            "{part} as {other}"
        );
    }
}

#[test]
fn merging_is_a_commutative_monoid_and_refuses_too_much() {
    let (a, mut b) = (counts(), counts());
    b.merge(&a).unwrap();
    let mut c = ObservedQuality::default();
    c.merge(&a).unwrap();
    assert_eq!(c, a);
    let (mut left, mut right) = (a.clone(), b.clone());
    left.merge(&b).unwrap();
    right.merge(&a).unwrap();
    assert_eq!(left, right);
    assert_eq!(left.pairs(), 9);
    let full = ObservedQuality {
        pairs: MAX_BASES,
        ..ObservedQuality::default()
    };
    assert_eq!(left.merge(&full), Err(MergeError::Overflow));
    assert_eq!(left, right);
}
