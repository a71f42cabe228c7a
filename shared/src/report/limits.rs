//! Limits of one's own, in the format of FastQC's `limits.txt`.
//!
//! FastQC 0.12.1, `ModuleConfig.java` and `Configuration/limits.txt`: each line is a name, `warn`,
//! `error` or `ignore`, and a number; `#` begins a comment. What a file does not name keeps its
//! default. A module whose `ignore` is above 0 is left out of the report.

use std::collections::BTreeSet;

use thiserror::Error;

use super::thresholds::{self, Limits};
use crate::configuration;

/// The limits of every section, FastQC's unless others were read.
#[derive(Clone, Debug, PartialEq)]
pub struct ModuleLimits {
    /// Lower quartile of quality in a group of positions; lower is unusual.
    pub quality_base_lower: Limits,
    /// Median quality in a group of positions; lower is unusual.
    pub quality_base_median: Limits,
    /// Fall of a tile below the mean of its position, in scores; more is unusual.
    pub tile: Limits,
    /// The most frequent mean quality of a read; this or lower is unusual.
    pub quality_sequence: Limits,
    /// |A − T| or |G − C| in percent; more is unusual.
    pub sequence: Limits,
    /// Distance from the expected curve of GC content in percent; more is unusual.
    pub gc_sequence: Limits,
    /// N in percent; more is unusual.
    pub n_content: Limits,
    /// Switches rather than limits: whether lengths that differ (`warn`) and reads without bases
    /// (`fail`) count as unusual; 0 means no.
    pub sequence_length: Limits,
    /// Reads that would remain of 100 without their copies, in percent; fewer is unusual.
    pub duplication: Limits,
    /// Share of the most frequent sequence in percent of all reads; more is unusual.
    pub overrepresented: Limits,
    /// Reads with an adapter up to a position, in percent; more is unusual.
    pub adapter: Limits,
    /// Read for the sake of the file's format; there is no section on k-mers.
    pub kmer: Limits,
    /// Ids of the sections that are left out.
    pub ignored: BTreeSet<&'static str>,
}

const fn pair(warn: f64, fail: f64) -> Limits {
    Limits { warn, fail }
}

impl Default for ModuleLimits {
    /// FastQC 0.12.1, `Configuration/limits.txt`.
    fn default() -> Self {
        Self {
            quality_base_lower: thresholds::QUALITY_BASE_LOWER_QUARTILE,
            quality_base_median: thresholds::QUALITY_BASE_MEDIAN,
            tile: pair(5.0, 10.0),
            quality_sequence: thresholds::QUALITY_SEQUENCE_MODE,
            sequence: thresholds::SEQUENCE_CONTENT_DIFFERENCE,
            gc_sequence: thresholds::GC_DEVIATION,
            n_content: thresholds::N_CONTENT,
            sequence_length: pair(1.0, 1.0),
            duplication: pair(70.0, 50.0),
            overrepresented: pair(0.1, 1.0),
            adapter: pair(5.0, 10.0),
            kmer: pair(2.0, 5.0),
            ignored: BTreeSet::new(),
        }
    }
}

/// What is wrong with a file of limits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LimitsError {
    /// A line is not a name, a word and a number.
    #[error(
        "line {line} of the limits: a name, one of warn, error and ignore, and a number are expected"
    )]
    Malformed {
        /// The line, from 1.
        line: usize,
    },
    /// A name or a pair of name and word that FastQC does not have.
    #[error(
        "line {line} of the limits: {setting} is not known; the names are those of FastQC's limits.txt"
    )]
    Unknown {
        /// The line, from 1.
        line: usize,
        /// The name and the word.
        setting: String,
    },
}

/// The names that can be ignored, and the sections that are then left out.
const MODULES: [(&str, &str); 11] = [
    ("quality_base", "per_base_sequence_quality"),
    ("tile", "per_tile_sequence_quality"),
    ("quality_sequence", "per_sequence_quality_scores"),
    ("sequence", "per_base_sequence_content"),
    ("gc_sequence", "per_sequence_gc_content"),
    ("n_content", "per_base_n_content"),
    ("sequence_length", "sequence_length_distribution"),
    ("duplication", "sequence_duplication_levels"),
    ("overrepresented", "overrepresented_sequences"),
    ("adapter", "adapter_content"),
    ("kmer", "kmer_content"),
];

/// A number as FastQC's files have it: as JSON does, or with nothing before or behind its point. The
/// reader of JSON is there already; the standard library's has a table of ten kilobytes.
fn number(text: &str) -> Option<f64> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if text == "." {
        return None;
    }
    let before = if text.starts_with('.') { "0" } else { "" };
    let behind = if text.ends_with('.') { "0" } else { "" };
    serde_json::from_slice([before, text, behind].concat().as_bytes()).ok()
}

impl ModuleLimits {
    /// Reads a file in the format of FastQC's `limits.txt`.
    ///
    /// # Errors
    /// [`LimitsError`] with the line, for a line in another format and for an unknown name.
    ///
    /// ```
    /// use shared::report::limits::ModuleLimits;
    /// let limits = ModuleLimits::parse("# ours\nadapter\twarn\t2.5\ntile ignore 1\n")?;
    /// assert_eq!((limits.adapter.warn, limits.adapter.fail), (2.5, 10.0));
    /// assert!(limits.ignores("per_tile_sequence_quality"));
    /// # Ok::<(), shared::report::limits::LimitsError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, LimitsError> {
        let mut limits = Self::default();
        for (line, content) in configuration::lines(text) {
            let mut fields = content.split_whitespace();
            let (Some(name), Some(word), Some(value), None) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                return Err(LimitsError::Malformed { line });
            };
            let value = number(value).ok_or(LimitsError::Malformed { line })?;
            if !matches!(word, "warn" | "error" | "ignore") {
                return Err(LimitsError::Malformed { line });
            }
            limits
                .set(name, word, value)
                .ok_or_else(|| LimitsError::Unknown {
                    line,
                    setting: shown(&format!("{name} {word}")),
                })?;
        }
        Ok(limits)
    }

    /// Whether a section is left out.
    #[must_use]
    pub fn ignores(&self, section_id: &str) -> bool {
        self.ignored.contains(section_id)
    }

    fn set(&mut self, name: &str, word: &str, value: f64) -> Option<()> {
        if word == "ignore" {
            let (_, section) = MODULES.iter().find(|(module, _)| *module == name)?;
            if value > 0.0 {
                self.ignored.insert(section);
            } else {
                self.ignored.remove(section);
            }
            return Some(());
        }
        let limits = match name {
            "quality_base_lower" => &mut self.quality_base_lower,
            "quality_base_median" => &mut self.quality_base_median,
            "tile" => &mut self.tile,
            "quality_sequence" => &mut self.quality_sequence,
            "sequence" => &mut self.sequence,
            "gc_sequence" => &mut self.gc_sequence,
            "n_content" => &mut self.n_content,
            "sequence_length" => &mut self.sequence_length,
            "duplication" => &mut self.duplication,
            "overrepresented" => &mut self.overrepresented,
            "adapter" => &mut self.adapter,
            "kmer" => &mut self.kmer,
            _ => return None,
        };
        if word == "warn" {
            limits.warn = value;
        } else {
            limits.fail = value;
        }
        Some(())
    }
}

/// The most letters of a caller's text that an error repeats.
const SHOWN: usize = 60;

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for text in [
            "0.1", "1e-3", ".5", "5.", "+2", "-1", "0.05", "20", "1E2", "12.75",
        ] {
            assert_eq!(number(text), text.parse().ok(), "{text}");
        }
        for text in ["", ".", "inf", "NaN", "1e999", "1,5", "1 2", "0x1", "--1"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_changes_only_what_it_names() {
        let limits = ModuleLimits::parse(
            "# comment\n\nsequence \t warn 12\r\nsequence\terror\t24.5\nquality_base ignore 1\nkmer ignore 1\n",
        )
        .unwrap();
        let expected = ModuleLimits {
            sequence: pair(12.0, 24.5),
            ignored: BTreeSet::from(["per_base_sequence_quality", "kmer_content"]),
            ..ModuleLimits::default()
        };
        assert_eq!(limits, expected);
        assert_eq!(ModuleLimits::parse(""), Ok(ModuleLimits::default()));
        let again = ModuleLimits::parse("tile ignore 1\ntile ignore 0").unwrap();
        assert_eq!(again, ModuleLimits::default());
    }

    #[test]
    fn faults_are_named_by_line() {
        let fault = |text: &str| ModuleLimits::parse(text).unwrap_err();
        for text in [
            "sequence warn",
            "sequence warn x",
            "sequence warn 1 2",
            "sequence loud 1",
            "sequence warn NaN",
        ] {
            assert_eq!(
                fault(&format!("\n{text}")),
                LimitsError::Malformed { line: 2 },
                "{text}"
            );
        }
        for text in [
            "sequences warn 1",
            "quality_base warn 1",
            "quality_base_lower ignore 1",
        ] {
            assert!(
                matches!(fault(text), LimitsError::Unknown { line: 1, .. }),
                "{text}"
            );
        }
        let long = format!("{} warn 1", "x".repeat(9999));
        assert!(fault(&long).to_string().len() < 200);
    }
}
