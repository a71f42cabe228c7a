//! Lines of two reports in one drawing: the first solid, the second dashed.

use leptos::prelude::*;
use readout_frontend::view::{Curve, CurveKind};
use shared::report::number::trimmed;

use crate::state::Job;

/// The drawing, in its own units.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 40.0;

const KINDS: [CurveKind; 3] = [CurveKind::Quality, CurveKind::Gc, CurveKind::Length];

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
                </section>
            </Show>
        }
    })
    .into_iter()
    .collect_view()
}

fn title(kind: CurveKind) -> &'static str {
    match kind {
        CurveKind::Quality => "Mean quality by position",
        CurveKind::Gc => "GC of reads",
        CurveKind::Length => "Reads of this length or shorter",
    }
}

/// What the axes measure: across, and up.
fn units(kind: CurveKind) -> (&'static str, &'static str) {
    match kind {
        CurveKind::Quality => ("position in read (bases)", "mean quality (Phred)"),
        CurveKind::Gc => ("GC of a read (%)", "share of reads (%)"),
        CurveKind::Length => ("length (bases)", "share of reads (%)"),
    }
}

fn drawing(
    kind: CurveKind,
    names: &[std::sync::Arc<str>; 2],
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
        CurveKind::Quality => most(|point| point.1).max(40.0),
        CurveKind::Gc => rounded_up(most(|point| point.1)),
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
    use super::rounded_up;

    #[test]
    fn axes_end_at_short_numbers() {
        for (value, end) in [(151.0, 160.0), (100.0, 100.0), (3.1, 3.2), (0.0, 1.0)] {
            assert!((rounded_up(value) - end).abs() < 1e-9, "{value}");
        }
    }
}
