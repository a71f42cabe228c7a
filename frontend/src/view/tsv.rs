//! A table of a section as text that spreadsheets take.

/// The cells of a table that the view made, parted by tabs, one row a line.
#[must_use]
pub fn tsv(table: &str) -> String {
    let mut text = String::new();
    for row in table.split("</tr>") {
        let cells: Vec<String> = row
            .split("</t")
            .filter(|cell| cell.contains("<th scope=") || cell.contains("<td>"))
            .filter_map(|cell| Some(unescape(cell.rsplit_once('>')?.1)))
            .collect();
        if !cells.is_empty() {
            text += &cells.join("\t");
            text.push('\n');
        }
    }
    text
}

fn unescape(cell: &str) -> String {
    cell.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::super::section::table_html;
    use super::*;
    use shared::report::table::Table;

    #[test]
    fn a_table_is_read_back() {
        let table = Table {
            headings: vec!["a<b".into(), "share (%)".into()],
            rows: vec![
                vec!["&lt;".to_owned(), "\"1\"".to_owned()],
                vec![String::new(), "2\t3".to_owned()],
            ],
        };
        let html = table_html(&table);
        assert_eq!(tsv(&html), "a<b\tshare (%)\n&lt;\t\"1\"\n\t2 3\n");
        assert_eq!(tsv(""), "");
    }
}
