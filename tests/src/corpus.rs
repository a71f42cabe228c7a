//! The corpora, and what is to come out of a file.

use shared::analysis::{Analysis, Options, Outcome};
use shared::fastq::boundary::{Boundary, find_record_start};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of a corpus.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The folder of corpora: `READOUT_CORPUS`, by default `../shared/data` beside the repository.
/// None, said loudly, if it is not there.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("READOUT_CORPUS").map_or(default, PathBuf::from);
    if let Ok(folder) = folder.canonicalize()
        && folder.join("MANIFEST.tsv").is_file()
    {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED: no corpora at {}; set READOUT_CORPUS to test against them",
        folder.display()
    );
    None
}

/// The files of real reads, and the fixtures of this crate, which are always there.
#[must_use]
pub fn reads() -> Vec<Sample> {
    let mut samples = list(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    if let Some(folder) = folder() {
        samples.extend(list(&folder.join("reads")));
    }
    samples
}

/// One file of real reads.
#[must_use]
pub fn read(name: &str) -> Option<Sample> {
    Some(sample(folder()?.join("reads").join(name)))
}

/// Text of real Illumina reads, or of made ones where the corpus is absent, to make large files of.
#[must_use]
pub fn real_or_made() -> Vec<u8> {
    read("seqkit__Illimina1.8.fq.gz").map_or_else(
        || crate::made::reads(8 << 20, 150, 31),
        |sample| text(&sample.bytes),
    )
}

/// Every file of the conformance suites, its suite before its name.
#[must_use]
pub fn specimens() -> Vec<Sample> {
    let Some(folder) = folder() else {
        return Vec::new();
    };
    let mut suites: Vec<PathBuf> = entries(&folder.join("conformance"));
    suites.retain(|suite| suite.is_dir());
    suites
        .iter()
        .flat_map(|suite| list(&suite.join("files")))
        .collect()
}

fn list(folder: &Path) -> Vec<Sample> {
    entries(folder)
        .into_iter()
        .filter(|path| path.extension().is_none_or(|end| end != "md"))
        .map(sample)
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn sample(path: PathBuf) -> Sample {
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Sample {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        path,
        bytes,
    }
}

/// The reference: the file read in order, here and now, by the core alone.
#[must_use]
pub fn expected(bytes: &[u8]) -> Outcome {
    let mut analysis = Analysis::new(Options::default());
    for piece in bytes.chunks(1 << 20) {
        if !analysis.feed(piece) {
            break;
        }
    }
    analysis.finish()
}

/// The text of a file, unpacked if it is gzip.
#[must_use]
pub fn text(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(&shared::gzip::MAGIC) {
        return bytes.to_vec();
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes), &mut text)
        .expect("sound gzip");
    text
}

/// Where `text` is cut to be sent in parts of about `size` bytes: record starts, first 0, last the end.
#[must_use]
pub fn cuts(text: &[u8], size: usize) -> Vec<usize> {
    let mut cuts = vec![0];
    for nominal in (size..text.len()).step_by(size) {
        match find_record_start(&text[nominal..], 0, Some(text[nominal - 1]), true) {
            Boundary::Found(offset) if Some(&(nominal + offset)) != cuts.last() => {
                cuts.push(nominal + offset)
            }
            Boundary::Found(_) => {}
            Boundary::End | Boundary::NeedMore => break,
        }
    }
    cuts.push(text.len());
    cuts
}

/// Fails where two tallies differ. They are long: says where, not what they are.
pub fn same(expected: &str, found: &str, place: &str) {
    if expected != found {
        let at = expected
            .bytes()
            .zip(found.bytes())
            .take_while(|(one, two)| one == two)
            .count();
        let around = |text: &str| {
            text.chars()
                .skip(at.saturating_sub(40))
                .take(100)
                .collect::<String>()
        };
        panic!(
            "{place}: the tally differs at byte {at}:\n expected …{}\n found    …{}",
            around(expected),
            around(found)
        );
    }
}
