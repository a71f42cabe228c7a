//! Lines of several reports in one drawing, which is read and saved as those of a report are.

use leptos::prelude::*;
use readout_frontend::view::CurveKind;
use readout_frontend::view::overlay::{Line, Look, Side, rows, svg, values};
use shared::chart::standalone;
use shared::export::stem;
use shared::report::number::trimmed;

use crate::components::chart_figure::Reader;
use crate::components::report_section::is_open;
use crate::components::take_away::{CopyTable, SaveDrawing};
use crate::state::Job;

/// The lines of reports that are told of together.
pub(crate) fn side(name: String, look: Look, jobs: &[Job], kind: CurveKind) -> Side {
    let line = |job: &Job| {
        Some(Line {
            name: job.name.get(),
            points: job.curve(kind)?.points,
        })
    };
    Side {
        name,
        look,
        lines: jobs.iter().filter_map(line).collect(),
    }
}

/// A drawing with its values in words, as a table and as a file.
#[component]
pub(crate) fn Overlay(kind: CurveKind, sides: Memo<Vec<Side>>) -> impl IntoView {
    let drawing = Memo::new(move |_| sides.with(|sides| svg(kind, sides)).unwrap_or_default());
    let values = Memo::new(move |_| sides.with(|sides| values(kind, sides)));
    let title = Memo::new(move |_| {
        let names = sides.with(|sides| names(sides).join(" and "));
        format!("{}, {names}", kind.title())
    });
    let file = Callback::new(move |()| {
        sides.with_untracked(|sides| {
            let name = names(sides).join(", ");
            let drawing = standalone(&svg(kind, sides)?, kind.title(), &name);
            let stems: Vec<String> = names(sides).iter().map(|name| stem(name)).collect();
            let of = format!("{}_{}", kind.title(), stems.join("_"));
            Some((drawing, stem(&of)))
        })
    });
    view! {
        <figure class="chart-frame">
            <Reader values title>
                <div class="drawing" inner_html=drawing></div>
            </Reader>
        </figure>
        <div class="more">
            <Rows kind sides />
            <SaveDrawing file title />
        </div>
    }
}

/// What each side is called.
fn names(sides: &[Side]) -> Vec<String> {
    sides.iter().map(|side| side.name.clone()).collect()
}

/// The points of all lines, as a table.
#[component]
fn Rows(kind: CurveKind, sides: Memo<Vec<Side>>) -> impl IntoView {
    let (open, shown) = (RwSignal::new(false), NodeRef::new());
    let row = |(at, values): (f64, Vec<Option<f64>>)| {
        let cell =
            |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| trimmed(value, 2));
        let cells = values
            .into_iter()
            .map(|value| view! { <td>{cell(value)}</td> });
        view! {
            <tr>
                <th scope="row">{trimmed(at, 1)}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let rows = move || {
        sides
            .with(|sides| rows(kind, sides))
            .into_iter()
            .map(row)
            .collect_view()
    };
    let headings = move || {
        sides.with(|sides| {
            let lines = sides.iter().flat_map(|side| &side.lines);
            let heading = |line: &Line| view! { <th scope="col">{line.name.to_string()}</th> };
            lines.map(heading).collect_view()
        })
    };
    let (across, up) = kind.units();
    view! {
        <details on:toggle=move |event| open.set(is_open(&event))>
            <summary>"Table"</summary>
            <Show when=move || open.get()>
                <CopyTable title=kind.title().to_owned() shown />
                <div class="table" node_ref=shown tabindex="0" role="region" aria-label=format!("Table: {}", kind.title())>
                    <table>
                        <caption>{up}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{across}</th>
                                {headings}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}

/// How the lines of a side look, and its name.
#[component]
pub(crate) fn KeyLine(look: Look, #[prop(into)] name: Signal<String>) -> impl IntoView {
    view! {
        <span class="key-line">
            <svg class="chart key" viewBox="0 0 32 8" aria-hidden="true"><polyline class=look.class() points="0,4 32,4" /></svg>
            {name}
        </span>
    }
}
