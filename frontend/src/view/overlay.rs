//! Lines of several reports in one drawing, with their values in words and as rows.

mod axes;
mod kind;
mod words;

use std::fmt::Write as _;
use std::sync::Arc;

use shared::chart::{HEIGHT, WIDTH, escape};

use self::axes::{Axes, BOTTOM, LEFT, RIGHT, TOP};
pub use self::words::{Row, rows, values};
use super::CurveKind;

/// As many lines of a side can be told apart.
const FEW: usize = 3;

/// One line, with the name of its report.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The name of the report.
    pub name: Arc<str>,
    /// Points from left to right.
    pub points: Vec<(f64, f64)>,
}

/// How lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Solid, in the colour of what is chosen.
    First,
    /// Dashed.
    Second,
    /// Thin and grey, behind the others.
    Other,
}

impl Look {
    /// The classes of a line that looks so.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::First => "line first",
            Self::Second => "line second",
            Self::Other => "line other",
        }
    }
}

/// Lines that look alike, and are told of together where there are several.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What its lines have in common: a report, a run, all others.
    pub name: String,
    /// How they look.
    pub look: Look,
    /// The lines; none where nothing is known yet.
    pub lines: Vec<Line>,
}

/// Draws the lines of all sides, the first in front; `None` where there are none.
///
/// ```
/// use readout_frontend::view::CurveKind;
/// use readout_frontend::view::overlay::{Line, Look, Side, svg};
/// let line = Line { name: "A".into(), points: vec![(1.0, 37.0), (2.0, 36.5)] };
/// let side = Side { name: "A".to_owned(), look: Look::First, lines: vec![line] };
/// let drawing = svg(CurveKind::Quality, &[side]).unwrap();
/// assert!(drawing.contains("class=\"line first\""));
/// ```
#[must_use]
pub fn svg(kind: CurveKind, sides: &[Side]) -> Option<String> {
    let axes = Axes::of(kind, sides)?;
    let [right, bottom] = [f64::from(WIDTH) - RIGHT, f64::from(HEIGHT) - BOTTOM];
    let (across, up) = kind.units();
    let names: Vec<String> = sides.iter().map(named).collect();
    let label = format!("{}: {up} by {across}. {}", kind.title(), names.join("; "));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(&label)
    );
    // Writing to a string cannot fail.
    for (value, label) in axes.levels() {
        let y = axes.y(value);
        let _ = write!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right}\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
    for (value, label) in axes.places() {
        let _ = write!(
            svg,
            "<text class=\"tick\" x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
            axes.x(value),
            bottom + 18.0
        );
    }
    let _ = write!(
        svg,
        "<path class=\"axis\" d=\"M{LEFT} {bottom}H{right}\"/>\
         <text class=\"axis-title\" x=\"6\" y=\"{}\">{up}</text>\
         <text class=\"axis-title\" x=\"{right}\" y=\"{}\" text-anchor=\"end\">{across}</text>",
        TOP - 14.0,
        bottom + 36.0
    );
    for side in sides.iter().rev() {
        for line in &side.lines {
            let class = side.look.class();
            let many = if side.lines.len() > FEW { " many" } else { "" };
            let _ = write!(svg, "<polyline class=\"{class}{many}\" points=\"");
            for (at, value) in &line.points {
                let _ = write!(svg, "{:.1},{:.1} ", axes.x(*at), axes.y(*value));
            }
            svg.push_str("\"/>");
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// A side and how its lines look, in words.
fn named(side: &Side) -> String {
    let look = match side.look {
        Look::First => "solid",
        Look::Second => "dashed",
        Look::Other => "thin",
    };
    format!("{} ({look})", side.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(look: Look, points: &[(f64, f64)]) -> Side {
        Side {
            name: "<A & \"B\">".to_owned(),
            look,
            lines: vec![Line {
                name: "A".into(),
                points: points.to_vec(),
            }],
        }
    }

    #[test]
    fn the_first_side_is_in_front_and_names_are_escaped() {
        let sides = [
            side(Look::First, &[(0.0, 1.0), (100.0, 2.0)]),
            side(Look::Other, &[(50.0, 2.0)]),
        ];
        let drawing = svg(CurveKind::Gc, &sides).unwrap();
        let at = |text: &str| drawing.find(text).unwrap();
        assert!(at("line other") < at("line first"));
        assert!(drawing.contains("&lt;A &amp; &quot;B&quot;&gt; (solid)"));
        // From the left edge of the plot to the right one; 2 % is at the top.
        assert!(
            drawing.contains("points=\"58.0,140.0 544.0,28.0 \""),
            "{drawing}"
        );
        assert_eq!(svg(CurveKind::Gc, &[]), None);
    }
}
