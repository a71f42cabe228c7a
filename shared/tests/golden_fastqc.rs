//! All modules against kept outputs of FastQC 0.12.1: every row and verdict, within 1e-9.
//!
//! The encoding is FastQC's own, so that scores compare; where ours differs, the list
//! `ENCODINGS_THAT_DIFFER` says why. Files: `READOUT_CORPUS`, by default `../shared/data` beside the
//! repository.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::path::Path;

use shared::analysis::{Analysis, Options};
use shared::phred::Encoding;
use shared::report::{Report, ReportOptions, Section, SectionData, Verdict};
use shared::wire::TallyDocument;

/// Files whose encoding FastQC and we tell differently, and why.
const ENCODINGS_THAT_DIFFER: &[(&str, &str)] = &[
    (
        "fastqc__complex.fastq",
        "every byte is I: Q40 as Phred+33; FastQC sees no byte below 64 and reads Q9",
    ),
    (
        "fastqc__minimal.fastq",
        "every byte is I: Q40 as Phred+33; FastQC sees no byte below 64 and reads Q9",
    ),
];

/// Files whose tiles FastQC and we judge differently, and why. No tally that merges in any order can
/// follow it in either.
const TILES_THAT_DIFFER: &[(&str, &str)] = &[
    (
        "velvet__read1.fq.gz",
        "FastQC looks at one read in ten past the first 10,000: its largest deviation is 5.080, that \
         of all reads 4.665, on the other side of the limit",
    ),
    (
        "khmer__test-reads.fq.gz",
        "names of two layouts take turns; FastQC reads all by that of the first read, we read none",
    ),
];

/// Positions from here on are counted in bins, whose means, percentiles and running sums are not
/// FastQC's averages over positions; only rows of quality by position and of adapters that reach
/// here may differ.
const BINNED_FROM: u64 = 1310;

/// A module of `fastqc_data.txt`: its verdict and its rows of cells.
struct Module {
    verdict: String,
    rows: Vec<Vec<String>>,
}

fn parse(text: &str) -> BTreeMap<String, Module> {
    let mut modules = BTreeMap::new();
    let mut name = String::new();
    for line in text.lines() {
        if line == ">>END_MODULE" {
            name.clear();
        } else if let Some(heading) = line.strip_prefix(">>") {
            let (title, verdict) = heading.split_once('\t').unwrap();
            name = title.to_owned();
            modules.insert(
                name.clone(),
                Module {
                    verdict: verdict.to_owned(),
                    rows: Vec::new(),
                },
            );
        } else if !line.starts_with('#') && !name.is_empty() {
            let row = line.split('\t').map(str::to_owned).collect();
            modules.get_mut(&name).unwrap().rows.push(row);
        }
    }
    modules
}

fn tally(path: &Path) -> TallyDocument {
    let mut analysis = Analysis::new(Options::default());
    for piece in std::fs::read(path).unwrap().chunks(1 << 20) {
        if !analysis.feed(piece) {
            break;
        }
    }
    let outcome = analysis.finish();
    assert_eq!(outcome.error, None, "{}", path.display());
    outcome.document
}

/// A row's label and numbers, as FastQC's text has them; its missing numbers are NaN.
fn ours(section: &Section) -> Vec<(String, Vec<f64>)> {
    let number = |value: Option<f64>| value.unwrap_or(f64::NAN);
    match &section.data {
        SectionData::PerBaseSequenceQuality(data) => data
            .rows
            .iter()
            .map(|row| {
                let values = [
                    row.mean,
                    row.median,
                    row.lower_quartile,
                    row.upper_quartile,
                    row.percentile_10,
                    row.percentile_90,
                ];
                (row.base.clone(), values.map(number).to_vec())
            })
            .collect(),
        SectionData::PerSequenceQualityScores(data) => data
            .rows
            .iter()
            .map(|row| (row.quality.to_string(), vec![row.reads as f64]))
            .collect(),
        SectionData::PerBaseSequenceContent(data) => data
            .rows
            .iter()
            .map(|row| {
                (
                    row.base.clone(),
                    [row.g, row.a, row.t, row.c].map(number).to_vec(),
                )
            })
            .collect(),
        SectionData::PerSequenceGcContent(data) => data
            .rows
            .iter()
            .map(|row| (row.gc_percent.to_string(), vec![row.fastqc_count]))
            .collect(),
        SectionData::PerBaseNContent(data) => data
            .rows
            .iter()
            .map(|row| (row.base.clone(), vec![number(row.n_percent)]))
            .collect(),
        SectionData::SequenceLengthDistribution(data) => data
            .rows
            .iter()
            .map(|row| (row.length.clone(), vec![row.reads as f64]))
            .collect(),
        SectionData::PerTileSequenceQuality(data) => data
            .tiles
            .iter()
            .flat_map(|row| {
                let cells = data.groups.iter().zip(&row.deviations);
                cells.map(|(group, value)| (row.tile.to_string(), group.clone(), *value))
            })
            .map(|(tile, group, value)| (format!("{tile} {group}"), vec![value]))
            .collect(),
        SectionData::SequenceDuplicationLevels(data) => data
            .rows
            .iter()
            .map(|row| (row.level.clone(), vec![row.percent_of_total]))
            .collect(),
        SectionData::OverrepresentedSequences(data) => data
            .rows
            .iter()
            .map(|row| {
                let label = format!("{} {}", row.sequence, row.possible_source);
                (label, vec![row.count as f64, row.percent])
            })
            .collect(),
        SectionData::AdapterContent(data) => data
            .rows
            .iter()
            .map(|row| (row.position.clone(), row.percents.clone()))
            .collect(),
        // FastQC does not have the others.
        SectionData::SequencingRun(_)
        | SectionData::QualityByLength(_)
        | SectionData::ObservedQuality(_)
        | SectionData::Integrity(_)
        | SectionData::ReadPairs(_) => Vec::new(),
    }
}

/// Equal to 1e-9 of the larger of the value and 1. FastQC adds GC weights read by read, so its last
/// digits carry the rounding of as many sums.
fn close(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

/// FastQC's row as a label and numbers, in the shape of [`ours`].
fn theirs(section: &Section, cells: &[String]) -> (String, Vec<f64>) {
    let (label, numbers) = match &section.data {
        SectionData::PerTileSequenceQuality(_) => {
            (format!("{} {}", cells[0], cells[1]), &cells[2..])
        }
        SectionData::OverrepresentedSequences(_) => {
            (format!("{} {}", cells[0], cells[3]), &cells[1..3])
        }
        _ => (cells[0].clone(), &cells[1..]),
    };
    let numbers = numbers.iter().map(|cell| cell.parse().unwrap());
    (label, numbers.collect())
}

fn compare(
    file: &str,
    section: &Section,
    module: &Module,
    faults: &mut Vec<String>,
) -> (usize, usize) {
    let verdict = format!("{:?}", section.verdict).to_lowercase();
    let binned = ["per_base_sequence_quality", "adapter_content"].contains(&&*section.id);
    let tiles = section.id == "per_tile_sequence_quality";
    if tiles && TILES_THAT_DIFFER.iter().any(|item| item.0 == file) {
        if verdict == module.verdict {
            faults.push(format!("{file}: tiles no longer differ: mend the list"));
        }
        return (0, module.rows.len());
    }
    if verdict != module.verdict {
        faults.push(format!(
            "{file}: {}: verdict {verdict}, FastQC {}",
            section.title, module.verdict
        ));
    }
    let mut rows = ours(section);
    let mut expected: Vec<_> = module.rows.iter().map(|row| theirs(section, row)).collect();
    if section.id == "overrepresented_sequences" {
        // Ties come in the order of a hash table.
        let order = |a: &(String, Vec<f64>), b: &(String, Vec<f64>)| {
            b.1[0].total_cmp(&a.1[0]).then_with(|| a.0.cmp(&b.0))
        };
        rows.sort_by(order);
        expected.sort_by(order);
    }
    if rows.len() != expected.len() {
        faults.push(format!(
            "{file}: {}: {} rows, FastQC {}",
            section.title,
            rows.len(),
            expected.len()
        ));
    }
    let (mut equal, mut excused) = (0, 0);
    for ((label, values), (their_label, numbers)) in rows.iter().zip(&expected) {
        let same =
            values.len() == numbers.len() && values.iter().zip(numbers).all(|(a, b)| close(*a, *b));
        let last = label
            .rsplit('-')
            .next()
            .and_then(|last| last.parse::<u64>().ok());
        let excuse = binned && last.is_some_and(|last| last >= BINNED_FROM);
        if label == their_label && same {
            equal += 1;
        } else if label == their_label && excuse {
            excused += 1;
        } else {
            faults.push(format!(
                "{file}: {}: row {label} {values:?}, FastQC {their_label} {numbers:?}",
                section.title
            ));
        }
    }
    (equal, excused)
}

#[test]
fn modules_equal_fastqc() {
    let Some(data) = corpus::corpus() else { return };
    let expected = data.join("expected/fastqc-0.12.1");
    let entries = std::fs::read_dir(&expected).unwrap();
    let mut files: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let (mut faults, mut equal, mut skipped) = (Vec::new(), 0, 0);
    for file in &files {
        let path = data.join("reads").join(file);
        let Ok(text) = std::fs::read_to_string(expected.join(file).join("fastqc_data.txt")) else {
            eprintln!("SKIPPED: {file} has no kept output");
            skipped += 1;
            continue;
        };
        if !path.exists() {
            eprintln!("SKIPPED: {} is absent", path.display());
            skipped += 1;
            continue;
        }
        let modules = parse(&text);
        let basic = modules.get("Basic Statistics").unwrap();
        let theirs = basic.rows.iter().find(|row| row[0] == "Encoding").unwrap()[1].clone();
        let encoding = if theirs.starts_with("Sanger") {
            Encoding::Phred33
        } else {
            Encoding::Phred64
        };
        let document = tally(&path);
        let detected = shared::phred::detect(&document.tally).encoding;
        match ENCODINGS_THAT_DIFFER.iter().find(|item| item.0 == file) {
            Some((_, why)) if detected != encoding => {
                eprintln!("{file}: encoding {detected:?}, FastQC {theirs}: {why}")
            }
            Some(_) => faults.push(format!("{file}: encoding no longer differs: mend the list")),
            None if detected != encoding => {
                faults.push(format!("{file}: encoding {detected:?}, FastQC {theirs}"))
            }
            None => {}
        }
        let options = ReportOptions {
            encoding: Some(encoding),
            complete: true,
            ..ReportOptions::default()
        };
        let report = Report::build(&document, &options);
        for section in report.sections.iter().filter(|section| section.in_fastqc()) {
            let Some(module) = modules.get(&section.title) else {
                // FastQC leaves out the tiles of reads that name none.
                if section.verdict != Verdict::None {
                    faults.push(format!("{file}: FastQC has no {}", section.title));
                }
                continue;
            };
            let (same, excused) = compare(file, section, module, &mut faults);
            equal += same;
            if excused > 0 {
                eprintln!(
                    "{file}: {}: {excused} rows differ by definition",
                    section.title
                );
            }
        }
    }
    eprintln!(
        "{equal} rows of {} files equal FastQC's; {skipped} files skipped",
        files.len() - skipped
    );
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
