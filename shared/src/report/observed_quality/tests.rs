//! Errors from mismatches, in the words of a report.

use super::*;

/// Counts of one overlapping pair and these cells: lower and higher score, bases, mismatches.
fn counts(cells: &[(usize, usize, u64, u64)]) -> Counts {
    let json = format!(
        r#"{{"pairs":4,"overlapping":1,"too_long":0,"scores":{},"fragment_lengths":[[180,1]]}}"#,
        serde_json::to_string(cells).unwrap()
    );
    serde_json::from_str(&json).unwrap()
}

fn of(cells: &[(usize, usize, u64, u64)]) -> (ObservedQuality, String) {
    let section = section(&counts(cells), Encoding::Phred33);
    let SectionData::ObservedQuality(data) = section.data else {
        unreachable!()
    };
    (data, section.sentence)
}

/// Mismatches of `bases` bases whose errors are those of two scores.
fn mismatches(bases: u64, a: f64, b: f64) -> u64 {
    let [e, f] = [a, b].map(|score| libm::pow(10.0, score / -10.0));
    (bases as f64 * (e + f - 4.0 / 3.0 * e * f)).round() as u64
}

#[test]
fn a_mates_errors_are_taken_off_as_they_were_observed() {
    const N: u64 = 1_000_000_000;
    // Each score is 10 too high.
    let (data, sentence) = of(&[
        (10, 20, N, mismatches(N, 0.0, 10.0)),
        (20, 20, N, mismatches(N, 10.0, 10.0)),
        (20, 37, N, mismatches(N, 10.0, 27.0)),
        (37, 37, 3 * N, mismatches(3 * N, 27.0, 27.0)),
    ]);
    assert_eq!(data.calibration, Calibration::Overconfident);
    assert_eq!(data.overstated_percent, Some(100.0));
    let observed: Vec<(i64, f64)> = data
        .rows
        .iter()
        .map(|row| (row.quality, row.observed_quality.unwrap()))
        .collect();
    for ((quality, observed), expected) in
        observed.iter().zip([(10, 1.249), (20, 10.0), (37, 27.0)])
    {
        assert_eq!(*quality, expected.0);
        assert!(
            (observed - expected.1).abs() < 0.01,
            "{quality}: {observed}"
        );
    }
    assert_eq!(
        sentence,
        "In 25 % of the pairs the mates overlap, with at most 10 % mismatches; other pairs are left out. Bases reported as Q37 (0.02 % errors) differ from their mate in 0.4 %: Q27 observed. Scores are overconfident: 100 % of the compared bases have one that is more than 2 too high. The fragments of these pairs have a median length of 180 bases, as have half of them at least; fragments whose mates do not meet are not seen."
    );
}

#[test]
fn true_and_cautious_scores_are_called_so() {
    const N: u64 = 100_000_000;
    let (data, sentence) = of(&[
        (30, 37, N, mismatches(N, 30.0, 37.0)),
        (37, 37, N, mismatches(N, 37.0, 37.0)),
    ]);
    assert_eq!(data.calibration, Calibration::Fair);
    assert!(
        sentence.contains("Most bases have a score that holds what it promises: 0 %"),
        "{sentence}"
    );
    for row in &data.rows {
        let (low, high) = (row.low_quality.unwrap(), row.high_quality.unwrap());
        let quality = row.quality as f64;
        assert!(
            low < quality && quality < high && high - low < 0.5,
            "{row:?}"
        );
    }
    let (data, sentence) = of(&[(20, 20, N, mismatches(N, 35.0, 35.0))]);
    assert_eq!(data.calibration, Calibration::Cautious);
    assert!(
        sentence.contains("Q35 observed. Scores are cautious: 100 %"),
        "{sentence}"
    );
}

#[test]
fn too_few_bases_say_nothing_and_no_mismatch_says_at_least() {
    let (data, sentence) = of(&[(37, 37, 999, 3)]);
    assert_eq!(data.calibration, Calibration::Unknown);
    assert_eq!(data.rows[0].observed_error_percent, None);
    assert_eq!(data.rows[0].mismatches, 3);
    assert!(
        sentence.ends_with("too few to tell whether scores are true."),
        "{sentence}"
    );
    let (data, sentence) = of(&[(37, 37, 1_000_000, 0)]);
    let row = &data.rows[0];
    assert_eq!(
        (
            row.observed_error_percent,
            row.observed_quality,
            row.high_quality
        ),
        (Some(0.0), None, None)
    );
    // Wilson's upper end of 0 in a million is 3.84 in a million, for both mates together.
    assert!((row.low_quality.unwrap() - 57.16).abs() < 0.01, "{row:?}");
    assert!(
        sentence.contains("differ from their mate in 0 %: Q57.2 or better observed."),
        "{sentence}"
    );
    let none = section(&Counts::default(), Encoding::Phred33);
    assert_eq!(none.sentence, "There are no pairs to compare.");
}

#[test]
fn guessing_is_the_worst() {
    let (data, _) = of(&[(2, 2, 5000, 5000)]);
    assert_eq!(data.rows[0].observed_error_percent, Some(75.0));
    // Scores of the other encoding are 31 lower.
    let old = section(&counts(&[(68, 71, 5000, 1)]), Encoding::Phred64);
    let SectionData::ObservedQuality(old) = old.data else {
        unreachable!()
    };
    assert_eq!(old.rows[0].quality, 37);
}
