//! Margins against truth, and words.

use super::*;
use crate::analysis::tally_chunk;
use crate::fastq::Layout;

fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
    (*state >> 11) as f64 / (1_u64 << 53) as f64
}

#[test]
fn margins_hold_in_95_of_100_files() {
    let (mut state, mut held, files) = (9, 0, 2_000);
    for _ in 0..files {
        // A file of 60 ranges, each of its own size and with a share of its own.
        let ranges: Vec<(u64, u64)> = (0..60)
            .map(|_| {
                let size = 800.0 + 400.0 * random(&mut state);
                let share = 0.3 + 0.2 * random(&mut state);
                (size as u64, (size * share) as u64)
            })
            .collect();
        let all = |of: fn(&(u64, u64)) -> u64| ranges.iter().map(of).sum::<u64>() as f64;
        let truth = all(|range| range.1) / all(|range| range.0);
        let mut left = ranges.clone();
        let mut sums = Sums::default();
        for _ in 0..12 {
            let (size, count) = left.swap_remove((random(&mut state) * left.len() as f64) as usize);
            sums.add(size, count);
        }
        let estimate = sums.ratio(12, 1.0 - 12.0 / 60.0).unwrap();
        held += u32::from((estimate.value - truth).abs() <= estimate.margin);
    }
    let share = f64::from(held) / f64::from(files);
    assert!((0.935..0.965).contains(&share), "{share}");
}

/// Ranges of which some are cut in two, an eighth that is read first, and the rest.
#[test]
fn margins_hold_where_parts_are_of_two_sizes() {
    const FILES: u32 = 2_000;
    let (mut state, mut held) = (4, [0; 4]);
    for _ in 0..FILES {
        let ranges: Vec<(u64, u64)> = (0..60)
            .map(|_| {
                let share = 0.3 + 0.2 * random(&mut state);
                (8_000, (8_000.0 * share) as u64)
            })
            .collect();
        let truth = ranges.iter().map(|range| range.1).sum::<u64>() as f64 / (60.0 * 8_000.0);
        // Their order is that of a draw as it is.
        let eighth = |range: &(u64, u64)| (range.0 / 8, range.1 / 8);
        let rest = |range: &(u64, u64)| (range.0 - range.0 / 8, range.1 - range.1 / 8);
        let first: Vec<_> = ranges[..16].iter().map(eighth).collect();
        let mut then: Vec<_> = ranges[..16].iter().map(rest).collect();
        then.extend(&ranges[16..]);
        for at in (1..then.len()).rev() {
            then.swap(at, (random(&mut state) * (at + 1) as f64) as usize);
        }
        let (mut sums, mut parts) = (Sums::default(), 0);
        for (size, count) in first.into_iter().chain(then) {
            sums.add(size, count);
            parts += 1;
            if let Some(at) = [8, 16, 24, 48].iter().position(|stop| *stop == parts) {
                let unseen = 1.0 - sums.size / (60.0 * 8_000.0);
                let estimate = sums.ratio(parts, unseen).unwrap();
                held[at] += u32::from((estimate.value - truth).abs() <= estimate.margin);
            }
        }
    }
    for held in held.map(|held| f64::from(held) / f64::from(FILES)) {
        assert!((0.93..0.99).contains(&held), "{held}");
    }
}

#[test]
fn students_t_is_that_of_the_tables() {
    for (freedom, value) in [(7.0, 2.365), (10.0, 2.228), (30.0, 2.042), (1e9, 1.960)] {
        assert!((student(freedom) - value).abs() < 0.002, "{freedom}");
    }
    assert!((student(3.0) - 3.182).abs() < 0.04);
}

#[test]
fn a_sentence_says_of_how_many_files_it_is() {
    let sample = |files| Sample {
        of: 64,
        files,
        ..Sample::default()
    };
    let said = |files| sample(files).sampling(Encoding::Phred33).sentence();
    assert_eq!(
        said(1),
        "A sample: 0 of 64 ranges of the file, drawn at random. Where they stand in the text is not known: offsets in the tally are not those of the file."
    );
    assert_eq!(
        said(4),
        "A sample: 0 of 64 ranges of 4 files, drawn at random. Where they stand in the text is not known: offsets in the tally are not those of the files."
    );
    let one = sample(1).sampling(Encoding::Phred33);
    assert!(!serde_json::to_string(&one).unwrap().contains("files"));
}

#[test]
fn the_whole_file_has_no_margin_and_few_parts_say_nothing() {
    let mut sample = Sample {
        of: 8,
        files: 1,
        file_bytes: 8 * 40,
        ..Sample::default()
    };
    for (number, scores) in ["IIII", "II!!", "!!!!", "IIII"]
        .repeat(2)
        .iter()
        .enumerate()
    {
        let text = format!("@r{number}\nGCAT\n+\n{scores}\n");
        let outcome = tally_chunk(text.as_bytes(), Layout::FourLine, 0, false);
        assert_eq!(sample.sampling(Encoding::Phred33).q30_percent, None);
        sample.spread.add(&outcome.document.tally, 40, 1.0);
    }
    let sampling = sample.sampling(Encoding::Phred33);
    let exactly = |value| Some(Estimate { value, margin: 0.0 });
    assert_eq!(sampling.q30_percent, exactly(62.5));
    assert_eq!(sampling.gc_percent, exactly(50.0));
    assert_eq!(sampling.reads, exactly(8.0));
    assert_eq!(sampling.adapter_percent, exactly(0.0));
    assert_eq!(sample.sampling(Encoding::Phred64).q30_percent, exactly(0.0));
}

#[test]
fn reads_that_wait_for_a_neighbour_are_not_missed() {
    let text: String = (0..19)
        .map(|number| format!("@r{number:02}\nGCAT\n+\nIIII\n"))
        .collect();
    let outcome = tally_chunk(text.as_bytes(), Layout::FourLine, 0, false);
    let reads = |counted| {
        let mut sample = Sample {
            of: 100,
            files: 1,
            file_bytes: 100 * 1000,
            ..Sample::default()
        };
        for _ in 0..50 {
            sample.spread.add(&outcome.document.tally, 1000, counted);
        }
        sample.sampling(Encoding::Phred33).reads.unwrap().value
    };
    // A part of 20 reads, of which the last goes on in the next part.
    assert!((reads(0.95) - 2000.0).abs() < 1e-6);
    assert!((reads(1.0) - 1900.0).abs() < 1e-6);
    assert!(reads(0.0).abs() < 1e-6);
}
