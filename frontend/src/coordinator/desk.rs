//! What outlives the reading of a file: what the person chose, and the counts.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use shared::pairs::{Mate, compare};
use shared::report::contaminants::{self, Contaminant};
use shared::report::{ModuleLimits, ReadPairs, Report, ReportOptions};
use shared::wire::TallyDocument;

use super::exports::exports;
use super::tell_with;
use crate::message::{Comparison, FromCoordinator, MateFile, ReportChoice};
use crate::view::ReportView;

/// What reports are made of.
#[derive(Default)]
pub(super) struct Desk {
    choice: Cell<ReportChoice>,
    limits: RefCell<ModuleLimits>,
    contaminants: RefCell<Option<Arc<[Contaminant]>>>,
    /// How often any of these changed.
    changes: Cell<u64>,
    kept: RefCell<Option<(TallyDocument, ReportOptions)>>,
}

impl Desk {
    /// The options with what the person chose.
    pub(super) fn chosen(&self, options: ReportOptions) -> ReportOptions {
        let ReportChoice { encoding, library } = self.choice.get();
        ReportOptions {
            encoding,
            library,
            limits: self.limits.borrow().clone(),
            contaminants: self.contaminants.borrow().clone(),
            ..options
        }
    }

    /// How often a report would have had to be made anew.
    pub(super) fn changes(&self) -> u64 {
        self.changes.get()
    }

    /// Keeps a choice.
    pub(super) fn choose(&self, choice: ReportChoice) {
        self.choice.set(choice);
        self.rebuild();
    }

    /// Keeps what counts are compared with. The page has checked it, so nothing can be wrong here.
    pub(super) fn compare(&self, comparison: &Comparison) {
        let limits = comparison.limits.as_deref();
        let limits = limits.and_then(|text| ModuleLimits::parse(text).ok());
        self.limits.replace(limits.unwrap_or_default());
        let list = comparison.contaminants.as_deref();
        let list = list.and_then(|text| contaminants::parse(text).ok());
        self.contaminants.replace(list);
        self.rebuild();
    }

    /// Compares the counted file with its mate, and answers with the report that says so.
    pub(super) fn pair(&self, other: &MateFile) {
        // The mate was written by another coordinator of this page.
        let Ok(mate) = serde_json::from_str::<Mate>(&other.mate) else {
            return;
        };
        if let Some((total, options)) = &mut *self.kept.borrow_mut() {
            let own = (options.name.clone(), Mate::of(total, options.complete));
            let other_file = (other.name.clone(), mate);
            let (first, second) = match other.number {
                1 => (other_file, own),
                _ => (own, other_file),
            };
            options.pair = Some(ReadPairs {
                comparison: compare(&first.1, &second.1),
                files: [first.0, second.0],
            });
        }
        self.rebuild();
    }

    /// Keeps the counts of a file that was read.
    pub(super) fn keep(&self, total: TallyDocument, options: ReportOptions) {
        self.kept.replace(Some((total, options)));
    }

    /// Where the reading is over, answers with the report as it is to be now.
    fn rebuild(&self) {
        self.changes.set(self.changes.get() + 1);
        if let Some((total, options)) = &*self.kept.borrow() {
            let options = self.chosen(options.clone());
            let report = Report::build(total, &options);
            let view = FromCoordinator::Rebuilt(Box::new(ReportView::of(&report)));
            tell_with(&view, &exports(&report, total, &options));
        }
    }
}
