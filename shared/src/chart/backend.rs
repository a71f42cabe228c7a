//! SVG with class names, in the whole pixels that plotters' coordinates count in.
//!
//! A tenth of a user unit is one here, so that lines stay smooth.

use std::fmt::Write as _;

use plotters::style::text_anchor::{HPos, VPos};

use super::ink::Ink;
use super::escape;

/// Backend pixels in a user unit.
pub(super) const SCALE: i32 = 10;
/// Size of axis text in user units.
pub(super) const TEXT_SIZE: f64 = 11.5;

/// What has been drawn: shapes, and text that a screen reader passes over.
#[derive(Debug, Default)]
pub(super) struct Scene {
    shapes: String,
    text: String,
}

impl Scene {
    pub(super) fn into_marks(self) -> String {
        let Self { shapes, text } = self;
        format!("<g aria-hidden=\"true\">{shapes}</g><g aria-hidden=\"true\" font-size=\"{TEXT_SIZE}\">{text}</g>")
    }
}

/// A backend coordinate in user units.
fn units(value: i32) -> String {
    let (whole, tenth) = (value / SCALE, (value % SCALE).abs());
    let sign = if value < 0 && whole == 0 { "-" } else { "" };
    if tenth == 0 { format!("{whole}") } else { format!("{sign}{whole}.{tenth}") }
}

impl Scene {
    /// A line through points.
    pub(super) fn path(&mut self, points: impl IntoIterator<Item = (i32, i32)>, ink: Ink) {
        let mut path = String::new();
        for (index, (x, y)) in points.into_iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(path, "{}{} {}", if index == 0 { "M" } else { "L" }, units(x), units(y));
        }
        if !path.is_empty() {
            let _ = write!(self.shapes, "<path class=\"{}\" d=\"{path}\"/>", ink.class());
        }
    }

    /// A filled rectangle between two corners.
    pub(super) fn rectangle(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink) {
        let (left, right) = (from.0.min(to.0), from.0.max(to.0));
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        let _ = write!(
            self.shapes,
            "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            ink.class(),
            units(left),
            units(top),
            units(right.saturating_sub(left)),
            units(bottom.saturating_sub(top))
        );
    }

    /// Text at a point.
    pub(super) fn text(&mut self, text: &str, at: (i32, i32), ink: Ink, (h, v): (HPos, VPos)) {
        let anchor = match h {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let shift = match v {
            VPos::Top => " dy=\"0.8em\"",
            VPos::Center => " dy=\"0.35em\"",
            VPos::Bottom => "",
        };
        let _ = write!(
            self.text,
            "<text class=\"{}\" x=\"{}\" y=\"{}\"{anchor}{shift}>{}</text>",
            ink.class(),
            units(at.0),
            units(at.1),
            escape(text)
        );
    }
}
