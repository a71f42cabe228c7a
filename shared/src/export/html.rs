//! A report as one HTML page that needs nothing else: no script, no font, no picture from outside.

use std::fmt::Write as _;

use crate::chart::{self, escape};
use crate::report::glossary::TERMS;
use crate::report::number::{bases, count, grouped, percent, trimmed};
use crate::report::table::{self, Table};
use crate::report::{LibraryKind, Report, Section, Summary, Verdict};

mod footer;

use self::footer::footer;

const CHART_STYLE: &str = include_str!("../../../style/charts.css");
const PAGE_STYLE: &str = include_str!("../../../style/report.css");

/// The whole page. Every name in it is escaped; it runs nothing and asks no host for anything, so
/// it is served with `default-src 'none'; style-src 'unsafe-inline'; img-src data:`.
#[must_use]
pub fn render(report: &Report) -> String {
    let name = if report.name.is_empty() {
        "Unnamed reads".to_owned()
    } else {
        escape(&report.name)
    };
    let sections: String = report
        .sections
        .iter()
        .enumerate()
        .map(|(index, item)| section(report.library.kind, item, &format!("section-{}", index + 1)))
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{name} – Readout</title>\n\
         <style>\n{CHART_STYLE}\n{PAGE_STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<p class=\"brand\">Readout</p>\n<h1>{name}</h1>\n<p class=\"lead\">{}</p>\n</header>\n\
         {}{}{}\n<div class=\"sections\">\n{sections}</div>\n{}{}</main>\n</body>\n</html>\n",
        report.lead(),
        incomplete(report),
        strip(&report.summary),
        overview(&report.sections),
        notes(report) + &glossary(),
        footer(report),
    )
}

fn incomplete(report: &Report) -> String {
    if report.complete && report.problem.is_none() {
        return String::new();
    }
    let why = report.problem.as_ref().map_or_else(
        || "The analysis stopped before the end of the input.".to_owned(),
        |problem| escape(&problem.detail),
    );
    let sample = report.sampling.as_ref();
    let sample = sample.map_or_else(String::new, |sample| format!(" {}", sample.sentence()));
    let scope = match report.summary.reads {
        0 => "No read was counted.".to_owned(),
        1 => "All figures cover the first read that was counted.".to_owned(),
        reads => format!(
            "All figures cover only the {} reads that were counted.",
            grouped(reads)
        ),
    };
    format!(
        "<div class=\"incomplete\" role=\"note\"><p><strong>This report is incomplete.</strong> {scope}{sample}</p><p>{why}</p></div>\n"
    )
}

/// The headline figures: label, thin figure, and the full value as a title.
fn strip(summary: &Summary) -> String {
    let share = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), percent);
    let exact = |value: Option<f64>| value.map(|value| format!("{} %", trimmed(value, 4)));
    let quality =
        |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| format!("Q{value}"));
    let mut items = vec![
        ("Reads", count(summary.reads), Some(grouped(summary.reads))),
        ("Bases", bases(summary.bases), Some(grouped(summary.bases))),
        (
            "Bases at Q30 or better",
            share(summary.q30_percent),
            exact(summary.q30_percent),
        ),
        (
            "Median read quality",
            quality(summary.usual_median_read_quality()),
            Some(summary.median_read_quality_words().to_owned()),
        ),
        ("GC", share(summary.gc_percent), exact(summary.gc_percent)),
    ];
    let length = &summary.length;
    if summary.has_long_reads() {
        let n50 = length.n50.map_or_else(|| "–".to_owned(), bases);
        items.push((
            "Length N50",
            n50,
            length.n50.map(|n50| format!("{} bases", grouped(n50))),
        ));
    } else {
        let text = match (length.min, length.max) {
            (Some(min), Some(max)) if min == max => format!("{max} b"),
            (Some(min), Some(max)) => format!("{min}–{max} b"),
            _ => "–".to_owned(),
        };
        items.push((
            "Length",
            text,
            length
                .mean
                .map(|mean| format!("mean {} bases", trimmed(mean, 2))),
        ));
    }
    for (label, value) in [
        ("Reads with an adapter", summary.adapter_percent),
        ("Identical read starts", summary.duplicate_percent),
    ] {
        items.push((label, share(value), exact(value)));
    }
    let items: String = items
        .into_iter()
        .map(|(label, figure, full)| {
            let title =
                full.map_or_else(String::new, |full| format!(" title=\"{}\"", escape(&full)));
            format!(
                "<div><dt>{label}</dt><dd{title}>{}</dd></div>",
                escape(&figure)
            )
        })
        .collect();
    format!("<dl class=\"strip\">{items}</dl>\n")
}

/// Verdicts at a glance, each a link to its section.
fn overview(sections: &[Section]) -> String {
    let items: String = sections
        .iter()
        .enumerate()
        .map(|(index, section)| {
            format!(
                "<li><a href=\"#section-{}\">{}{}</a></li>",
                index + 1,
                icon(shown(section), section.word()),
                escape(&section.title)
            )
        })
        .collect();
    format!("<nav aria-label=\"Sections\"><ul class=\"overview\">{items}</ul></nav>")
}

/// A verdict's icon; the word stands beside it or in its label.
fn icon(verdict: Verdict, word: &str) -> String {
    let shape = match verdict {
        Verdict::Pass => "<circle cx=\"8\" cy=\"8\" r=\"5\" class=\"icon-ring\"/>",
        Verdict::Warn => "<path d=\"M8 1 15 8 8 15 1 8Z\" class=\"icon-solid\"/>",
        Verdict::Fail => "<path d=\"M8 1.5 15.5 14.5H.5Z\" class=\"icon-solid\"/>",
        Verdict::None => "<path d=\"M3 8H13\" class=\"icon-ring\"/>",
    };
    format!(
        "<svg class=\"icon {}\" viewBox=\"0 0 16 16\" role=\"img\" aria-label=\"{}\">{shape}</svg>",
        verdict.id(),
        word
    )
}

fn section(report_kind: LibraryKind, section: &Section, id: &str) -> String {
    let figure = chart::svg_with_tooltips(section, id).map_or_else(String::new, |svg| {
        format!("<figure class=\"chart-frame\">{svg}</figure>\n")
    });
    let verdict = shown(section);
    let by_fastqc = if section.expected.is_some() {
        " by FastQC’s limits"
    } else {
        ""
    };
    let title = escape(&section.title);
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n\
         <div class=\"head\"><h2 id=\"{id}-heading\">{title}</h2>\
         <p class=\"verdict {}\">{}{}{by_fastqc}</p></div>\n{}<p class=\"sentence\">{}</p>\n{figure}{}\
         <details><summary>What is usual here?</summary><p>{}</p></details>\n</section>\n",
        verdict.id(),
        icon(verdict, section.word()).replace(
            " role=\"img\" aria-label",
            " aria-hidden=\"true\" data-verdict"
        ),
        section.word(),
        expected(report_kind, section),
        escape(&section.sentence),
        table_details(&table::of(&section.data), &title),
        escape(&section.help),
    )
}

/// The verdict as it is drawn: what every library of the kind has is no alarm.
fn shown(section: &Section) -> Verdict {
    if section.expected.is_some() {
        Verdict::None
    } else {
        section.verdict
    }
}

/// Why the verdict is usual for the kind of library.
fn expected(kind: LibraryKind, section: &Section) -> String {
    section
        .expected
        .as_ref()
        .map_or_else(String::new, |reason| {
            format!(
                "<p class=\"expected\">Usual for {}: {}</p>\n",
                kind.name(),
                escape(reason)
            )
        })
}

fn table_details(table: &Table, title: &str) -> String {
    if table.rows.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "<details><summary>Table</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of {title}\"><table><thead><tr>"
    );
    for heading in &table.headings {
        // Writing to a string cannot fail.
        let _ = write!(text, "<th scope=\"col\">{}</th>", escape(heading));
    }
    text.push_str("</tr></thead><tbody>");
    for row in &table.rows {
        text.push_str("<tr>");
        for (index, cell) in row.iter().enumerate() {
            let _ = if index == 0 {
                write!(text, "<th scope=\"row\">{}</th>", escape(cell))
            } else {
                write!(text, "<td>{}</td>", escape(cell))
            };
        }
        text.push_str("</tr>");
    }
    text.push_str("</tbody></table></div></details>\n");
    text
}

fn notes(report: &Report) -> String {
    if report.notes.is_empty() {
        return String::new();
    }
    let items: String = report
        .notes
        .iter()
        .map(|note| format!("<li>{}</li>", escape(note)))
        .collect();
    format!(
        "<section class=\"notes\" aria-labelledby=\"notes-heading\"><h2 id=\"notes-heading\">Notes</h2><ul>{items}</ul></section>\n"
    )
}

/// What the terms mean, a click away.
fn glossary() -> String {
    let items: String = TERMS
        .iter()
        .map(|(term, meaning)| {
            format!(
                "<div><dt>{}</dt><dd>{}</dd></div>",
                escape(term),
                escape(meaning)
            )
        })
        .collect();
    format!(
        "<details class=\"glossary\"><summary>What the terms mean</summary><dl>{items}</dl></details>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::report::ReportOptions;
    use crate::wire::TallyDocument;

    fn page(name: &str, problem: Option<Problem>) -> String {
        let options = ReportOptions {
            name: name.to_owned(),
            engine: "in this browser".to_owned(),
            complete: problem.is_none(),
            problem,
            encoding: None,
            ..ReportOptions::default()
        };
        render(&Report::build(&TallyDocument::default(), &options))
    }

    #[test]
    fn names_are_escaped_and_nothing_runs() {
        let page = page("<script>alert(1)</script>\"'&.fastq", None);
        assert!(!page.contains("<script"));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;.fastq"));
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
        assert!(!page.contains(" style="));
    }

    #[test]
    fn an_empty_report_is_a_page() {
        let page = page("", None);
        assert!(page.contains("Unnamed reads") && page.contains("There are no reads to judge."));
        assert!(page.contains("sha256:"));
        assert!(page.contains("<dt>N50</dt><dd>Half of all bases"));
    }

    #[test]
    fn an_incomplete_report_says_why_and_survives_json() {
        let bytes = b"@a\nACGT\n+\nIIII\n@<b>\nACGT\n+\nIII\n";
        let outcome = crate::analysis::tally_chunk(bytes, crate::fastq::Layout::FourLine, 0, false);
        let problem = outcome.error.as_ref().map(Problem::from);
        assert!(problem.is_some());
        let options = ReportOptions {
            problem,
            complete: true,
            ..ReportOptions::default()
        };
        let report = Report::build(&outcome.document, &options);
        assert!(!report.complete);
        let page = render(&report);
        assert!(
            page.contains("This report is incomplete.")
                && page.contains("the first read that was counted")
        );
        assert!(!page.contains("<b>"));
        let text = crate::export::json::compact(&report).unwrap();
        let again: Report = serde_json::from_str(&text).unwrap();
        // serde_json may read the last digit of a float otherwise than it was written.
        assert_eq!(
            (&again.summary, &again.problem, &again.notes),
            (&report.summary, &report.problem, &report.notes)
        );
        assert_eq!(again.sections.len(), report.sections.len());
    }
}
