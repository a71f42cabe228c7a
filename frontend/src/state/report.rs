//! The report that a card shows.

use std::sync::Arc;

use readout_frontend::view::{Curve, Figure, Headline, Reading, ReportView, SectionView};

/// The last view of a report; its sections are compared when they change, not copied.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    pub(crate) lead: String,
    pub(crate) figures: Vec<Figure>,
    pub(crate) headline: Headline,
    pub(crate) curves: Vec<Curve>,
    pub(crate) run: Option<String>,
    pub(crate) sections: Vec<Arc<SectionView>>,
    pub(crate) notes: Vec<String>,
    pub(crate) sample: String,
    pub(crate) reading: Reading,
    order: Vec<String>,
}

impl Report {
    /// A view in place of an older one, whose sections stand until the new ones are here.
    pub(crate) fn of(view: ReportView, older: Option<&Self>) -> Self {
        let mut report = Self {
            lead: view.lead,
            figures: view.figures,
            headline: view.headline,
            curves: view.curves,
            run: view.run,
            sections: older.map_or_else(Vec::new, |older| older.sections.clone()),
            notes: view.notes,
            sample: view.sample,
            reading: view.reading,
            order: view.order,
        };
        report.replace(view.sections);
        report
    }

    /// Puts sections in their places.
    pub(crate) fn replace(&mut self, sections: Vec<SectionView>) {
        let of = |mut section: SectionView| {
            let before = self.sections.iter().find(|one| one.id == section.id);
            if let Some(before) = before {
                section.keep_drawing(before);
            }
            Arc::new(section)
        };
        let mut sections: Vec<_> = sections.into_iter().map(of).collect();
        sections.append(&mut self.sections);
        // The first of an id is the newest.
        let newest = |id: &String| sections.iter().find(|section| section.id == *id).cloned();
        self.sections = self.order.iter().filter_map(newest).collect();
    }
}
