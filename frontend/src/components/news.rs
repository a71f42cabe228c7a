//! What becomes of reports, for those who hear the page: one line, which says the last change.

use leptos::prelude::*;

use crate::state::{JobState, State};

/// Says it where nobody sees it: cards and table show the same.
#[component]
pub(crate) fn News(state: State) -> impl IntoView {
    let states = Memo::new(move |_| {
        let jobs = state.jobs().into_iter();
        jobs.map(|job| (job.id, job.state.get()))
            .collect::<Vec<_>>()
    });
    let said = RwSignal::new(String::new());
    Effect::new(move |before: Option<Vec<(usize, JobState)>>| {
        let now = states.get();
        let before = before.unwrap_or_default();
        let mut changed = now.iter().filter(|one| !before.contains(one));
        if let Some((id, _)) = changed.rfind(|(_, state)| *state != JobState::Waiting) {
            let jobs = untrack(|| state.jobs());
            if let Some(job) = jobs.iter().find(|job| job.id == *id) {
                let name = job.name.get_untracked();
                said.set(words(&name, job.state.get_untracked(), &now));
            }
        }
        now
    });
    view! { <p class="visually-hidden news" role="status">{said}</p> }
}

fn words(name: &str, state: JobState, all: &[(usize, JobState)]) -> String {
    let word = state.word().trim_end_matches('…');
    match all.len() {
        1 => format!("{name}: {word}."),
        count => {
            let over = all.iter().filter(|(_, state)| state.is_over()).count();
            format!("{name}: {word}. {over} of {count} reports are done.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_reports_it_says_how_many_are_done() {
        let all = [(1, JobState::Complete), (2, JobState::Running)];
        assert_eq!(
            words("Liver", JobState::Complete, &all),
            "Liver: Complete. 1 of 2 reports are done."
        );
        assert_eq!(
            words("a.fq", JobState::Running, &all[1..]),
            "a.fq: Reading."
        );
    }
}
