//! Headline numbers of every real file against those kept in the manifest, which seqkit and the
//! other peers agree on.

#[path = "common/corpus.rs"]
mod corpus;
#[path = "common/table.rs"]
mod table;

use shared::analysis::{Analysis, Options};
use shared::phred;
use std::fs;

/// What differs by definition: the manifest counts GC as (G+C)/all bases, as seqkit does; `N` and
/// other letters are in the denominator there. Q20 and Q30 are of raw bytes less 33 there, so
/// Phred+64 files look perfect: here they are compared on that scale, too.
#[test]
fn headline_numbers_agree_with_the_peers() {
    let Some(folder) = corpus::corpus() else {
        return;
    };
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut files = 0;
    for row in table::rows(&manifest) {
        let mut analysis = Analysis::new(Options::default());
        analysis.feed(&fs::read(folder.join("reads").join(row[0])).unwrap());
        let outcome = analysis.finish();
        assert_eq!(outcome.error, None, "{}", row[0]);
        let tally = outcome.document.tally;
        let lengths = &tally.read_length;
        let exact = [
            lengths.reads(),
            lengths.bases(),
            lengths.min().unwrap(),
            lengths.max().unwrap(),
        ];
        assert_eq!(
            exact.map(|n| n.to_string()),
            [row[4], row[5], row[6], row[8]],
            "{}",
            row[0]
        );
        let [a, c, g, t, n, other] = tally.base_content.totals();
        let share = |part: u64| 100.0 * part as f64 / (a + c + g + t + n + other) as f64;
        let quality = tally.base_quality.totals();
        let at_least = |score: usize| share(quality[score..].iter().sum());
        let mean = lengths.bases() as f64 / lengths.reads() as f64;
        for (name, ours, theirs, rounding) in [
            ("mean length", mean, row[7], 0.051),
            ("GC", share(c + g), row[9], 0.0051),
            ("Q20", at_least(20), row[10], 0.0051),
            ("Q30", at_least(30), row[11], 0.0051),
        ] {
            let theirs: f64 = theirs.parse().unwrap();
            assert!(
                (ours - theirs).abs() <= rounding,
                "{}: {name} {ours} here, {theirs} there",
                row[0]
            );
        }
        let encoding = phred::detect(&tally).encoding;
        let is_phred64 = ["velvet__read1.fq.gz", "cutadapt__illumina64.fastq"].contains(&row[0]);
        assert_eq!(
            encoding == phred::Encoding::Phred64,
            is_phred64,
            "{}",
            row[0]
        );
        files += 1;
    }
    assert_eq!(files, 28);
}
