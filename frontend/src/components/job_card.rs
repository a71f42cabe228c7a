//! One report of a sample: progress, what can be done with it, and the report itself.

use std::sync::Arc;

use leptos::prelude::*;
use readout_frontend::message::{EngineChoice, Order, Progress, Sent};
use readout_frontend::view::reads_in_short;
use shared::export::{ending, stem};

use crate::components::report::ReportView;
use crate::components::report_choice::ReadsChoice;
use crate::components::report_section::icon;
use crate::components::take_away::SampleName;
use crate::format;
use crate::state::{Exports, Job, JobState, Report, Settings, State};

/// The card of a report; `titled` says to name its read, for there are others beside it.
#[component]
pub(crate) fn JobCard(
    state: State,
    job: Job,
    open: RwSignal<bool>,
    titled: Signal<bool>,
) -> impl IntoView {
    let name = job.name;
    provide_context(SampleName(name));
    let (page, state) = (state, job.state);
    let problem = job.problem;
    let progress = job.progress;
    let cancel_name = move || format!("Stop here: {}", name.get());
    let progress_name = move || format!("Progress of {}", name.get());
    let read = job.read;
    let several = job.files.len() > 1;
    let files = match job.files.as_ref() {
        [file] => file.name().to_owned(),
        files => format!("{} files", files.len()),
    };
    let (size, report, card, receipt, exports) =
        (job.size, job.report, job.id, job.receipt, job.exports);
    let trouble = job.trouble;
    let cancel = {
        let job = job.clone();
        move |_| job.cancel()
    };
    let pause_word = move || {
        if state.get() == JobState::Held {
            "Resume"
        } else {
            "Pause"
        }
    };
    let pause_name = move || format!("{} {}", pause_word(), name.get());
    let pause = {
        let job = job.clone();
        move |_| match state.get_untracked() {
            JobState::Held => job.resume(),
            _ => job.pause(),
        }
    };
    let again = {
        let job = job.clone();
        move |_| job.read_again(job.read_number.get_untracked())
    };
    let again_name = move || format!("Read again: {}", name.get());
    let element = job.element();
    let choice = job.choice;
    let choose = {
        let job = job.clone();
        move |_| job.choose()
    };
    let reads = ReadsChoice {
        read_number: job.read_number,
        over: Signal::derive(move || state.get().is_over()),
        on_read: Callback::new({
            let job = job.clone();
            move |number| job.read_again(number)
        }),
    };
    let on_sight = Callback::new({
        let job = job.clone();
        move |(id, seen)| job.see(id, seen)
    });
    let engine = job.engine;
    let mode = move || match engine.get() {
        EngineChoice::Browser => "in this browser",
        EngineChoice::Serverless => "serverless",
    };
    view! {
        <section class="job" aria-label=move || name.get().to_string() id=element tabindex="-1" data-state=move || state.get().id()>
            <div class="card job-card">
                <div class="job-head">
                    <Show when=move || titled.get()>
                        <h3>{move || read.get().label()}</h3>
                    </Show>
                    <p class="job-facts">{files}" · "{format::bytes(size)}" · "{mode}</p>
                    <div class="job-actions">
                        <Show when=move || matches!(state.get(), JobState::Running | JobState::Held)>
                            <button type="button" aria-label=pause_name on:click=pause.clone()>
                                {pause_word}
                            </button>
                        </Show>
                        <Show when=move || !state.get().is_over()>
                            <button type="button" aria-label=cancel_name on:click=cancel.clone()>"Stop here"</button>
                        </Show>
                        <Show when=move || matches!(state.get(), JobState::Failed | JobState::Cancelled)>
                            <button type="button" aria-label=again_name on:click=again.clone()>"Read again"</button>
                        </Show>
                    </div>
                </div>
                <progress
                    aria-label=progress_name
                    max="1"
                    prop:value=move || share(size, state.get(), progress.get().bytes_done)
                ></progress>
                <div class="job-progress">
                    <p class="job-status">{move || state.get().word()}</p>
                    <p class="job-meters">{move || meters(state.get(), &progress.get()).into_iter().map(|text| view! { <span>{text}</span> }).collect_view()}</p>
                    <p class="job-sent">{move || sent(progress.get().sent)}</p>
                </div>
                <ReadingOrder state progress report several />
                {move || (state.get() == JobState::Failed).then(|| problem.get()).flatten().map(|words| view! { <p role="alert" class="alert">{words}</p> })}
                {move || trouble.get().map(|words| view! { <p role="alert" class="alert">"The report could not be made anew, and is as it was: "{words}"."</p> })}
                <ApiGone page job=job.clone() />
                <Mates report />
            </div>
            <Show when=move || open.get()>
                <ReportView report choice on_choose=choose.clone() reads page on_sight card />
                <Foot name receipt exports />
            </Show>
        </section>
    }
}

/// What can be done when the API is gone.
#[component]
fn ApiGone(page: State, job: Job) -> impl IntoView {
    let (state, problem, progress) = (job.state, job.problem, job.progress);
    let job = StoredValue::new_local(job);
    let go_on = move |_| job.with_value(|job| page.go_on_in_browser(job));
    let ask = move |_| job.with_value(|job| page.ask_api(job));
    // Of another one that was set meanwhile, nothing was shown yet.
    let may_ask = Memo::new(move |_| job.with_value(|job| page.may_send(job)));
    let host = move || page.settings.with(Settings::host);
    let kept = move || match progress.with(|progress| progress.reads) {
        0 => "Nothing was counted yet.",
        _ => "What was counted so far is kept.",
    };
    let others = move || match page.waiting_to_send().len() {
        0 => String::new(),
        1 => " Another report waits to be sent, and goes the same way.".to_owned(),
        count => format!(" {count} other reports wait to be sent, and go the same way."),
    };
    move || {
        (state.get() == JobState::Paused).then(move || {
            view! {
                <div class="alert paused" role="alert">
                    <p>"Reading has stopped: "{problem.get()}". "{kept}{others}</p>
                    <p class="plan-actions">
                        <button type="button" class="primary" on:click=go_on>"Go on in this browser"</button>
                        <Show when=move || may_ask.get()>
                            <button type="button" on:click=ask>"Ask "{host}" again"</button>
                        </Show>
                    </p>
                    <Show when=move || !may_ask.get()>
                        <p class="hint">"To send it to "{host}" instead, stop here and read it again."</p>
                    </Show>
                </div>
            }
        })
    }
}

/// What the figures are of, as long as that is not the whole file.
#[component]
fn ReadingOrder(
    state: RwSignal<JobState>,
    progress: RwSignal<Progress>,
    report: RwSignal<Option<Report>>,
    /// The text of several files is read as one.
    several: bool,
) -> impl IntoView {
    let sample = Memo::new(move |_| {
        report.with(|report| {
            let report = report.as_ref();
            report
                .map(|report| report.sample.clone())
                .unwrap_or_default()
        })
    });
    let words = Memo::new(move |_| {
        let progress = progress.get();
        match (state.get(), progress.order) {
            (JobState::Waiting | JobState::Complete, _) => String::new(),
            (JobState::Failed | JobState::Cancelled, _) if progress.reads == 0 => String::new(),
            (_, Order::Scattered { .. }) => sample.get(),
            (JobState::Failed | JobState::Cancelled, _) if several => {
                "Incomplete: the report is of the reads up to there, not of the whole files."
                    .to_owned()
            }
            (JobState::Failed | JobState::Cancelled, _) => {
                "Incomplete: the report is of the reads up to there, not of the whole file."
                    .to_owned()
            }
            (_, Order::Again) if several => {
                "Something in these files is not as expected: they are read again in order, to say what and where."
                    .to_owned()
            }
            (_, Order::Again) => {
                "Something in this file is not as expected: it is read again in order, to say what and where."
                    .to_owned()
            }
            (_, Order::File) if progress.gzip && several => {
                "One gzip stream can only be read in order, and one after the other: so far the figures are of the first of these files."
                    .to_owned()
            }
            (_, Order::File) if progress.gzip => {
                "One gzip stream can only be read in order: so far the figures are of the file’s beginning."
                    .to_owned()
            }
            (_, Order::File) if several => {
                "So far the figures are of the first of these files.".to_owned()
            }
            (_, Order::File) => "So far the figures are of the file’s beginning.".to_owned(),
        }
    });
    view! {
        <Show when=move || !words.with(String::is_empty)>
            <p class="incomplete">{words}</p>
        </Show>
    }
}

/// How the file goes together with its mate, where that is known.
#[component]
fn Mates(report: RwSignal<Option<Report>>) -> impl IntoView {
    let found = Memo::new(move |_| {
        report.with(|report| {
            let mut sections = report.as_ref()?.sections.iter();
            sections.find(|section| section.id == "read_pairs").cloned()
        })
    });
    move || {
        found.get().map(|section| {
            view! {
                <p class="mates">
                    <span class="verdict" data-verdict=section.verdict.clone()>
                        {icon(&section.verdict)}
                        <span>"Mates: "{section.word.clone()}</span>
                    </span>
                    " "{section.sentence.clone()}
                </p>
            }
        })
    }
}

/// Receipt and downloads.
#[component]
fn Foot(
    name: RwSignal<Arc<str>>,
    receipt: RwSignal<Option<String>>,
    exports: RwSignal<Option<Exports>>,
) -> impl IntoView {
    let links = move || {
        let stem = stem(&name.get());
        let named = |ending: &str| format!("{stem}{ending}");
        exports.get().map(|exports| {
            view! {
                <p class="downloads">
                    <a href=exports.html download=named(ending::HTML)>"Download HTML report"</a>
                    <a href=exports.json download=named(ending::JSON)>"Download JSON report"</a>
                    <a href=exports.tally download=named(ending::TALLY)>"Download tally"</a>
                    <a href=exports.fastqc_text download=named(ending::TEXT)>"Download FastQC text"</a>
                    <a href=exports.fastqc_summary download=named(ending::SUMMARY)>"Download FastQC summary"</a>
                    <a href=exports.fastqc_zip download=named(ending::ZIP)>"Download FastQC zip"</a>
                </p>
            }
        })
    };
    view! {
        <Show when=move || receipt.with(Option::is_some)>
            <div class="card job-foot">
                {links}
                <p class="receipt">
                    "Receipt of the counts (no checksum of the file) "
                    <code data-receipt=move || receipt.get()>{move || receipt.get()}</code>
                </p>
            </div>
        </Show>
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown as a bar")]
fn share(size: u64, state: JobState, done: u64) -> f64 {
    match (state, size) {
        (JobState::Complete, _) => 1.0,
        (_, 0) => 0.0,
        (_, size) => done as f64 / size as f64,
    }
}

fn sent(sent: Sent) -> String {
    let all = format!("{} sent", format::bytes(sent.bytes));
    match sent.unanswered {
        0 => all,
        unanswered => format!(
            "{all}, repeats included, {} of it without an answer",
            format::bytes(unanswered)
        ),
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
fn meters(state: JobState, progress: &Progress) -> Vec<String> {
    if progress.elapsed_ms == 0.0 {
        return Vec::new();
    }
    let done = progress.bytes_done as f64;
    let speed = done / progress.elapsed_ms * 1000.0;
    let reads = reads_in_short(progress.reads);
    let mut meters = vec![format!(
        "{reads} {}",
        if progress.reads == 1 { "read" } else { "reads" }
    )];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive speed"
    )]
    if speed >= 1.0 {
        meters.push(format!("{}/s", format::bytes(speed as u64)));
    }
    if state.is_over() {
        meters.push(format!("in {}", format::duration(progress.elapsed_ms)));
        if let Order::Scattered { visited, ranges } = progress.order {
            // Of a whole file, too, some may be left out: those in which no record begins.
            let of = match state {
                JobState::Complete => String::new(),
                _ => format!("{visited} of "),
            };
            meters.push(format!("{of}{ranges} ranges, at random"));
        }
    } else if done > 0.0 && state == JobState::Running {
        let percent = (done / progress.bytes_total.max(1) as f64 * 100.0).floor();
        meters.insert(0, format!("{percent:.0} %"));
        meters.push(format::time_left(
            (progress.bytes_total as f64 - done) / speed,
        ));
    }
    meters
}
