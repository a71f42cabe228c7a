//! Lines of two reports in one drawing: the first solid, the second dashed.

use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::view::{Curve, CurveKind};
use shared::report::number::trimmed;

use crate::components::report_section::is_open;
use crate::components::take_away::CopyTable;
use crate::state::Job;

/// The drawing, in its own units.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 40.0;

const KINDS: [CurveKind; 6] = [
    CurveKind::Quality,
    CurveKind::ReadQuality,
    CurveKind::Gc,
    CurveKind::NContent,
    CurveKind::Length,
    CurveKind::Adapter,
];

/// A drawing for each kind of curve that both have.
#[component]
pub(crate) fn Overlays(one: Job, other: Job) -> impl IntoView {
    let names = [one.name, other.name];
    KINDS.map(|kind| {
        let jobs = [one.clone(), other.clone()];
        let curves = Memo::new(move |_| {
            let [one, other] = jobs.each_ref().map(|job| job.curve(kind));
            one.zip(other)
        });
        view! {
            <Show when=move || curves.with(Option::is_some)>
                <section class="overlay">
                    <h4>{title(kind)}</h4>
                    <figure class="chart-frame">
                        {move || curves.get().map(|(one, other)| drawing(kind, &names.map(|name| name.get()), &one, &other))}
                    </figure>
                    <Values kind names curves />
                </section>
            </Show>
        }
    })
    .into_iter()
    .collect_view()
}

/// The points of both, as a table.
#[component]
fn Values(
    kind: CurveKind,
    names: [RwSignal<Arc<str>>; 2],
    curves: Memo<Option<(Curve, Curve)>>,
) -> impl IntoView {
    let (open, shown) = (RwSignal::new(false), NodeRef::new());
    let rows = move || {
        let (one, other) = curves
            .get()
            .map_or_else(Default::default, |(one, other)| (one.points, other.points));
        let row = |(at, values): (f64, [Option<f64>; 2])| {
            let cell = |value: Option<f64>| {
                value.map_or_else(|| "–".to_owned(), |value| trimmed(value, 2))
            };
            view! {
                <tr>
                    <th scope="row">{trimmed(at, 1)}</th>
                    {values.map(|value| view! { <td>{cell(value)}</td> }).into_iter().collect_view()}
                </tr>
            }
        };
        side_by_side(&one, &other)
            .into_iter()
            .map(row)
            .collect_view()
    };
    let (across, up) = units(kind);
    view! {
        <div class="more"><details on:toggle=move |event| open.set(is_open(&event))>
            <summary>"Table"</summary>
            <Show when=move || open.get()>
                <CopyTable title=title(kind).to_owned() shown />
                <div class="table" node_ref=shown tabindex="0" role="region" aria-label=format!("Table: {}", title(kind))>
                    <table>
                        <caption>{up}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{across}</th>
                                {names.map(|name| view! { <th scope="col">{move || name.get().to_string()}</th> }).into_iter().collect_view()}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
        </details></div>
    }
}

/// The values of two curves by where they stand, each in order.
fn side_by_side(one: &[(f64, f64)], other: &[(f64, f64)]) -> Vec<(f64, [Option<f64>; 2])> {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let next = || {
        let places = [one.peek(), other.peek()].into_iter().flatten();
        let at = places.map(|point| point.0).reduce(f64::min)?;
        let is_there = |point: &&(f64, f64)| point.0 <= at;
        let values = [one.next_if(is_there), other.next_if(is_there)];
        Some((at, values.map(|point| point.map(|point| point.1))))
    };
    std::iter::from_fn(next).collect()
}

fn title(kind: CurveKind) -> &'static str {
    match kind {
        CurveKind::Quality => "Mean quality by position",
        CurveKind::Gc => "GC of reads",
        CurveKind::Length => "Reads of this length or shorter",
        CurveKind::ReadQuality => "Reads by their mean quality",
        CurveKind::NContent => "N by position",
        CurveKind::Adapter => "The most frequent of FastQC’s adapters",
    }
}

/// What the axes measure: across, and up.
fn units(kind: CurveKind) -> (&'static str, &'static str) {
    match kind {
        CurveKind::Quality => ("position in read (bases)", "mean quality (Phred)"),
        CurveKind::Gc => ("GC of a read (%)", "share of reads (%)"),
        CurveKind::Length => ("length (bases)", "share of reads (%)"),
        CurveKind::ReadQuality => ("mean quality of a read (Phred)", "share of reads (%)"),
        CurveKind::NContent => ("position in read (bases)", "share of N (%)"),
        CurveKind::Adapter => ("position at which it began (bases)", "share of reads (%)"),
    }
}

fn drawing(
    kind: CurveKind,
    names: &[Arc<str>; 2],
    one: &Curve,
    other: &Curve,
) -> impl IntoView + use<> {
    let most = |axis: fn(&(f64, f64)) -> f64| {
        let points = one.points.iter().chain(&other.points);
        points.map(axis).fold(0.0, f64::max)
    };
    let across = match kind {
        CurveKind::Gc => 100.0,
        _ => rounded_up(most(|point| point.0)),
    };
    let up = match kind {
        CurveKind::Length => 100.0,
        CurveKind::Quality => rounded_up(most(|point| point.1).max(40.0)),
        // A hundredth of a percent is not to look like much.
        CurveKind::NContent | CurveKind::Adapter => rounded_up(most(|point| point.1).max(1.0)),
        CurveKind::Gc | CurveKind::ReadQuality => rounded_up(most(|point| point.1)),
    };
    let x = move |value: f64| LEFT + value / across * (WIDTH - LEFT - RIGHT);
    let y = move |value: f64| HEIGHT - BOTTOM - value / up * (HEIGHT - TOP - BOTTOM);
    let path = |curve: &Curve| {
        let points = curve.points.iter();
        let points = points.map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value)));
        points.collect::<Vec<_>>().join(" ")
    };
    let (across_title, up_title) = units(kind);
    let label = format!(
        "{} of {} (solid) and {} (dashed), {up_title} by {across_title}",
        title(kind),
        names[0],
        names[1]
    );
    let levels = [0.0, 0.5, 1.0].map(|part| {
        let (value, end) = (part * up, WIDTH - RIGHT);
        view! {
            <line class="grid" x1=LEFT x2=end y1=y(value) y2=y(value) />
            <text x=LEFT - 8.0 y=y(value) + 4.0 text-anchor="end">{trimmed(value, 1)}</text>
        }
    });
    let places = [0.0, 0.5, 1.0].map(|part| {
        let value = part * across;
        view! { <text x=x(value) y=HEIGHT - BOTTOM + 18.0 text-anchor="middle">{trimmed(value, 1)}</text> }
    });
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
            {levels.into_iter().collect_view()}
            {places.into_iter().collect_view()}
            <text x=LEFT y="14">{up_title}</text>
            <text x=(LEFT + WIDTH - RIGHT) / 2.0 y=HEIGHT - 4.0 text-anchor="middle">{across_title}</text>
            <polyline class="line first" points=path(one) />
            <polyline class="line second" points=path(other) />
        </svg>
    }
}

/// The next number with one or two digits that count, an even one where there are two.
fn rounded_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let step = 10_f64.powf(value.log10().floor()) / 5.0;
    (value / step - 1e-9).ceil() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_beside_each_other() {
        let rows = side_by_side(&[(1.0, 30.0), (2.0, 31.0)], &[(2.0, 20.0), (3.0, 21.0)]);
        assert_eq!(
            rows,
            [
                (1.0, [Some(30.0), None]),
                (2.0, [Some(31.0), Some(20.0)]),
                (3.0, [None, Some(21.0)])
            ]
        );
    }

    #[test]
    fn axes_end_at_short_numbers() {
        for (value, end) in [(151.0, 160.0), (100.0, 100.0), (3.1, 3.2), (0.0, 1.0)] {
            assert!((rounded_up(value) - end).abs() < 1e-9, "{value}");
        }
    }
}
