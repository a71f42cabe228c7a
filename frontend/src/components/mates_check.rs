//! The offer to look whether quality scores are true, and what came of it.

use leptos::prelude::*;
use readout_frontend::view::reads_in_short;

use crate::focus;
use crate::state::{MatesStage, Sample};

/// Shown for a sample whose mates were both read.
#[component]
pub(crate) fn MatesCheck(sample: Sample) -> impl IntoView {
    let mates = move || sample.mates();
    let stage = Memo::new(move |_| mates().map(|mates| sample.check_stage(&mates)));
    let start = move |_| {
        if let Some(mates) = untrack(mates) {
            sample.check_mates(mates);
        }
    };
    let stop = move |_| sample.stop_check();
    let id = StoredValue::new(format!("mates-{}", sample.id));
    let focused = StoredValue::new(false);
    // Progress alone must not make the rest anew.
    let kind = Memo::new(move |_| {
        focused.set_value(id.with_value(|id| focus::holds(id)));
        stage.with(|stage| match stage {
            Some(MatesStage::Running(..)) => Some(MatesStage::Running(0, 0)),
            other => other.clone(),
        })
    });
    let share = move || {
        stage.with(|stage| match stage {
            Some(MatesStage::Running(done, total)) if *total > 0 => share(*done, *total),
            _ => 0.0,
        })
    };
    // The button that had the focus is gone then; the group stays.
    Effect::new(move |before: Option<()>| {
        kind.track();
        if before.is_some() && focused.get_value() {
            focus::on(vec![id.get_value()]);
        }
    });
    // One line throughout: what is there before it has something new to say is heard when it does.
    let words = move || {
        match kind.get() {
        Some(MatesStage::Open) => "Are the quality scores true? Where both mates read the same bases, they can be checked against each other. The files are read once more, in this browser.".to_owned(),
        Some(MatesStage::Running(..)) => "Mates are compared…".to_owned(),
        Some(MatesStage::Done(pairs, note)) => done(pairs, note.is_some()),
        _ => String::new(),
    }
    };
    let shown = Memo::new(move |_| kind.with(Option::is_some));
    let label = move || format!("Mates of {}", sample.name.get());
    view! {
        <Show when=move || shown.get()>
            <div class="card mates-check" role="group" aria-label=label id=id.get_value() tabindex="-1">
                <p class="hint" role="status">{words}</p>
                {move || kind.get().map(|kind| match kind {
                    MatesStage::Open => view! {
                        <button type="button" class="plain" on:click=start>"Check scores by mates"</button>
                    }.into_any(),
                    MatesStage::Running(..) => view! {
                        <progress aria-label="Progress of the comparison of mates" max="1" prop:value=share></progress>
                        <button type="button" class="plain" on:click=stop>"Stop comparing"</button>
                    }.into_any(),
                    MatesStage::Done(_, note) => view! {
                        {note.map(|note| view! { <p class="alert" role="alert">{note}</p> })}
                    }.into_any(),
                    MatesStage::Failed(words) => view! {
                        <p class="alert" role="alert">"Mates could not be compared: "{words}"."</p>
                        <button type="button" class="plain" on:click=start>"Try again"</button>
                    }.into_any(),
                })}
            </div>
        </Show>
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "for a bar of some hundred pixels"
)]
fn share(done: u64, total: u64) -> f64 {
    done as f64 / total as f64
}

fn done(pairs: u64, cut_short: bool) -> String {
    match (pairs, cut_short) {
        (0, _) => "No pair of mates was found.".to_owned(),
        (_, true) => "What was found before that is in the section Observed quality.".to_owned(),
        (pairs, false) => format!(
            "{} pairs were compared: see the section Observed quality.",
            reads_in_short(pairs)
        ),
    }
}
