//! The report of one file: figures, notes and sections.

use leptos::prelude::*;
use readout_frontend::message::ReportChoice;
use shared::report::glossary::TERMS;

use crate::components::figures::Figures;
use crate::components::overview::Overview;
use crate::components::report_choice::{ReadsChoice, ReportChoiceControl};
use crate::components::report_section::ReportSection;
use crate::state::{Report, State};

/// A report, redrawn where it changed. `card` is the id of its job, and makes names
/// unique on the page.
#[component]
pub(crate) fn ReportView(
    report: RwSignal<Option<Report>>,
    choice: RwSignal<ReportChoice>,
    #[prop(into)] on_choose: Callback<ReportChoice>,
    reads: ReadsChoice,
    page: State,
    /// Told when the section of an id comes into sight, or goes.
    on_sight: Callback<(String, bool)>,
    card: usize,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        report.with(|report| {
            report
                .iter()
                .flat_map(|report| report.sections.iter().map(|section| section.id.clone()))
                .collect::<Vec<_>>()
        })
    });
    let notes = Memo::new(move |_| {
        report.with(|report| {
            report
                .as_ref()
                .map(|report| report.notes.clone())
                .unwrap_or_default()
        })
    });
    let figures = Memo::new(move |_| {
        report.with(|report| {
            report
                .as_ref()
                .map(|report| report.figures.clone())
                .unwrap_or_default()
        })
    });
    let reading = Memo::new(move |_| {
        report.with(|report| {
            report
                .as_ref()
                .map(|report| report.reading.clone())
                .unwrap_or_default()
        })
    });
    let shown = Memo::new(move |_| report.with(Option::is_some));
    view! {
        <Show when=move || shown.get()>
            <Overview report card />
            <Figures figures=figures />
            <ReportChoiceControl reading choice on_choose reads card />
            <Show when=move || !notes.with(Vec::is_empty)>
                <ul class="notes">
                    <For each=move || notes.get() key=Clone::clone let:note>
                        <li>{note}</li>
                    </For>
                </ul>
            </Show>
            <div class="sections">
                <For each=move || ids.get() key=Clone::clone children=move |id| {
                    let section = Memo::new(move |_| {
                        report.with(|report| report.as_ref()?.sections.iter().find(|section| section.id == id).cloned())
                    });
                    view! { <ReportSection page section on_sight card /> }
                } />
            </div>
            <Glossary />
        </Show>
    }
}

/// What the terms of a report mean.
#[component]
fn Glossary() -> impl IntoView {
    let meaning = |(term, meaning): &'static (&str, &str)| {
        view! { <div><dt>{*term}</dt><dd>{*meaning}</dd></div> }
    };
    view! {
        <details class="card glossary">
            <summary>"What the terms mean"</summary>
            <dl>{TERMS.iter().map(meaning).collect_view()}</dl>
        </details>
    }
}
