//! Components: they see signals and plain values, never an engine.

pub(crate) mod beside;
pub(crate) mod chart_figure;
pub(crate) mod comparison;
pub(crate) mod drop_zone;
pub(crate) mod engine_choice;
pub(crate) mod examples;
pub(crate) mod figures;
pub(crate) mod job_card;
pub(crate) mod mates_check;
pub(crate) mod news;
pub(crate) mod overlay;
pub(crate) mod overview;
pub(crate) mod paste;
pub(crate) mod plan;
pub(crate) mod preferences;
pub(crate) mod ready;
pub(crate) mod report;
pub(crate) mod report_choice;
pub(crate) mod report_section;
pub(crate) mod run_choice;
pub(crate) mod sample_card;
pub(crate) mod sample_files;
pub(crate) mod sample_table;
pub(crate) mod settings;
pub(crate) mod take_away;
