//! One section of a report: its words, its drawing and its table.

use serde::{Deserialize, Serialize};
use shared::chart::{self, Series};
use shared::report::{LibraryKind, Section, Verdict, table};

use super::Values;

/// One section, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    /// FastQC's module name in snake case.
    pub id: String,
    /// FastQC's module name.
    pub title: String,
    /// `pass`, `warn`, `fail` or `none`.
    pub verdict: String,
    /// The verdict as a word.
    pub word: String,
    /// While ranges of the file are visited: the verdict is unlikely to change.
    pub steady: bool,
    /// Why the verdict is usual for the kind of library; empty if there is nothing to explain.
    pub expected: String,
    /// What the numbers say.
    pub sentence: String,
    /// What is usual.
    pub help: String,
    /// The drawing, as SVG.
    pub chart: Option<String>,
    /// Whether drawing, values, series and table are here; those of the view before stand otherwise.
    pub drawn: bool,
    /// What the drawing shows, in words.
    pub values: Values,
    /// What of the drawing can be hidden.
    pub series: Vec<Series>,
    /// The numbers, as an HTML table.
    pub table: String,
}

impl SectionView {
    /// Takes what is drawn from the view before, if it is not here.
    pub fn keep_drawing(&mut self, before: &Self) {
        if !self.drawn {
            self.chart.clone_from(&before.chart);
            self.values.clone_from(&before.values);
            self.series.clone_from(&before.series);
            self.table.clone_from(&before.table);
        }
    }

    pub(super) fn of(section: &Section, kind: LibraryKind, drawn: bool) -> Self {
        let (chart, guide) = if !drawn || (section.verdict == Verdict::None && section.in_fastqc())
        {
            None
        } else {
            chart::with_guide(section)
        }
        .unzip();
        let guide = guide.unwrap_or_default();
        Self {
            id: section.id.clone(),
            title: section.title.clone(),
            verdict: section.verdict.id().to_owned(),
            word: section.word().to_owned(),
            steady: false,
            expected: section
                .expected
                .as_ref()
                .map_or_else(String::new, |reason| {
                    format!("Usual for {}: {reason}", kind.name())
                }),
            sentence: section.sentence.clone(),
            help: section.help.clone(),
            chart,
            drawn,
            values: Values::of(&guide.columns),
            series: guide.series,
            table: if drawn {
                table_html(&table::of(&section.data))
            } else {
                String::new()
            },
        }
    }
}

pub(super) fn table_html(table: &table::Table) -> String {
    let mut html = String::from("<table><thead><tr>");
    for heading in &table.headings {
        html += "<th scope=\"col\">";
        escape_into(&mut html, heading);
        html += "</th>";
    }
    html += "</tr></thead><tbody>";
    for row in &table.rows {
        html += "<tr>";
        for (index, cell) in row.iter().enumerate() {
            let (open, close) = if index == 0 {
                ("<th scope=\"row\">", "</th>")
            } else {
                ("<td>", "</td>")
            };
            html += open;
            escape_into(&mut html, cell);
            html += close;
        }
        html += "</tr>";
    }
    html += "</tbody></table>";
    html
}

fn escape_into(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            letter => html.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_escaped_and_have_row_headings() {
        let table = table::Table {
            headings: vec!["a<b".into()],
            rows: vec![vec!["\"1\"".to_owned(), "2&3".to_owned()]],
        };
        assert_eq!(
            table_html(&table),
            "<table><thead><tr><th scope=\"col\">a&lt;b</th></tr></thead><tbody><tr>\
             <th scope=\"row\">&quot;1&quot;</th><td>2&amp;3</td></tr></tbody></table>"
        );
    }
}
