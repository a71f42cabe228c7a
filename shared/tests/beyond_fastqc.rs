//! What reports say beyond FastQC of real files: encodings, kinds of libraries, runs, integrity.
//!
//! Files: `READOUT_CORPUS`, by default `../shared/data` beside the repository.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

#[path = "common/corpus.rs"]
mod corpus;

use shared::analysis::{Analysis, Options};
use shared::phred::{Certainty, Encoding};
use shared::problem::Problem;
use shared::report::sampling::Steadiness;
use shared::report::{
    Integrity, LibraryKind, ModuleLimits, Report, ReportOptions, Section, SectionData, Verdict,
};

/// The report of a file, or of its first `bytes` bytes.
fn report_of(file: &str, bytes: Option<usize>, options: ReportOptions) -> Option<Report> {
    let path = corpus::corpus()?.join("reads").join(file);
    let text = std::fs::read(path).unwrap();
    let mut analysis = Analysis::new(Options::default());
    analysis.feed(&text[..bytes.unwrap_or(text.len())]);
    let outcome = analysis.finish();
    let options = ReportOptions {
        complete: outcome.error.is_none(),
        problem: outcome.error.as_ref().map(Problem::from),
        input: Some(outcome.input),
        ..options
    };
    Some(Report::build(&outcome.document, &options))
}

fn whole(file: &str) -> Option<Report> {
    report_of(file, None, ReportOptions::default())
}

fn section<'a>(report: &'a Report, id: &str) -> Option<&'a Section> {
    report.sections.iter().find(|section| section.id == id)
}

fn integrity(report: &Report) -> (Verdict, &Integrity) {
    let section = section(report, "integrity").unwrap();
    let SectionData::Integrity(data) = &section.data else {
        unreachable!()
    };
    (section.verdict, data)
}

/// What every library of a kind has is no alarm in the page that a report is saved as.
#[test]
fn what_is_to_be_expected_is_drawn_as_no_alarm() {
    let Some(report) = whole("seqkit__nanopore.fq.gz") else {
        return;
    };
    let html = shared::export::html::render(&report);
    let unusual = |one: &&Section| matches!(one.verdict, Verdict::Warn | Verdict::Fail);
    let (expected, others): (Vec<&Section>, Vec<&Section>) = report
        .sections
        .iter()
        .filter(unusual)
        .partition(|one| one.expected.is_some());
    assert!(!expected.is_empty() && !others.is_empty());
    assert_eq!(
        html.matches(" by FastQC’s limits</p>").count(),
        expected.len()
    );
    let alarms =
        ["warn", "fail"].map(|class| html.matches(&format!("class=\"verdict {class}\"")).count());
    assert_eq!(alarms[0] + alarms[1], others.len());
}

/// Of a sample, how many reads start alike is never called unlikely to change.
#[test]
fn what_grows_with_the_reads_is_not_steady() {
    let Some(report) = whole("trimgalore__nextera_100K.fastq.gz") else {
        return;
    };
    let mut steadiness = Steadiness::default();
    for parts in 1..=40 {
        steadiness.note(&report, parts);
    }
    assert!(steadiness.is_steady("per_base_sequence_quality"));
    assert!(!steadiness.is_steady("sequence_duplication_levels"));
}

#[test]
fn kinds_of_libraries_are_guessed() {
    for (file, kind) in [
        ("bismark__test_data.fastq", LibraryKind::Bisulfite),
        ("trimgalore__smallRNA_100K.fastq.gz", LibraryKind::SmallRna),
        ("seqkit__nanopore.fq.gz", LibraryKind::LongRead),
        (
            "nanotest__reads-mixed-timestamp.fastq",
            LibraryKind::LongRead,
        ),
        ("dada2__samPB.fastq.gz", LibraryKind::LongRead),
        ("dada2__sam1F.fastq.gz", LibraryKind::Amplicon),
        ("dada2__sam1R.fastq.gz", LibraryKind::Amplicon),
        ("umis__klein-v3_R1.fq.gz", LibraryKind::WholeGenome),
        ("umis__klein-v3_R2.fq.gz", LibraryKind::SingleCell),
        ("umis__klein-v3_R3.fq.gz", LibraryKind::SingleCell),
        ("umis__klein-v3_R4.fq.gz", LibraryKind::SingleCell),
        ("spades__ecoli_1K_1.fq.gz", LibraryKind::WholeGenome),
        ("seqkit__Illimina1.8.fq.gz", LibraryKind::WholeGenome),
        (
            "trimgalore__nextera_100K.fastq.gz",
            LibraryKind::WholeGenome,
        ),
        ("needletail__PRJNA271013_head.fq", LibraryKind::WholeGenome),
        ("velvet__read1.fq.gz", LibraryKind::WholeGenome),
    ] {
        let Some(report) = whole(file) else { return };
        assert_eq!(
            report.library.kind, kind,
            "{file}: {}",
            report.library.reason
        );
        assert!(!report.library.chosen);
    }
}

#[test]
fn encodings_are_as_sure_as_they_can_be() {
    use Certainty::{Certain, Likely};
    use Encoding::{Phred33, Phred64};
    for (file, encoding, certainty) in [
        ("velvet__read1.fq.gz", Phred64, Likely),
        ("cutadapt__illumina64.fastq", Phred64, Likely),
        ("fastqc__minimal.fastq", Phred33, Likely),
        ("fastqc__complex.fastq", Phred33, Likely),
        ("dada2__samPB.fastq.gz", Phred33, Certain),
        ("spades__ecoli_1K_1.fq.gz", Phred33, Certain),
        ("seqkit__nanopore.fq.gz", Phred33, Certain),
    ] {
        let Some(report) = whole(file) else { return };
        let summary = &report.summary;
        assert_eq!(
            (summary.encoding, summary.encoding_certainty),
            (encoding, certainty),
            "{file}: {}",
            summary.encoding_reason
        );
    }
    let options = ReportOptions {
        encoding: Some(Phred33),
        ..ReportOptions::default()
    };
    let report = report_of("velvet__read1.fq.gz", None, options).unwrap();
    assert_eq!(report.summary.encoding_certainty, Certainty::Chosen);
}

#[test]
fn an_unusual_verdict_is_explained_and_kept() {
    let Some(report) = whole("bismark__test_data.fastq") else {
        return;
    };
    let content = section(&report, "per_base_sequence_content").unwrap();
    assert_eq!(content.verdict, Verdict::Fail);
    assert!(
        content
            .expected
            .as_ref()
            .unwrap()
            .contains("Unmethylated C")
    );
    let page = shared::export::html::render(&report);
    assert!(page.contains("Usual for bisulfite: Unmethylated C"));
    let chosen = ReportOptions {
        library: Some(LibraryKind::WholeGenome),
        ..ReportOptions::default()
    };
    let report = report_of("bismark__test_data.fastq", None, chosen).unwrap();
    assert!(report.library.chosen);
    assert!(
        report
            .sections
            .iter()
            .all(|section| section.expected.is_none())
    );
}

#[test]
fn limits_of_ones_own_change_verdicts() {
    let limits = ModuleLimits::parse("sequence warn 101\nsequence error 101\nn_content ignore 1\n");
    let options = ReportOptions {
        limits: limits.unwrap(),
        ..ReportOptions::default()
    };
    let Some(report) = report_of("bismark__test_data.fastq", None, options) else {
        return;
    };
    let content = section(&report, "per_base_sequence_content").unwrap();
    assert_eq!((content.verdict, &content.expected), (Verdict::Pass, &None));
    assert!(section(&report, "per_base_n_content").is_none());
    let note = "Verdicts use limits that were given, not FastQC's own. Left out as they say: per base n content.";
    assert!(
        report.notes.iter().any(|text| text == note),
        "{:?}",
        report.notes
    );
}

#[test]
fn phix_is_found_where_it_is() {
    for (file, reads) in [
        ("cutadapt__illumina.fastq.gz", 74),
        ("trimgalore__smallRNA_100K.fastq.gz", 1899),
        ("umis__klein-v3_R1.fq.gz", 20),
        ("seqkit__nanopore.fq.gz", 0),
    ] {
        let Some(report) = whole(file) else { return };
        let found = report.summary.phix_percent.unwrap() / 100.0 * report.summary.reads as f64;
        assert!((found - f64::from(reads)).abs() < 1e-6, "{file}: {found}");
        let note = report.notes.iter().any(|note| note.contains("PhiX"));
        assert_eq!(note, reads > 0, "{file}");
    }
}

#[test]
fn runs_are_read_from_names() {
    let Some(report) = whole("umis__klein-v3_R1.fq.gz") else {
        return;
    };
    let section_found = section(&report, "sequencing_run").unwrap();
    let SectionData::SequencingRun(data) = &section_found.data else {
        unreachable!()
    };
    assert_eq!(data.lanes[0].instrument, "NS500233");
    assert_eq!(data.two_colour.as_deref(), Some("NextSeq 500/550"));
    assert!(report.summary.two_colour && report.summary.poly_g_percent.is_some());
    assert!(!section_found.in_fastqc());
    let nameless = whole("seqkit__nanopore.fq.gz").unwrap();
    assert!(section(&nameless, "sequencing_run").is_none());
    assert!(section(&nameless, "quality_by_length").is_some());
    assert!(section(&report, "quality_by_length").is_none());
}

#[test]
fn cut_files_fail_and_whole_ones_are_checked() {
    let Some(report) = whole("falco__fastq_bgzip_1.fq.gz") else {
        return;
    };
    let (verdict, data) = integrity(&report);
    assert_eq!((verdict, data.bgzf_end_marker), (Verdict::Pass, Some(true)));
    let bytes = std::fs::metadata(
        corpus::corpus()
            .unwrap()
            .join("reads/falco__fastq_bgzip_1.fq.gz"),
    );
    let length = usize::try_from(bytes.unwrap().len()).unwrap();
    // BGZF's end marker has 28 bytes.
    let options = ReportOptions::default;
    let report = report_of("falco__fastq_bgzip_1.fq.gz", Some(length - 28), options()).unwrap();
    assert_eq!(integrity(&report).0, Verdict::Warn);
    let report = report_of("falco__fastq_bgzip_1.fq.gz", Some(length - 40), options()).unwrap();
    let (verdict, data) = integrity(&report);
    assert_eq!(
        (verdict, data.problem.as_deref()),
        (Verdict::Fail, Some("gzip-truncated"))
    );
    assert_eq!(section(&report, "integrity").unwrap().word(), "damaged");
}
