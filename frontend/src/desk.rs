//! Where reports are made: of counts, of what is known of their files, and of what the person chose.
//!
//! A coordinator has a desk while it reads. When it is done it ends, for a browser has room for about
//! a hundred programs with a memory of their own, and a run can have more files than that; what a
//! report is made of is kept by the page. A report that is to be made anew is made by a worker that
//! is nothing but a desk.

mod exports;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use shared::analysis::InputNotes;
use shared::pairs::{Mate, compare};
use shared::report::contaminants::{self, Contaminant};
use shared::report::{ModuleLimits, ReadPairs, Report, ReportOptions, Sample};
use shared::wire::TallyDocument;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, MessageEvent};

use self::exports::{exports, tally_file};
use crate::message::{Comparison, Facts, MateFile, MatesFound, Remade, Remake, ReportChoice};
use crate::view::ReportView;
use crate::worker;

/// What reports are made with.
#[derive(Default)]
pub(crate) struct Desk {
    choice: Cell<ReportChoice>,
    limits: RefCell<ModuleLimits>,
    contaminants: RefCell<Option<Arc<[Contaminant]>>>,
    /// How often any of these changed.
    changes: Cell<u64>,
    /// How often the page had it changed.
    heard: Cell<u32>,
    name: RefCell<String>,
    /// The sections that can be seen, when the page has said so.
    seen: RefCell<Option<Vec<String>>>,
}

/// Counts, as a file and with their receipt, too.
pub(crate) struct Counts {
    total: TallyDocument,
    file: JsValue,
    pub(crate) receipt: String,
}

impl Counts {
    /// The counts of files that were read.
    pub(crate) fn of(total: TallyDocument) -> Self {
        let (file, receipt) = tally_file(&total);
        Self {
            total,
            file,
            receipt,
        }
    }

    /// Counts that were kept as a file.
    async fn kept(file: Blob, receipt: String) -> Result<Self, String> {
        let words = |error: JsValue| worker::words(&error);
        let bytes = JsFuture::from(file.array_buffer()).await.map_err(words)?;
        let bytes = Uint8Array::new(&bytes).to_vec();
        let total = TallyDocument::from_json(&bytes).map_err(|error| error.to_string())?;
        Ok(Self {
            total,
            file: file.into(),
            receipt,
        })
    }
}

impl Desk {
    /// The options with what the person chose.
    pub(crate) fn chosen(&self, options: ReportOptions) -> ReportOptions {
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
    pub(crate) fn changes(&self) -> u64 {
        self.changes.get()
    }

    /// Takes in what the page has to say.
    pub(crate) fn hear(&self, change: impl FnOnce(&Self)) {
        self.heard.set(self.heard.get() + 1);
        change(self);
    }

    /// How often the page had something to say.
    pub(crate) fn heard(&self) -> u32 {
        self.heard.get()
    }

    /// Keeps a choice.
    pub(crate) fn choose(&self, choice: ReportChoice) {
        self.choice.set(choice);
        self.change();
    }

    /// Keeps what counts are compared with. The page has checked it, so nothing can be wrong here.
    pub(crate) fn compare(&self, comparison: &Comparison) {
        let limits = comparison.limits.as_deref();
        let limits = limits.and_then(|text| ModuleLimits::parse(text).ok());
        self.limits.replace(limits.unwrap_or_default());
        let list = comparison.contaminants.as_deref();
        let list = list.and_then(|text| contaminants::parse(text).ok());
        self.contaminants.replace(list);
        self.change();
    }

    /// Keeps which sections can be seen.
    pub(crate) fn see(&self, ids: Vec<String>) {
        let mut seen = self.seen.borrow_mut();
        let before = |id: &String| seen.as_ref().is_some_and(|seen| seen.contains(id));
        if !ids.iter().all(before) {
            self.change();
        }
        *seen = Some(ids);
    }

    /// Whether a section can be seen, as far as is known.
    pub(crate) fn sees(&self, id: &str) -> bool {
        let seen = self.seen.borrow();
        seen.as_ref()
            .is_none_or(|seen| seen.iter().any(|one| one == id))
    }

    /// Keeps the name of reports.
    pub(crate) fn rename(&self, name: String) {
        self.name.replace(name);
        self.change();
    }

    fn change(&self) {
        self.changes.set(self.changes.get() + 1);
    }

    /// The report of files that were read.
    pub(crate) fn report(&self, counts: &Counts, facts: &Facts) -> Report {
        make(counts, facts, &self.chosen(known(facts)))
    }

    /// The files of such a report.
    pub(crate) fn exports(&self, report: &Report, counts: &Counts, facts: &Facts) -> Array {
        let options = self.chosen(known(facts));
        exports(report, &counts.total.tally, &counts.file, &options)
    }
}

/// What is known of files that were read.
fn known(facts: &Facts) -> ReportOptions {
    let (problem, gzip) = (facts.problem.as_deref(), facts.gzip);
    ReportOptions {
        engine: facts.engine.clone(),
        complete: facts.complete,
        // All of it is of this version's own program.
        problem: problem.and_then(|json| serde_json::from_slice(json.as_bytes()).ok()),
        input: facts.layout.map(|layout| InputNotes { layout, gzip }),
        sample: Sample::of_numbers(&facts.sample),
        ..ReportOptions::default()
    }
}

fn make(counts: &Counts, facts: &Facts, options: &ReportOptions) -> Report {
    let mut report = Report::with_receipt(&counts.total.tally, options, counts.receipt.clone());
    report.notes.extend(facts.warnings.iter().cloned());
    report
}

/// Listens for the page.
///
/// # Errors
/// If this is not a worker.
pub fn start() -> Result<(), JsValue> {
    let listen = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let Ok((remake, kept)) = worker::open::<Remake>(&event.data()) else {
            return;
        };
        spawn_local(async move {
            let (remade, files) = match again(remake, &kept).await {
                Ok((view, files)) => (Ok(Box::new(view)), files.into()),
                Err(words) => (Err(words), JsValue::UNDEFINED),
            };
            let remade: Remade = remade;
            // A post that fails leaves nobody to tell: the page is gone.
            let _ = worker::answer(&remade, &files);
        });
    });
    worker::scope()?.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

/// A report of what the page kept, with its files.
async fn again(remake: Remake, kept: &JsValue) -> Result<(ReportView, Array), String> {
    let words = |error: JsValue| worker::words(&error);
    let kept: &Array = kept.dyn_ref().ok_or("no counts were kept")?;
    let file: Blob = kept.get(0).dyn_into().map_err(words)?;
    let facts: Facts =
        serde_wasm_bindgen::from_value(kept.get(1)).map_err(|error| error.to_string())?;
    let counts = Counts::kept(file, remake.receipt).await?;
    let desk = Desk::default();
    desk.choose(remake.choice);
    desk.compare(&remake.comparison);
    desk.rename(remake.name);
    let (pair, mates) = (remake.mate, remake.mates);
    let mut options = desk.chosen(known(&facts));
    options.pair = pair.and_then(|mate| goes_with(&options, &counts, mate));
    let (found, note) = mates.map_or((None, None), |MatesFound { counts, note, .. }| {
        // They are of this version's own program.
        let found = counts.and_then(|json| serde_json::from_slice(json.as_bytes()).ok());
        (found, note)
    });
    options.mates = found.map(Arc::new);
    let mut report = make(&counts, &facts, &options);
    report.notes.extend(note);
    let files = exports(&report, &counts.total.tally, &counts.file, &options);
    Ok((ReportView::of(&report), files))
}

/// How the file goes together with its mate; none if the mate's coordinator is another version of this
/// program.
fn goes_with(options: &ReportOptions, counts: &Counts, other: MateFile) -> Option<ReadPairs> {
    let mate: Mate = serde_json::from_slice(other.mate.as_bytes()).ok()?;
    let own = Mate::of(&counts.total, options.complete);
    let (own, mate) = ((options.name.clone(), own), (other.name, mate));
    let (first, second) = match other.number {
        1 => (mate, own),
        _ => (own, mate),
    };
    Some(ReadPairs {
        comparison: compare(&first.1, &second.1),
        files: [first.0, second.0],
    })
}
