//! A plotters backend that writes SVG with class names.
//!
//! plotters counts whole pixels; a tenth of a user unit is one here, so that lines stay smooth.

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::ink::Ink;
use super::{HEIGHT, WIDTH, escape};

/// Backend pixels in a user unit.
pub(super) const SCALE: i32 = 10;
/// Size of axis text in user units.
pub(super) const TEXT_SIZE: f64 = 11.5;
/// Width of a character in ems, a little more than that of system fonts.
const EM_WIDTH: f64 = 0.6;

/// What has been drawn: shapes, and text that a screen reader passes over.
#[derive(Debug, Default)]
pub(super) struct Scene {
    shapes: String,
    text: String,
}

impl Scene {
    pub(super) fn into_marks(self) -> String {
        let Self { shapes, text } = self;
        format!(
            "<g aria-hidden=\"true\">{shapes}</g><g aria-hidden=\"true\" font-size=\"{TEXT_SIZE}\">{text}</g>"
        )
    }
}

/// Draws into a scene.
pub(super) struct Backend<'a>(pub(super) &'a mut Scene);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// A backend coordinate in user units.
fn units(value: i32) -> String {
    let (whole, tenth) = (value / SCALE, (value % SCALE).abs());
    let sign = if value < 0 && whole == 0 { "-" } else { "" };
    if tenth == 0 {
        format!("{whole}")
    } else {
        format!("{sign}{whole}.{tenth}")
    }
}

impl Backend<'_> {
    fn shape(&mut self, element: std::fmt::Arguments<'_>) -> Drawn {
        // Writing to a string cannot fail.
        let _ = self.0.shapes.write_fmt(element);
        Ok(())
    }

    fn path(
        &mut self,
        points: impl IntoIterator<Item = BackendCoord>,
        close: &str,
        class: &str,
    ) -> Drawn {
        let mut path = String::new();
        for (index, (x, y)) in points.into_iter().enumerate() {
            let _ = write!(
                path,
                "{}{} {}",
                if index == 0 { "M" } else { "L" },
                units(x),
                units(y)
            );
        }
        if path.is_empty() {
            return Ok(());
        }
        self.shape(format_args!(
            "<path class=\"{class}\" d=\"{path}{close}\"/>"
        ))
    }
}

impl DrawingBackend for Backend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (WIDTH * SCALE.unsigned_abs(), HEIGHT * SCALE.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(point, point, &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.path([from, to], "", Ink::class(style.color().rgb))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let (left, right) = (from.0.min(to.0), from.0.max(to.0));
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        self.shape(format_args!(
            "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            Ink::class(style.color().rgb),
            units(left),
            units(top),
            units(right.saturating_sub(left)),
            units(bottom.saturating_sub(top))
        ))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.path(path, "", Ink::class(style.color().rgb))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.shape(format_args!(
            "<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            Ink::class(style.color().rgb),
            units(center.0),
            units(center.1),
            units(i32::try_from(radius).unwrap_or(i32::MAX))
        ))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        self.path(vert, "Z", Ink::class(style.color().rgb))
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        pos: BackendCoord,
    ) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let shift = match style.anchor().v_pos {
            VPos::Top => " dy=\"0.8em\"",
            VPos::Center => " dy=\"0.35em\"",
            VPos::Bottom => "",
        };
        let _ = write!(
            self.0.text,
            "<text class=\"{}\" x=\"{}\" y=\"{}\"{anchor}{shift}>{}</text>",
            Ink::class(style.color().rgb),
            units(pos.0),
            units(pos.1),
            escape(text)
        );
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        Ok((
            (text.chars().count() as f64 * EM_WIDTH * size).ceil() as u32,
            size.ceil() as u32,
        ))
    }

    fn blit_bitmap(&mut self, _pos: BackendCoord, _size: (u32, u32), _source: &[u8]) -> Drawn {
        // No chart has a bitmap, and none could be themed.
        Ok(())
    }
}
