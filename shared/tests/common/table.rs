//! Tables of tab-separated cells.

/// Rows of a table with a header line, as lists of cells.
pub(crate) fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}
