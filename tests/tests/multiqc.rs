//! What MultiQC makes of our zips, beside what it makes of FastQC's own text of the same files: every
//! cell of every table, numbers within 1e-9.
//!
//! `scripts/setup.sh --tests` gets MultiQC. It asks no network here: its look for a newer version is
//! off, and every proxy leads nowhere.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use shared::export::{fastqc, stem};
use shared::report::{Report, ReportOptions};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tests::{corpus, root};

/// FastQC looks at one read in ten past the first 10,000 for tiles, and we at all: its largest
/// deviation in this file is 5.080, a warning, and that of all reads is 4.665.
const TILES_SAMPLED: &str = "velvet__read1";

/// Names of two layouts take turns in this file: FastQC reads all by that of the first read. No
/// tally that merges in any order can follow, so we leave the module out, and its share of fails is
/// of one module less.
const TILES_MIXED: &str = "khmer__test-reads";

/// From this base on, counts are kept in bins of several positions; FastQC averages over single ones.
const BINNED_FROM: f64 = 1310.0;

/// Tables with a point for each group of positions that depends on single ones.
const BINNED: [&str; 2] = [
    "fastqc_per_base_sequence_quality_plot.txt",
    "fastqc_adapter_content_plot.txt",
];

/// MultiQC shows the twenty sequences of most samples; of equally many, those that came first.
const ALL_SEQUENCES: &str = "fastqc_config: {top_overrepresented_sequences: 1000000}";

/// Rows of cells by their first cell, and the headings under an empty name.
type Table = BTreeMap<String, Vec<String>>;

/// What MultiQC must have written; a module that it did not find would go unnoticed otherwise.
const EXPECTED: [&str; 12] = [
    "fastqc-status-check-heatmap.txt",
    "fastqc_adapter_content_plot.txt",
    "fastqc_overrepresented_sequences_plot.txt",
    "fastqc_per_base_n_content_plot.txt",
    "fastqc_per_base_sequence_quality_plot.txt",
    "fastqc_per_sequence_quality_scores_plot.txt",
    "fastqc_sequence_counts_plot.txt",
    "fastqc_sequence_duplication_levels_plot.txt",
    "fastqc_sequence_length_distribution_plot.txt",
    "fastqc_top_overrepresented_sequences_table.txt",
    "multiqc_fastqc.txt",
    "multiqc_general_stats.txt",
];

fn program() -> Option<PathBuf> {
    let program = root().join(".setup/multiqc/bin/multiqc");
    if program.is_file() {
        return Some(program);
    }
    eprintln!(
        "SKIPPED: no MultiQC at {}; scripts/setup.sh --tests gets it",
        program.display()
    );
    None
}

/// Runs MultiQC over a folder and reads what it has to say of FastQC.
fn tables(program: &Path, input: &Path, home: &Path) -> BTreeMap<String, Table> {
    let out = home.join(format!("of-{}", input.file_name().unwrap().display()));
    let nowhere = "http://127.0.0.1:9";
    let run = Command::new(program)
        .args(["--no-version-check", "--no-report", "--module", "fastqc"])
        .args(["--cl-config", ALL_SEQUENCES])
        .args(["--data-format", "tsv", "--strict", "--outdir"])
        .arg(&out)
        .arg(input)
        .current_dir(home)
        .env("HOME", home)
        .envs(
            ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].map(|name| (name, nowhere)),
        )
        .env_remove("MULTIQC_CONFIG_PATH")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "MultiQC failed:\n{said}");
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(out.join("multiqc_data")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ours = name.starts_with("fastqc") || name.starts_with("multiqc_fastqc");
        if ours || name == "multiqc_general_stats.txt" || name == "multiqc_software_versions.txt" {
            tables.insert(name, table(&fs::read_to_string(&path).unwrap()));
        }
    }
    for name in EXPECTED {
        assert!(
            tables.contains_key(name),
            "MultiQC wrote no {name}:\n{said}"
        );
    }
    tables
}

fn table(text: &str) -> Table {
    let mut rows = Table::new();
    for (index, line) in text.lines().enumerate() {
        let mut cells = line.split('\t').map(str::to_owned);
        let first = cells.next().unwrap();
        let key = if index == 0 { String::new() } else { first };
        let cells: Vec<String> = cells.collect();
        // Rows end in as many empty cells as the longest one needs.
        let end = cells.iter().rposition(|cell| !cell.is_empty());
        let cells = cells[..end.map_or(0, |end| end + 1)].to_vec();
        assert!(rows.insert(key, cells).is_none(), "two rows of one name");
    }
    rows
}

/// A cell is a word, a number, or a point `(x, y)`.
fn same(ours: &str, theirs: &str) -> bool {
    let parts = |cell: &str| -> Vec<String> {
        let cell = cell.trim_start_matches('(').trim_end_matches(')');
        cell.split(", ").map(str::to_owned).collect()
    };
    let (ours, theirs) = (parts(ours), parts(theirs));
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(a, b)| {
            a == b
                || match (a.parse::<f64>(), b.parse::<f64>()) {
                    (Ok(a), Ok(b)) => {
                        (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * b.abs().max(1.0)
                    }
                    _ => false,
                }
        })
}

/// Why cell `index` of a row may differ; none if it may not.
fn excuse(
    file: &str,
    row: &str,
    heading: &str,
    theirs: &[String],
    index: usize,
) -> Option<&'static str> {
    let tiles = heading.to_lowercase().replace(' ', "_") == "per_tile_sequence_quality";
    if row == TILES_SAMPLED && tiles {
        return Some("tiles of one read in ten");
    }
    if row == TILES_MIXED && (tiles || heading == "fastqc-percent_fails") {
        return Some("tiles of mixed names");
    }
    // A point stands at the first position of its group, which ends before the next point's.
    let x = |cell: &String| {
        cell.strip_prefix('(')?
            .split_once(", ")?
            .0
            .parse::<f64>()
            .ok()
    };
    x(&theirs[index])?;
    let next = theirs.get(index + 1).and_then(x).unwrap_or(f64::INFINITY);
    (BINNED.contains(&file) && next > BINNED_FROM).then_some("positions in bins")
}

fn compare(file: &str, ours: &Table, theirs: &Table, faults: &mut Vec<String>) -> (usize, usize) {
    let keys = |table: &Table| table.keys().cloned().collect::<Vec<_>>();
    if keys(ours) != keys(theirs) {
        faults.push(format!(
            "{file}: rows {:?}, FastQC {:?}",
            keys(ours),
            keys(theirs)
        ));
        return (0, 0);
    }
    let headings = theirs.get("").cloned().unwrap_or_default();
    let (mut equal, mut excused) = (0, 0);
    for (row, theirs) in theirs {
        let ours = &ours[row];
        if ours.len() != theirs.len() {
            faults.push(format!(
                "{file}: {row}: {} cells, FastQC {}",
                ours.len(),
                theirs.len()
            ));
        }
        for (index, (our_cell, their_cell)) in ours.iter().zip(theirs).enumerate() {
            let heading = headings.get(index).map_or("", String::as_str);
            if same(our_cell, their_cell) {
                equal += 1;
            } else if excuse(file, row, heading, theirs, index).is_some() {
                excused += 1;
            } else {
                faults.push(format!(
                    "{file}: {row}: {heading}: {our_cell}, FastQC {their_cell}"
                ));
            }
        }
    }
    (equal, excused)
}

#[test]
fn multiqc_reads_our_zips_as_it_reads_fastqcs_text() {
    let (Some(program), Some(corpus)) = (program(), corpus::folder()) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let (ours, theirs) = (home.path().join("ours"), home.path().join("theirs"));
    let mut files = 0;
    for entry in fs::read_dir(corpus.join("expected/fastqc-0.12.1")).unwrap() {
        let kept = entry.unwrap().path();
        let name = kept.file_name().unwrap().to_string_lossy().into_owned();
        let path = corpus.join("reads").join(&name);
        if !path.is_file() || !kept.join("fastqc_data.txt").is_file() {
            eprintln!("SKIPPED: {name} is absent, or has no kept output");
            continue;
        }
        let outcome = corpus::expected(&fs::read(path).unwrap());
        let options = ReportOptions {
            name: name.clone(),
            complete: outcome.error.is_none(),
            ..ReportOptions::default()
        };
        let report = Report::build(&outcome.document, &options);
        let zip = fastqc::zip(&outcome.document, &options, &report).unwrap();
        // Some names differ in their endings alone: a folder for each.
        fs::create_dir_all(ours.join(&name)).unwrap();
        fs::write(ours.join(&name).join(stem(&name) + "_fastqc.zip"), zip).unwrap();
        fs::create_dir_all(theirs.join(&name)).unwrap();
        fs::copy(
            kept.join("fastqc_data.txt"),
            theirs.join(&name).join("fastqc_data.txt"),
        )
        .unwrap();
        files += 1;
    }
    assert!(files > 0, "nothing to compare");
    let ours = tables(&program, &ours, home.path());
    let theirs = tables(&program, &theirs, home.path());
    let names = |tables: &BTreeMap<String, Table>| tables.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs));
    assert_eq!(
        theirs["multiqc_fastqc.txt"].len(),
        files + 1,
        "samples of one name"
    );
    let (mut faults, mut equal, mut excused) = (Vec::new(), 0, 0);
    for (file, theirs) in &theirs {
        let counts = compare(file, &ours[file], theirs, &mut faults);
        equal += counts.0;
        excused += counts.1;
    }
    eprintln!(
        "{equal} cells of {} tables on {files} files are equal; {excused} differ by definition",
        theirs.len()
    );
    faults.truncate(60);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
