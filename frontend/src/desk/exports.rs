//! Finished files, for the page to offer.

use js_sys::{Array, Uint8Array};
use shared::export::{self, fastqc};
use shared::report::{Report, ReportOptions};
use shared::tally::Tally;
use shared::wire::{TallyDocument, media};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

/// The report and its counts as files, in the order in which the page takes them; `tally` is that file.
pub(super) fn exports(
    report: &Report,
    counts: &Tally,
    tally: &JsValue,
    options: &ReportOptions,
) -> Array {
    let fastqc = fastqc::View::of(counts, options, report.receipt.clone());
    [
        blob(
            &export::json::pretty(report).unwrap_or_default(),
            media::JSON,
        ),
        blob(&export::html::render(report), media::HTML),
        tally.clone(),
        blob(&fastqc.data(), media::TEXT),
        blob(&fastqc.summary(), media::TEXT),
        fastqc.zip(report).map_or(JsValue::UNDEFINED, |zip| {
            blob_of(&Uint8Array::from(zip.as_slice()), media::ZIP)
        }),
    ]
    .iter()
    .collect()
}

/// The counts as a file, and their receipt.
pub(super) fn tally_file(total: &TallyDocument) -> (JsValue, String) {
    let json = total.to_json();
    (blob(&json, media::TALLY), TallyDocument::receipt_of(&json))
}

fn blob(text: &str, media_type: &str) -> JsValue {
    blob_of(&text.into(), media_type)
}

/// A blob of a string or of bytes.
fn blob_of(content: &JsValue, media_type: &str) -> JsValue {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_str_sequence_and_options(&Array::of1(content), &options)
        .map_or(JsValue::UNDEFINED, Into::into)
}
