//! Where the focus goes when what had it leaves the page.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Moves the focus to the first of these elements that is there, once the page has changed.
pub(crate) fn on(ids: Vec<String>) {
    request_animation_frame(move || now_on(&ids));
}

fn now_on(ids: &[String]) {
    let mut there = ids.iter().filter_map(|id| document().get_element_by_id(id));
    if let Some(element) = there.find_map(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A page that cannot move the focus still works.
        let _ = element.focus();
    }
}

/// Moves the focus to the element of this id if something within it has it now, and has left the page
/// after the change that is about to come.
pub(crate) fn rescue(id: String) {
    if holds(&id) {
        request_animation_frame(move || {
            let active = document().active_element();
            if active.is_none_or(|one| one.tag_name() == "BODY") {
                // At once: a frame later it would be taken from whatever has it by then.
                now_on(&[id]);
            }
        });
    }
}

/// Whether something in the element of this id has the focus.
pub(crate) fn holds(id: &str) -> bool {
    let within = |one: web_sys::Element| one.closest(&format!("#{id}")).ok().flatten();
    document().active_element().and_then(within).is_some()
}
