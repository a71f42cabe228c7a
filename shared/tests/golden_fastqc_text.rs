//! Our `fastqc_data.txt` and `summary.txt` against those that FastQC 0.12.1 wrote: every module,
//! heading and cell, numbers within 1e-9, with FastQC's own judgement of the encoding.
//!
//! Files: `READOUT_CORPUS`, by default `../shared/data` beside the repository.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/corpus.rs"]
mod corpus;
#[path = "common/fastqc_text.rs"]
mod fastqc_text;

use fastqc_text::{Module, parse, same_cell};
use shared::analysis::{Analysis, Options};
use shared::export::fastqc;
use shared::report::ReportOptions;
use shared::wire::TallyDocument;
use std::path::Path;

const TILES: &str = "Per tile sequence quality";

/// FastQC looks at one read in ten past the first 10,000 for tiles, and we at all: its largest
/// deviation in this file is 5.080, a warning, and that of all reads is 4.665.
const TILES_SAMPLED: &str = "velvet__read1.fq.gz";

/// Names of two layouts take turns in this file: FastQC reads all by that of the first read. No
/// tally that merges in any order can follow, so we leave the module out.
const TILES_MIXED: &str = "khmer__test-reads.fq.gz";

/// FastQC keeps too few reads of a file for its tiles from this many on.
const TILES_SAMPLED_FROM: u64 = 10_000;

/// Positions from here on are counted in bins of several: FastQC averages over single ones.
const BINNED_FROM: u64 = 1310;

/// Modules with rows of positions that depend on single ones.
const BINNED: [&str; 2] = ["Per base sequence quality", "Adapter Content"];

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

/// Rows that occur equally often stand in the order of Java's hashes; here in that of the letters.
fn in_order(module: &Module) -> Vec<&Vec<String>> {
    let mut rows: Vec<_> = module.rows.iter().collect();
    if module.title == "Overrepresented sequences" {
        let count = |row: &[String]| row[1].parse::<u64>().unwrap();
        rows.sort_by(|a, b| count(b).cmp(&count(a)).then_with(|| a[0].cmp(&b[0])));
    }
    rows
}

struct Comparison<'a> {
    file: &'a str,
    reads: u64,
    equal: usize,
    excused: usize,
    faults: Vec<String>,
}

impl Comparison<'_> {
    fn modules(&mut self, ours: &[Module], theirs: &[Module]) {
        let titles = |modules: &[Module]| -> Vec<String> {
            modules.iter().map(|module| module.title.clone()).collect()
        };
        let (our_titles, their_titles) = (titles(ours), titles(theirs));
        if our_titles != their_titles {
            let fault = format!(
                "{}: modules {our_titles:?}, FastQC {their_titles:?}",
                self.file
            );
            self.faults.push(fault);
            return;
        }
        for (ours, theirs) in ours.iter().zip(theirs) {
            self.module(ours, theirs);
        }
    }

    fn module(&mut self, ours: &Module, theirs: &Module) {
        let place = format!("{}: {}", self.file, ours.title);
        if ours.status != theirs.status {
            if ours.title == TILES && self.file == TILES_SAMPLED {
                self.excused += 1;
            } else {
                let fault = format!("{place}: {}, FastQC {}", ours.status, theirs.status);
                self.faults.push(fault);
            }
        }
        let heading_differs = ours.headings.len() != theirs.headings.len()
            || ours.headings.iter().zip(&theirs.headings).any(|(a, b)| {
                let (a, b) = (a.split('\t'), b.split('\t'));
                !a.eq_by_cell(b)
            });
        if heading_differs {
            self.faults.push(format!(
                "{place}: headings {:?}, FastQC {:?}",
                ours.headings, theirs.headings
            ));
        }
        if ours.rows.len() != theirs.rows.len() {
            let fault = format!(
                "{place}: {} rows, FastQC {}",
                ours.rows.len(),
                theirs.rows.len()
            );
            self.faults.push(fault);
        }
        for (row, their_row) in in_order(ours).into_iter().zip(in_order(theirs)) {
            if row
                .iter()
                .map(String::as_str)
                .eq_by_cell(their_row.iter().map(String::as_str))
            {
                self.equal += 1;
            } else if self.may_differ(&ours.title, row) && row[0] == their_row[0] {
                self.excused += 1;
            } else {
                self.faults
                    .push(format!("{place}: {row:?}, FastQC {their_row:?}"));
            }
        }
    }

    fn may_differ(&self, title: &str, row: &[String]) -> bool {
        let last = row[0]
            .rsplit('-')
            .next()
            .and_then(|last| last.parse::<u64>().ok());
        (title == TILES && self.reads > TILES_SAMPLED_FROM)
            || (BINNED.contains(&title) && last.is_some_and(|last| last >= BINNED_FROM))
    }
}

trait Cells<'a>: Iterator<Item = &'a str> + Sized {
    /// Whether two rows have equally many cells, each the same.
    fn eq_by_cell(self, other: impl Iterator<Item = &'a str>) -> bool {
        let (ours, theirs): (Vec<_>, Vec<_>) = (self.collect(), other.collect());
        ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| same_cell(a, b))
    }
}

impl<'a, I: Iterator<Item = &'a str>> Cells<'a> for I {}

#[test]
fn texts_equal_fastqcs() {
    let Some(data) = corpus::corpus() else { return };
    let expected = data.join("expected/fastqc-0.12.1");
    let mut files: Vec<String> = std::fs::read_dir(&expected)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let (mut faults, mut equal, mut compared) = (Vec::new(), 0, 0);
    for file in &files {
        let path = data.join("reads").join(file);
        let kept = |name: &str| std::fs::read_to_string(expected.join(file).join(name)).ok();
        let (Some(theirs), true) = (kept("fastqc_data.txt"), path.exists()) else {
            eprintln!("SKIPPED: {file} is absent, or has no kept output");
            continue;
        };
        let document = tally(&path);
        let options = ReportOptions {
            name: file.clone(),
            complete: true,
            ..ReportOptions::default()
        };
        let ours = fastqc::data(&document, &options);
        assert_eq!(ours.lines().next(), theirs.lines().next(), "{file}");
        let mut comparison = Comparison {
            file,
            reads: document.reads(),
            equal: 0,
            excused: 0,
            faults: Vec::new(),
        };
        let mut theirs = parse(&theirs);
        let mut their_summary = kept("summary.txt").unwrap();
        if file == TILES_MIXED {
            theirs.retain(|module| module.title != TILES);
            let lines = their_summary.lines().filter(|line| !line.contains(TILES));
            their_summary = lines.collect::<Vec<_>>().join("\n");
            comparison.excused += 1;
        }
        comparison.modules(&parse(&ours), &theirs);
        let summary = fastqc::summary(&document, &options);
        assert_eq!(
            summary.lines().count(),
            their_summary.lines().count(),
            "{file}"
        );
        for (ours, theirs) in summary.lines().zip(their_summary.lines()) {
            let excused = file == TILES_SAMPLED && ours.contains(TILES);
            if ours != theirs && !excused {
                comparison
                    .faults
                    .push(format!("{file}: {ours}, FastQC {theirs}"));
            }
        }
        if comparison.excused > 0 {
            eprintln!("{file}: {} rows differ by definition", comparison.excused);
        }
        equal += comparison.equal;
        compared += 1;
        faults.extend(comparison.faults);
    }
    eprintln!("{equal} rows of {compared} files equal FastQC's");
    assert!(compared > 0, "nothing was compared");
    faults.truncate(60);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
