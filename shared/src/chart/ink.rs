//! What a mark is, instead of which colour it has.

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
}

impl Ink {
    /// The class names.
    pub(super) fn class(self) -> &'static str {
        CLASSES.get(self as usize).copied().unwrap_or("line")
    }
}
