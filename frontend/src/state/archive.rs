//! The reports of all samples in one file.

use js_sys::Array;
use leptos::prelude::GetUntracked;
use readout_frontend::archivist::{Pack, Packed};
use readout_frontend::worker::{self, ANALYSER_LOADER, Role};
use shared::export::{ending, stem};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::{Job, question};

/// The finished reports, packed: of each its page, its JSON, and FastQC's zip as MultiQC takes it.
///
/// # Errors
/// In words.
pub(crate) async fn pack(jobs: Vec<Job>) -> Result<Blob, String> {
    let finished = jobs.into_iter().filter_map(|job| {
        let name = job.name.get_untracked();
        Some((stem(&name), job.packed_exports()?))
    });
    let (names, files) = listed(finished);
    ask(names, files.into_iter().collect())
        .await
        .unwrap_or_else(|error| Err(worker::words(&error)))
}

/// Names in the archive, none of them twice, with the files: of each report its zip, page and JSON.
fn listed<T>(reports: impl Iterator<Item = (String, [T; 3])>) -> (Vec<String>, Vec<T>) {
    let mut stems: Vec<String> = Vec::new();
    let mut files = Vec::new();
    for (stem, [zip, html, json]) in reports {
        let again = (2..).map(|number| format!("{stem}_{number}"));
        let mut names = std::iter::once(stem.clone()).chain(again);
        let free = names.find(|name| !stems.contains(name)).unwrap_or(stem);
        files.push((format!("{free}{}", ending::ZIP), zip));
        files.push((format!("{free}{}", ending::HTML), html));
        files.push((format!("{free}{}", ending::JSON), json));
        stems.push(free);
    }
    files.into_iter().unzip()
}

async fn ask(names: Vec<String>, blobs: Array) -> Result<Result<Blob, String>, JsValue> {
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
        let reports = ["a", "b", "a"].map(|stem| (stem.to_owned(), ["z", "h", "j"]));
        let (names, files) = listed(reports.into_iter());
        assert_eq!(names[0], "a_fastqc.zip");
        assert_eq!(
            names[6..],
            ["a_2_fastqc.zip", "a_2_readout.html", "a_2_readout.json"]
        );
        assert_eq!(files.concat(), "zhjzhjzhj");
    }
}
