//! What the part of a file that was read says of the whole of it.
//!
//! Reads near each other in a file are alike: they come from the same tiles. So it is not the number
//! of reads that tells how sure a figure is, but how much it differs between parts of the file. The
//! parts are visited in a random order, each is a cluster of reads, and a share is a ratio of sums
//! over clusters: its variance is that of the ratio estimator (Cochran, *Sampling Techniques*, third
//! edition, 1977, sections 2.11 and 6.3), with the correction for a finite population. Parts need not
//! be of one size, so what was seen of the population is counted in bytes of the file, not in parts.

mod steadiness;

pub use self::steadiness::Steadiness;

use serde::{Deserialize, Serialize};

use super::number::{grouped, short};
use super::summary::{offset, score};
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

/// What stands for a whole file, or for several: some ranges, drawn at random.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sampling {
    /// Ranges of the file that were read.
    pub parts: u32,
    /// Ranges of the whole file.
    pub of: u32,
    /// The files that these are ranges of; absent if it is one.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub files: u32,
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

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_one(files: &u32) -> bool {
    *files == 1
}

/// The ranges of a file, or of several that are read as one, that were visited, and all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// What was counted in those visited.
    pub spread: Spread,
    /// How many there are.
    pub of: u32,
    /// The files that these are ranges of.
    pub files: u32,
    /// Bytes of the files as they stand.
    pub file_bytes: u64,
    /// Whether the offsets in the ledger are those of the file's text. While BGZF is read at random,
    /// nobody knows them.
    pub placed: bool,
}

impl Sample {
    /// All of it as numbers, for who has to hand it on.
    ///
    /// ```
    /// use shared::report::Sample;
    /// let sample = Sample { of: 64, files: 1, ..Sample::default() };
    /// assert_eq!(Sample::of_numbers(&sample.numbers()), Some(sample));
    /// ```
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a file has less than 2^53 bytes"
    )]
    pub fn numbers(&self) -> Vec<f64> {
        let whole = [
            self.spread.parts,
            self.of,
            self.files,
            u32::from(self.placed),
        ];
        let mut numbers: Vec<f64> = whole.into_iter().map(f64::from).collect();
        numbers.push(self.file_bytes as f64);
        let Spread {
            reads,
            q30,
            gc,
            adapters,
            ..
        } = self.spread;
        for sums in [reads, q30[0], q30[1], gc, adapters] {
            let Sums {
                size,
                count,
                size_squared,
                product,
                count_squared,
            } = sums;
            numbers.extend([size, count, size_squared, product, count_squared]);
        }
        numbers
    }

    /// What [`numbers`](Self::numbers) were of; none of other numbers.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "they were whole numbers of that size"
    )]
    pub fn of_numbers(numbers: &[f64]) -> Option<Self> {
        let (whole, sums) = numbers.split_first_chunk::<5>()?;
        let [parts, of, files, placed, file_bytes] = *whole;
        let mut sums = sums.as_chunks::<5>().0.iter().map(|sums| {
            let [size, count, size_squared, product, count_squared] = *sums;
            Sums {
                size,
                count,
                size_squared,
                product,
                count_squared,
            }
        });
        let mut next = || sums.next();
        Some(Self {
            spread: Spread {
                parts: parts as u32,
                reads: next()?,
                q30: [next()?, next()?],
                gc: next()?,
                adapters: next()?,
            },
            of: of as u32,
            files: files as u32,
            file_bytes: file_bytes as u64,
            placed: placed != 0.0,
        })
    }
}

impl Spread {
    /// Parts visited.
    #[must_use]
    pub fn parts(&self) -> u32 {
        self.parts
    }

    /// Takes in what was counted in a part of so many bytes of the file as it stands. `counted` is the
    /// share of its text in which that was: a record that goes on in the next part waits for that.
    pub fn add(&mut self, tally: &Tally, bytes: u64, counted: f64) {
        self.parts = self.parts.saturating_add(1);
        let reads = tally.reads();
        // Without it, a part of a few long reads would seem to hold fewer of them than it does.
        let in_all = if counted > 0.0 {
            reads as f64 / counted
        } else {
            0.0
        };
        self.reads.add(bytes, in_all.round() as u64);
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
            files,
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
            files: *files,
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
        let (of, whole, theirs) = match self.files {
            0 | 1 => (
                "the file".to_owned(),
                "The whole file holds",
                "those of the file",
            ),
            files => (
                format!("{} files", grouped(files.into())),
                "The whole files hold",
                "those of the files",
            ),
        };
        let ranges = format!(
            "A sample: {} of {} ranges of {of}, drawn at random.",
            grouped(self.parts.into()),
            grouped(self.of.into())
        );
        let places = if self.placed {
            String::new()
        } else {
            format!(
                " Where they stand in the text is not known: offsets in the tally are not {theirs}."
            )
        };
        match self.reads {
            None => format!("{ranges}{places}"),
            Some(reads) => format!(
                "{ranges} {whole} about {} ± {} reads. Margins are 95 % intervals, from the spread between ranges.{places}",
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

#[cfg(test)]
mod tests;
