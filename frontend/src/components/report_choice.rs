//! How the counts are read: the quality encoding and the kind of library. A choice makes the report
//! anew from the same counts; the file is not read again, but to count one read of each pair.

use leptos::prelude::*;
use readout_frontend::message::ReportChoice;
use readout_frontend::view::Reading;
use shared::phred::Encoding;
use shared::report::LibraryKind;
use shared::tally::ReadNumber;

/// The encodings by the values of their options.
const ENCODINGS: [(&str, Encoding); 2] = [
    ("phred33", Encoding::Phred33),
    ("phred64", Encoding::Phred64),
];

/// Which reads of an interleaved file are counted.
#[derive(Clone, Copy)]
pub(crate) struct ReadsChoice {
    pub(crate) read_number: RwSignal<Option<ReadNumber>>,
    /// The file was read to its end, or as far as it goes.
    pub(crate) over: Signal<bool>,
    /// Reads the file again.
    pub(crate) on_read: Callback<Option<ReadNumber>>,
}

/// Reads of pairs by the values of their options.
const READS: [(&str, ReadNumber, &str); 2] = [
    ("1", ReadNumber::First, "First mates only"),
    ("2", ReadNumber::Second, "Second mates only"),
];

/// Two or three selects, and what the report takes the file for. `card` makes names unique on the page.
#[component]
pub(crate) fn ReportChoiceControl(
    reading: Memo<Reading>,
    choice: RwSignal<ReportChoice>,
    #[prop(into)] on_choose: Callback<ReportChoice>,
    reads: ReadsChoice,
    card: usize,
) -> impl IntoView {
    let choose = move |change: &dyn Fn(&mut ReportChoice)| {
        choice.update(change);
        on_choose.run(choice.get_untracked());
    };
    let encoding_id = format!("encoding-{card}");
    let library_id = format!("library-{card}");
    let choose_encoding = move |event| {
        let value = event_target_value(&event);
        let encoding = ENCODINGS.iter().find(|item| item.0 == value);
        choose(&|choice| choice.encoding = encoding.map(|item| item.1));
    };
    let choose_library = move |event| {
        let library = LibraryKind::from_id(&event_target_value(&event));
        choose(&|choice| choice.library = library);
    };
    let reads_id = format!("reads-{card}");
    let ReadsChoice {
        read_number,
        over,
        on_read,
    } = reads;
    // Once offered it stays, so that a choice does not take it away under the person's hand.
    let interleaved = Memo::new(move |before: Option<&bool>| {
        let known = over.get() || before == Some(&true);
        known && reading.with(|reading| reading.interleaved)
    });
    let choose_reads = move |event| on_read.run(event_target_value(&event).parse().ok());
    view! {
        <div class="card report-choice">
            <div>
                <label for=encoding_id.clone()>"Quality encoding"</label>
                <select id=encoding_id on:change=choose_encoding>
                    <option value="">"As found in the file"</option>
                    {ENCODINGS.map(|(id, encoding)| view! {
                        <option value=id selected=move || choice.get().encoding == Some(encoding)>{encoding.name()}</option>
                    })}
                </select>
                <p>{move || reading.get().encoding}</p>
            </div>
            <div>
                <label for=library_id.clone()>"Kind of library"</label>
                <select id=library_id on:change=choose_library>
                    <option value="">"As guessed from the reads"</option>
                    {LibraryKind::ALL.map(|kind| view! {
                        <option value=kind.id() selected=move || choice.get().library == Some(kind)>{kind.name()}</option>
                    }).collect_view()}
                </select>
                <p>{move || reading.get().library}</p>
            </div>
            <Show when=move || interleaved.get()>
                <div>
                    <label for=reads_id.clone()>"Reads"</label>
                    <select id=reads_id.clone() on:change=choose_reads>
                        <option value="">"All"</option>
                        {READS.map(|(id, number, name)| view! {
                            <option value=id selected=move || read_number.get() == Some(number)>{name}</option>
                        })}
                    </select>
                    <p>"The file holds both reads of each pair. A choice reads it again."</p>
                </div>
            </Show>
        </div>
    }
}
