//! What of a section can be taken along: the drawing as SVG and PNG, and the table.

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use readout_frontend::view::{SectionView, tsv};
use shared::chart::{STANDALONE_HEIGHT, WIDTH, standalone};
use shared::export::stem;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Document, HtmlAnchorElement,
    HtmlCanvasElement, HtmlCollection, HtmlElement, HtmlImageElement, Url,
};

/// The name of the sample that a report is of, for all parts of the report.
#[derive(Clone, Copy)]
pub(crate) struct SampleName(pub(crate) RwSignal<Arc<str>>);

/// Pixels of a PNG for each user unit of the drawing.
const PIXELS: u32 = 2;

/// The text of a table: cells parted by tabs, one row a line.
fn cells(shown: &HtmlElement) -> String {
    let list = |list: HtmlCollection| (0..list.length()).filter_map(move |at| list.item(at));
    let text = |cell: web_sys::Element| {
        let text = cell.dyn_into::<HtmlElement>().map(|cell| cell.inner_text());
        let text = text.unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let row = |row: web_sys::Element| {
        let cells = list(row.children()).map(text);
        cells.collect::<Vec<_>>().join("\t") + "\n"
    };
    list(shown.get_elements_by_tag_name("tr"))
        .map(row)
        .collect()
}

/// Buttons that save a drawing.
#[component]
pub(crate) fn SaveChart(
    section: Memo<Option<Arc<SectionView>>>,
    title: Memo<String>,
) -> impl IntoView {
    let sample = use_context::<SampleName>();
    let file = Callback::new(move |()| {
        section.with_untracked(|section| {
            let section = section.as_deref()?;
            let name = sample.map_or_else(|| Arc::from(""), |sample| sample.0.get_untracked());
            Some((
                standalone(section.chart.as_deref()?, &section.title, &name),
                format!("{}_{}", stem(&name), section.id),
            ))
        })
    });
    view! {
        <Show when=move || section.with(|section| section.as_ref().is_some_and(|one| one.chart.is_some()))>
            <SaveDrawing file title />
        </Show>
    }
}

/// Buttons that save what `file` gives: a drawing as a file of its own, and its name without ending.
#[component]
pub(crate) fn SaveDrawing(
    file: Callback<(), Option<(String, String)>>,
    title: Memo<String>,
) -> impl IntoView {
    let save_svg = move |_| {
        if let Some((svg, name)) = file.run(()) {
            save_text(&svg, &format!("{name}.svg"));
        }
    };
    let save_png = move |_| {
        if let Some((svg, name)) = file.run(()) {
            // Where a browser cannot draw it, the SVG is what can be had.
            spawn_local(async move {
                if save_as_png(&svg, &format!("{name}.png")).await.is_none() {
                    save_text(&svg, &format!("{name}.svg"));
                }
            });
        }
    };
    view! {
        <span class="save">
            <button type="button" class="link" aria-label=move || format!("Save {} as SVG", title.get()) on:click=save_svg>"SVG"</button>
            <button type="button" class="link" aria-label=move || format!("Save {} as PNG", title.get()) on:click=save_png>"PNG"</button>
        </span>
    }
}

/// A button that copies the table of a section; `shown` is the element that holds it.
#[component]
pub(crate) fn CopyTable(
    /// Its text, by cells and rows; as it is shown, if nothing is said.
    #[prop(optional)]
    table: Option<Memo<String>>,
    #[prop(into)] title: Signal<String>,
    shown: NodeRef<leptos::html::Div>,
) -> impl IntoView {
    let said = RwSignal::new("");
    let copy = move |_| {
        let text = match table {
            Some(table) => table.with_untracked(|table| tsv(table)),
            None => shown
                .get_untracked()
                .map_or_else(String::new, |shown| cells(&shown)),
        };
        spawn_local(async move {
            said.set("");
            let done = match window().navigator().clipboard() {
                clipboard if clipboard.is_undefined() => false,
                clipboard => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            };
            said.set(if done {
                "Copied."
            } else {
                select(shown.get_untracked().as_deref());
                "The browser does not let the page copy. The table is selected: copy it with Ctrl+C."
            });
        });
    };
    view! {
        <p class="copy">
            <button type="button" class="link" aria-label=move || format!("Copy table of {}", title.get()) on:click=copy>"Copy table"</button>
            <span role="status">{said}</span>
        </p>
    }
}

/// Selects the contents of an element, for the person to copy.
fn select(element: Option<&HtmlElement>) {
    if let (Some(element), Ok(Some(selection))) = (element, window().get_selection()) {
        // A selection that fails leaves the words, which say what to do.
        let _ = selection.select_all_children(element);
    }
}

fn save_text(svg: &str, name: &str) {
    if let Some(blob) = svg_blob(svg) {
        save(&blob, name);
    }
}

fn svg_blob(svg: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("image/svg+xml");
    Blob::new_with_str_sequence_and_options(&Array::of1(&svg.into()), &options).ok()
}

/// Offers a blob as a file.
pub(crate) fn save(blob: &Blob, name: &str) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else {
        return;
    };
    let link = document().create_element("a").ok();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The browser has taken the blob by the next turn at the latest: a minute is ample.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(60),
    );
}

/// Draws an SVG and offers the picture; `None` where the browser cannot.
async fn save_as_png(svg: &str, name: &str) -> Option<()> {
    let address = Url::create_object_url_with_blob(&svg_blob(svg)?).ok()?;
    let blob = picture(&address).await;
    let _ = Url::revoke_object_url(&address);
    save(&blob?, name);
    Some(())
}

async fn picture(address: &str) -> Option<Blob> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await.ok()?;
    let canvas = canvas(&document())?;
    let (width, height) = (WIDTH * PIXELS, STANDALONE_HEIGHT * PIXELS);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??;
    let context = context.dyn_into::<CanvasRenderingContext2d>().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(
            &image,
            0.0,
            0.0,
            f64::from(width),
            f64::from(height),
        )
        .ok()?;
    let drawn = js_sys::Promise::new(&mut |resolve, _| {
        let give = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::UNDEFINED, &blob);
        });
        // Without a picture there is an answer, too: none.
        let _ = canvas.to_blob(give.unchecked_ref());
    });
    JsFuture::from(drawn).await.ok()?.dyn_into().ok()
}

fn canvas(document: &Document) -> Option<HtmlCanvasElement> {
    document.create_element("canvas").ok()?.dyn_into().ok()
}
