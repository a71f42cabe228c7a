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
        if let Some((id, changed)) = newest(&before.unwrap_or_default(), &now) {
            let jobs = untrack(|| state.jobs());
            if let Some(job) = jobs.iter().find(|job| job.id == id) {
                said.set(words(&job.name.get_untracked(), changed, &now));
            }
        }
        now
    });
    view! { <p class="visually-hidden news" role="status">{said}</p> }
}

/// What is to be said of a change: what ended or paused, the last of these; that something is read only
/// where nothing ended before, or it was paused.
fn newest(before: &[(usize, JobState)], now: &[(usize, JobState)]) -> Option<(usize, JobState)> {
    let was_paused = |id: usize| {
        let was = before.iter().find(|(other, _)| *other == id);
        was.is_some_and(|(_, state)| matches!(state, JobState::Held | JobState::Paused))
    };
    let none_is_over = !now.iter().any(|(_, state)| state.is_over());
    let changed = || {
        let changed = now.iter().copied().filter(|one| !before.contains(one));
        changed.rev()
    };
    let ended =
        changed().find(|(_, state)| !matches!(state, JobState::Waiting | JobState::Running));
    let begun = || {
        let mut begun = changed().filter(|(_, state)| *state == JobState::Running);
        begun.find(|(id, _)| none_is_over || was_paused(*id))
    };
    ended.or_else(begun)
}

fn words(name: &str, state: JobState, all: &[(usize, JobState)]) -> String {
    let word = state.word().trim_end_matches('…');
    if all.len() < 2 {
        return format!("{name}: {word}.");
    }
    let count = |wanted: JobState| all.iter().filter(|(_, state)| *state == wanted).count();
    let mut words = format!(
        "{name}: {word}. {} of {} reports are complete",
        count(JobState::Complete),
        all.len()
    );
    for (state, what) in [
        (JobState::Failed, "failed"),
        (JobState::Cancelled, "stopped"),
    ] {
        match count(state) {
            0 => {}
            count => words += &format!(", {count} {what}"),
        }
    }
    words + "."
}

#[cfg(test)]
mod tests {
    use super::JobState::{Complete, Failed, Held, Running, Waiting};
    use super::*;

    #[test]
    fn of_several_reports_it_says_how_many_are_complete() {
        let all = [(1, Complete), (2, Running), (3, Failed)];
        assert_eq!(
            words("Liver", Complete, &all),
            "Liver: Complete. 1 of 3 reports are complete, 1 failed."
        );
        assert_eq!(words("a.fq", Running, &all[1..2]), "a.fq: Reading.");
    }

    #[test]
    fn an_ending_is_said_and_not_what_begins_behind_it() {
        let before = [(1, Running), (2, Waiting)];
        assert_eq!(newest(&[], &before), Some((1, Running)));
        let next = [(1, Failed), (2, Running)];
        assert_eq!(newest(&before, &next), Some((1, Failed)));
        assert_eq!(newest(&[(1, Failed), (2, Waiting)], &next), None);
        let held = [(1, Failed), (2, Held)];
        assert_eq!(newest(&held, &next), Some((2, Running)));
        assert_eq!(newest(&held, &held), None);
    }
}
