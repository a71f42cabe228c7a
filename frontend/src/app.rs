//! The frame around the page: the bar at the top, and what this is at the foot.

use leptos::prelude::*;

use crate::pages::home::Home;

/// The application.
#[component]
pub(crate) fn App() -> impl IntoView {
    view! {
        <a class="skip-link" href="#main">"Skip to the files"</a>
        <header class="masthead">
            <a class="brand" href="/" aria-label="Readout, start again">
                <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                    <path d="M2 18 8 7l4 6 4-9 6 14" />
                </svg>
                "Readout"
            </a>
            <nav aria-label="Site">
                <a href="/docs">"API"</a>
            </nav>
        </header>
        <main id="main" tabindex="-1">
            <Home />
        </main>
        <footer class="foot">
            <p>
                "Verdicts are by FastQC’s limits, which fit a whole-genome library: fine libraries of other kinds can be unusual. \
                 No read is stored or logged by this software."
            </p>
        </footer>
    }
}
