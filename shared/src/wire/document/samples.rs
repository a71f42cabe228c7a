//! Duplication and the sample of reads in JSON.

use super::super::packed::{Reader, Writer, form};
use crate::tally::{Duplication, Prefix, ReadSample, duplication};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A thinned table.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    thinning: u32,
    /// base64. Duplication, unthinned: runs of a number of reads, a form, how many prefixes follow,
    /// and their bases, all ascending. Thinned: runs of a number of reads, how many follow, and
    /// their hashes. Sample: how many reads, level, form and bases, by bases and level.
    table: String,
}

impl From<&Duplication> for Table {
    fn from(tally: &Duplication) -> Self {
        let mut writer = Writer::default();
        if let Some(mut sequences) = tally.sequences() {
            sequences.sort_by_key(|(prefix, reads)| (*reads, form(prefix)));
            for run in sequences.chunk_by(|a, b| a.1 == b.1 && form(&a.0) == form(&b.0)) {
                let Some((first, reads)) = run.first() else {
                    continue;
                };
                writer.number(*reads);
                writer.form(first);
                writer.number(run.len() as u64);
                run.iter().for_each(|(prefix, _)| writer.bases(prefix));
            }
        } else {
            let mut hashes = tally.hashes();
            hashes.sort_by_key(|(_, reads)| *reads);
            for run in hashes.chunk_by(|a, b| a.1 == b.1) {
                let Some((_, reads)) = run.first() else {
                    continue;
                };
                writer.number(*reads);
                writer.number(run.len() as u64);
                run.iter().for_each(|(hash, _)| writer.hash(*hash));
            }
        }
        Self {
            thinning: tally.thinning(),
            table: writer.finish(),
        }
    }
}

impl From<&ReadSample> for Table {
    fn from(sample: &ReadSample) -> Self {
        let mut writer = Writer::default();
        for ((prefix, level), reads) in sample.levels() {
            writer.number(reads);
            writer.number(u64::from(level));
            writer.form(&prefix);
            writer.bases(&prefix);
        }
        Self {
            thinning: sample.thinning(),
            table: writer.finish(),
        }
    }
}

impl Table {
    /// None if the table is not in the one form that its content has, or its counts pass `reads`.
    pub(super) fn into_duplication(self, reads: u64) -> Option<Duplication> {
        let mut reader = Reader::new(&self.table)?;
        let tally = if self.thinning == 0 {
            Duplication::from_sequences(&sequences(&mut reader)?)?
        } else {
            Duplication::from_hashes(self.thinning, &hashes(&mut reader)?)?
        };
        let counted = tally.reads()?;
        let fits = counted == reads || (self.thinning > 0 && counted < reads);
        (fits && Self::from(&tally).table == self.table).then_some(tally)
    }

    /// None if the table is not in the one form that its content has, or its counts pass `reads`.
    pub(super) fn into_sample(self, reads: u64) -> Option<ReadSample> {
        let mut reader = Reader::new(&self.table)?;
        let mut counts = BTreeMap::new();
        while !reader.is_over() {
            let count = reader.number()?;
            let level = u32::try_from(reader.number()?).ok()?;
            let form = reader.form()?;
            counts.insert((reader.bases(form)?, level), count);
        }
        let sample = ReadSample::from_levels(self.thinning, counts)?;
        (sample.reads() <= reads && Self::from(&sample).table == self.table).then_some(sample)
    }
}

fn sequences(reader: &mut Reader) -> Option<Vec<(Prefix, u64)>> {
    let mut sequences = Vec::new();
    while !reader.is_over() {
        let reads = reader.number()?;
        let form = reader.form()?;
        for _ in 0..room(reader)? {
            sequences.push((reader.bases(form)?, reads));
            if sequences.len() >= duplication::CAPACITY {
                return None;
            }
        }
    }
    Some(sequences)
}

fn hashes(reader: &mut Reader) -> Option<Vec<(u64, u64)>> {
    let mut hashes = Vec::new();
    while !reader.is_over() {
        let reads = reader.number()?;
        for _ in 0..room(reader)? {
            hashes.push((reader.hash()?, reads));
        }
    }
    Some(hashes)
}

/// How many items of a run follow. There is no run of none.
fn room(reader: &mut Reader) -> Option<u64> {
    let number = reader.number()?;
    // An item may be of no bytes at all: the empty prefix, of which there is one.
    (number > 0 && number <= reader.left().max(1) as u64).then_some(number)
}
