//! The rows of one sample: one for each of its reports.

use leptos::prelude::*;
use readout_frontend::view::reads_in_short;
use shared::report::number::percent;
use shared::samples::Read;

use super::column::Column;
use super::spread::{Group, reads};
use crate::components::report_section::icon;
use crate::evenness::share_percent;
use crate::state::{Job, Sample, State};

/// The rows of a sample, which is in one of the groups.
#[component]
pub(super) fn Rows(state: State, sample: Sample, groups: Memo<Vec<Group>>) -> impl IntoView {
    let parts = sample.parts;
    let of_group = move |number: fn(&Group) -> u64| {
        Memo::new(move |_| {
            groups.with(|groups| {
                let own = groups.iter().find(|group| group.has(&sample));
                own.map_or(0, number)
            })
        })
    };
    let (all, most) = (of_group(|group| group.all), of_group(|group| group.most));
    view! {
        <tbody>
            <For each=move || parts.get() key=|job| job.id children=move |job| {
                let id = job.id;
                let leads = Memo::new(move |_| parts.with(|parts| parts.first().is_some_and(|first| first.id == id)));
                view! { <Row state sample job leads all most /> }
            } />
        </tbody>
    }
}

#[component]
fn Row(
    state: State,
    sample: Sample,
    job: Job,
    /// It is the first of its sample.
    leads: Memo<bool>,
    all: Memo<u64>,
    most: Memo<u64>,
) -> impl IntoView {
    let headline = {
        let job = job.clone();
        Memo::new(move |_| job.headline())
    };
    let figure = move |column: Column| {
        move || {
            headline
                .get()
                .map_or_else(|| "–".to_owned(), |headline| column.words(&headline))
        }
    };
    let read = job.read;
    let (id, name) = (job.id, job.name);
    let counted = Memo::new(move |_| if leads.get() { reads(&sample) } else { None });
    let short = move || {
        headline
            .get()
            .map_or_else(|| "–".to_owned(), |headline| reads_in_short(headline.reads))
    };
    let chosen = move || state.compared.with(|compared| compared.contains(&id));
    let choose = move |_| {
        let jobs = untrack(|| state.jobs());
        state.compared.update(|compared| {
            // Others may have gone since they were chosen.
            compared.retain(|other| jobs.iter().any(|job| job.id == *other));
            if compared.contains(&id) {
                compared.retain(|other| *other != id);
            } else {
                compared.push(id);
                // The last two that were chosen.
                let over = compared.len().saturating_sub(2);
                compared.drain(..over);
            }
        });
    };
    let job_state = job.state;
    view! {
        <tr data-sample=move || sample.name.get().to_string()>
            <td>
                <input type="checkbox" aria-label=move || format!("Compare {}", name.get()) prop:checked=chosen on:change=choose />
            </td>
            <th scope="row">
                <SampleLink sample leads read />
            </th>
            <td class="reads" title=figure(Column::Reads)>
                {short}
                <Bar reads=counted all most />
            </td>
            {Column::FIGURES.map(|column| view! { <td>{figure(column)}</td> }).into_iter().collect_view()}
            <td class="verdicts">{move || headline.get().map(|headline| verdicts(headline.verdicts, headline.expected))}</td>
            <td class="state" data-state=move || job_state.get().id()>{move || job_state.get().word()}</td>
        </tr>
    }
}

/// The sample's name, leading to its card, and the read.
#[component]
fn SampleLink(sample: Sample, leads: Memo<bool>, read: RwSignal<Read>) -> impl IntoView {
    let Sample { id, name, open, .. } = sample;
    let label = move || Some(read.get().label()).filter(|label| !label.is_empty());
    view! {
        <Show when=move || leads.get()>
            <a href=format!("#sample-{id}") on:click=move |_| open.set(true)>{move || name.get().to_string()}</a>
        </Show>
        <Show when=move || !leads.get()>
            <span class="visually-hidden">{move || name.get().to_string()}</span>
        </Show>
        {move || label().map(|label| view! { <span class="read">{label}</span> })}
    }
}

/// The share of a sample in the reads of the run, as a bar against the largest, and in words.
#[component]
fn Bar(reads: Memo<Option<u64>>, all: Memo<u64>, most: Memo<u64>) -> impl IntoView {
    let width = move || share_percent(reads.get().unwrap_or(0), most.get()).unwrap_or(0.0);
    let words = move || {
        reads
            .get()
            .and_then(|reads| share_percent(reads, all.get()))
            .map(percent)
    };
    view! {
        <Show when=move || reads.get().is_some()>
            <span class="share">
                <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="ground" width="100" height="8" />
                    <rect class="bar" width=move || format!("{:.1}", width()) height="8" />
                </svg>
                <span class="share-words">{words}</span>
            </span>
        </Show>
    }
}

/// How many sections have each verdict: shape, number, and the word for who hears the page.
fn verdicts([usual, unusual, very_unusual]: [u32; 3], expected: u32) -> impl IntoView {
    let verdicts = [
        ("pass", "usual"),
        ("warn", "unusual"),
        ("fail", "very unusual"),
        ("none", "unusual as is to be expected"),
    ];
    let counts = [usual, unusual, very_unusual, expected];
    let shown = verdicts
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0);
    shown
        .map(|((verdict, word), count)| {
            view! {
                <span class="verdict" data-verdict=verdict title=format!("{count} {word}")>
                    {icon(verdict)}
                    {count}
                    <span class="visually-hidden">{format!(" {word}, ")}</span>
                </span>
            }
        })
        .collect_view()
}
