use super::super::prefix::{hash, mix};
use super::*;
use std::collections::BTreeMap;

/// A sequence of 0 to 60 letters of either case, of which one in three has some N.
fn sequence(number: u64) -> Vec<u8> {
    let letters = if number.is_multiple_of(3) {
        b"ACGTNacgtnACGTNA"
    } else {
        b"ACGTacgtACGTacgt"
    };
    let letter = |at| letters[(mix(number << 8 | at) & 15) as usize];
    (0..number % 61).map(letter).collect()
}

fn tally(numbers: impl Iterator<Item = u64>) -> Duplication {
    let mut tally = Duplication::default();
    for number in numbers {
        let sequence = sequence(number);
        tally.add(&sequence, hash(&sequence), 1);
    }
    tally
}

#[test]
fn levels_are_the_numbers_of_reads_ascending() {
    let mut tally = Duplication::default();
    for (number, reads) in [(1, 1), (2, 63), (3, 64), (4, 65), (5, 1), (6, 64), (7, 900)] {
        tally.add(&sequence(number), hash(&sequence(number)), reads);
    }
    assert_eq!(
        tally.levels(),
        [(1, 2), (63, 1), (64, 2), (65, 1), (900, 1)]
    );
}

#[test]
fn every_prefix_comes_back_from_whatever_places() {
    let numbers = || (0..9_000).chain(4_000..6_000);
    let (one, other) = (tally(numbers()), tally(numbers().rev()));
    assert_ne!(one.places, other.places);
    assert_eq!(one, other);
    let mut expected = BTreeMap::new();
    for number in numbers() {
        *expected.entry(Prefix::of(&sequence(number))).or_default() += 1;
    }
    let sequences: Vec<(Prefix, u64)> = expected.into_iter().collect();
    for (prefix, reads) in &sequences {
        assert_eq!(one.reads_of(prefix.hash()), Some(*reads));
    }
    let mut again = Duplication::default();
    for (prefix, reads) in &sequences {
        again.put(&Bases::from(prefix.bases()), *reads);
    }
    assert_eq!(again, one);
    assert_eq!(other.sequences(), Some(sequences));
}

#[test]
fn parts_add_up_before_and_after_thinning() {
    for (count, thinned) in [(3_000, false), (160_000, true)] {
        let whole = tally(0..count);
        assert_eq!(whole.thinning() > 0, thinned);
        let mut sum = tally((count / 9..count).rev());
        sum.merge(&tally(0..count / 9));
        assert_eq!(sum, whole);
        let mut turned = tally(0..count / 9);
        turned.merge(&tally(count / 9..count));
        assert_eq!(turned, whole);
        if thinned {
            let again = Duplication::from_hashes(whole.thinning(), &whole.hashes());
            assert_eq!(again, Some(whole));
        }
    }
}

#[test]
fn a_tally_of_little_is_small() {
    let mut small = tally(0..40);
    small.merge(&tally(20..60));
    assert!(small.sequences.capacity() < 4 * SMALL);
}

/// Two prefixes that have one hash.
const TWINS: [&[u8]; 2] = [
    b"GTGGACGCGCTACCGTCCTCTCAACTTGACGCATGATGGAACGACCCCAC",
    b"CAGCGTAGTGAGGACCGACAACCTCAAAGTTCTTCAGCAATTATGTACCT",
];

#[test]
fn of_prefixes_with_one_hash_the_first_is_kept_whatever_the_order() {
    let [later, first] = TWINS;
    let common = hash(first);
    assert_eq!(hash(later), common);
    let expected = Some(vec![(Prefix::of(first), 2)]);
    for (one, other) in [(first, later), (later, first)] {
        let mut tally = Duplication::default();
        tally.add(one, common, 1);
        let mut sum = tally.clone();
        tally.add(other, common, 1);
        assert_eq!(tally.sequences(), expected);
        let mut part = Duplication::default();
        part.add(other, common, 1);
        sum.merge(&part);
        assert_eq!(sum, tally);
    }
}

#[test]
fn plain_prefixes_come_before_others_and_letters_do_not_grow() {
    // No such hashes are known, so one is made up: a table takes a hash as it is given.
    let prefixes: [&[u8]; 5] = [b"TTN", b"CCN", b"ccn", b"TTT", b"AAN"];
    let mut orders = vec![prefixes.to_vec(), prefixes.iter().rev().copied().collect()];
    orders.push(vec![
        prefixes[3],
        prefixes[0],
        prefixes[1],
        prefixes[2],
        prefixes[4],
    ]);
    for order in orders {
        let mut tally = Duplication::default();
        for sequence in order {
            tally.add(sequence, 7, 1);
            assert!(tally.letters.get(1).is_none());
        }
        assert_eq!(tally.sequences(), Some(vec![(Prefix::of(b"TTT"), 5)]));
    }
    let mut tally = Duplication::default();
    for sequence in [b"TTN", b"CCN", b"AAN", b"GGN"] {
        tally.add(sequence, 7, 1);
    }
    assert_eq!(tally.sequences(), Some(vec![(Prefix::of(b"AAN"), 4)]));
    assert!(tally.letters.get(1).is_none());
}
