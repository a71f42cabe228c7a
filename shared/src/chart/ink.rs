//! What a mark is, instead of which colour it has.
//!
//! plotters hands colours to its backend and nothing else. Each kind of mark therefore has a
//! sentinel colour, which the backend turns into the kind's class names.

use plotters::style::RGBColor;

macro_rules! inks {
    ($($(#[$doc:meta])* $name:ident = $class:literal,)+) => {
        /// A kind of mark.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Ink {
            $($(#[$doc])* $name,)+
        }

        const CLASSES: &[&str] = &[$($class,)+];
    };
}

inks! {
    Grid = "grid",
    Axis = "axis",
    Tick = "tick",
    /// A label that a narrow frame leaves out.
    MinorTick = "tick minor",
    AxisTitle = "axis-title",
    Note = "note",
    /// A note that a narrow frame leaves out.
    MinorNote = "note minor",
    BandGood = "band-good",
    BandFair = "band-fair",
    BandPoor = "band-poor",
    Box = "box",
    Whisker = "whisker",
    Line = "line",
    Bar = "bar",
    Curve = "curve",
    Limit = "limit",
    BaseA = "base base-a",
    BaseC = "base base-c",
    BaseG = "base base-g",
    BaseT = "base base-t",
    LabelA = "base-label base-a",
    LabelC = "base-label base-c",
    LabelG = "base-label base-g",
    LabelT = "base-label base-t",
    Series1 = "series series-1",
    Series2 = "series series-2",
    Series3 = "series series-3",
    Series4 = "series series-4",
    Series5 = "series series-5",
    Series6 = "series series-6",
    SeriesLabel1 = "series-label series-1",
    SeriesLabel2 = "series-label series-2",
    SeriesLabel3 = "series-label series-3",
    SeriesLabel4 = "series-label series-4",
    SeriesLabel5 = "series-label series-5",
    SeriesLabel6 = "series-label series-6",
    /// What lies close to the mean of tiles.
    Ground = "tile-ground",
    Below1 = "tile-below-1",
    Below2 = "tile-below-2",
    Below5 = "tile-below-5",
    Below10 = "tile-below-10",
    Above1 = "tile-above-1",
    Above2 = "tile-above-2",
    Above5 = "tile-above-5",
    Above10 = "tile-above-10",
}

impl Ink {
    /// The sentinel.
    pub(super) const fn color(self) -> RGBColor {
        RGBColor(self as u8, 0, 0)
    }

    /// The class names of a sentinel.
    pub(super) fn class(rgb: (u8, u8, u8)) -> &'static str {
        CLASSES.get(usize::from(rgb.0)).copied().unwrap_or("line")
    }
}
