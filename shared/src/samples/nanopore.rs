//! Folders and names as MinKNOW and Dorado write them: `fastq_pass/barcode01/FAX1_pass_barcode01_2b5ccb41_0`.

use super::{Key, Kind, Place, Read, Scheme, folders};

pub(super) fn place(folder: &str, stem: &str) -> Option<Place> {
    let (folder, name, sample) = by_folder(folder)
        .map(|(folder, name)| (folder.clone(), name, folder))
        .or_else(|| by_name(stem).map(|(name, sample)| (folder.to_owned(), name, sample)))?;
    let unclassified = sample
        .split(['/', '_'])
        .any(|part| part.eq_ignore_ascii_case("unclassified"));
    Some(Place {
        key: Key {
            folder,
            scheme: Scheme::Nanopore,
            stem: sample,
            kind: if unclassified {
                Kind::Undetermined
            } else {
                Kind::Reads
            },
        },
        name,
        read: Read::Whole,
        piece: None,
    })
}

/// The folder of a barcode and its name, if the file is in one.
fn by_folder(folder: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = folders(folder).collect();
    let at = parts.iter().rposition(|part| is_barcode(part))?;
    let (name, within) = (parts.get(at)?, parts.get(..=at)?);
    Some((within.join("/"), (*name).to_owned()))
}

/// The sample's name, and all of a file's name that its neighbours have, too.
///
/// Flow cell, `pass` or `fail`, the barcode if there are any, ids of the run in hexadecimal, and the
/// file's number.
fn by_name(stem: &str) -> Option<(String, String)> {
    let (sample, number) = stem.rsplit_once('_')?;
    let mut parts = sample.split('_');
    let (flow_cell, judged) = (parts.next()?, parts.next()?);
    let mut ids: Vec<&str> = parts.collect();
    let barcode = ids.first().copied().filter(|part| is_barcode(part));
    if barcode.is_some() {
        ids.remove(0);
    }
    let letters = flow_cell.bytes().take_while(u8::is_ascii_uppercase).count();
    let sure = is_number(number)
        && letters == 3
        && flow_cell.get(letters..).is_some_and(is_number)
        && ["pass", "fail", "skip"].contains(&judged)
        && !ids.is_empty()
        && ids.iter().all(|id| is_run_id(id));
    if !sure {
        return None;
    }
    let name = [Some(flow_cell), Some(judged), barcode];
    let name: Vec<&str> = name.into_iter().flatten().collect();
    Some((name.join("_"), sample.to_owned()))
}

fn is_barcode(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    part == "unclassified"
        || part
            .strip_prefix("barcode")
            .is_some_and(|number| (2..=4).contains(&number.len()) && is_number(number))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_run_id(text: &str) -> bool {
    (6..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
