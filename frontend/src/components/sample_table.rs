//! All samples side by side: headline figures, how evenly reads are spread, and a choice of two to
//! compare.

mod column;
mod row;
mod spread;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::export::ending;
use shared::order;

pub(crate) use self::column::Column;
use self::row::Rows;
use crate::components::comparison::Comparison;
use crate::components::take_away::{self, CopyTable};
use crate::state::{State, archive};

/// The column and whether the largest stand first; none keeps the order of the cards.
type Order = Option<(Column, bool)>;

/// The table.
#[component]
pub(crate) fn SampleTable(state: State) -> impl IntoView {
    let order = RwSignal::new(Order::None);
    let sorted = Memo::new(move |_| {
        let mut samples = state.samples.get();
        if let Some((column, descending)) = order.get() {
            order::sort_by(&mut samples, |one, other| {
                column.compare(one, other, descending)
            });
        }
        samples
            .into_iter()
            .map(|sample| sample.id)
            .collect::<Vec<_>>()
    });
    let rows = move || {
        let samples = state.samples.get();
        let sample = |id: usize| samples.iter().find(|sample| sample.id == id).cloned();
        sorted
            .get()
            .into_iter()
            .filter_map(sample)
            .collect::<Vec<_>>()
    };
    let groups = Memo::new(move |_| spread::groups(state));
    let shown = NodeRef::new();
    let set_open = move |open: bool| {
        for sample in state.samples.get_untracked() {
            sample.open.set(open);
        }
    };
    view! {
        <section class="card samples" aria-labelledby="samples-title">
            <div class="samples-head">
                <h2 id="samples-title">{move || format!("{} samples", state.samples.with(Vec::len))}</h2>
                <div class="job-actions">
                    <SaveAll state />
                    <button type="button" on:click=move |_| set_open(true)>"Open all reports"</button>
                    <button type="button" on:click=move |_| set_open(false)>"Close all reports"</button>
                </div>
            </div>
            {move || spread::words(state, &groups.get()).into_iter().map(|words| view! { <p class="evenness">{words}</p> }).collect_view()}
            <CopyTable title="Samples".to_owned() shown />
            <div class="table sample-table" node_ref=shown tabindex="0" role="region" aria-label="Table of samples">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Compare"</th>
                            {Column::ALL.map(|column| view! { <Heading column order /> }).into_iter().collect_view()}
                        </tr>
                    </thead>
                    <For each=rows key=|sample| sample.id let:sample>
                        <Rows state sample groups />
                    </For>
                </table>
            </div>
            <Comparison state />
        </section>
    }
}

/// A button that saves all finished reports as one file.
#[component]
fn SaveAll(state: State) -> impl IntoView {
    let packing = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let finished = Memo::new(move |_| {
        let jobs = state.jobs();
        jobs.iter()
            .filter(|job| job.exports.with(Option::is_some))
            .count()
    });
    let save = move |_| {
        // Disabled, the button would lose the focus.
        if packing.get_untracked() {
            return;
        }
        packing.set(true);
        said.set("Packing…".to_owned());
        spawn_local(async move {
            state.remade().await;
            let jobs = untrack(|| state.jobs());
            let words = match archive::pack(jobs).await {
                Ok(blob) => {
                    take_away::save(&blob, ending::ALL);
                    String::new()
                }
                Err(words) => format!("The reports could not be packed: {words}."),
            };
            // The table may be gone by now.
            packing.try_set(false);
            said.try_set(words);
        });
    };
    view! {
        <button type="button" disabled=move || finished.get() == 0 aria-disabled=move || packing.get().then_some("true") on:click=save>
            "Download all reports"
        </button>
        <span class="packing" role="status">{said}</span>
    }
}

/// A heading that orders the table, and turns the order when it is chosen again.
#[component]
fn Heading(column: Column, order: RwSignal<Order>) -> impl IntoView {
    let sort = move || match order.get() {
        Some((by, true)) if by == column => "descending",
        Some((by, false)) if by == column => "ascending",
        _ => "none",
    };
    let choose = move |_| {
        order.update(|order| {
            *order = Some(match *order {
                Some((by, descending)) if by == column => (column, !descending),
                _ => (column, column.starts_descending()),
            });
        });
    };
    view! {
        <th scope="col" aria-sort=sort title=column.unit()>
            <button type="button" class="sort" on:click=choose>{column.title()}</button>
        </th>
    }
}
