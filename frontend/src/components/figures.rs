//! The headline strip.

use leptos::prelude::*;
use readout_frontend::view::Figure;

/// Figures that sum a file up.
#[component]
pub(crate) fn Figures(#[prop(into)] figures: Signal<Vec<Figure>>) -> impl IntoView {
    view! {
        <dl class="card figures">
            <ForEnumerate each=move || figures.get() key=|figure| figure.label.clone() children=move |index, figure| {
                let now = Memo::new(move |_| figures.with(|all| all.get(index.get()).cloned()));
                let value = move || now.get().map(|figure| figure.value);
                let margin = move || now.get().map(|figure| figure.margin);
                let full = move || now.get().map(|figure| figure.full);
                view! {
                    <div class="figure">
                        <dt>{figure.label}</dt>
                        <dd title=full>{value}</dd>
                        <dd class="margin">{margin}</dd>
                    </div>
                }
            } />
        </dl>
    }
}
