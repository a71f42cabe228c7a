//! Names as bcl2fastq, BCL Convert and CASAVA write them: `SAMPLE_S1_L001_R1_001`.
//!
//! `_S1`, `_L001` or `_001` may be missing (`--no-lane-splitting`, an index in place of the number,
//! names that were shortened), but something must stand beside `R1` that only these programs write.

use super::{Key, Kind, Place, Read, Scheme, folders};

pub(super) fn place(folder: &str, stem: &str) -> Option<Place> {
    let mut parts: Vec<&str> = stem.split('_').collect();
    let chunk = match parts.as_slice() {
        [.., before, last] if read(before).is_some() => three_digits(last),
        _ => None,
    };
    if chunk.is_some() {
        parts.pop();
    }
    let found = parts.last().and_then(|part| read(part));
    if found.is_some() {
        parts.pop();
    }
    let lane = parts
        .last()
        .and_then(|part| part.strip_prefix('L'))
        .and_then(three_digits);
    if lane.is_some() {
        parts.pop();
    }
    let numbered = parts.last().is_some_and(|part| is_sample_number(part));
    let sure = match found {
        Some(_) => chunk.is_some() || lane.is_some() || numbered,
        None => lane.is_some() && numbered,
    };
    let sample = parts.join("_");
    if !sure || sample.trim_matches('_').is_empty() {
        return None;
    }
    let read = found.unwrap_or(Read::Whole);
    let kind = match read {
        Read::Index(_) => Kind::Index,
        _ if sample == "Undetermined" || sample.starts_with("Undetermined_") => Kind::Undetermined,
        _ => Kind::Reads,
    };
    let name = match kind {
        Kind::Index => format!("{sample}_index"),
        Kind::Reads | Kind::Undetermined => sample.clone(),
    };
    Some(Place {
        key: Key {
            folder: run_folder(folder),
            scheme: Scheme::Illumina,
            stem: sample,
            kind,
        },
        name,
        read,
        piece: Some((lane.unwrap_or(0), chunk.unwrap_or(0))),
    })
}

fn read(part: &str) -> Option<Read> {
    Some(match part {
        "R1" => Read::Numbered(1),
        "R2" => Read::Numbered(2),
        "R3" => Read::Numbered(3),
        "R4" => Read::Numbered(4),
        "I1" => Read::Index(1),
        "I2" => Read::Index(2),
        _ => return None,
    })
}

fn three_digits(part: &str) -> Option<u16> {
    let digits = part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| part.parse().ok()).flatten()
}

/// `S1`: the sample's place in the sample sheet.
fn is_sample_number(part: &str) -> bool {
    part.strip_prefix('S').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The folder without that of a single lane, `Liver_L001-ds.0123abcd`, as BaseSpace makes one for
/// each.
fn run_folder(folder: &str) -> String {
    let mut parts: Vec<&str> = folders(folder).collect();
    let of_a_lane = |part: &str| {
        let Some((_, id)) = part.split_once("-ds.").or(part.split_once("_ds.")) else {
            return false;
        };
        id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    if parts.last().is_some_and(|part| of_a_lane(part)) {
        parts.pop();
    }
    parts.join("/")
}
