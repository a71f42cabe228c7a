//! The answer before the figures: how many sections are usual, and which are not.

use leptos::prelude::*;

use crate::components::report_section::{self, icon};
use crate::state::Report;

/// A section as the overview names it.
#[derive(Clone, PartialEq, Eq)]
struct Entry {
    id: String,
    title: String,
    verdict: String,
    word: String,
    expected: bool,
}

/// A sentence, and links to the sections that are not usual.
#[component]
pub(crate) fn Overview(report: RwSignal<Option<Report>>, card: usize) -> impl IntoView {
    let entries = Memo::new(move |_| report.with(|report| report.as_ref().map(entries)));
    let lead = Memo::new(move |_| report.with(|report| Some(report.as_ref()?.lead.clone())));
    let others = move || entries.get().into_iter().flatten().filter(is_unusual);
    let link = move |entry: Entry| {
        let shown = if entry.expected {
            "none"
        } else {
            &entry.verdict
        };
        let word = if entry.expected {
            "to be expected"
        } else {
            &entry.word
        };
        view! {
            <li>
                <a href=format!("#section-{card}-{}", entry.id)>
                    <span class="verdict" data-verdict=shown.to_owned()>{icon(shown)}</span>
                    {entry.title}
                </a>
                <span class="overview-word">{word.to_owned()}</span>
            </li>
        }
    };
    view! {
        <div class="card overview">
            <p>{move || lead.get()}</p>
            <ul>{move || others().map(link).collect_view()}</ul>
        </div>
    }
}

fn is_unusual(entry: &Entry) -> bool {
    report_section::is_unusual(&entry.verdict)
}

/// What is wrong with the file itself, very unusual sections, unusual ones, those to be expected, and
/// then all others.
fn entries(report: &Report) -> Vec<Entry> {
    let entry = |section: &std::sync::Arc<readout_frontend::view::SectionView>| Entry {
        id: section.id.clone(),
        title: section.title.clone(),
        verdict: section.verdict.clone(),
        word: section.word.clone(),
        expected: !section.expected.is_empty(),
    };
    let mut entries: Vec<Entry> = report.sections.iter().map(entry).collect();
    shared::order::sort_by(&mut entries, |one, other| rank(one).cmp(&rank(other)));
    entries
}

/// Its place among the others: the less, the sooner it is named.
fn rank(entry: &Entry) -> u8 {
    match (entry.expected, &*entry.verdict, &*entry.id) {
        (true, ..) => 3,
        // Of a damaged file no other verdict is of the whole.
        (_, "fail", "integrity") => 0,
        (_, "fail", _) => 1,
        (_, "warn", _) => 2,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_named_first_and_what_is_to_be_expected_last() {
        let entry = |id: &str, verdict: &str, expected| Entry {
            id: id.to_owned(),
            title: String::new(),
            verdict: verdict.to_owned(),
            word: String::new(),
            expected,
        };
        let entries = [
            entry("integrity", "fail", false),
            entry("adapter_content", "fail", false),
            entry("per_base_n_content", "warn", false),
            entry("per_base_sequence_content", "fail", true),
            entry("read_pairs", "pass", false),
        ];
        assert_eq!(entries.each_ref().map(rank), [0, 1, 2, 3, 4]);
    }
}
