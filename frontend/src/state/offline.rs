//! Keeps the page in the browser, through a service worker: then no worker that the page starts needs
//! the network, and the page works offline.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

const SERVICE_WORKER: &str = "/service-worker.js";

/// How far the page is from needing the network no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// Its programs are on their way.
    Loading,
    /// It can read files; the scripts of its workers still come from its host.
    Ready,
    /// Everything is kept in the browser.
    Kept,
}

impl Readiness {
    /// Its name for programs.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Kept => "kept",
        }
    }
}

/// Keeps the page. Ends when the browser answers for its files itself; `is_untouched` says whether a
/// newer page may take the place of this one.
///
/// # Errors
/// The browser's. One that has no service workers, as over plain HTTP, is told as an error.
pub(super) async fn keep(is_untouched: impl Fn() -> bool + 'static) -> Result<(), JsValue> {
    let container = container()?;
    let registration = JsFuture::from(container.register(SERVICE_WORKER)).await?;
    let registration: ServiceWorkerRegistration = registration.dyn_into()?;
    if let Some(newer) = registration.waiting().filter(|_| is_untouched()) {
        let changed = change(&container)?;
        // It does so unless other pages are open, which need their own build to the end.
        newer.post_message(&"take over".into())?;
        spawn_local(async move {
            if JsFuture::from(changed).await.is_ok() && is_untouched() {
                // A page that cannot be loaded anew still is of one build: it has its program.
                let _ = window().location().reload();
            }
        });
    }
    let registration = JsFuture::from(container.ready()?).await?;
    if container.controller().is_none() {
        let changed = change(&container)?;
        let registration: ServiceWorkerRegistration = registration.dyn_into()?;
        // A page that was loaded past its cache is no one's until it is claimed.
        if let Some(active) = registration.active() {
            active.post_message(&"claim".into())?;
        }
        if container.controller().is_none() {
            JsFuture::from(changed).await?;
        }
    }
    Ok(())
}

fn container() -> Result<ServiceWorkerContainer, JsValue> {
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &"serviceWorker".into())? {
        Ok(navigator.service_worker())
    } else {
        Err("this browser keeps no pages that come from here".into())
    }
}

/// The next time that another service worker answers for the page.
fn change(container: &ServiceWorkerContainer) -> Result<Promise, JsValue> {
    let mut failed = Ok(());
    let promise = Promise::new(&mut |done, _| {
        let heard = Closure::once_into_js(move || done.call0(&JsValue::UNDEFINED));
        failed =
            container.add_event_listener_with_callback("controllerchange", heard.unchecked_ref());
    });
    failed.map(|()| promise)
}
