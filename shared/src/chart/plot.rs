//! The frame all charts share: hairlines, axes, units, and marks in the coordinates of the data.

use std::convert::Infallible;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{Cartesian2d, DrawingArea, IntoDrawingArea, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, IntoTextStyle, ShapeStyle};

use super::backend::{Backend, SCALE, Scene, TEXT_SIZE};
use super::guide::Column;
use super::ink::Ink;
use super::scale::Tick;
use super::{HEIGHT, WIDTH};
use crate::report::number;

/// Left edge of the plot in user units: room for `1.25 M` in the larger type of a phone.
pub(super) const LEFT: i32 = 58;
/// Distance of the plot from the right edge.
const RIGHT: i32 = 20;
const TOP: i32 = 28;
const BOTTOM: i32 = 48;
/// Upper edge of the plot in user units.
pub(super) const PLOT_TOP: i32 = TOP;
/// Lower edge of the plot in user units.
pub(super) const PLOT_BOTTOM: i32 = HEIGHT.cast_signed() - BOTTOM;

/// How a chart is framed.
pub(super) struct Frame<'a> {
    /// Labels of the horizontal axis.
    pub(super) x_ticks: Vec<Tick>,
    /// Labels of the vertical axis.
    pub(super) y_ticks: Vec<Tick>,
    /// What the horizontal axis shows, with its unit.
    pub(super) x_title: &'a str,
    /// What the vertical axis shows, with its unit.
    pub(super) y_title: &'a str,
}

/// A drawing in progress.
pub(super) struct Plot<'a> {
    page: DrawingArea<Backend<'a>, Shift>,
    data: DrawingArea<Backend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    x: Range<f64>,
    y: Range<f64>,
    /// The horizontal axis is logarithmic. Points are given as they are all the same.
    log: bool,
    right: i32,
}

type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;

impl<'a> Plot<'a> {
    /// Begins a drawing with room at the right for labels of lines, if wanted; `None` where an axis has no width.
    pub(super) fn new(
        scene: &'a mut Scene,
        x: Range<f64>,
        y: Range<f64>,
        end_labels: bool,
    ) -> Option<Self> {
        Self::with(scene, x, y, end_labels, false)
    }

    /// The same for positions in a read: those of long reads stand on a logarithmic axis, for what
    /// there is to see is at their beginning.
    pub(super) fn by_position(
        scene: &'a mut Scene,
        x: Range<f64>,
        y: Range<f64>,
        end_labels: bool,
    ) -> Option<Self> {
        let log = is_long(&x);
        Self::with(scene, x, y, end_labels, log)
    }

    fn with(
        scene: &'a mut Scene,
        x: Range<f64>,
        y: Range<f64>,
        end_labels: bool,
        log: bool,
    ) -> Option<Self> {
        let drawable = |range: &Range<f64>| {
            range.start.is_finite() && range.end.is_finite() && range.start < range.end
        };
        if !drawable(&x) || !drawable(&y) {
            return None;
        }
        let right = WIDTH.cast_signed() - if end_labels { RIGHT + 6 } else { RIGHT };
        let page = Backend(scene).into_drawing_area();
        let spec = Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            place(x.start, log)..place(x.end, log),
            y.clone(),
            (
                LEFT * SCALE..right * SCALE,
                (HEIGHT.cast_signed() - BOTTOM) * SCALE..TOP * SCALE,
            ),
        );
        let data = page.clone().apply_coord_spec(spec);
        Some(Self {
            page,
            data,
            x,
            y,
            log,
            right,
        })
    }

    /// Draws hairlines, axis, labels and titles.
    pub(super) fn frame(&self, frame: &Frame<'_>) -> Option<()> {
        for tick in &frame.y_ticks {
            if tick.value > self.y.start {
                self.line(
                    &[(self.x.start, tick.value), (self.x.end, tick.value)],
                    Ink::Grid,
                )?;
            }
            let (_, y) = self.pixel((self.x.start, tick.value));
            self.text(
                &tick.label,
                (f64::from(LEFT) - 8.0, y),
                Ink::Tick,
                (HPos::Right, VPos::Center),
            )?;
        }
        let bottom = f64::from(HEIGHT.cast_signed() - BOTTOM);
        for (index, tick) in frame.x_ticks.iter().enumerate() {
            let (x, _) = self.pixel((tick.value, self.y.start));
            let ink = if index % 2 == 1 {
                Ink::MinorTick
            } else {
                Ink::Tick
            };
            self.text(
                &tick.label,
                (x, bottom + 7.0),
                ink,
                (HPos::Center, VPos::Top),
            )?;
        }
        let middle = f64::from(LEFT + self.right) / 2.0;
        self.text(
            frame.x_title,
            (middle, f64::from(HEIGHT) - 7.0),
            Ink::AxisTitle,
            (HPos::Center, VPos::Bottom),
        )?;
        self.text(
            frame.y_title,
            (6.0, 13.0),
            Ink::AxisTitle,
            (HPos::Left, VPos::Bottom),
        )
    }

    /// Draws the line that marks stand on; after the marks, to lie above them.
    pub(super) fn base_line(&self) -> Option<()> {
        self.line(
            &[(self.x.start, self.y.start), (self.x.end, self.y.start)],
            Ink::Axis,
        )
    }

    /// A line through points of the data.
    pub(super) fn line(&self, points: &[(f64, f64)], ink: Ink) -> Option<()> {
        let points: Vec<_> = points.iter().map(|point| self.clamp(*point)).collect();
        done(self.data.draw(&PathElement::new(points, style(ink))))
    }

    /// A line that is broken where there is no value; a value that stands alone is a short dash.
    pub(super) fn broken_line(
        &self,
        points: &[(f64, Option<f64>)],
        dash: f64,
        ink: Ink,
    ) -> Option<()> {
        for run in points.split(|point| point.1.is_none()) {
            let run: Vec<(f64, f64)> = run
                .iter()
                .filter_map(|point| Some((point.0, point.1?)))
                .collect();
            match run.as_slice() {
                [] => {}
                [(x, y)] => self.line(&[(x - dash, *y), (x + dash, *y)], ink)?,
                run => self.line(run, ink)?,
            }
        }
        Some(())
    }

    /// A filled rectangle between two corners, in data coordinates.
    pub(super) fn rectangle(&self, from: (f64, f64), to: (f64, f64), ink: Ink) -> Option<()> {
        done(self.data.draw(&Rectangle::new(
            [self.clamp(from), self.clamp(to)],
            style(ink),
        )))
    }

    /// A filled rectangle between two corners, in user units.
    pub(super) fn swatch(&self, from: (f64, f64), to: (f64, f64), ink: Ink) -> Option<()> {
        done(
            self.page
                .draw(&Rectangle::new([scaled(from), scaled(to)], style(ink))),
        )
    }

    /// Text at a point in user units.
    pub(super) fn text(
        &self,
        text: &str,
        at: (f64, f64),
        ink: Ink,
        (h, v): (HPos, VPos),
    ) -> Option<()> {
        let color = ink.color();
        let style = (FontFamily::SansSerif, TEXT_SIZE * f64::from(SCALE))
            .into_text_style(&self.page)
            .color(&color)
            .pos(Pos::new(h, v));
        done(
            self.page
                .draw(&Text::new(text.to_owned(), scaled(at), style)),
        )
    }

    /// A note at the right end of the row of the vertical axis' title.
    pub(super) fn key(&self, text: &str) -> Option<()> {
        self.text(
            text,
            (f64::from(self.right), 13.0),
            Ink::MinorNote,
            (HPos::Right, VPos::Bottom),
        )
    }

    /// Where a point of the data lies, in user units.
    pub(super) fn pixel(&self, point: (f64, f64)) -> (f64, f64) {
        let (x, y) = self.data.map_coordinate(&self.clamp(point));
        (
            f64::from(x) / f64::from(SCALE),
            f64::from(y) / f64::from(SCALE),
        )
    }

    /// What the drawing shows between two places of the horizontal axis, in words.
    pub(super) fn column(&self, from: f64, to: f64, words: String) -> Column {
        let place = |x| self.pixel((x, self.y.start)).0;
        Column {
            from: place(from),
            to: place(to),
            words,
        }
    }

    /// Right edge of the plot in user units.
    pub(super) fn right(&self) -> f64 {
        f64::from(self.right)
    }

    /// Keeps a point inside, so that no value can leave the page or the range of an integer.
    fn clamp(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let inside = |value: f64, range: &Range<f64>| {
            if value.is_nan() {
                range.start
            } else {
                value.clamp(range.start, range.end)
            }
        };
        (place(inside(x, &self.x), self.log), inside(y, &self.y))
    }
}

/// Where a value of the horizontal axis stands on it.
fn place(x: f64, log: bool) -> f64 {
    if log { libm::log10(x.max(0.5)) } else { x }
}

/// Positions that go on for longer than a thousand bases.
fn is_long(x: &Range<f64>) -> bool {
    x.end > 1_000.5
}

/// A point of user units in pixels of the backend.
fn scaled((x, y): (f64, f64)) -> (i32, i32) {
    let scaled = |value: f64| (value * f64::from(SCALE)).round() as i32;
    (scaled(x), scaled(y))
}

fn style(ink: Ink) -> ShapeStyle {
    ink.color().filled()
}

fn done(drawn: Drawn) -> Option<()> {
    drawn.ok()
}

/// Ticks of an axis of read counts from 0, and its end.
pub(super) fn count_axis(most: f64) -> (f64, Vec<Tick>) {
    let (end, step) = super::scale::from_zero(most, 4.0, 1.0);
    (end, super::scale::ticks(0.0, end, step, number::short))
}

/// Ticks and title of an axis of positions in a read.
pub(super) fn position_axis(x: &Range<f64>) -> (Vec<Tick>, &'static str) {
    if !is_long(x) {
        return (base_ticks(x), "position in read (bases)");
    }
    let decades = (0..12).map(|power| 10_f64.powi(power));
    let inside = decades.filter(|value| (x.start..=x.end).contains(value));
    let tick = |value| Tick {
        value,
        label: number::short(value),
    };
    (
        inside.map(tick).collect(),
        "position in read (bases, logarithmic)",
    )
}

/// Ticks of an axis of positions or lengths.
pub(super) fn base_ticks(x: &Range<f64>) -> Vec<Tick> {
    let step = super::scale::step(x.end - x.start, 8.0).max(1.0);
    super::scale::ticks(x.start.max(1.0), x.end, step, |value| {
        if value < 10_000.0 {
            number::trimmed(value, 0)
        } else {
            number::short(value)
        }
    })
}
