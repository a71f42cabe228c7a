//! Where the focus goes when what had it leaves the page.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Moves the focus to the first of these elements that is there, once the page has changed.
pub(crate) fn on(ids: Vec<String>) {
    request_animation_frame(move || {
        let mut there = ids.iter().filter_map(|id| document().get_element_by_id(id));
        if let Some(element) = there.find_map(|element| element.dyn_into::<HtmlElement>().ok()) {
            // A page that cannot move the focus still works.
            let _ = element.focus();
        }
    });
}
