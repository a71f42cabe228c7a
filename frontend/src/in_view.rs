//! Whether an element is in the window, or close to it.

use js_sys::Array;
use leptos::html::{ElementType, Section};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// What is so close to the window counts, so that it is there when it is scrolled to.
const MARGIN: &str = "25%";

/// Follows an element; nothing as long as it is not known.
pub(crate) fn in_view(element: NodeRef<Section>) -> ReadSignal<Option<bool>> {
    let (seen, set_seen) = signal(None);
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            watch.set_value(watched(&element, set_seen));
        }
    });
    on_cleanup(move || {
        watch.try_update_value(|watch: &mut Option<Watch>| drop(watch.take()));
    });
    seen
}

/// An observer, and what it calls.
struct Watch {
    observer: IntersectionObserver,
    _on_change: Closure<dyn FnMut(Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn watched(
    element: &<Section as ElementType>::Output,
    set_seen: WriteSignal<Option<bool>>,
) -> Option<Watch> {
    let on_change = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        // The last entry is the newest.
        let newest = entries.at(-1).dyn_into::<IntersectionObserverEntry>();
        if let Ok(entry) = newest {
            set_seen.try_set(Some(entry.is_intersecting()));
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(MARGIN);
    let callback = on_change.as_ref().unchecked_ref();
    let observer = IntersectionObserver::new_with_options(callback, &options).ok()?;
    observer.observe(element);
    Some(Watch {
        observer,
        _on_change: on_change,
    })
}
