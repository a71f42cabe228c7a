//! Finished files, for the page to offer.

use js_sys::{Array, Uint8Array};
use shared::export;
use shared::report::{Report, ReportOptions};
use shared::wire::{TallyDocument, media};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

/// The report and its counts as files, in the order in which the page takes them.
pub(super) fn exports(report: &Report, total: &TallyDocument, options: &ReportOptions) -> Array {
    [
        blob(
            &export::json::pretty(report).unwrap_or_default(),
            media::JSON,
        ),
        blob(&export::html::render(report), media::HTML),
        blob(&total.to_json(), media::TALLY),
        blob(&export::fastqc::data(total, options), media::TEXT),
        blob(&export::fastqc::summary(total, options), media::TEXT),
        export::fastqc::zip(total, options, report).map_or(JsValue::UNDEFINED, |zip| {
            blob_of(&Uint8Array::from(zip.as_slice()), media::ZIP)
        }),
    ]
    .iter()
    .collect()
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
