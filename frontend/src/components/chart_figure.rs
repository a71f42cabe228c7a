//! A drawing with its values in words and buttons that hide its series.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::view::{SectionView, Values};
use shared::chart::{Series, WIDTH};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// Columns that the page keys pass over.
const PAGE: usize = 10;

/// The drawing of a section. What is hidden and which place is read survive a redraw.
#[component]
pub(crate) fn ChartFigure(
    section: Memo<Option<Arc<SectionView>>>,
    title: Memo<String>,
) -> impl IntoView {
    let drawing = Memo::new(move |_| {
        section.with(|section| {
            let section = section.as_deref();
            section
                .and_then(|section| section.chart.clone())
                .unwrap_or_default()
        })
    });
    let values = Memo::new(move |_| {
        section.with(|section| {
            section
                .as_deref()
                .map(|section| section.values.clone())
                .unwrap_or_default()
        })
    });
    let series = Memo::new(move |_| {
        section.with(|section| {
            section
                .as_deref()
                .map(|section| section.series.clone())
                .unwrap_or_default()
        })
    });
    let hidden = RwSignal::new(BTreeSet::<String>::new());
    let class = move || {
        hidden.with(|hidden| {
            let hidden: String = hidden
                .iter()
                .map(|class| format!(" hide-{class}"))
                .collect();
            format!("chart-frame{hidden}")
        })
    };
    view! {
        <Show when=move || !drawing.with(String::is_empty)>
            <figure class=class>
                <Reader values title>
                    <div class="drawing" inner_html=drawing></div>
                </Reader>
                <Show when=move || series.with(|series| series.len() > 1)>
                    <div class="legend" role="group" aria-label=move || format!("Shown in {}", title.get())>
                        <For each=move || series.get() key=|series| series.class.clone() children=move |series| {
                            view! { <LegendButton series hidden /> }
                        } />
                    </div>
                </Show>
            </figure>
        </Show>
    }
}

/// Shows or hides what has a class in the drawing.
#[component]
fn LegendButton(series: Series, hidden: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let Series { name, class } = series;
    let mark = match class.as_str() {
        "box" | "bar" => {
            view! { <rect class=class.clone() x="3" y="1" width="18" height="10" /> }.into_any()
        }
        class => {
            let kind = class.split_once('-').map_or("", |(kind, _)| kind);
            view! { <path class=format!("{kind} {class}") d="M0 6H24" /> }.into_any()
        }
    };
    let shown = {
        let class = class.clone();
        move || (!hidden.with(|hidden| hidden.contains(&class))).to_string()
    };
    let toggle = move |_| {
        hidden.update(|hidden| {
            if !hidden.remove(&class) {
                hidden.insert(class.clone());
            }
        });
    };
    view! {
        <button type="button" aria-pressed=shown on:click=toggle>
            <svg class="chart swatch" viewBox="0 0 24 12" aria-hidden="true">{mark}</svg>
            <span>{name}</span>
        </button>
    }
}

/// Says the values at a place of the drawing, which is chosen by pointer, touch or keys.
///
/// To assistive technology it is a slider over the places, whose value is the words: arrow keys reach
/// it everywhere, and nothing has to be announced.
#[component]
pub(crate) fn Reader(
    values: Memo<Values>,
    title: Memo<String>,
    children: Children,
) -> impl IntoView {
    let at = RwSignal::new(None::<usize>);
    let column = Memo::new(move |_| {
        at.get()
            .and_then(|index| values.with(|values| values.get(index)))
    });
    let words = move || column.with(|column| column.as_ref().map(|column| column.words.clone()));
    let percent = move |edge: f64| format!("{:.3}%", edge / f64::from(WIDTH) * 100.0);
    let point = move |event: &PointerEvent| {
        if let Some(place) = place(event) {
            at.set(values.with_untracked(|values| values.at(place)));
        }
    };
    let leave = move |event: PointerEvent| {
        // After a touch the words stay.
        if event.pointer_type() == "mouse" {
            at.set(None);
        }
    };
    let press = move |event: KeyboardEvent| {
        let count = values.with_untracked(Values::count);
        if let Some(next) = step(&event.key(), at.get_untracked(), count) {
            event.prevent_default();
            at.set(next);
        }
    };
    view! {
        <div class="reader-frame">
            {children()}
            <div
                class="reader"
                role="slider"
                tabindex="0"
                aria-label=move || format!("Values of {}", title.get())
                aria-valuemin="1"
                aria-valuemax=move || values.with(Values::count).max(1).to_string()
                aria-valuenow=move || at.get().map_or(1, |index| index + 1).to_string()
                aria-valuetext=move || words().unwrap_or_else(|| "no place chosen".to_owned())
                on:pointermove=move |event| point(&event)
                on:pointerdown=move |event| point(&event)
                on:pointerleave=leave
                on:keydown=press
                on:blur=move |_| at.set(None)
            >
                <Show when=move || column.with(Option::is_some)>
                    <span
                        class="reader-mark"
                        style:left=move || column.with(|column| column.as_ref().map(|column| percent(column.from)))
                        style:width=move || column.with(|column| column.as_ref().map(|column| percent(column.to - column.from)))
                    ></span>
                </Show>
            </div>
        </div>
        <p class="read-out" aria-hidden="true">
            {move || match words() {
                Some(words) => words.into_any(),
                None => view! {
                    <span class="by-pointer">"Point at the drawing, or use the arrow keys, to read its values."</span>
                    <span class="by-touch">"Touch the drawing to read its values."</span>
                }.into_any(),
            }}
        </p>
    }
}

/// Where a pointer is, in user units of the drawing.
fn place(event: &PointerEvent) -> Option<f64> {
    let target = event.current_target()?.dyn_into::<Element>().ok()?;
    let frame = target.get_bounding_client_rect();
    let share = (f64::from(event.client_x()) - frame.left()) / frame.width();
    share.is_finite().then(|| share * f64::from(WIDTH))
}

/// The place after a key; `None` for keys that mean nothing here.
fn step(key: &str, at: Option<usize>, count: usize) -> Option<Option<usize>> {
    let last = count.checked_sub(1)?;
    let next = match (key, at) {
        ("Escape", Some(_)) => return Some(None),
        (
            "Home" | "ArrowRight" | "ArrowUp" | "PageUp" | "ArrowLeft" | "ArrowDown" | "PageDown",
            None,
        )
        | ("Home", _) => 0,
        ("End", _) => last,
        ("ArrowRight" | "ArrowUp", Some(at)) => at + 1,
        ("ArrowLeft" | "ArrowDown", Some(at)) => at.saturating_sub(1),
        ("PageUp", Some(at)) => at + PAGE,
        ("PageDown", Some(at)) => at.saturating_sub(PAGE),
        _ => return None,
    };
    Some(Some(next.min(last)))
}
