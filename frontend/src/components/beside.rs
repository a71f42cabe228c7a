//! A section's line beside those of all other reports on the page.

use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::view::CurveKind;
use readout_frontend::view::overlay::{Look, Side};
use shared::samples::Read;

use crate::components::overlay::{KeyLine, Overlay, side};
use crate::components::report_section::is_open;
use crate::state::{Job, State};

/// As many others have a line of their own in words.
const FEW: usize = 3;

/// Other reports in one drawing with this one, where there are any.
#[component]
pub(crate) fn Beside(page: State, card: usize, kind: CurveKind) -> impl IntoView {
    let open = RwSignal::new(false);
    let pointed = RwSignal::new(None::<usize>);
    view! {
        <Show when=move || page.has_lines(kind)>
            <details class="beside" on:toggle=move |event| open.set(is_open(&event))>
                <summary>"Other samples"</summary>
                <Show when=move || open.get()>
                    <Lines page card kind pointed />
                </Show>
            </details>
        </Show>
    }
}

#[component]
fn Lines(
    page: State,
    card: usize,
    kind: CurveKind,
    /// The one of the others that stands out.
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let others = move || others(page, card, kind);
    let known = Memo::new(move |_| {
        let named = |job: Job| (job.name.get(), job.id);
        others().into_iter().map(named).collect::<Vec<_>>()
    });
    let sides = Memo::new(move |_| {
        let own = page.jobs().into_iter().find(|job| job.id == card);
        sides(own, others(), pointed.get(), kind)
    });
    let count = move || known.with(Vec::len);
    let keys = move || {
        let key = |side: &Side| view! { <KeyLine look=side.look name=side.name.clone() /> };
        sides.with(|sides| sides.iter().map(key).collect_view())
    };
    let options = move || {
        let option = |(name, id): (Arc<str>, usize)| {
            view! { <option value=id.to_string() selected=move || pointed.get() == Some(id)>{name.to_string()}</option> }
        };
        known.get().into_iter().map(option).collect_view()
    };
    let select = format!("beside-{}-{card}", kind as usize);
    let choose = move |event| pointed.set(event_target_value(&event).parse().ok());
    view! {
        <Show
            when=move || { count() > 0 }
            fallback=|| view! { <p class="hint">"No other report of this read is on the page."</p> }
        >
            <div class="beside-lines">
                <p class="lines-key">{keys}</p>
                <p class="point-out" hidden=move || count() == 1>
                    <label for=select.clone()>"Point out"</label>
                    <select id=select.clone() on:change=choose>
                        <option value="" selected=move || pointed.get().is_none()>"none"</option>
                        {options}
                    </select>
                </p>
                <Overlay kind sides />
            </div>
        </Show>
    }
}

/// The others that have a line: of the same read, the mates of the same sample, and files of which is
/// not known which read they hold. Reads and index reads have little in common.
fn others(page: State, card: usize, kind: CurveKind) -> Vec<Job> {
    let jobs = page.jobs();
    let Some(own) = jobs.iter().find(|job| job.id == card) else {
        return Vec::new();
    };
    let samples = page.samples.get();
    let parts = samples.iter().map(|sample| sample.parts.get());
    let mates: Vec<usize> = parts
        .filter(|parts| parts.iter().any(|job| job.id == card))
        .flat_map(|parts| parts.into_iter().map(|job| job.id))
        .collect();
    let alike = |job: &Job| {
        let [own, read] = [own.read.get(), job.read.get()];
        let any = [own, read].contains(&Read::Whole) || mates.contains(&job.id);
        own == read || (any && own.is_index() == read.is_index())
    };
    let is_there = |job: &&Job| job.id != card && alike(job) && job.has_curve(kind);
    jobs.iter().filter(is_there).cloned().collect()
}

/// The report itself, the one that stands out, and the others: each by itself if they are few.
fn sides(own: Option<Job>, others: Vec<Job>, pointed: Option<usize>, kind: CurveKind) -> Vec<Side> {
    // One other needs no choice.
    let pointed = match others.as_slice() {
        [one] => Some(one.id),
        _ => pointed,
    };
    let alone = |job: Job, look| side(job.name.get().to_string(), look, &[job], kind);
    let (pointed, rest): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|job| Some(job.id) == pointed);
    let own = own.into_iter().map(|job| alone(job, Look::First));
    let pointed = pointed.into_iter().map(|job| alone(job, Look::Second));
    let mut sides: Vec<Side> = own.chain(pointed).collect();
    if rest.len() <= FEW {
        sides.extend(rest.into_iter().map(|job| alone(job, Look::Other)));
    } else {
        let name = format!("{} others", rest.len());
        sides.push(side(name, Look::Other, &rest, kind));
    }
    sides
}
