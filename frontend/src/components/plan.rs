//! Before anything is sent: where to, how much, in how many requests, and what it may cost.

use leptos::prelude::*;
use readout_frontend::message::EngineChoice;

use crate::focus;
use crate::format;
use crate::state::{Plan, State};

/// The plan of what waits to be sent, and the word for it. Nothing is there when nothing waits.
#[component]
pub(crate) fn PlanControl(state: State) -> impl IntoView {
    let waiting = move || {
        let mut jobs = state.waiting_to_send();
        jobs.retain(|job| !state.may_send(job));
        jobs
    };
    let plan = Memo::new(move |_| {
        let chunk_bytes = state.settings.with(|settings| settings.chunk_bytes);
        Plan::of(&waiting(), chunk_bytes)
    });
    let asks = Memo::new(move |_| plan.with(|plan| plan.files > 0));
    let send = move |_| {
        state.agree(&untrack(waiting));
        focus::on(vec!["main".to_owned()]);
    };
    let stay = move |_| {
        state.engine.set(EngineChoice::Browser);
        for job in untrack(waiting) {
            job.engine.set(EngineChoice::Browser);
        }
        focus::on(vec!["main".to_owned()]);
    };
    let host = Memo::new(move |_| state.settings.with(|settings| settings.host()));
    let said = move || words(&plan.get(), &host.get());
    // What is there before it has something to say is heard when it does.
    let heard = move || {
        asks.get()
            .then(|| format!("Before anything is sent: {}", said()))
    };
    view! {
        <p class="visually-hidden" role="status">{heard}</p>
        <Show when=move || asks.get()>
            <section class="card plan" aria-labelledby="plan-title">
                <h2 id="plan-title">"Before anything is sent"</h2>
                <p>{said}</p>
                <p class="hint">{move || cost(&plan.get())}</p>
                <p class="plan-actions">
                    <button type="button" class="primary" on:click=send>"Send"</button>
                    <button type="button" on:click=stay>"Read in this browser instead"</button>
                </p>
            </section>
        </Show>
    }
}

fn words(plan: &Plan, host: &str) -> String {
    let files = match plan.files {
        1 => "1 file goes".to_owned(),
        count => format!("{count} files go"),
    };
    let about = if plan.estimated { "about " } else { "" };
    let unpacked = if plan.estimated {
        " (gzip is unpacked here and sent as text)"
    } else {
        ""
    };
    let requests = match plan.requests {
        0 | 1 => "1 request".to_owned(),
        count => format!("about {count} requests"),
    };
    format!(
        "{files} to {host}: {about}{}{unpacked}, in {requests}. Names of files and samples are not sent.",
        format::bytes(plan.bytes)
    )
}

fn cost(plan: &Plan) -> String {
    format!(
        "Cost to whoever runs the API: {} on Cloudflare’s paid plan, beyond its allowance; nothing on its free plan (100,000 requests a day) or on a server of one’s own.",
        money(plan.dollars())
    )
}

/// A small sum of money in words, with two digits that count.
fn money(dollars: f64) -> String {
    if dollars < 0.000_01 {
        return "less than $0.00001".to_owned();
    }
    let counts = |digits: &usize| dollars * 10_f64.powf(*digits as f64) >= 10.0;
    let digits = (2..8).find(counts).unwrap_or(8);
    format!("about ${dollars:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_two_digits() {
        assert_eq!(money(0.000_229), "about $0.00023");
        assert_eq!(money(1.234), "about $1.23");
        assert_eq!(money(123.4), "about $123.40");
        assert_eq!(money(0.000_003), "less than $0.00001");
    }
}
