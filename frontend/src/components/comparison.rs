//! Two reports side by side: their headline figures and what lies between them.

use leptos::prelude::*;
use readout_frontend::view::Headline;
use shared::report::number::{grouped, trimmed};

use crate::components::overlay::Overlays;
use crate::components::sample_table::Column;
use crate::components::take_away::CopyTable;
use crate::state::{Job, State};

/// The figures that are compared.
const COLUMNS: [Column; 7] = [
    Column::Reads,
    Column::Bases,
    Column::MeanLength,
    Column::Q30,
    Column::Gc,
    Column::Duplicates,
    Column::Adapters,
];

/// The two that were chosen in the table, or how to choose them.
#[component]
pub(crate) fn Comparison(state: State) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        let compared = state.compared.get();
        let jobs = state.jobs();
        let job = |id: &usize| jobs.iter().find(|job| job.id == *id).map(|job| job.id);
        compared.iter().filter_map(job).collect::<Vec<_>>()
    });
    let pair = move || {
        let jobs = untrack(move || state.jobs());
        let job = |id: usize| jobs.iter().find(|job| job.id == id).cloned();
        match chosen.get().as_slice() {
            [one, other] => job(*one).zip(job(*other)),
            _ => None,
        }
    };
    let words = move || match chosen.with(Vec::len) {
        0 => "Choose two to compare them.",
        1 => "Choose one more to compare the two.",
        _ => "",
    };
    view! {
        <p class="hint" role="status">{words}</p>
        {move || pair().map(|(one, other)| view! { <Figures one other /> })}
    }
}

#[component]
fn Figures(one: Job, other: Job) -> impl IntoView {
    let shown = NodeRef::new();
    let overlays = (one.clone(), other.clone());
    let (first, second) = (one.name, other.name);
    let row = move |column: Column| {
        let (one, other) = (one.clone(), other.clone());
        let words = move |job: &Job| {
            let headline = job.headline();
            headline.map_or_else(|| "–".to_owned(), |headline| column.words(&headline))
        };
        let both = move || {
            let difference = one.headline().zip(other.headline());
            let difference =
                difference.and_then(|(one, other)| difference_of(column, &one, &other));
            [
                words(&one),
                words(&other),
                difference.unwrap_or_else(|| "–".to_owned()),
            ]
        };
        view! {
            <tr>
                <th scope="row">
                    {column.title()}
                    {column.unit().filter(|_| column != Column::Reads).map(|unit| view! { <span class="unit">{unit}</span> })}
                </th>
                {move || both().map(|words| view! { <td>{words}</td> }).into_iter().collect_view()}
            </tr>
        }
    };
    view! {
        <section class="comparison" aria-labelledby="comparison-title">
            <h3 id="comparison-title">{move || format!("{} and {}", first.get(), second.get())}</h3>
            <CopyTable title="Comparison".to_owned() shown />
            <div class="table" node_ref=shown tabindex="0" role="region" aria-label="Comparison">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Figure"</th>
                            <th scope="col">{move || first.get().to_string()}</th>
                            <th scope="col">{move || second.get().to_string()}</th>
                            <th scope="col">"Difference"</th>
                        </tr>
                    </thead>
                    <tbody>{COLUMNS.map(row).into_iter().collect_view()}</tbody>
                </table>
            </div>
            <p class="hint lines-key">
                <KeyLine class="line first" />{move || first.get().to_string()}" "
                <KeyLine class="line second" />{move || second.get().to_string()}
            </p>
            <div class="overlays">
                <Overlays one=overlays.0 other=overlays.1 />
            </div>
        </section>
    }
}

/// How a line looks.
#[component]
fn KeyLine(class: &'static str) -> impl IntoView {
    view! {
        <svg class="key" viewBox="0 0 32 8" aria-hidden="true"><polyline class=class points="0,4 32,4" /></svg>
    }
}

/// The second against the first: shares in points, all else in percent of the first.
fn difference_of(column: Column, one: &Headline, other: &Headline) -> Option<String> {
    let (before, after) = (column.value(one)?, column.value(other)?);
    let share = !matches!(column, Column::Reads | Column::Bases | Column::MeanLength);
    let (difference, unit) = if share {
        (after - before, " points")
    } else if before == 0.0 {
        return None;
    } else {
        ((after - before) / before * 100.0, " %")
    };
    let sign = if difference < 0.0 { "−" } else { "+" };
    let size = difference.abs();
    Some(match size {
        0.0 => "the same".to_owned(),
        _ if size < 0.05 => format!("{sign}below 0.1{unit}"),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive number that is rounded"
        )]
        _ if size >= 1000.0 => format!("{sign}{}{unit}", grouped(size.round() as u64)),
        _ => format!("{sign}{}{unit}", trimmed(size, 1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_in_points_or_in_percent_of_the_first() {
        let one = Headline {
            reads: 200,
            gc_percent: Some(41.0),
            q30_percent: Some(90.0),
            ..Headline::default()
        };
        let other = Headline {
            reads: 150,
            gc_percent: Some(43.5),
            q30_percent: Some(90.0),
            mean_length: Some(100.0),
            ..Headline::default()
        };
        let said = |column| difference_of(column, &one, &other);
        assert_eq!(said(Column::Reads).as_deref(), Some("−25 %"));
        assert_eq!(said(Column::Gc).as_deref(), Some("+2.5 points"));
        assert_eq!(said(Column::Q30).as_deref(), Some("the same"));
        assert_eq!(said(Column::MeanLength), None);
        assert_eq!(said(Column::Bases), None, "of nothing");
    }
}
