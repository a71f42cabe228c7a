//! Mates side by side: any cut gives the same pairs and the same error; simulated reads have the
//! quality that they were made with.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/corpus.rs"]
mod corpus;

use proptest::prelude::*;
use shared::fastq::FastqErrorKind;
use shared::mates::{ObservedQuality, PairCounter, PairError, PairReader};
use shared::phred::Encoding;
use shared::report::observed_quality::{Calibration, section};
use shared::report::{ObservedQuality as Data, SectionData};
use shared::tally::ReadNumber;

/// Pairs (both names) and the error of inputs that come in pieces of these sizes.
fn read(texts: &[&[u8]], sizes: [usize; 2]) -> (Vec<(String, String)>, Option<PairError>) {
    let mut reader = match texts {
        [_] => PairReader::interleaved(),
        _ => PairReader::of_two_files(),
    };
    let (mut pairs, mut at) = (Vec::new(), [0, 0]);
    while let Some(mate) = reader.wants() {
        let (text, start) = (texts[mate as usize], at[mate as usize]);
        let end = text.len().min(start + sizes[mate as usize].max(1));
        let name = |name: &[u8]| String::from_utf8(name.to_vec()).unwrap();
        let on = |pair: shared::mates::Pair<'_>| {
            assert_eq!(pair.first.sequence.len(), pair.first.quality_scores.len());
            pairs.push((name(pair.first.name()), name(pair.second.name())));
        };
        if start == text.len() {
            reader.end(mate, on);
        } else {
            reader.feed(mate, &text[start..end], on);
        }
        at[mate as usize] = end;
    }
    assert_eq!(reader.pairs(), pairs.len() as u64);
    (pairs, reader.error().cloned())
}

/// What both inputs hold, in whatever pieces they come.
fn check(texts: &[&[u8]]) -> (usize, Option<PairError>) {
    let whole = read(texts, [usize::MAX >> 1; 2]);
    for sizes in [[1, 1], [7, 1000], [1000, 7], [40, 3]] {
        assert_eq!(read(texts, sizes), whole, "{sizes:?}");
    }
    (whole.0.len(), whole.1)
}

fn text(names: &[&str]) -> Vec<u8> {
    let record = |name: &&str| format!("@{name} more\nACGT\n+\nIIII\n");
    names.iter().map(record).collect::<String>().into_bytes()
}

#[test]
fn pairs_are_told_by_their_names() {
    let (first, second) = (text(&["a/1", "b", "c/1"]), text(&["a/2", "b", "c/2"]));
    assert_eq!(check(&[&first, &second]), (3, None));
    assert_eq!(check(&[&text(&["a/1", "a/2", "b", "b"])]), (2, None));
    let (pairs, _) = read(&[&first, &second], [1, 50]);
    assert_eq!(pairs[0], ("a/1".to_owned(), "a/2".to_owned()));
}

#[test]
fn where_names_part_company_is_said() {
    let (first, second) = (text(&["a/1", "b/1", "c/1"]), text(&["a/2", "c/2", "b/2"]));
    let (pairs, error) = check(&[&first, &second]);
    assert_eq!(
        (pairs, error.unwrap().to_string().as_str()),
        (
            1,
            "record 2 is called b/1 in the first file and c/2 in the second: they are no pair; the files must hold the same reads in the same order"
        )
    );
    let (pairs, error) = check(&[&text(&["a/1", "a/2", "b/1", "c/1", "d"])]);
    assert_eq!(
        (pairs, error.unwrap().to_string().as_str()),
        (
            1,
            "records 3 and 4 are called b/1 and c/1: they are no pair; in an interleaved file mates stand next to each other, and mates in two files are given as two files"
        )
    );
}

#[test]
fn an_input_that_ends_first_is_named() {
    let (three, two) = (text(&["a/1", "b/1", "c/1"]), text(&["a/2", "b/2"]));
    let ended = |ended, next: &str| PairError::Ended {
        ended,
        records: 2,
        next: next.to_owned(),
    };
    assert_eq!(
        check(&[&three, &two]),
        (2, Some(ended(ReadNumber::Second, "c/1")))
    );
    assert_eq!(
        check(&[&two, &three]),
        (2, Some(ended(ReadNumber::First, "c/1")))
    );
    assert_eq!(
        ended(ReadNumber::Second, "c/1").to_string(),
        "the second file ends after 2 records, and the first file goes on with record 3, c/1; the files must hold the same reads in the same order"
    );
    let odd = PairError::NoMate {
        record: 3,
        name: "b".to_owned(),
    };
    assert_eq!(check(&[&text(&["a", "a", "b"])]), (1, Some(odd)));
}

#[test]
fn of_two_errors_the_lower_record_counts() {
    let good = text(&["a", "b", "c", "d"]);
    let bad_at = |record: usize| {
        let mut text = good.clone();
        let start = (record - 1) * (good.len() / 4);
        text[start] = b'x';
        text
    };
    let malformed = |texts: &[&[u8]]| {
        let (pairs, error) = check(texts);
        let Some(PairError::Malformed { mate, error }) = error else {
            panic!("{error:?}")
        };
        assert!(matches!(
            error.kind,
            FastqErrorKind::MissingAt { found: b'x' }
        ));
        (pairs, mate, error.position.record)
    };
    assert_eq!(malformed(&[&bad_at(3), &good]), (2, ReadNumber::First, 3));
    assert_eq!(malformed(&[&good, &bad_at(3)]), (2, ReadNumber::Second, 3));
    assert_eq!(
        malformed(&[&bad_at(3), &bad_at(3)]),
        (2, ReadNumber::First, 3)
    );
    assert_eq!(
        malformed(&[&bad_at(4), &bad_at(2)]),
        (1, ReadNumber::Second, 2)
    );
    // An end before it, and other names before it.
    assert_eq!(check(&[&bad_at(4), &text(&["a", "b"])]).0, 2);
    let (pairs, error) = check(&[&bad_at(4), &text(&["a", "x", "c"])]);
    assert!(pairs == 1 && matches!(error, Some(PairError::Names { record: 2, .. })));
    let (_, error) = check(&[&bad_at(2)]);
    assert!(matches!(error, Some(PairError::MalformedInterleaved(_))));
    let (_, error) = check(&[b"", &good]);
    assert!(matches!(
        error,
        Some(PairError::Malformed {
            mate: ReadNumber::First,
            ..
        })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_cut_gives_the_same(
        names in prop::collection::vec("[ab]{1,2}", 0..12),
        change in prop::option::of((0_usize..12, "[ab]")),
        drop in 0_usize..3,
        damage in prop::option::of((0_usize..400, any::<u8>())),
        sizes in [1_usize..200, 1_usize..200],
    ) {
        let mut others = names.clone();
        if let Some((at, name)) = change
            && let Some(other) = others.get_mut(at)
        {
            *other = name;
        }
        others.truncate(names.len().saturating_sub(drop));
        let of = |names: &[String], mate: u8| {
            let record = |name: &String| format!("@{name}/{mate}\nAC\n+\nII\n");
            names.iter().map(record).collect::<String>().into_bytes()
        };
        let (mut first, second) = (of(&names, 1), of(&others, 2));
        if let Some((at, byte)) = damage
            && let Some(found) = first.get_mut(at)
        {
            *found = byte;
        }
        prop_assert_eq!(read(&[&first, &second], sizes), read(&[&first, &second], [1 << 20; 2]));
        prop_assert_eq!(read(&[&second, &first], sizes), read(&[&second, &first], [1 << 20; 2]));
        prop_assert_eq!(read(&[&first], sizes), read(&[&first], [1 << 20; 2]));
    }
}

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 33) % below
    }
}

/// Reads of `length` bases from both ends of random fragments. `overstated` scores are too high.
fn simulate(pairs: usize, length: usize, overstated: u8, seed: u64) -> [Vec<u8>; 2] {
    let mut random = Random(seed);
    let mut texts = [Vec::new(), Vec::new()];
    for number in 0..pairs {
        let fragment: Vec<u8> = (0..60 + random.next(200))
            .map(|_| random.next(4) as u8)
            .collect();
        let reversed = fragment.iter().rev().map(|base| 3 - base).collect();
        for (text, fragment) in texts.iter_mut().zip([fragment, reversed]) {
            let (mut sequence, mut scores) = (Vec::new(), Vec::new());
            for at in 0..length {
                let score = [37, 37, 37, 37, 30, 20, 12][random.next(7) as usize];
                // Behind the fragment comes what belongs to nothing.
                let base = fragment.get(at).copied().unwrap_or(random.next(4) as u8);
                let error = 10_f64.powf(-f64::from(score) / 10.0);
                let wrong = random.next(1 << 30) < (error * f64::from(1 << 30)) as u64;
                let base = if wrong {
                    (base + 1 + random.next(3) as u8) % 4
                } else {
                    base
                };
                sequence.push(b"ACGT"[usize::from(base)]);
                scores.push(b'!' + score + overstated);
            }
            text.extend(format!("@r{number}\n").bytes());
            text.extend(sequence);
            text.extend(b"\n+\n");
            text.extend(scores);
            text.push(b'\n');
        }
    }
    texts
}

fn count(first: &[u8], second: &[u8]) -> (ObservedQuality, Option<PairError>) {
    let (mut reader, mut counter) = (PairReader::of_two_files(), PairCounter::default());
    while let Some(mate) = reader.wants() {
        let text = [first, second][mate as usize];
        reader.feed(mate, text, |pair| counter.add(&pair));
        reader.end(mate, |pair| counter.add(&pair));
    }
    (counter.finish(), reader.error().cloned())
}

fn data(counts: &ObservedQuality) -> Data {
    match section(counts, Encoding::Phred33).data {
        SectionData::ObservedQuality(data) => data,
        _ => unreachable!(),
    }
}

#[test]
fn simulated_reads_have_the_quality_that_they_were_made_with() {
    let [first, second] = simulate(6000, 100, 0, 11);
    let (counts, error) = count(&first, &second);
    assert_eq!(error, None);
    let found = data(&counts);
    // Fragments of 60 to 170 bases overlap by 30 or more: 111 of the 200 lengths.
    let share = found.overlapping_percent.unwrap();
    assert!((53.0..57.0).contains(&share), "{share}");
    assert_eq!(found.calibration, Calibration::Fair);
    assert_eq!(
        found.rows.iter().map(|row| row.quality).collect::<Vec<_>>(),
        [12, 20, 30, 37]
    );
    for row in &found.rows {
        let quality = row.quality as f64;
        let (low, high) = (row.low_quality.unwrap(), row.high_quality.unwrap());
        assert!(low <= quality && quality <= high, "{row:?}");
        assert!(high - low < 4.0, "{row:?}");
    }
    // Both runs count the same pairs, whichever file is called the first.
    let swapped = count(&second, &first).0;
    assert_eq!(swapped, counts);
}

#[test]
fn scores_that_are_ten_too_high_are_found_out() {
    let [first, second] = simulate(3000, 100, 10, 12);
    let found = data(&count(&first, &second).0);
    assert_eq!(found.calibration, Calibration::Overconfident);
    for row in &found.rows {
        let observed = row.observed_quality.unwrap() + 10.0;
        assert!((observed - row.quality as f64).abs() < 1.5, "{row:?}");
    }
}

#[test]
fn counts_of_parts_add_up() {
    let [first, second] = simulate(400, 80, 0, 13);
    let whole = count(&first, &second).0;
    // Records of equal names' lengths have equal lengths: cut both at record 150.
    let cut = |text: &[u8]| {
        let start = text
            .windows(6)
            .position(|window| window == b"@r150\n")
            .unwrap();
        (text[..start].to_vec(), text[start..].to_vec())
    };
    let ((a, b), (c, d)) = (cut(&first), cut(&second));
    let (mut left, right) = (count(&a, &c).0, count(&b, &d).0);
    left.merge(&right).unwrap();
    assert_eq!(left, whole);
    let json = serde_json::to_string(&whole).unwrap();
    assert_eq!(
        serde_json::from_str::<ObservedQuality>(&json).unwrap(),
        whole
    );
}

#[test]
fn real_pairs() {
    let Some(corpus) = corpus::corpus() else {
        return;
    };
    let count_files = |first: &str, second: &str| {
        let bytes = |name: &str| std::fs::read(corpus.join("reads").join(name)).unwrap();
        count(&bytes(first), &bytes(second))
    };
    // 16S amplicons (V4) of about 253 bases, of a MiSeq.
    let (counts, error) = count_files("dada2__sam1F.fastq.gz", "dada2__sam1R.fastq.gz");
    assert_eq!(error, None);
    assert_eq!((counts.pairs(), counts.overlapping()), (1500, 1265));
    let found = data(&counts);
    assert_eq!(found.fragment_length.median, Some(253));
    // Where nothing is known of the truth, at least the order of scores must be that of errors.
    let observed = |quality: i64| {
        let row = found.rows.iter().find(|row| row.quality == quality);
        row.unwrap().observed_quality.unwrap()
    };
    assert!(observed(10) < observed(20) && observed(20) < observed(34));
    // Fragments that are longer than both reads.
    let (counts, error) = count_files("spades__ecoli_1K_1.fq.gz", "spades__ecoli_1K_2.fq.gz");
    assert_eq!(error, None);
    assert_eq!((counts.pairs(), counts.overlapping()), (2054, 2));
    // Files that look like a pair and are not.
    let (_, error) = count_files("falco__fastq_bgzip_1.fq.gz", "falco__fastq_bgzip_2.fq.gz");
    let names = PairError::Names {
        record: 1,
        first: "CL100076246L1C001R001_1/1".to_owned(),
        second: "CL100076246L2C001R002_628/2".to_owned(),
    };
    assert_eq!(error, Some(names));
}
