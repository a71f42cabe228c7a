//! Components: they see signals and plain values, never an engine.

pub(crate) mod drop_zone;
pub(crate) mod engine_choice;
pub(crate) mod figures;
pub(crate) mod job_card;
pub(crate) mod report;
pub(crate) mod report_choice;
pub(crate) mod report_section;
pub(crate) mod settings;
