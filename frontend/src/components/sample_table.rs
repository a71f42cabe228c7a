//! All samples side by side: headline figures, how evenly reads are spread, and a choice of two to
//! compare.

mod column;
mod row;

use leptos::prelude::*;
use leptos::task::spawn_local;
use readout_frontend::view::reads_in_short;
use shared::export::ending;
use shared::order;
use shared::report::number::percent;
use shared::samples::Kind;

pub(crate) use self::column::Column;
use self::row::Rows;
use crate::components::comparison::Comparison;
use crate::components::take_away::{self, CopyTable};
use crate::evenness::{Evenness, share_percent};
use crate::state::{Sample, State, archive};

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
    // What bars are shares of.
    let all = Memo::new(move |_| all_reads(&state.samples.get()));
    let most = Memo::new(move |_| {
        let samples = state.samples.get();
        samples.iter().filter_map(reads).max().unwrap_or_default()
    });
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
            <p class="evenness">{move || evenness(&state.samples.get())}</p>
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
                        <Rows state sample all most />
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
        let jobs = untrack(|| state.jobs());
        spawn_local(async move {
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

/// The reads of a sample: those of its first report, for the others are of the same fragments. Index
/// reads are no reads of the run.
fn reads(sample: &Sample) -> Option<u64> {
    if sample.kind == Kind::Index {
        return None;
    }
    let headline = sample.first()?.headline();
    Some(headline.map_or(0, |headline| headline.reads))
}

fn all_reads(samples: &[Sample]) -> u64 {
    samples.iter().filter_map(reads).sum()
}

/// How evenly reads are spread, in words.
fn evenness(samples: &[Sample]) -> String {
    let all = all_reads(samples);
    let of_kind = |kind| samples.iter().filter(move |sample| sample.kind == kind);
    let counted: Vec<(&Sample, u64)> = of_kind(Kind::Reads)
        .filter_map(|sample| Some((sample, reads(sample)?)))
        .collect();
    let numbers: Vec<u64> = counted.iter().map(|(_, reads)| *reads).collect();
    let Some(evenness) = Evenness::of(&numbers) else {
        return String::new();
    };
    let over = samples.iter().all(|sample| {
        let parts = sample.parts.get();
        parts.iter().all(|job| job.state.get().is_over())
    });
    let extreme = |at: usize| {
        let (sample, reads) = counted.get(at)?;
        Some(format!(
            "{} in {}",
            reads_in_short(*reads),
            sample.name.get()
        ))
    };
    let mut words = format!(
        "Reads per sample{} vary by {} of their mean (coefficient of variation)",
        if over { "" } else { ", so far," },
        percent(evenness.variation_percent)
    );
    if let (Some(fewest), Some(most)) = (extreme(evenness.fewest), extreme(evenness.most)) {
        words += &format!(": from {fewest} to {most}");
    }
    words.push('.');
    let lost = of_kind(Kind::Undetermined).filter_map(reads).sum();
    if let Some(share) = share_percent(lost, all).filter(|share| *share > 0.0) {
        words += &format!(" {} of all reads have no sample.", percent(share));
    }
    words
}
