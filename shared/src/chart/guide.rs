//! What a drawing says beside its marks: its values in words, and its series by name.

use std::fmt::Write as _;

use super::escape;
use super::plot::{PLOT_BOTTOM, PLOT_TOP};

/// What a reader may ask of a drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guide {
    /// From left to right, at most [`MOST_COLUMNS`].
    pub columns: Vec<Column>,
    /// What can be shown or hidden by itself; empty where there is one kind of mark.
    pub series: Vec<Series>,
}

/// A stretch of the horizontal axis, and what the drawing shows there.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its left edge, in user units.
    pub from: f64,
    /// Its right edge, in user units.
    pub to: f64,
    /// The values there: `positions 35–39: median Q37, …`.
    pub words: String,
}

/// Marks that belong together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Series {
    /// What they show.
    pub name: String,
    /// The class that they have in the drawing. An element around the drawing with the class
    /// `hide-` and this name hides them.
    pub class: String,
}

/// The most columns of a drawing: a step of the arrow keys is worth hearing, and a view of a
/// report stays small.
pub const MOST_COLUMNS: usize = 110;

impl Guide {
    pub(super) fn of(columns: Vec<Column>, series: &[(&str, &str)]) -> Self {
        Self {
            columns,
            series: series
                .iter()
                .map(|(name, class)| Series {
                    name: (*name).to_owned(),
                    class: (*class).to_owned(),
                })
                .collect(),
        }
    }

    /// Invisible fields over the plot, each with its words as a tooltip: for pages without a program.
    pub(super) fn tooltips(&self) -> String {
        let mut fields = String::from("<g class=\"hits\" aria-hidden=\"true\">");
        for column in &self.columns {
            // Writing to a string cannot fail.
            let _ = write!(
                fields,
                "<rect x=\"{:.1}\" y=\"{PLOT_TOP}\" width=\"{:.1}\" height=\"{}\"><title>{}</title></rect>",
                column.from,
                column.to - column.from,
                PLOT_BOTTOM - PLOT_TOP,
                escape(&column.words)
            );
        }
        fields + "</g>"
    }
}

/// `position 5` or `positions 35–39`.
pub(super) fn positions(first: u64, last: u64) -> String {
    range("position", "positions", first, last)
}

/// `1 base`, `150 bases` or `100–199 bases`.
pub(super) fn lengths(first: u64, last: u64) -> String {
    use crate::report::number::grouped;
    match (first, last) {
        (1, 1) => "1 base".to_owned(),
        (first, last) if first >= last => format!("{} bases", grouped(first)),
        (first, last) => format!("{}–{} bases", grouped(first), grouped(last)),
    }
}

fn range(one: &str, many: &str, first: u64, last: u64) -> String {
    use crate::report::number::grouped;
    if first >= last {
        format!("{one} {}", grouped(first))
    } else {
        format!("{many} {}–{}", grouped(first), grouped(last))
    }
}
