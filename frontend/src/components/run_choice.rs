//! Two runs side by side: as a whole, and sample by sample.

use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::view::Headline;
use shared::order;

use crate::components::comparison::{Compared, Figures, difference_of};
use crate::components::sample_table::Column;
use crate::components::take_away::CopyTable;
use crate::state::{Job, Run, Sample, State};

/// The figures that are compared of each sample.
const COLUMNS: [Column; 2] = [Column::Reads, Column::Q30];

/// Which two runs are compared; nothing where fewer than two are known.
#[component]
pub(crate) fn RunChoice(state: State) -> impl IntoView {
    // A run is known by its name: it grows while files come in.
    let chosen = [RwSignal::new(None::<String>), RwSignal::new(None)];
    let known = Memo::new(move |_| {
        let named = |run: Run| (run.name, run.samples.len());
        state.runs().into_iter().map(named).collect::<Vec<_>>()
    });
    // Two different ones, or none.
    let pair = Memo::new(move |_| {
        let is_known = |name: &String| known.with(|known| known.iter().any(|run| *run.0 == **name));
        match chosen.map(|chosen| chosen.get().filter(is_known)) {
            [Some(one), Some(other)] if one != other => vec![one, other],
            _ => Vec::new(),
        }
    });
    let words = move || {
        if pair.with(Vec::is_empty) {
            "Choose two runs to compare them."
        } else {
            ""
        }
    };
    let select = move |(chosen, label): (RwSignal<Option<String>>, &'static str)| {
        let choose = move |event| {
            let name = event_target_value(&event);
            chosen.set(Some(name).filter(|name| !name.is_empty()));
        };
        let options = move || {
            let option = |(name, samples): (Arc<str>, usize)| {
                let word = if samples == 1 { "sample" } else { "samples" };
                let words = format!("{name} ({samples} {word})");
                let value = name.to_string();
                let is_chosen = move || chosen.with(|chosen| chosen.as_deref() == Some(&*name));
                view! { <option value=value selected=is_chosen>{words}</option> }
            };
            known.get().into_iter().map(option).collect_view()
        };
        view! {
            <select aria-label=label on:change=choose>
                <option value="" selected=move || chosen.with(Option::is_none)>"none"</option>
                {options}
            </select>
        }
    };
    let labelled = chosen.into_iter().zip(["First run", "Second run"]);
    view! {
        <Show when=move || { known.with(Vec::len) > 1 }>
            <div class="run-choice" role="group" aria-label="Compare two runs">
                <span>"Runs"</span>
                {labelled.clone().map(select).collect_view()}
                <p class="hint" role="status">{words}</p>
            </div>
        </Show>
        {move || <[String; 2]>::try_from(pair.get()).ok().map(|pair| {
            let [one, other] = pair.map(|name| compared(state, name));
            view! {
                <Figures one other id="runs">
                    <p class="hint">
                        "All reads of all samples are counted, those of both mates, index reads not. Shares of a \
                         run are means of those of its reports: of bases weighted by bases, of reads by reads."
                    </p>
                    <BySample state one=one.name other=other.name />
                </Figures>
            }
        })}
    }
}

fn run(state: State, name: &str) -> Option<Run> {
    state.runs().into_iter().find(|run| *run.name == *name)
}

fn compared(state: State, name: String) -> Compared {
    let words = name.clone();
    Compared {
        name: Signal::derive(move || words.clone()),
        jobs: Signal::derive(move || run(state, &name).map_or_else(Vec::new, |run| run.jobs())),
    }
}

/// Each sample that either run has, with its figures in both.
#[component]
fn BySample(state: State, one: Signal<String>, other: Signal<String>) -> impl IntoView {
    let shown = NodeRef::new();
    let rows = move || {
        let samples = |name: Signal<String>| run(state, &name.get()).map(|run| run.samples);
        let [one, other] = [one, other].map(|name| samples(name).unwrap_or_default());
        side_by_side(&figures(one), &figures(other))
    };
    let cells = |column: Column, both: [Option<Headline>; 2]| {
        let words = |headline: Option<Headline>| headline.map(|headline| column.words(&headline));
        let difference = match &both {
            [Some(one), Some(other)] => difference_of(column, one, other),
            _ => None,
        };
        let [one, other] = both.map(words);
        let cell = |words: Option<String>| {
            view! { <td>{words.unwrap_or_else(|| "–".to_owned())}</td> }
        };
        [one, other, difference]
            .map(cell)
            .into_iter()
            .collect_view()
    };
    let row = move |(name, both): (String, [Option<Headline>; 2])| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                {COLUMNS.map(|column| cells(column, both)).into_iter().collect_view()}
            </tr>
        }
    };
    let heading = |column: Column| {
        let title = column.title();
        view! { <th scope="colgroup" colspan="3">{title}</th> }
    };
    let sides = move |_| {
        view! {
            <th scope="col">"first"</th>
            <th scope="col">"second"</th>
            <th scope="col">"difference"</th>
        }
    };
    view! {
        <CopyTable title="Samples of both runs".to_owned() shown />
        <div class="table" node_ref=shown tabindex="0" role="region" aria-label="Samples of both runs">
            <table>
                <thead>
                    <tr>
                        <th scope="col" rowspan="2">"Sample"</th>
                        {COLUMNS.map(heading).into_iter().collect_view()}
                    </tr>
                    <tr>{COLUMNS.map(sides).into_iter().collect_view()}</tr>
                </thead>
                <tbody>{move || rows().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Samples by the names that they have in every run, with the figures of all their reads.
fn figures(samples: Vec<Sample>) -> Vec<(String, Option<Headline>)> {
    let figures = |sample: Sample| {
        let jobs = sample.parts.get();
        let reads = jobs.iter().filter(|job| !job.read.get().is_index());
        let known: Vec<Headline> = reads.filter_map(Job::headline).collect();
        let headline = (!known.is_empty()).then(|| Headline::of_all(&known));
        (sample.across_runs(), headline)
    };
    samples.into_iter().map(figures).collect()
}

/// Rows by name, in natural order. Of several samples of a name in one run each has a row.
fn side_by_side(
    one: &[(String, Option<Headline>)],
    other: &[(String, Option<Headline>)],
) -> Vec<(String, [Option<Headline>; 2])> {
    let mut left: Vec<_> = other.iter().collect();
    let with_other = |(name, headline): &(String, Option<Headline>)| {
        let at = left.iter().position(|other| other.0 == *name);
        let other = at.and_then(|at| left.remove(at).1);
        (name.clone(), [*headline, other])
    };
    let mut rows: Vec<_> = one.iter().map(with_other).collect();
    rows.extend(
        left.iter()
            .map(|(name, headline)| (name.clone(), [None, *headline])),
    );
    order::sort_by(&mut rows, |one, other| {
        shared::samples::compare(&one.0, &other.0)
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_meet_by_their_names() {
        let of = |reads| {
            Some(Headline {
                reads,
                ..Headline::default()
            })
        };
        let named = |names: &[(&str, u64)]| -> Vec<(String, Option<Headline>)> {
            let named = |(name, reads): &(&str, u64)| ((*name).to_owned(), of(*reads));
            names.iter().map(named).collect()
        };
        let rows = side_by_side(
            &named(&[("B10", 1), ("B9", 2)]),
            &named(&[("A", 3), ("B9", 4), ("B9", 5)]),
        );
        let reads = |headline: Option<Headline>| headline.map(|headline| headline.reads);
        let said: Vec<_> = rows
            .into_iter()
            .map(|(name, both)| (name, both.map(reads)))
            .collect();
        let row = |name: &str, one, other| (name.to_owned(), [one, other]);
        assert_eq!(
            said,
            [
                row("A", None, Some(3)),
                row("B9", Some(2), Some(4)),
                row("B9", None, Some(5)),
                row("B10", Some(1), None),
            ]
        );
    }
}
