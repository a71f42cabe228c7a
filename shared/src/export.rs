//! A report as a file: a self-contained page, or JSON.

pub mod html;
pub mod json;
