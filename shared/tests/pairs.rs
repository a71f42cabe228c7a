//! Mates compared: made ones of every kind, and real ones.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/corpus.rs"]
mod corpus;

use proptest::prelude::*;
use shared::analysis::{Analysis, Options, tally_chunk};
use shared::fastq::Layout;
use shared::pairs::{Comparison, Finding, Mate, compare, mate_of};
use shared::report::read_pairs::{self, ReadPairs};
use shared::report::{Section, Verdict};
use shared::wire::TallyDocument;

fn text_of(names: &[u64], mate: &str) -> String {
    let record = |name| format!("@run:1:{name}{mate}\nACGT\n+\nIIII\n");
    names.iter().map(record).collect()
}

fn document(text: &str) -> TallyDocument {
    tally_chunk(text.as_bytes(), Layout::FourLine, 0, false).document
}

fn mate(names: &[u64], suffix: &str) -> Mate {
    Mate::of(&document(&text_of(names, suffix)), true)
}

fn both(first: &[u64], second: &[u64]) -> Comparison {
    compare(&mate(first, "/1"), &mate(second, "/2"))
}

fn section(comparison: Comparison) -> Section {
    let files = ["a_R1.fq", "a_R2.fq"].map(str::to_owned);
    read_pairs::section(&ReadPairs { files, comparison })
}

/// That the window holds `read`, from 1, and is not wider than `width` reads.
fn parts_at(comparison: &Comparison, read: u64, width: u64) {
    let by = comparison.differ_by.unwrap();
    assert!(comparison.agree < read && read <= by, "{comparison:?}");
    assert!(by - comparison.agree <= width, "{comparison:?}");
}

#[test]
fn equal_names_in_equal_order() {
    let names: Vec<u64> = (0..100_000).collect();
    let found = both(&names, &names);
    assert_eq!(
        (found.finding, found.agree, found.differ_by),
        (Finding::SameOrder, 100_000, None)
    );
    assert_eq!(found.headers_say, [Some(1), Some(2)]);
    let section = section(found);
    assert_eq!(
        (section.verdict, section.word()),
        (Verdict::Pass, "same order")
    );
    assert_eq!(
        section.sentence,
        "a_R1.fq and a_R2.fq have the same names in the same order: 100,000 of 100,000 reads."
    );
    assert!(!section.in_fastqc());
}

#[test]
fn one_read_lost_in_many() {
    let names: Vec<u64> = (0..100_000).collect();
    for lost in [0, 1, 777, 50_000, 99_998, 99_999] {
        let mut fewer = names.clone();
        fewer.remove(lost);
        for (found, reads) in [
            (both(&names, &fewer), [100_000, 99_999]),
            (both(&fewer, &names), [99_999, 100_000]),
        ] {
            parts_at(&found, lost as u64 + 1, 3_000);
            assert_eq!((found.finding, found.reads), (Finding::Missing, reads));
            assert_eq!(section(found).verdict, Verdict::Fail);
        }
    }
}

#[test]
fn small_files_are_exact() {
    let names: Vec<u64> = (0..500).collect();
    for lost in [0_usize, 1, 250, 498] {
        let mut fewer = names.clone();
        fewer.remove(lost);
        let found = both(&names, &fewer);
        assert_eq!(
            (found.agree, found.differ_by),
            (lost as u64, Some(lost as u64 + 1))
        );
        assert_eq!((found.names.first_only, found.names.both), (1, 499));
        let mut swapped = names.clone();
        swapped.swap(lost, lost + 1);
        let found = both(&names, &swapped);
        assert_eq!(
            (found.agree, found.differ_by),
            (lost as u64, Some(lost as u64 + 1))
        );
        assert_eq!(found.finding, Finding::OtherOrder);
    }
    let mut fewer = names.clone();
    fewer.remove(250);
    assert_eq!(
        section(both(&names, &fewer)).sentence,
        "a_R1.fq and a_R2.fq begin to differ at read 251. Of 500 names, 1 is in a_R1.fq only and none in a_R2.fq only; the others stand in the same order: reads were taken out of one file without their mates. a_R1.fq holds 500 reads, a_R2.fq 499."
    );
}

#[test]
fn another_order() {
    let names: Vec<u64> = (0..20_000).collect();
    let joined: Vec<u64> = (8_000..20_000).chain(0..8_000).collect();
    let found = both(&names, &joined);
    parts_at(&found, 1, 500);
    assert_eq!((found.finding, found.agree), (Finding::OtherOrder, 0));
    assert_eq!((found.names.first_only, found.names.second_only), (0, 0));
    assert!(section(found).sentence.contains("but in another order"));
    let lossy: Vec<u64> = joined.iter().copied().filter(|name| name % 3 > 0).collect();
    assert_eq!(both(&names, &lossy).finding, Finding::MissingAndOtherOrder);
    // Two neighbours of which most likely none is drawn.
    let mut swapped: Vec<u64> = (0..300_000).collect();
    swapped.swap(150_000, 150_001);
    let found = both(&(0..300_000).collect::<Vec<_>>(), &swapped);
    assert!(
        matches!(found.finding, Finding::Few | Finding::OtherOrder),
        "{found:?}"
    );
    parts_at(&found, 150_001, 10_000);
}

#[test]
fn different_runs() {
    let names: Vec<u64> = (0..20_000).collect();
    let others: Vec<u64> = (50_000..70_000).collect();
    let found = both(&names, &others);
    assert_eq!(
        (found.finding, found.agree, found.names.both),
        (Finding::NoneShared, 0, 0)
    );
    let section = section(found);
    assert_eq!((section.verdict, section.word()), (Verdict::Fail, "differ"));
    assert!(
        section.sentence.contains("none is in both"),
        "{}",
        section.sentence
    );
}

#[test]
fn one_is_shorter() {
    let names: Vec<u64> = (0..50_000).collect();
    let found = both(&names, &names[..20_000]);
    assert_eq!(
        (found.finding, found.differ_by),
        (Finding::Missing, Some(20_001))
    );
    assert!(found.agree > 18_000 && found.agree <= 20_000);
    assert!(
        section(found)
            .sentence
            .contains("a_R2.fq ends after read 20,000")
    );
    let found = both(&names[..300], &names[..200]);
    assert_eq!((found.agree, found.differ_by), (200, Some(201)));
    assert!(
        section(found)
            .sentence
            .starts_with("The first 200 names agree, then a_R2.fq ends.")
    );
    let found = both(&names[..3], &[]);
    assert_eq!(
        (found.agree, found.differ_by, found.finding),
        (0, Some(1), Finding::Missing)
    );
    assert!(
        section(found)
            .sentence
            .starts_with("a_R2.fq holds no reads.")
    );
    let none = both(&[], &[]);
    assert_eq!((none.finding, none.agree), (Finding::SameOrder, 0));
}

#[test]
fn what_was_not_read_to_the_end_is_no_difference() {
    let names: Vec<u64> = (0..400).collect();
    let part = Mate {
        complete: false,
        ..mate(&names[..100], "/1")
    };
    let found = compare(&part, &mate(&names, "/2"));
    assert_eq!(
        (found.finding, found.agree, found.differ_by),
        (Finding::SameSoFar, 100, None)
    );
    let said = section(found);
    assert_eq!(said.verdict, Verdict::None);
    assert!(
        said.sentence.ends_with("a_R1.fq was not read whole."),
        "{}",
        said.sentence
    );
    // But that it has more reads than the other one is.
    assert_eq!(
        compare(&part, &mate(&names[..99], "/2")).differ_by,
        Some(100)
    );
    let other = compare(&part, &mate(&[&names[..50], &names[51..]].concat(), "/2"));
    assert_eq!((other.agree, other.differ_by), (50, Some(51)));
    // The part before a gap counts.
    let text = text_of(&names, "/1");
    let third = text_of(&names[..2], "/1").len() / 2;
    let rest = tally_chunk(
        &text.as_bytes()[2 * third..],
        Layout::FourLine,
        2 * third as u64,
        false,
    );
    let gap = Mate::of(&rest.document, true);
    assert_eq!(
        compare(&gap, &mate(&names, "/2")).finding,
        Finding::SameSoFar
    );
}

#[test]
fn headers_that_say_another_number_are_named() {
    let names: Vec<u64> = (0..10).collect();
    let said =
        |first: &str, second: &str| section(compare(&mate(&names, first), &mate(&names, second)));
    let swapped = said("/2", "/1");
    assert_eq!(swapped.verdict, Verdict::Warn);
    assert!(
        swapped.sentence.contains("the wrong way round"),
        "{}",
        swapped.sentence
    );
    let twice = said(" 1:N:0:ACGT", " 1:N:0:ACGT");
    assert_eq!(twice.verdict, Verdict::Warn);
    assert!(
        twice
            .sentence
            .contains("of a_R2.fq, too, say that they are first reads")
    );
    for (first, second) in [("/1", "/2"), ("", ""), ("/1", ""), (" 1:N:0:A", " 2:N:0:A")] {
        assert_eq!(
            said(first, second).verdict,
            Verdict::Pass,
            "{first} {second}"
        );
    }
}

#[test]
fn material_survives_json() {
    let mate = mate(&(0..3_000).collect::<Vec<_>>(), "/1");
    let json = serde_json::to_string(&mate).unwrap();
    assert!(json.len() < 16_000, "{} bytes", json.len());
    assert_eq!(serde_json::from_str::<Mate>(&json).unwrap(), mate);
    let wrong = json.replace("\"records\":3000", "\"records\":30");
    assert!(serde_json::from_str::<Mate>(&wrong).is_err());
}

#[test]
fn the_section_survives_json() {
    let names: Vec<u64> = (0..300).collect();
    let section = section(both(&names, &names[1..]));
    let json = serde_json::to_string(&section).unwrap();
    assert_eq!(serde_json::from_str::<Section>(&json).unwrap(), section);
}

#[test]
fn real_mates() {
    let Some(folder) = corpus::corpus() else {
        return;
    };
    let read = |name: &str| {
        let mut analysis = Analysis::new(Options::default());
        analysis.feed(&std::fs::read(folder.join("reads").join(name)).unwrap());
        let outcome = analysis.finish();
        assert_eq!(outcome.error, None);
        Mate::of(&outcome.document, true)
    };
    // Those of falco are of two lanes: what their names promise is not so.
    for (first, second, finding) in [
        (
            "spades__ecoli_1K_1.fq.gz",
            "spades__ecoli_1K_2.fq.gz",
            Finding::SameOrder,
        ),
        (
            "umis__klein-v3_R1.fq.gz",
            "umis__klein-v3_R2.fq.gz",
            Finding::SameOrder,
        ),
        (
            "falco__fastq_bgzip_1.fq.gz",
            "falco__fastq_bgzip_2.fq.gz",
            Finding::NoneShared,
        ),
        (
            "dada2__sam1F.fastq.gz",
            "dada2__sam1R.fastq.gz",
            Finding::SameOrder,
        ),
        (
            "spades__ecoli_1K_1.fq.gz",
            "umis__klein-v3_R2.fq.gz",
            Finding::NoneShared,
        ),
    ] {
        let found = compare(&read(first), &read(second));
        eprintln!("{first}, {second}: {}", section(found).sentence);
        assert_eq!(found.finding, finding, "{first} {second}");
        if finding == Finding::SameOrder && !first.starts_with("dada2") {
            let (one, other) = (mate_of(first).unwrap(), mate_of(second).unwrap());
            assert_eq!((one.0, one.1, other.1), (other.0, 1, 2));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The oracle compares the names themselves.
    #[test]
    fn the_window_holds_the_first_difference_whatever_the_cuts(
        records in 1_usize..3_000,
        damage in 0_u8..5,
        at in any::<prop::sample::Index>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let first: Vec<u64> = (0..records as u64).collect();
        let (mut second, at) = (first.clone(), at.index(records));
        match damage {
            1 => { second.remove(at); }
            2 => second[at..].reverse(),
            3 => second.truncate(at),
            4 => second[at] = 1_000_000,
            _ => {}
        }
        let found = both(&first, &second);
        let parted = first.iter().zip(&second).position(|(one, other)| one != other);
        let parted = parted.or_else(|| (first.len() != second.len()).then_some(second.len()));
        match parted {
            Some(place) => parts_at(&found, place as u64 + 1, records as u64),
            None => prop_assert_eq!(found.finding, Finding::SameOrder),
        }
        if records < 500 {
            prop_assert_eq!(found.agree, parted.unwrap_or(records) as u64);
            prop_assert_eq!(found.differ_by, parted.map(|place| place as u64 + 1));
        }
        // Cut at record starts, and counted from the back.
        let text = text_of(&second, "/2");
        let mut bounds: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        bounds.iter_mut().for_each(|cut| *cut = text[..*cut].rfind("@run").unwrap_or(0));
        bounds.extend([0, text.len()]);
        bounds.sort_unstable();
        let mut total = TallyDocument::default();
        for pair in bounds.windows(2).rev() {
            let part = tally_chunk(&text.as_bytes()[pair[0]..pair[1]], Layout::FourLine, pair[0] as u64, true);
            total.merge(&part.document).unwrap();
        }
        prop_assert_eq!(compare(&mate(&first, "/1"), &Mate::of(&total, true)), found);
    }
}
