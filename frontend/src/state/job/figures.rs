//! What is compared of two reports.

use leptos::prelude::With;
use readout_frontend::view::{Curve, CurveKind, Headline};

use super::Job;

impl Job {
    /// The headline figures so far.
    pub(crate) fn headline(&self) -> Option<Headline> {
        self.report
            .with(|report| report.as_ref().map(|report| report.headline))
    }

    /// The run that its reads are of, if the names of all of them say so.
    pub(crate) fn run(&self) -> Option<String> {
        self.report.with(|report| report.as_ref()?.run.clone())
    }

    /// Whether the report so far has a curve.
    pub(crate) fn has_curve(&self, kind: CurveKind) -> bool {
        self.report.with(|report| {
            let mut curves = report.iter().flat_map(|report| &report.curves);
            curves.any(|curve| curve.kind == kind)
        })
    }

    /// A curve of the report so far.
    pub(crate) fn curve(&self, kind: CurveKind) -> Option<Curve> {
        self.report.with(|report| {
            let mut curves = report.as_ref()?.curves.iter();
            curves.find(|curve| curve.kind == kind).cloned()
        })
    }
}
