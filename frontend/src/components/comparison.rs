//! Two reports, or two runs, side by side: their headline figures and what lies between them.

use leptos::prelude::*;
use readout_frontend::view::overlay::{Look, Side};
use readout_frontend::view::{CurveKind, Headline};
use shared::report::number::{grouped, trimmed};

use crate::components::overlay::{KeyLine, Overlay, side};
use crate::components::run_choice::RunChoice;
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

/// A report, or all those of a run.
#[derive(Clone, Copy)]
pub(crate) struct Compared {
    pub(crate) name: Signal<String>,
    pub(crate) jobs: Signal<Vec<Job>>,
}

impl Compared {
    fn report(job: Job) -> Self {
        let name = job.name;
        Self {
            name: Signal::derive(move || name.get().to_string()),
            jobs: Signal::derive(move || vec![job.clone()]),
        }
    }

    /// The figures of all its reports so far.
    fn headline(self) -> Option<Headline> {
        let jobs = self.jobs.get();
        let known: Vec<Headline> = jobs.iter().filter_map(Job::headline).collect();
        match known.as_slice() {
            [] => None,
            [one] => Some(*one),
            all => Some(Headline::of_all(all)),
        }
    }

    fn side(self, look: Look, kind: CurveKind) -> Side {
        side(self.name.get(), look, &self.jobs.get(), kind)
    }
}

/// The two that were chosen in the table, or how to choose them; and two runs, where there are some.
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
        {move || pair().map(|(one, other)| {
            let [one, other] = [one, other].map(Compared::report);
            view! { <Figures one other id="comparison" /> }
        })}
        <RunChoice state />
    }
}

/// The figures of both and what lies between them, and their lines. `id` is that of the section, and
/// `children` stand between the figures and the lines.
#[component]
pub(crate) fn Figures(
    one: Compared,
    other: Compared,
    id: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let shown = NodeRef::new();
    let headlines = move || [one.headline(), other.headline()];
    let row = move |column: Column| {
        let words = move || {
            let both = headlines();
            let difference = match both {
                [Some(one), Some(other)] => difference_of(column, &one, &other),
                _ => None,
            };
            let [one, other] =
                both.map(|headline| headline.map(|headline| column.words(&headline)));
            [one, other, difference].map(|words| words.unwrap_or_else(|| "–".to_owned()))
        };
        view! {
            <tr>
                <th scope="row">
                    {column.title()}
                    {column.unit().filter(|_| column != Column::Reads).map(|unit| view! { <span class="unit">{unit}</span> })}
                </th>
                {move || words().map(|words| view! { <td>{words}</td> }).into_iter().collect_view()}
            </tr>
        }
    };
    let title = format!("{id}-title");
    let labelled_by = title.clone();
    view! {
        <section class="comparison" id=id aria-labelledby=labelled_by>
            <h3 id=title>{move || format!("{} and {}", one.name.get(), other.name.get())}</h3>
            <CopyTable title="Comparison".to_owned() shown />
            <div class="table" node_ref=shown tabindex="0" role="region" aria-label="Comparison">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Figure"</th>
                            <th scope="col">{one.name}</th>
                            <th scope="col">{other.name}</th>
                            <th scope="col">"Difference"</th>
                        </tr>
                    </thead>
                    <tbody>{COLUMNS.map(row).into_iter().collect_view()}</tbody>
                </table>
            </div>
            {children.map(|children| children())}
            <p class="hint lines-key">
                <KeyLine look=Look::First name=one.name />
                <KeyLine look=Look::Second name=other.name />
            </p>
            <div class="overlays">
                {CurveKind::ALL.map(|kind| view! { <Lines one other kind /> }).into_iter().collect_view()}
            </div>
        </section>
    }
}

/// The lines of both, where both have some.
#[component]
fn Lines(one: Compared, other: Compared, kind: CurveKind) -> impl IntoView {
    let sides =
        Memo::new(move |_| vec![one.side(Look::First, kind), other.side(Look::Second, kind)]);
    let has_both = move || sides.with(|sides| sides.iter().all(|side| !side.lines.is_empty()));
    view! {
        <Show when=has_both>
            <section class="overlay">
                <h4>{kind.title()}</h4>
                <Overlay kind sides />
            </section>
        </Show>
    }
}

/// The second against the first: shares in points, all else in percent of the first.
pub(crate) fn difference_of(column: Column, one: &Headline, other: &Headline) -> Option<String> {
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
        _ if size < 0.05 => format!("below 0.1{unit}"),
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
            adapter_percent: Some(0.06),
            ..Headline::default()
        };
        let other = Headline {
            reads: 150,
            gc_percent: Some(43.5),
            q30_percent: Some(90.0),
            adapter_percent: Some(0.04),
            mean_length: Some(100.0),
            ..Headline::default()
        };
        let said = |column| difference_of(column, &one, &other);
        assert_eq!(said(Column::Reads).as_deref(), Some("−25 %"));
        assert_eq!(said(Column::Gc).as_deref(), Some("+2.5 points"));
        assert_eq!(said(Column::Q30).as_deref(), Some("the same"));
        assert_eq!(said(Column::Adapters).as_deref(), Some("below 0.1 points"));
        assert_eq!(said(Column::MeanLength), None);
        assert_eq!(said(Column::Bases), None, "of nothing");
    }
}
