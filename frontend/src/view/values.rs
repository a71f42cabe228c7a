//! What a drawing shows, place by place, in words.

use serde::{Deserialize, Serialize};
use shared::chart::Column;

/// The columns of a drawing as lines of text: left edge, right edge, words. A view is sent several
/// times a second, and one string crosses to the page for a tenth of what a list of objects costs;
/// only the line that is asked for is ever taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values(String);

impl Values {
    /// The lines of columns.
    #[must_use]
    pub fn of(columns: &[Column]) -> Self {
        let line = |column: &Column| {
            let words = column.words.replace(['\t', '\n', '\r'], " ");
            let [from, to] = [column.from, column.to].map(|place| (place * TENTHS).round() as i32);
            format!("{from}\t{to}\t{words}\n")
        };
        Self(columns.iter().map(line).collect())
    }

    /// How many columns there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.lines().count()
    }

    /// A column by its number from the left, from 0 on.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Column> {
        parse(self.0.lines().nth(index)?)
    }

    /// The column at a place of the drawing, in its user units, or the one closest to it.
    #[must_use]
    pub fn at(&self, place: f64) -> Option<usize> {
        let distance = |column: &Column| (column.from - place).max(place - column.to).max(0.0);
        let columns = self.0.lines().filter_map(parse).enumerate();
        columns
            .min_by(|a, b| distance(&a.1).total_cmp(&distance(&b.1)))
            .map(|(index, _)| index)
    }
}

/// Edges stand in tenths of a user unit, as whole numbers: reading others takes a table of ten kilobytes.
const TENTHS: f64 = 10.0;

fn tenths(text: &str) -> Option<f64> {
    let tenths: i32 = text.parse().ok()?;
    Some(f64::from(tenths) / TENTHS)
}

fn parse(line: &str) -> Option<Column> {
    let mut parts = line.splitn(3, '\t');
    Some(Column {
        from: tenths(parts.next()?)?,
        to: tenths(parts.next()?)?,
        words: parts.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_column_is_found() {
        let column = |from, to, words: &str| Column {
            from,
            to,
            words: words.to_owned(),
        };
        let values = Values::of(&[column(58.0, 100.0, "a\tb"), column(120.0, 140.0, "c")]);
        assert_eq!(values.count(), 2);
        assert_eq!(values.get(0), Some(column(58.0, 100.0, "a b")));
        assert_eq!(values.get(2), None);
        let found = [0.0, 60.0, 105.0, 115.0, 130.0, 900.0].map(|place| values.at(place));
        assert_eq!(found, [0, 0, 0, 1, 1, 1].map(Some));
        assert_eq!(Values::default().at(1.0), None);
    }
}
