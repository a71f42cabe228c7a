//! The finished files of a job.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, Url};

/// Addresses of the finished exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exports {
    pub(crate) json: String,
    pub(crate) html: String,
    pub(crate) tally: String,
    pub(crate) fastqc_text: String,
    pub(crate) fastqc_summary: String,
    pub(crate) fastqc_zip: String,
}

impl Exports {
    /// Where in what a coordinator attaches stand FastQC's zip, the page and the JSON.
    pub(super) const PACKED: [u32; 3] = [5, 1, 0];

    /// Addresses of the blobs that a coordinator attached, in its order.
    pub(super) fn of(attachment: &JsValue) -> Option<Self> {
        let blobs = attachment.dyn_ref::<Array>()?;
        let address = |index| {
            Url::create_object_url_with_blob(&blobs.get(index).dyn_into::<Blob>().ok()?).ok()
        };
        Some(Self {
            json: address(0)?,
            html: address(1)?,
            tally: address(2)?,
            fastqc_text: address(3)?,
            fastqc_summary: address(4)?,
            fastqc_zip: address(5)?,
        })
    }

    /// Gives the addresses up.
    pub(super) fn revoke(&self) {
        for address in [
            &self.json,
            &self.html,
            &self.tally,
            &self.fastqc_text,
            &self.fastqc_summary,
            &self.fastqc_zip,
        ] {
            // An address that was never made is already gone.
            let _ = Url::revoke_object_url(address);
        }
    }
}
