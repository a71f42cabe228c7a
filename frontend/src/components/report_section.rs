//! One section: name, verdict, sentence, chart, table, help.

use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::view::{CurveKind, SectionView};
use shared::report::glossary::terms_in;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::components::beside::Beside;
use crate::components::chart_figure::ChartFigure;
use crate::components::take_away::{CopyTable, SaveChart};
use crate::in_view::in_view;
use crate::state::State;

/// A section of a report.
///
/// Charts and tables are strings of ours: made in `shared::chart` and in `view`, where every name
/// is escaped. They are put in place only when they changed, and a table only while it is open.
#[component]
pub(crate) fn ReportSection(
    page: State,
    section: Memo<Option<Arc<SectionView>>>,
    /// Told when the section of an id comes into sight, or goes.
    on_sight: Callback<(String, bool)>,
    card: usize,
) -> impl IntoView {
    let part = move |part: fn(&SectionView) -> &str| {
        Memo::new(move |_| {
            section.with(|section| section.as_deref().map(part).unwrap_or_default().to_owned())
        })
    };
    let id = part(|section| &section.id).get_untracked();
    let kind = CurveKind::of_section(&id);
    let heading = format!("section-{card}-{id}");
    let labelled_by = heading.clone();
    let title = part(|section| &section.title);
    let sentence = part(|section| &section.sentence);
    let expected = part(|section| &section.expected);
    let help = part(|section| &section.help);
    let table = part(|section| &section.table);
    let verdict = part(|section| &section.verdict);
    let is_expected = Memo::new(move |_| !expected.with(String::is_empty));
    // What every library of the kind has is no alarm.
    let shown = Memo::new(move |_| {
        if is_expected.get() {
            "none".to_owned()
        } else {
            verdict.get()
        }
    });
    let word = part(|section| &section.word);
    let steady =
        Memo::new(move |_| section.with(|section| section.as_ref().is_some_and(|one| one.steady)));
    // Sequences that are too frequent are the section itself.
    let opens = id == "overrepresented_sequences" && is_unusual(&verdict.get_untracked());
    let (table_open, help_open) = (RwSignal::new(opens), RwSignal::new(false));
    let said = Memo::new(move |_| {
        let parts = [title, expected, sentence, help];
        parts.map(|part| part.get()).join("\n")
    });
    let shown_table = NodeRef::new();
    let frame = NodeRef::new();
    let sight = in_view(frame);
    let told = id.clone();
    Effect::new(move || {
        if let Some(seen) = sight.get() {
            on_sight.run((told.clone(), seen));
        }
    });
    view! {
        <section node_ref=frame class="card section" role="group" aria-labelledby=labelled_by data-section=id>
            <header class="section-head">
                <h3 id=heading>{title}</h3>
                <p class="verdict" data-verdict=shown>
                    {move || icon(&shown.get())}
                    <span>{word}</span>
                    <Show when=move || is_expected.get()>
                        <span class="steady">"by FastQC’s limits"</span>
                    </Show>
                    <Show when=move || steady.get()>
                        <span class="steady">"unlikely to change"</span>
                    </Show>
                </p>
            </header>
            <Show when=move || is_expected.get()>
                <p class="expected">{expected}</p>
            </Show>
            <p class="sentence">{sentence}</p>
            <ChartFigure section title />
            <div class="more">
                <details open=opens on:toggle=move |event| table_open.set(is_open(&event))>
                    <summary>"Table"</summary>
                    <Show when=move || table_open.get()>
                        <CopyTable table title shown=shown_table />
                        <div class="table" node_ref=shown_table tabindex="0" role="group" aria-label=move || format!("Table: {}", title.get()) inner_html=table></div>
                    </Show>
                </details>
                <details on:toggle=move |event| help_open.set(is_open(&event))>
                    <summary>"What is usual here?"</summary>
                    <p class="help">{help}</p>
                    <Show when=move || help_open.get()>
                        <Terms text=said />
                    </Show>
                </details>
                {kind.map(|kind| view! { <Beside page card kind /> })}
                <SaveChart section title />
            </div>
        </section>
    }
}

/// What the terms in a text mean.
#[component]
fn Terms(text: Memo<String>) -> impl IntoView {
    let meaning = |(term, meaning)| view! { <div><dt>{term}</dt><dd>{meaning}</dd></div> };
    let terms = move || text.with(|text| terms_in(text).map(meaning).collect_view());
    view! { <dl class="terms">{terms}</dl> }
}

pub(super) fn is_unusual(verdict: &str) -> bool {
    ["warn", "fail"].contains(&verdict)
}

/// Whether the element that was opened or closed is open.
pub(crate) fn is_open(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|details| details.has_attribute("open"))
}

/// A ring, a diamond or a triangle: told apart without colour.
pub(crate) fn icon(verdict: &str) -> impl IntoView + use<> {
    let shape = match verdict {
        "pass" => view! { <circle cx="8" cy="8" r="5" class="hollow" /> }.into_any(),
        "warn" => view! { <path d="M8 1.5 14.5 8 8 14.5 1.5 8Z" /> }.into_any(),
        "fail" => view! { <path d="M8 2 15 14H1Z" /> }.into_any(),
        _ => view! { <path d="M3 8h10" class="hollow" /> }.into_any(),
    };
    view! { <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{shape}</svg> }
}
