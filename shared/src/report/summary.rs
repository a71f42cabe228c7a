//! Headline figures.

use serde::{Deserialize, Serialize};

use super::histogram::{n50, percent, quantile, total};
use super::{instrument, phix, sequence_duplication_levels};
use crate::phred::{Certainty, Detection, Encoding};
use crate::tally::{BaseQuality, ReadLength, ReadQuality, Tally};

/// Quality byte of column 0 in every quality table.
pub(crate) const FIRST_BYTE: i64 = 33;

/// The figures of the headline strip. All shares are percentages; a mean of nothing is `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Reads, those without bases too.
    pub reads: u64,
    /// Bases of all reads, N and other letters too.
    pub bases: u64,
    /// The quality encoding the scores were read with.
    #[serde(with = "encoding_name")]
    #[cfg_attr(feature = "schema", schemars(with = "Encoding"))]
    pub encoding: Encoding,
    /// How sure the encoding is.
    pub encoding_certainty: Certainty,
    /// Why it is taken for that: a clause without a full stop.
    pub encoding_reason: String,
    /// Read lengths in bases.
    pub length: LengthSummary,
    /// (G + C) / (A + C + G + T).
    pub gc_percent: Option<f64>,
    /// N / all bases.
    pub n_percent: Option<f64>,
    /// Bases of Q20 or better / all bases.
    pub q20_percent: Option<f64>,
    /// Bases of Q30 or better / all bases.
    pub q30_percent: Option<f64>,
    /// −10·log10 of the mean error probability over all bases. About 25 for a fine Illumina run,
    /// because few bad bases hold most of the error; not comparable with FastQC's means.
    pub mean_quality: Option<f64>,
    /// Median over reads of FastQC's mean quality of a read (the mean of its scores, rounded
    /// down); of two middle reads the lower one.
    pub median_read_quality: Option<i64>,
    /// Median over reads of the quality worth the read's mean error probability, rounded down.
    pub median_read_error_quality: Option<i64>,
    /// The family of instruments, where read names tell.
    pub instrument: Option<String>,
    /// The instrument reads no signal as G.
    pub two_colour: bool,
    /// Reads with a run of 12 G / all reads; `None` if it was not looked for.
    pub poly_g_percent: Option<f64>,
    /// Reads of PhiX, the control of Illumina's runs / all reads, at least. An estimate where there
    /// are 100,000 distinct starts or more.
    pub phix_percent: Option<f64>,
    /// Reads whose first 50 bases another read has, all but one of each kind: identical read starts,
    /// not PCR duplicates. An estimate where there are 100,000 distinct starts or more.
    pub duplicate_percent: Option<f64>,
    /// Reads with an adapter that is more than one letter repeated.
    pub adapter_percent: Option<f64>,
}

/// Read lengths in bases; `None` where there are no reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LengthSummary {
    /// Shortest.
    pub min: Option<u64>,
    /// Mean.
    pub mean: Option<f64>,
    /// A quarter of the reads is as short as this or shorter.
    pub lower_quartile: Option<u64>,
    /// Median; of two middle reads the shorter one.
    pub median: Option<u64>,
    /// Three quarters of the reads are as short as this or shorter.
    pub upper_quartile: Option<u64>,
    /// Longest.
    pub max: Option<u64>,
    /// Reads at least this long hold half of the bases.
    pub n50: Option<u64>,
}

impl Summary {
    /// Computes the figures of a tally with scores read as `detection` says.
    #[must_use]
    pub fn of(tally: &Tally, detection: &Detection) -> Self {
        let encoding = detection.encoding;
        let lanes = &tally.sequencing_run.lanes;
        let mut letters = [0_u64; 6];
        for row in tally.base_content.rows() {
            for (sum, count) in letters.iter_mut().zip(row) {
                *sum = sum.saturating_add(*count);
            }
        }
        let [a, c, g, t, n, _] = letters;
        let bases = total(letters);
        let quality = QualityShares::of(&tally.base_quality, encoding);
        Self {
            reads: tally.read_length.reads(),
            bases: tally.read_length.bases(),
            encoding,
            encoding_certainty: detection.certainty,
            encoding_reason: detection.reason.clone(),
            length: length(&tally.read_length),
            gc_percent: percent(g.saturating_add(c), total([a, c, g, t])),
            n_percent: percent(n, bases),
            q20_percent: quality.q20_percent,
            q30_percent: quality.q30_percent,
            mean_quality: quality.mean_quality,
            median_read_quality: median(&tally.read_quality.integer_mean, offset(encoding)),
            median_read_error_quality: median_error(&tally.read_quality, encoding),
            instrument: instrument::of_lanes(lanes).map(str::to_owned),
            two_colour: instrument::two_colour(lanes).is_some(),
            poly_g_percent: instrument::poly_g_percent(
                &tally.adapter_content,
                tally.read_length.reads(),
            ),
            phix_percent: phix::share(tally),
            duplicate_percent: sequence_duplication_levels::of(tally)
                .deduplicated_percent
                .map(|percent| 100.0 - percent),
            adapter_percent: tally
                .adapter_content
                .set()
                .and_then(|_| percent(tally.adapter_content.reads_with_any(), tally.reads())),
        }
    }

    /// True if the lengths differ so much that N50 says more than the mean.
    #[must_use]
    pub fn has_long_reads(&self) -> bool {
        self.length.max.is_some_and(|max| max > 1000)
    }

    /// The median read quality as programs for such reads have it: FastQC's for short reads, that of the
    /// mean error for long ones, as MinKNOW, Dorado and NanoPlot.
    #[must_use]
    pub fn usual_median_read_quality(&self) -> Option<i64> {
        if self.has_long_reads() {
            self.median_read_error_quality
        } else {
            self.median_read_quality
        }
    }

    /// What it is of, in words.
    #[must_use]
    pub fn median_read_quality_words(&self) -> &'static str {
        if self.has_long_reads() {
            "by the mean error of a read, as for long reads: half of the reads are this good or better"
        } else {
            "half of the reads have this mean score or a better one"
        }
    }
}

/// The byte of score 0: 33 or 64.
#[must_use]
pub(crate) const fn offset(encoding: Encoding) -> i64 {
    match encoding {
        Encoding::Phred33 => 33,
        Encoding::Phred64 => 64,
    }
}

/// Column `index` as a score. Negative if a byte lies below the offset.
#[must_use]
pub(crate) fn score(index: usize, offset: i64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX - FIRST_BYTE) + FIRST_BYTE - offset
}

struct QualityShares {
    q20_percent: Option<f64>,
    q30_percent: Option<f64>,
    mean_quality: Option<f64>,
}

impl QualityShares {
    fn of(base_quality: &BaseQuality, encoding: Encoding) -> Self {
        let offset = offset(encoding);
        let mut columns = [0_u64; 96];
        for row in base_quality.rows() {
            for (sum, count) in columns.iter_mut().zip(row) {
                *sum = sum.saturating_add(*count);
            }
        }
        let bases = total(columns);
        let at_least = |least: i64| {
            total(
                columns
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| score(*index, offset) >= least)
                    .map(|(_, count)| *count),
            )
        };
        let error: f64 = columns
            .iter()
            .enumerate()
            .map(|(index, count)| {
                *count as f64 * libm::pow(10.0, score(index, offset).max(0) as f64 / -10.0)
            })
            .sum();
        Self {
            q20_percent: percent(at_least(20), bases),
            q30_percent: percent(at_least(30), bases),
            mean_quality: (bases > 0).then(|| (-10.0 * libm::log10(error / bases as f64)).max(0.0)),
        }
    }
}

fn length(read_length: &ReadLength) -> LengthSummary {
    let counts = read_length.counts();
    let reads = read_length.reads();
    let mean = (reads > 0).then(|| read_length.bases() as f64 / reads as f64);
    LengthSummary {
        min: read_length.min(),
        mean,
        lower_quartile: quantile(&counts, 1, 4),
        median: quantile(&counts, 1, 2),
        upper_quartile: quantile(&counts, 3, 4),
        max: read_length.max(),
        n50: n50(&counts),
    }
}

fn median(columns: &[u64; 96], offset: i64) -> Option<i64> {
    let histogram: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(index, count)| (score(index, offset), *count))
        .collect();
    quantile(&histogram, 1, 2)
}

/// The mean error is tallied as if every file were Phred+33; for Phred+64 it is scaled by 31
/// scores, which is exact as a mean of powers shifts with its terms.
fn median_error(read_quality: &ReadQuality, encoding: Encoding) -> Option<i64> {
    median(&read_quality.error_mean, offset(encoding)).map(|score| score.max(0))
}

mod encoding_name {
    //! `phred33` and `phred64` in JSON, whatever the type itself is written as.

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::phred::Encoding;

    pub(super) fn serialize<S: Serializer>(
        encoding: &Encoding,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match encoding {
            Encoding::Phred33 => "phred33",
            Encoding::Phred64 => "phred64",
        })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Encoding, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "phred33" => Ok(Encoding::Phred33),
            "phred64" => Ok(Encoding::Phred64),
            other => Err(Error::unknown_variant(other, &["phred33", "phred64"])),
        }
    }
}
