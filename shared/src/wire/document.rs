//! The JSON shape of a tally document, and the checks on the way in.

mod notes;
mod origin;
mod samples;

use self::notes::NotesForm;
use self::origin::{Adapters, RunForm, TilesForm};
use self::samples::Table;
use super::bounded::Bounded;
use super::count::{Count, pad, trim};
use super::coverage::Coverage;
use super::{SCHEMA, TallyDocument, WireError};
use crate::ledger::MAX_SEGMENTS;
use crate::order;
use crate::phred::COLUMNS;
use crate::tally::{
    AdapterContent, BaseContent, BaseQuality, GcContent, MAX_BASES, QualityByLength, ReadLength,
    ReadNumber, ReadQuality, Tally, gc_content, position_bin, quality_by_length,
    read_length::MAX_DISTINCT,
};
use serde::{Deserialize, Serialize};

/// What must be known before the rest can be read.
#[derive(Deserialize)]
pub(super) struct Head {
    schema: u32,
    layout: String,
}

impl Head {
    pub(super) fn is_ours(&self) -> bool {
        self.schema == SCHEMA && self.layout == position_bin::LAYOUT
    }
}

impl From<Head> for WireError {
    fn from(head: Head) -> Self {
        Self::Incompatible {
            schema: head.schema,
            layout: head.layout,
        }
    }
}

/// Counts, without the zeros at their end.
type Row<const N: usize> = Bounded<Count, N>;

/// Rows by position bin.
type Rows<const N: usize> = Bounded<Row<N>, { position_bin::COUNT }>;

/// A tally document as it stands in JSON. Zeros at the end of a row are left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    schema: u32,
    layout: String,
    read_length: Lengths,
    gc_content: Gc,
    /// One row a position bin: bases by quality byte from `!`.
    base_quality: Rows<COLUMNS>,
    /// One row a position bin: A, C, G, T, N, other.
    base_content: Rows<6>,
    read_quality: Quality,
    /// Per class of length that holds a read: the class, and reads by mean error probability.
    quality_by_length: Bounded<(usize, Row<COLUMNS>), { quality_by_length::CLASSES }>,
    duplication: Table,
    overrepresented: Table,
    /// Null if there were no reads.
    adapter_content: Option<Adapters>,
    tile_quality: TilesForm,
    sequencing_run: RunForm,
    /// Null if all records were counted.
    read_number: Option<ReadNumber>,
    notes: NotesForm,
    ledger: Coverage,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lengths {
    reads: Count,
    bases: Count,
    min: Option<Count>,
    max: Option<Count>,
    shift: u32,
    /// Pairs of ⌊length / 2^shift⌋ and reads, by length.
    counts: Bounded<(Count, Count), MAX_DISTINCT>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gc {
    percent: Row<101>,
    undefined: Count,
    classes: Bounded<GcClass, { gc_content::CLASSES }>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GcClass {
    /// FastQC's cut length.
    length: Count,
    /// The first percent that a read claims.
    first: usize,
    /// Reads that claim each percent from there on.
    claims: Row<101>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quality {
    integer_mean: Row<COLUMNS>,
    error_mean: Row<COLUMNS>,
}

impl From<&TallyDocument> for Document {
    fn from(document: &TallyDocument) -> Self {
        let tally = &document.tally;
        let lengths = &tally.read_length;
        let pairs = lengths
            .shifted_counts()
            .iter()
            .map(|(&length, &reads)| (Count(length), Count(reads)));
        Self {
            schema: SCHEMA,
            layout: position_bin::LAYOUT.to_owned(),
            read_length: Lengths {
                reads: Count(lengths.reads()),
                bases: Count(lengths.bases()),
                min: lengths.min().map(Count),
                max: lengths.max().map(Count),
                shift: lengths.shift(),
                counts: pairs.collect(),
            },
            gc_content: Gc {
                percent: trim(&tally.gc_content.percent),
                undefined: Count(tally.gc_content.undefined),
                classes: tally
                    .gc_content
                    .classes()
                    .iter()
                    .map(GcClass::from)
                    .collect(),
            },
            base_quality: tally
                .base_quality
                .rows()
                .iter()
                .map(|row| trim(row))
                .collect(),
            base_content: tally
                .base_content
                .rows()
                .iter()
                .map(|row| trim(row))
                .collect(),
            read_quality: Quality {
                integer_mean: trim(&tally.read_quality.integer_mean),
                error_mean: trim(&tally.read_quality.error_mean),
            },
            quality_by_length: (0..)
                .zip(tally.quality_by_length.rows())
                .map(|(class, row)| (class, trim(row)))
                .filter(|(_, row): &(usize, Row<COLUMNS>)| !row.is_empty())
                .collect(),
            duplication: Table::from(&tally.duplication),
            overrepresented: Table::from(&tally.overrepresented),
            adapter_content: Adapters::of(&tally.adapter_content),
            tile_quality: TilesForm::from(&tally.tile_quality),
            sequencing_run: RunForm::from(&tally.sequencing_run),
            read_number: tally.read_number,
            notes: NotesForm::from(&tally.notes),
            ledger: Coverage::from(&document.ledger),
        }
    }
}

impl From<&(u64, [u64; 101])> for GcClass {
    fn from((length, claims): &(u64, [u64; 101])) -> Self {
        let first = claims.iter().position(|&count| count > 0).unwrap_or(0);
        Self {
            length: Count(*length),
            first,
            claims: trim(&claims[first..]),
        }
    }
}

impl Document {
    /// The values, checked against each other so that no later sum can overflow.
    pub(super) fn into_tally_document(self) -> Result<TallyDocument, WireError> {
        let wrong = WireError::Inconsistent;
        let head = Head {
            schema: self.schema,
            layout: self.layout,
        };
        if !head.is_ours() {
            return Err(head.into());
        }
        let read_length = self.read_length.into_tally().ok_or(wrong("read_length"))?;
        let (reads, bases) = (read_length.reads(), read_length.bases());
        if reads > MAX_BASES || bases > MAX_BASES {
            return Err(wrong("more than 2^56 reads or bases"));
        }
        let quality = rows::<COLUMNS>(&self.base_quality, bases).ok_or(wrong("base_quality"))?;
        let content = rows::<6>(&self.base_content, bases).ok_or(wrong("base_content"))?;
        if quality
            .iter()
            .any(|row| row[94..].iter().any(|&count| count > 0))
        {
            return Err(wrong("base_quality has bytes above '~'"));
        }
        let zero_length = read_length
            .counts()
            .first()
            .filter(|(length, _)| *length == 0)
            .map_or(0, |(_, count)| *count);
        let read_quality = self
            .read_quality
            .into_tally()
            .ok_or(wrong("read_quality"))?;
        let with_bases = if read_length.shift() == 0 {
            reads - zero_length
        } else {
            reads
        };
        for counts in [&read_quality.integer_mean, &read_quality.error_mean] {
            let sum = checked_sum(counts).ok_or(wrong("read_quality"))?;
            if sum > reads || (read_length.shift() == 0 && sum != with_bases) {
                return Err(wrong("read_quality"));
            }
        }
        let gc_content = self
            .gc_content
            .into_tally(reads)
            .ok_or(wrong("gc_content"))?;
        let quality_by_length = by_length(
            &self.quality_by_length,
            with_bases,
            read_length.shift() == 0,
        )
        .ok_or(wrong("quality_by_length"))?;
        let duplication = self
            .duplication
            .into_duplication(reads)
            .ok_or(wrong("duplication"))?;
        let overrepresented = self
            .overrepresented
            .into_sample(reads)
            .ok_or(wrong("overrepresented"))?;
        let adapter_content = match self.adapter_content {
            Some(form) => form.into_tally(reads).ok_or(wrong("adapter_content"))?,
            // Every read is looked at, so only a tally without reads knows of no adapters.
            None if reads == 0 => AdapterContent::default(),
            None => return Err(wrong("adapter_content")),
        };
        let tile_quality = self
            .tile_quality
            .into_tally(reads, bases)
            .ok_or(wrong("tile_quality"))?;
        let sequencing_run = self
            .sequencing_run
            .into_tally(reads)
            .ok_or(wrong("sequencing_run"))?;
        let notes = self
            .notes
            .into_notes(reads, self.read_number)
            .ok_or(wrong("notes"))?;
        if self.ledger.places() > MAX_SEGMENTS {
            return Err(WireError::Scattered);
        }
        let ledger = self
            .ledger
            .into_ledger()
            .filter(|ledger| ledger.records() == reads + notes.other_mates)
            .ok_or(wrong("ledger"))?;
        let tally = Tally {
            read_length,
            gc_content,
            base_quality: BaseQuality::from_rows(quality),
            base_content: BaseContent::from_rows(content),
            read_quality,
            duplication,
            overrepresented,
            adapter_content,
            tile_quality,
            quality_by_length,
            sequencing_run,
            read_number: self.read_number,
            notes,
        };
        Ok(TallyDocument { tally, ledger })
    }
}

impl Lengths {
    fn into_tally(self) -> Option<ReadLength> {
        let pairs = self.counts.len();
        let counts = self.counts.0.into_iter();
        let counts = order::map(counts.map(|(length, reads)| (length.0, reads.0)));
        let range = match (self.min, self.max) {
            (Some(min), Some(max)) => Some((min.0, max.0)),
            (None, None) => None,
            _ => return None,
        };
        if counts.len() != pairs {
            return None;
        }
        ReadLength::from_parts(self.bases.0, range, self.shift, counts)
            .filter(|lengths| lengths.reads() == self.reads.0)
    }
}

impl Gc {
    fn into_tally(self, reads: u64) -> Option<GcContent> {
        let percent: [u64; 101] = pad(&self.percent)?;
        if checked_sum(&percent)?.checked_add(self.undefined.0)? != reads {
            return None;
        }
        let mut classes = Vec::with_capacity(self.classes.len());
        for class in self.classes.iter() {
            let mut claims = [0; 101];
            for (count, value) in claims
                .get_mut(class.first..)?
                .get_mut(..class.claims.len())?
                .iter_mut()
                .zip(class.claims.iter())
            {
                *count = value.0;
            }
            if claims.iter().any(|&count| count > reads) {
                return None;
            }
            classes.push((class.length.0, claims));
        }
        GcContent::from_parts(percent, self.undefined.0, &classes)
    }
}

impl Quality {
    fn into_tally(self) -> Option<ReadQuality> {
        Some(ReadQuality {
            integer_mean: pad(&self.integer_mean)?,
            error_mean: pad(&self.error_mean)?,
        })
    }
}

/// Rows whose counts add up to `bases`. The last one counts something, or it would not be written.
fn rows<const N: usize>(rows: &[Row<N>], bases: u64) -> Option<Vec<[u64; N]>> {
    let rows: Vec<[u64; N]> = rows.iter().map(|row| pad(row)).collect::<Option<_>>()?;
    if rows
        .last()
        .is_some_and(|row| row.iter().all(|&count| count == 0))
    {
        return None;
    }
    let sums = rows
        .iter()
        .map(|row| checked_sum(row))
        .collect::<Option<Vec<u64>>>()?;
    (checked_sum(&sums)? == bases).then_some(rows)
}

/// Rows by ascending class that hold `reads` reads, or where lengths are rounded, not more.
fn by_length(rows: &[(usize, Row<COLUMNS>)], reads: u64, exact: bool) -> Option<QualityByLength> {
    let mut all: Vec<[u64; COLUMNS]> = Vec::new();
    let mut sum = 0_u64;
    for (class, row) in rows {
        let row: [u64; COLUMNS] = pad(row).filter(|_| !row.is_empty())?;
        sum = sum.checked_add(checked_sum(&row).filter(|&reads| reads > 0)?)?;
        if *class >= quality_by_length::CLASSES || *class < all.len() {
            return None;
        }
        all.resize(*class, [0; COLUMNS]);
        all.push(row);
    }
    (sum == reads || (!exact && sum < reads)).then(|| QualityByLength::from_rows(all))
}

fn checked_sum(counts: &[u64]) -> Option<u64> {
    counts
        .iter()
        .try_fold(0_u64, |sum, &count| sum.checked_add(count))
}
