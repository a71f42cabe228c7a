//! What the part of a file that was read says of the whole of it.
//!
//! Reads near each other in a file are alike: they come from the same tiles. So it is not the number
//! of reads that tells how sure a figure is, but how much it differs between parts of the file. The
//! parts are visited in a random order, each is a cluster of reads, and a share is a ratio of sums
//! over clusters: its variance is that of the ratio estimator (Cochran, *Sampling Techniques*, third
//! edition, 1977, sections 2.11 and 6.3), with the correction for a finite population. Parts need not
//! be of one size, so what was seen of the population is counted in bytes of the file, not in parts.

use serde::{Deserialize, Serialize};

use super::number::{grouped, short};
use super::summary::{offset, score};
use super::{Report, Verdict};
use crate::phred::Encoding;
use crate::tally::Tally;

/// With fewer parts than this nothing is said of the whole: a spread needs more to be known.
pub const LEAST_PARTS: u32 = 8;
/// The same of parts of one size that would weigh as much as those visited.
const LEAST_EFFECTIVE: f64 = 4.0;
/// With fewer parts than this no verdict is called steady.
pub const LEAST_STEADY_PARTS: u32 = 16;

/// What was counted in the parts visited so far, as far as margins need it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    parts: u32,
    reads: Sums,
    q30: [Sums; 2],
    gc: Sums,
    adapters: Sums,
}

/// Sums over parts of a size and of what is counted in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    size: f64,
    count: f64,
    size_squared: f64,
    product: f64,
    count_squared: f64,
}

/// How a figure of the whole file is likely to turn out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Estimate {
    /// The best guess.
    pub value: f64,
    /// In 95 of 100 files the whole file's figure is no farther away than this.
    pub margin: f64,
}

/// A part of a file that stands for all of it: some ranges, drawn at random.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sampling {
    /// Ranges of the file that were read.
    pub parts: u32,
    /// Ranges of the whole file.
    pub of: u32,
    /// Whether the offsets in the tally's ledger are those of the file's text.
    pub placed: bool,
    /// Reads of the whole file; absent with fewer than 8 ranges, as all that follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Estimate>,
    /// Bases of Q30 or better / all bases, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q30_percent: Option<Estimate>,
    /// (G + C) / (A + C + G + T), in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gc_percent: Option<Estimate>,
    /// Reads with an adapter / all reads, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adapter_percent: Option<Estimate>,
}

/// The ranges of a file that were visited, and all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// What was counted in those visited.
    pub spread: Spread,
    /// How many there are.
    pub of: u32,
    /// Bytes of the file as it stands.
    pub file_bytes: u64,
    /// Whether the offsets in the ledger are those of the file's text. While BGZF is read at random,
    /// nobody knows them.
    pub placed: bool,
}

impl Spread {
    /// Parts visited.
    #[must_use]
    pub fn parts(&self) -> u32 {
        self.parts
    }

    /// Takes in what was counted in a part of so many bytes of the file as it stands.
    pub fn add(&mut self, tally: &Tally, bytes: u64) {
        self.parts = self.parts.saturating_add(1);
        let reads = tally.reads();
        self.reads.add(bytes, reads);
        let letters = |wanted: &[usize]| {
            let rows = tally.base_content.rows().iter();
            rows.flat_map(|row| wanted.iter().filter_map(|letter| row.get(*letter)))
                .sum()
        };
        self.gc.add(letters(&[0, 1, 2, 3]), letters(&[1, 2]));
        let mut columns = [0_u64; 96];
        for row in tally.base_quality.rows() {
            for (sum, count) in columns.iter_mut().zip(row) {
                *sum = sum.saturating_add(*count);
            }
        }
        let bases = columns.iter().sum();
        for (sums, encoding) in self.q30.iter_mut().zip(ENCODINGS) {
            let at_least = |(index, _): &(usize, &u64)| score(*index, offset(encoding)) >= 30;
            let good = columns.iter().enumerate().filter(at_least);
            sums.add(bases, good.map(|(_, count)| count).sum());
        }
        self.adapters
            .add(reads, tally.adapter_content.reads_with_any());
    }
}

const ENCODINGS: [Encoding; 2] = [Encoding::Phred33, Encoding::Phred64];

impl Sample {
    /// What the sample says of the whole file, with scores read in this encoding.
    #[must_use]
    pub fn sampling(&self, encoding: Encoding) -> Sampling {
        let Self {
            spread,
            of,
            file_bytes,
            placed,
        } = self;
        let unseen = (1.0 - spread.reads.size / (*file_bytes as f64).max(1.0)).max(0.0);
        let share = |sums: &Sums| {
            sums.ratio(spread.parts, unseen)
                .map(|ratio| ratio.times(100.0))
        };
        let q30 = ENCODINGS.iter().position(|one| *one == encoding);
        Sampling {
            parts: spread.parts,
            of: *of,
            placed: *placed,
            reads: spread
                .reads
                .ratio(spread.parts, unseen)
                .map(|ratio| ratio.times(*file_bytes as f64)),
            q30_percent: q30.and_then(|at| share(spread.q30.get(at)?)),
            gc_percent: share(&spread.gc),
            adapter_percent: share(&spread.adapters),
        }
    }
}

impl Sampling {
    /// What a reader must know first, in one to three sentences.
    #[must_use]
    pub fn sentence(&self) -> String {
        let ranges = format!(
            "A sample: {} of {} ranges of the file, drawn at random.",
            grouped(self.parts.into()),
            grouped(self.of.into())
        );
        let places = if self.placed {
            ""
        } else {
            " Where they stand in the text is not known: offsets in the tally are not those of the file."
        };
        match self.reads {
            None => format!("{ranges}{places}"),
            Some(reads) => format!(
                "{ranges} The whole file holds about {} ± {} reads. Margins are 95 % intervals, from the spread between ranges.{places}",
                short(reads.value),
                short(reads.margin.ceil())
            ),
        }
    }
}

impl Estimate {
    /// The margin of a share, in words: `± 0.4 %`.
    #[must_use]
    pub fn percent_margin(&self) -> String {
        match self.margin {
            margin if margin < 0.05 => "± < 0.1 %".to_owned(),
            margin if margin < 10.0 => format!("± {margin:.1} %"),
            margin => format!("± {margin:.0} %"),
        }
    }
}

impl Sums {
    fn add(&mut self, size: u64, count: u64) {
        let (size, count) = (size as f64, count as f64);
        self.size += size;
        self.count += count;
        self.size_squared += size * size;
        self.product += size * count;
        self.count_squared += count * count;
    }

    /// The ratio of count to size in all parts, from `parts` of them; `unseen` is the share of the
    /// file that the others are.
    fn ratio(&self, parts: u32, unseen: f64) -> Option<Estimate> {
        if parts < LEAST_PARTS || self.size == 0.0 {
            return None;
        }
        // Where a few parts are far larger than the others, there are as good as fewer of them: so
        // many of one size would weigh the same (Kish's effective sample size).
        let number = self.size * self.size / self.size_squared;
        if number < LEAST_EFFECTIVE {
            return None;
        }
        let value = self.count / self.size;
        let squares =
            self.count_squared - 2.0 * value * self.product + value * value * self.size_squared;
        let variance = squares.max(0.0) / (number - 1.0);
        let mean_size = self.size / number;
        let deviation = (unseen * variance / number).sqrt() / mean_size;
        Some(Estimate {
            value,
            margin: student(number - 1.0) * deviation,
        })
    }
}

impl Estimate {
    fn times(self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            margin: self.margin * factor,
        }
    }
}

/// What 95 of 100 values of Student's t lie within, for so many degrees of freedom: an expansion about
/// the normal distribution (Abramowitz and Stegun, 1964, 26.7.5), right to 0.002 for 7 or more, to 0.04
/// for 3.
fn student(freedom: f64) -> f64 {
    const Z: f64 = 1.959_964;
    let (z3, z5, z7) = (Z.powi(3), Z.powi(5), Z.powi(7));
    let first = (z3 + Z) / 4.0;
    let second = (5.0 * z5 + 16.0 * z3 + 3.0 * Z) / 96.0;
    let third = (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * Z) / 384.0;
    Z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
}

/// Since when verdicts have been what they are.
#[derive(Clone, Debug, Default)]
pub struct Steadiness {
    parts: u32,
    /// For each section: its verdict, and the parts that were read when it became that.
    since: Vec<(String, Verdict, u32)>,
}

impl Steadiness {
    /// Takes in the report after so many parts.
    pub fn note(&mut self, report: &Report, parts: u32) {
        self.parts = parts;
        for section in &report.sections {
            match self.since.iter_mut().find(|known| known.0 == section.id) {
                None => self
                    .since
                    .push((section.id.clone(), section.verdict, parts)),
                Some(known) if known.1 != section.verdict => {
                    (known.1, known.2) = (section.verdict, parts);
                }
                Some(_) => {}
            }
        }
    }

    /// Whether a section's verdict is unlikely to change: it has not for half of the parts read or
    /// more, of at least [`LEAST_STEADY_PARTS`].
    #[must_use]
    pub fn is_steady(&self, section: &str) -> bool {
        let known = self.since.iter().find(|known| known.0 == section);
        self.parts >= LEAST_STEADY_PARTS
            && known.is_some_and(|known| known.1 != Verdict::None && known.2 <= self.parts / 2)
    }
}

#[cfg(test)]
mod tests {
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
                let (size, count) =
                    left.swap_remove((random(&mut state) * left.len() as f64) as usize);
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
    fn the_whole_file_has_no_margin_and_few_parts_say_nothing() {
        let mut sample = Sample {
            of: 8,
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
            sample.spread.add(&outcome.document.tally, 40);
        }
        let sampling = sample.sampling(Encoding::Phred33);
        let exactly = |value| Some(Estimate { value, margin: 0.0 });
        assert_eq!(sampling.q30_percent, exactly(62.5));
        assert_eq!(sampling.gc_percent, exactly(50.0));
        assert_eq!(sampling.reads, exactly(8.0));
        assert_eq!(sampling.adapter_percent, exactly(0.0));
        assert_eq!(sample.sampling(Encoding::Phred64).q30_percent, exactly(0.0));
    }
}
