//! The reports of all samples in one file.

use js_sys::Array;
use leptos::prelude::*;
use readout_frontend::archivist::{Pack, Packed};
use readout_frontend::worker::{self, ANALYSER_LOADER, Role};
use shared::export::{ending, stem};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

use super::{Exports, Job, question};

/// The finished reports, packed: of each its page, its JSON, and FastQC's zip as MultiQC takes it.
///
/// # Errors
/// In words.
pub(crate) async fn pack(jobs: Vec<Job>) -> Result<Blob, String> {
    let finished = jobs.into_iter().filter_map(|job| {
        let name = job.name.get_untracked();
        Some((stem(&name), job.exports.get_untracked()?))
    });
    let (names, addresses) = listed(finished);
    ask(names, &addresses)
        .await
        .unwrap_or_else(|error| Err(worker::words(&error)))
}

/// Names in the archive, none of them twice, with what stands at which address.
fn listed(reports: impl Iterator<Item = (String, Exports)>) -> (Vec<String>, Vec<String>) {
    let mut stems: Vec<String> = Vec::new();
    let mut files = Vec::new();
    for (stem, exports) in reports {
        let again = (2..).map(|number| format!("{stem}_{number}"));
        let mut names = std::iter::once(stem.clone()).chain(again);
        let free = names.find(|name| !stems.contains(name)).unwrap_or(stem);
        files.push((format!("{free}{}", ending::ZIP), exports.fastqc_zip));
        files.push((format!("{free}{}", ending::HTML), exports.html));
        files.push((format!("{free}{}", ending::JSON), exports.json));
        stems.push(free);
    }
    files.into_iter().unzip()
}

async fn ask(names: Vec<String>, addresses: &[String]) -> Result<Result<Blob, String>, JsValue> {
    let blobs = Array::new();
    for address in addresses {
        let answer: Response = JsFuture::from(window().fetch_with_str(address))
            .await?
            .dyn_into()?;
        blobs.push(&JsFuture::from(answer.blob()?).await?);
    }
    let archivist = (ANALYSER_LOADER, Role::Archivist);
    let (packed, bytes): (Packed, _) = question::ask(archivist, &Pack(names), &blobs).await?;
    match packed {
        Ok(()) => Ok(Ok(Blob::new_with_buffer_source_sequence(&Array::of1(
            &bytes,
        ))?)),
        Err(words) => Ok(Err(words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_there_twice() {
        let exports = || Exports {
            json: "j".to_owned(),
            html: "h".to_owned(),
            tally: String::new(),
            fastqc_text: String::new(),
            fastqc_summary: String::new(),
            fastqc_zip: "z".to_owned(),
        };
        let reports = ["a", "b", "a"].map(|stem| (stem.to_owned(), exports()));
        let (names, addresses) = listed(reports.into_iter());
        assert_eq!(names[0], "a_fastqc.zip");
        assert_eq!(
            names[6..],
            ["a_2_fastqc.zip", "a_2_readout.html", "a_2_readout.json"]
        );
        assert_eq!(addresses.concat(), "zhjzhjzhj");
    }
}
