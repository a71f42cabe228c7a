//! What outlives the reading of a file: what the person chose, and the counts.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use js_sys::Array;
use shared::pairs::{Mate, compare};
use shared::report::contaminants::{self, Contaminant};
use shared::report::{ModuleLimits, ReadPairs, Report, ReportOptions};
use shared::wire::TallyDocument;
use wasm_bindgen::JsValue;

use super::exports::{exports, tally_file};
use super::tell_with;
use crate::message::{Comparison, FromCoordinator, MateFile, MatesFound, ReportChoice};
use crate::view::ReportView;

/// What reports are made of.
#[derive(Default)]
pub(super) struct Desk {
    choice: Cell<ReportChoice>,
    limits: RefCell<ModuleLimits>,
    contaminants: RefCell<Option<Arc<[Contaminant]>>>,
    /// How often any of these changed.
    changes: Cell<u64>,
    name: RefCell<String>,
    /// The sections that can be seen, when the page has said so.
    seen: RefCell<Option<Vec<String>>>,
    kept: RefCell<Option<Kept>>,
}

/// What is known of files that were read.
struct Kept {
    total: TallyDocument,
    /// The counts as a file, and their receipt.
    tally: JsValue,
    receipt: String,
    options: ReportOptions,
    /// What was seen of several files, in whole sentences.
    warnings: Vec<String>,
    /// What the mate's coordinator gave.
    mate: Option<String>,
    /// Where this file and its mate part company, in a whole sentence.
    mates_note: Option<String>,
}

impl Desk {
    /// The options with what the person chose.
    pub(super) fn chosen(&self, options: ReportOptions) -> ReportOptions {
        let ReportChoice { encoding, library } = self.choice.get();
        ReportOptions {
            name: self.name.borrow().clone(),
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

    /// Keeps which sections can be seen.
    pub(super) fn see(&self, ids: Vec<String>) {
        let mut seen = self.seen.borrow_mut();
        let before = |id: &String| seen.as_ref().is_some_and(|seen| seen.contains(id));
        if !ids.iter().all(before) {
            self.changes.set(self.changes.get() + 1);
        }
        *seen = Some(ids);
    }

    /// Whether a section can be seen, as far as is known.
    pub(super) fn sees(&self, id: &str) -> bool {
        let seen = self.seen.borrow();
        seen.as_ref()
            .is_none_or(|seen| seen.iter().any(|one| one == id))
    }

    /// Keeps the name of reports.
    pub(super) fn rename(&self, name: String) {
        self.name.replace(name);
        self.rebuild();
    }

    /// Compares what was counted with its mate, and answers with the report that says so; without a
    /// mate, with one that says nothing of it.
    pub(super) fn pair(&self, other: Option<&MateFile>) {
        if let Some(kept) = &mut *self.kept.borrow_mut() {
            kept.options.pair = other.and_then(|other| pair(&self.name.borrow(), kept, other));
            let mate = other.map(|other| other.mate.clone());
            if kept.mate != mate {
                // What was found with another mate is not true of this one.
                (kept.options.mates, kept.mates_note) = (None, None);
            }
            kept.mate = mate;
        }
        self.rebuild();
    }

    /// Keeps how often mates differ, and answers with the report that says so.
    pub(super) fn mates(&self, found: MatesFound) {
        if let Some(kept) = &mut *self.kept.borrow_mut() {
            let counts = found.counts.as_deref();
            // They are of this version's own program.
            let counts = counts.and_then(|json| serde_json::from_slice(json.as_bytes()).ok());
            kept.options.mates = counts.map(Arc::new);
            kept.mates_note = found.note;
        }
        self.rebuild();
    }

    /// Keeps the counts of files that were read.
    pub(super) fn keep(&self, total: TallyDocument, options: ReportOptions, warnings: Vec<String>) {
        let (tally, receipt) = tally_file(&total);
        self.kept.replace(Some(Kept {
            total,
            tally,
            receipt,
            options,
            warnings,
            mate: None,
            mates_note: None,
        }));
    }

    /// Where the reading is over, hands the report as it is to be now to `show`; gives its files.
    pub(super) fn make(&self, show: impl FnOnce(&Report)) -> Option<Array> {
        let kept = self.kept.borrow();
        let kept = kept.as_ref()?;
        let options = self.chosen(kept.options.clone());
        let tally = &kept.total.tally;
        let mut report = Report::with_receipt(tally, &options, kept.receipt.clone());
        report.notes.extend(kept.warnings.iter().cloned());
        report.notes.extend(kept.mates_note.clone());
        // The page puts it up while the files are made.
        show(&report);
        Some(exports(&report, tally, &kept.tally, &options))
    }

    /// The receipt of what is kept.
    pub(super) fn receipt(&self) -> Option<String> {
        let kept = self.kept.borrow();
        Some(kept.as_ref()?.receipt.clone())
    }

    /// Where the reading is over, answers with the report as it is to be now.
    fn rebuild(&self) {
        self.changes.set(self.changes.get() + 1);
        let mut view = None;
        let exports = self.make(|report| view = Some(ReportView::of(report)));
        if let Some((view, exports)) = view.zip(exports) {
            tell_with(&FromCoordinator::Rebuilt(Box::new(view)), &exports);
        }
    }
}

/// How files go together with their mates; none if the mates' coordinator is another version of this
/// program.
fn pair(name: &str, kept: &Kept, other: &MateFile) -> Option<ReadPairs> {
    let mate: Mate = serde_json::from_slice(other.mate.as_bytes()).ok()?;
    let own = Mate::of(&kept.total, kept.options.complete);
    let (own, other_file) = ((name.to_owned(), own), (other.name.clone(), mate));
    let (first, second) = match other.number {
        1 => (other_file, own),
        _ => (own, other_file),
    };
    Some(ReadPairs {
        comparison: compare(&first.1, &second.1),
        files: [first.0, second.0],
    })
}
