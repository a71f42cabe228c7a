//! FastQC's limits, each with its origin.
//!
//! The values are those of FastQC 0.12.1, `Configuration/limits.txt`, the defaults that the field
//! has compared its runs by for years; how each is applied is in the module class that is named.

/// Where a section becomes unusual and where very unusual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Beyond this, *unusual*.
    pub warn: f64,
    /// Beyond this, *very unusual*.
    pub fail: f64,
}

/// Lower quartile of quality in a group of positions; lower is unusual.
/// FastQC 0.12.1 limits.txt `quality_base_lower`, PerBaseQualityScores.java.
pub const QUALITY_BASE_LOWER_QUARTILE: Limits = Limits {
    warn: 10.0,
    fail: 5.0,
};

/// Median quality in a group of positions; lower is unusual.
/// FastQC 0.12.1 limits.txt `quality_base_median`, PerBaseQualityScores.java.
pub const QUALITY_BASE_MEDIAN: Limits = Limits {
    warn: 25.0,
    fail: 20.0,
};

/// The most frequent mean quality of a read; this or lower is unusual. Belongs to FastQC's
/// integer mean of the scores, not to the mean error.
/// FastQC 0.12.1 limits.txt `quality_sequence`, PerSequenceQualityScores.java.
pub const QUALITY_SEQUENCE_MODE: Limits = Limits {
    warn: 27.0,
    fail: 20.0,
};

/// |A − T| or |G − C| in a group of positions, in percent of A, C, G and T.
/// FastQC 0.12.1 limits.txt `sequence`, PerBaseSequenceContent.java.
pub const SEQUENCE_CONTENT_DIFFERENCE: Limits = Limits {
    warn: 10.0,
    fail: 20.0,
};

/// Sum of |observed − expected| over all GC percents, in percent of the observed sum.
/// FastQC 0.12.1 limits.txt `gc_sequence`, PerSequenceGCContent.java.
pub const GC_DEVIATION: Limits = Limits {
    warn: 15.0,
    fail: 30.0,
};

/// Share of N in a group of positions, in percent of all bases there.
/// FastQC 0.12.1 limits.txt `n_content`, NContent.java.
pub const N_CONTENT: Limits = Limits {
    warn: 5.0,
    fail: 20.0,
};

/// |A tile's mean quality − the mean over tiles| in a group of positions.
/// FastQC 0.12.1 limits.txt `tile`, PerTileQualityScores.java.
pub const TILE_DEVIATION: Limits = Limits {
    warn: 5.0,
    fail: 10.0,
};

/// Distinct read starts in percent of all reads; fewer is unusual.
/// FastQC 0.12.1 limits.txt `duplication`, DuplicationLevel.java.
pub const DEDUPLICATED_PERCENT: Limits = Limits {
    warn: 70.0,
    fail: 50.0,
};

/// Share of one read start in percent of all reads; it is listed beyond the first.
/// FastQC 0.12.1 limits.txt `overrepresented`, OverRepresentedSeqs.java.
pub const OVERREPRESENTED: Limits = Limits {
    warn: 0.1,
    fail: 1.0,
};

/// Reads in which an adapter begins at or before a position, in percent of all reads.
/// FastQC 0.12.1 limits.txt `adapter`, AdapterContent.java.
pub const ADAPTER_CONTENT: Limits = Limits {
    warn: 5.0,
    fail: 10.0,
};

/// Positions with this many bases or fewer have no percentiles.
/// FastQC 0.12.1, PerBaseQualityScores.java `getPercentile`.
pub const BASES_FOR_PERCENTILE: u64 = 100;

/// From here up, the green band behind quality charts. FastQC 0.12.1, QualityBoxPlot.java.
pub const BAND_GOOD: f64 = 28.0;

/// From here up, the yellow band; below it, the red one. FastQC 0.12.1, QualityBoxPlot.java.
pub const BAND_FAIR: f64 = 20.0;
