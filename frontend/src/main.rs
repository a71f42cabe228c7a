//! The Readout page.
#![expect(unreachable_pub, reason = "the component macro writes public items")]

mod app;
mod components;
mod evenness;
mod focus;
mod format;
mod in_view;
mod incoming;
mod pages;
mod state;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
