//! Which files are one sample, by their names and folders.
//!
//! Sequencers write a sample in many files: a lane each, R1 and R2 apart, index reads beside them, or
//! some thousand reads a file. [`group`] puts together what is surely alike and leaves the rest alone:
//! a person can join two samples in a moment, but may never notice that two were mixed.
//!
//! | names | taken for |
//! |---|---|
//! | `Liver_S1_L001_R1_001`, … `_L002_R2_001` | Illumina: lanes and parts in a row, R1 beside R2 |
//! | `Liver_S1_L001_I1_001` | index reads, apart |
//! | `Undetermined_S0_…`, `unclassified/…` | reads without a sample, apart |
//! | `SRR001_1`, `SRR001_2`; `x.R1`, `x.R2`; `x_R1_trimmed`, … | mates, side by side |
//! | `…/barcode01/…`, `FAX1_pass_barcode01_2b5c_0`, … `_1` | Nanopore: many files in a row |
//! | any other | a sample by itself |

mod illumina;
mod mates;
mod nanopore;
mod natural;
mod unique;

use std::collections::BTreeMap;

pub use self::natural::compare;
use crate::order;
use crate::pairs::bare;

/// What a sample's reads are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Reads of a sample.
    Reads,
    /// Reads that no sample was found for.
    Undetermined,
    /// Reads of indexes (barcodes), not of a library.
    Index,
}

/// Which read of a cluster a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Read {
    /// The name does not say: all that there is.
    Whole,
    /// R1, R2, …
    Numbered(u8),
    /// I1, I2: an index.
    Index(u8),
}

impl Read {
    /// Its name as files have it, `R1`; empty for [`Read::Whole`].
    ///
    /// ```
    /// use shared::samples::Read;
    /// assert_eq!(Read::Index(2).label(), "I2");
    /// ```
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Numbered(number) => format!("R{number}"),
            Self::Index(number) => format!("I{number}"),
        }
    }

    /// It is of an index, not of a library.
    #[must_use]
    pub const fn is_index(self) -> bool {
        matches!(self, Self::Index(_))
    }
}

/// Files whose text is read in a row, as if they were one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which read they hold.
    pub read: Read,
    /// Places in the list that was grouped, in the order of reading.
    pub files: Vec<usize>,
}

/// A sample: one part, or one for each read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name, which no other sample of the same list has.
    pub name: String,
    /// What its reads are.
    pub kind: Kind,
    /// Its parts, R1 before R2.
    pub parts: Vec<Part>,
}

/// Which samples a file name speaks of. Files with the same key are of one sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    folder: String,
    /// The names of different schemes have nothing in common.
    scheme: Scheme,
    stem: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scheme {
    Illumina,
    Nanopore,
    Mates,
    BareMates,
    Alone,
}

/// Lane and part of an Illumina name.
type Piece = (u16, u16);

/// What the path of a file says.
struct Place {
    key: Key,
    /// The sample's name, where nothing else has it.
    name: String,
    read: Read,
    /// Each may be there once.
    piece: Option<Piece>,
}

impl Place {
    /// The read that a file without its neighbours holds: a bare number says nothing then.
    fn read_alone(&self) -> Read {
        match self.key.scheme {
            Scheme::BareMates => Read::Whole,
            _ => self.read,
        }
    }
}

/// Groups files into samples. Every file is in exactly one part of one sample. Samples stand in
/// natural order of their names (`L002` before `L010`), and so do the files of a part; the order of
/// `paths` does not matter.
///
/// Paths are names with the folders that are known, `/` or `\` between them.
///
/// ```
/// use shared::samples::group;
/// let paths = ["A_S1_L002_R1_001.fastq.gz", "A_S1_L001_R1_001.fastq.gz", "A_S1_L001_R2_001.fastq.gz", "b.fq"];
/// let samples = group(&paths);
/// assert_eq!(samples[0].name, "A_S1");
/// assert_eq!(samples[0].parts[0].files, [1, 0]);
/// assert_eq!(samples[0].parts[1].files, [2]);
/// assert_eq!(samples[1].name, "b.fq");
/// ```
#[must_use]
pub fn group(paths: &[impl AsRef<str>]) -> Vec<Sample> {
    let path = |index: usize| paths.get(index).map_or("", |path| path.as_ref());
    let order = order::sorted(paths.len(), &mut |one, other| {
        compare(path(one), path(other))
    });
    let mut groups: BTreeMap<Key, Vec<(usize, Place)>> = BTreeMap::new();
    for index in order {
        let place = place(path(index));
        groups
            .entry(place.key.clone())
            .or_default()
            .push((index, place));
    }
    let mut samples: Vec<(String, Sample)> = Vec::new();
    for (key, files) in groups {
        let (sample, left_over) = gather(&key, files);
        let lone = |(index, read)| lone(path(index), index, read, key.kind);
        let left_over = left_over.into_iter().map(lone);
        let all = sample.into_iter().chain(left_over);
        samples.extend(all.map(|sample| (key.folder.clone(), sample)));
    }
    let mut samples = unique::name(samples);
    order::sort_by(&mut samples, |one, other| compare(&one.name, &other.name));
    samples
}

/// Whether a name is one that FASTQ has: `.fastq` or `.fq`, packed or not, and not hidden. For what
/// lies in folders beside other things; what a file is, its content says.
///
/// ```
/// use shared::samples::is_fastq_name;
/// assert!(is_fastq_name("reads.fq.GZ"));
/// assert!(!is_fastq_name("reads.fastq.gz.md5") && !is_fastq_name("._reads.fastq"));
/// ```
#[must_use]
pub fn is_fastq_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let packings = [".gz", ".bgz", ".bgzf"];
    let plain = packings.iter().find_map(|end| name.strip_suffix(end));
    let plain = plain.unwrap_or(&name);
    !name.starts_with('.') && (plain.ends_with(".fastq") || plain.ends_with(".fq"))
}

/// The parts of files that a person says are one sample: reads stay apart, all else is read in a row.
///
/// ```
/// use shared::samples::together;
/// let parts = together(&["b_R1.fq", "a_R1.fq", "a_R2.fq"]);
/// assert_eq!(parts[0].files, [1, 0]);
/// assert_eq!(parts[1].files, [2]);
/// ```
#[must_use]
pub fn together(paths: &[impl AsRef<str>]) -> Vec<Part> {
    let mut files: Vec<(usize, &str, Place)> = paths
        .iter()
        .enumerate()
        .map(|(index, path)| (index, path.as_ref(), place(path.as_ref())))
        .collect();
    order::sort_by(&mut files, |(_, one, _), (_, other, _)| compare(one, other));
    let bare = files
        .iter()
        .all(|(_, _, place)| place.key.scheme == Scheme::BareMates);
    let pair = bare && mates::bare_fit(files.iter().map(|(_, _, place)| place.read));
    let mut parts: BTreeMap<Read, Vec<usize>> = BTreeMap::new();
    for (index, _, place) in files {
        let read = if pair { place.read } else { place.read_alone() };
        parts.entry(read).or_default().push(index);
    }
    let part = |(read, files)| Part { read, files };
    parts.into_iter().map(part).collect()
}

/// A sample of the files of one key, and the files that do not fit into it.
fn gather(key: &Key, files: Vec<(usize, Place)>) -> (Option<Sample>, Vec<(usize, Read)>) {
    let reads = || files.iter().map(|(_, place)| place.read);
    let together = match key.scheme {
        Scheme::Alone => false,
        Scheme::Illumina | Scheme::Nanopore => true,
        Scheme::Mates => mates::fit(reads()),
        Scheme::BareMates => mates::bare_fit(reads()),
    };
    if !together {
        let alone = files
            .into_iter()
            .map(|(index, place)| (index, place.read_alone()));
        return (None, alone.collect());
    }
    let name = files
        .first()
        .map_or_else(String::new, |(_, place)| place.name.clone());
    let mut parts: BTreeMap<Read, Vec<(usize, Option<Piece>)>> = BTreeMap::new();
    let mut left_over = Vec::new();
    for (index, place) in files {
        let part = parts.entry(place.read).or_default();
        let is_there = |(_, piece): &(usize, _)| place.piece.is_some() && *piece == place.piece;
        if part.iter().any(is_there) {
            left_over.push((index, place.read));
        } else {
            part.push((index, place.piece));
        }
    }
    let parts = parts.into_iter().map(|(read, mut files)| {
        // Stable: files without lanes stay in natural order.
        order::sort_by(&mut files, |one, other| one.1.cmp(&other.1));
        let files = files.into_iter().map(|(index, _)| index).collect();
        Part { read, files }
    });
    let sample = Sample {
        name,
        kind: key.kind,
        parts: parts.collect(),
    };
    (Some(sample), left_over)
}

/// A sample of one file, with its name.
fn lone(path: &str, index: usize, read: Read, kind: Kind) -> Sample {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    Sample {
        name: name.to_owned(),
        kind,
        parts: vec![Part {
            read,
            files: vec![index],
        }],
    }
}

fn place(path: &str) -> Place {
    let (folder, stem) = (folder(path), bare(path));
    illumina::place(folder, stem)
        .or_else(|| nanopore::place(folder, stem))
        .or_else(|| mates::place(folder, stem))
        .unwrap_or_else(|| Place {
            key: Key {
                folder: folder.to_owned(),
                scheme: Scheme::Alone,
                stem: stem.to_owned(),
                kind: Kind::Reads,
            },
            name: stem.to_owned(),
            read: Read::Whole,
            piece: None,
        })
}

/// The folders of a path, without a separator at the end.
fn folder(path: &str) -> &str {
    path.rfind(['/', '\\'])
        .and_then(|end| path.get(..end))
        .unwrap_or_default()
}

/// The folders of a path, one by one.
fn folders(folder: &str) -> impl DoubleEndedIterator<Item = &str> {
    folder.split(['/', '\\']).filter(|part| !part.is_empty())
}
