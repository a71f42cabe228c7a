//! The facts at the foot of the page.

use crate::chart::escape;
use crate::phred::Certainty;
use crate::report::Report;
use crate::report::number::{grouped, percent, trimmed};

pub(super) fn footer(report: &Report) -> String {
    let summary = &report.summary;
    let encoding = format!(
        "{} ({})",
        summary.encoding.name(),
        match summary.encoding_certainty {
            Certainty::Certain => "certain",
            Certainty::Likely => "likely",
            Certainty::Guess => "a guess",
            Certainty::Chosen => "chosen",
        }
    );
    let library = format!(
        "{}. {}",
        report.library.kind.name(),
        escape(&report.library.reason)
    );
    let optional = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let rows = [
        ("Quality encoding", encoding),
        ("Library", library),
        (
            "Mean length",
            optional(
                summary
                    .length
                    .mean
                    .map(|mean| format!("{} bases", trimmed(mean, 1))),
            ),
        ),
        (
            "Median length",
            optional(
                summary
                    .length
                    .median
                    .map(|median| format!("{} bases", grouped(median))),
            ),
        ),
        (
            "Bases at Q20 or better",
            optional(summary.q20_percent.map(percent)),
        ),
        ("Bases that are N", optional(summary.n_percent.map(percent))),
        (
            "Quality worth the mean error of all bases",
            optional(
                summary
                    .mean_quality
                    .map(|value| format!("Q{}", trimmed(value, 1))),
            ),
        ),
        (
            "Median over reads of the quality worth the mean error",
            optional(
                summary
                    .median_read_error_quality
                    .map(|value| format!("Q{value}")),
            ),
        ),
        ("Analysed", escape(&report.engine)),
        (
            "Complete",
            if report.complete { "yes" } else { "no" }.to_owned(),
        ),
        ("Version", format!("Readout {}", escape(&report.version))),
        (
            "Receipt",
            format!("<code>{}</code>", escape(&report.receipt)),
        ),
    ];
    let rows: String = rows
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("<div><dt>{label}</dt><dd>{value}</dd></div>"))
        .collect();
    format!(
        "<footer><dl class=\"facts\">{rows}</dl>\n<p>Unless a note says otherwise, verdicts use the limits of FastQC 0.12.1, made for whole-genome Illumina libraries; other kinds look unusual for known reasons. \
         Equal counts give an equal receipt, wherever the reads were analysed.</p></footer>\n"
    )
}
