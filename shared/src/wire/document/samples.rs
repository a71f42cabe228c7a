//! Duplication and the sample of reads in JSON.

use super::super::packed::{Reader, Writer, form, is_plain};
use crate::tally::{
    Duplication, Prefix, ReadSample, SAMPLE_CAPACITY, duplication,
    prefix::{Bases, PlainPrefix},
};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

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
        if let Some(entries) = tally.entries() {
            write_sequences(&mut writer, entries);
        } else {
            let mut hashes = tally.hashes();
            hashes.sort_unstable_by_key(|&(hash, reads)| (reads, hash));
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

/// They are few: a call for each pair takes less of the page's program than the bytes compared in place.
#[inline(never)]
fn compare(one: &(u64, u8, Prefix), other: &(u64, u8, Prefix)) -> Ordering {
    one.cmp(other)
}

/// Runs of prefixes. The plain ones, which are nearly all, are never spelled out: as two words they
/// are sorted and written in a fraction of the time.
fn write_sequences<'a>(writer: &mut Writer, entries: impl Iterator<Item = (Bases<'a>, u64)>) {
    let (mut plain, mut others) = (Vec::new(), Vec::new());
    for (bases, reads) in entries {
        match bases {
            Bases::Plain(prefix) => plain.push((reads, prefix.length(), prefix.ordered())),
            Bases::Letters(sequence) => {
                let prefix = Prefix::of(sequence);
                others.push((reads, form(&prefix), prefix));
            }
        }
    }
    plain.sort_unstable();
    others.sort_unstable_by(compare);
    let mut others = runs(&others).peekable();
    for (reads, length, run) in runs(&plain) {
        while let Some(before) = others.next_if(|other| (other.0, other.1) < (reads, length)) {
            write_others(writer, before);
        }
        writer.number(reads);
        writer.plain_form(length);
        writer.number(run.len() as u64);
        run.iter().for_each(|item| writer.plain(length, item.2));
    }
    others.for_each(|run| write_others(writer, run));
}

/// Reads, form, and the prefixes that have both.
type Run<'a, T> = (u64, u8, &'a [(u64, u8, T)]);

fn runs<T>(sorted: &[(u64, u8, T)]) -> impl Iterator<Item = Run<'_, T>> {
    let runs = sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    runs.filter_map(|run| run.first().map(|first| (first.0, first.1, run)))
}

fn write_others(writer: &mut Writer, (reads, _, run): Run<'_, Prefix>) {
    let Some((_, _, first)) = run.first() else {
        return;
    };
    writer.number(reads);
    writer.form(first);
    writer.number(run.len() as u64);
    run.iter().for_each(|item| writer.bases(&item.2));
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
            read_sequences(&mut reader)?
        } else {
            Duplication::from_hashes(self.thinning, &hashes(&mut reader)?)?
        };
        let counted = tally.reads()?;
        let fits = counted == reads || (self.thinning > 0 && counted < reads);
        fits.then_some(tally)
    }

    /// None if the table is not in the one form that its content has, or its counts pass `reads`.
    pub(super) fn into_sample(self, reads: u64) -> Option<ReadSample> {
        let mut reader = Reader::new(&self.table)?;
        let (mut levels, mut pairs) = (Vec::new(), Ascending(None));
        while !reader.is_over() {
            let count = reader.number()?;
            let level = u32::try_from(reader.number()?).ok()?;
            let form = reader.form()?;
            let pair = pairs.then((reader.bases(form)?, level))?;
            if levels.len() >= SAMPLE_CAPACITY {
                return None;
            }
            levels.push((pair, count));
        }
        let sample = ReadSample::from_levels(self.thinning, &levels)?;
        (sample.reads() <= reads).then_some(sample)
    }
}

/// The prefixes of an unthinned table, which must be in the order in which [`write_sequences`] puts
/// them; none if they are too many, empty or twice there.
fn read_sequences(reader: &mut Reader) -> Option<Duplication> {
    let mut tally = Duplication::default();
    let (mut sequences, mut run) = (0_usize, Ascending(None));
    while !reader.is_over() {
        let (reads, form) = (reader.number()?, reader.form()?);
        run.then((reads, form))?;
        let number = usize::try_from(room(reader)?).ok()?;
        sequences = sequences.checked_add(number)?;
        if reads == 0 || sequences >= duplication::CAPACITY {
            return None;
        }
        tally.make_room(number);
        let (mut plain, mut other) = (Ascending(None), Ascending(None));
        for _ in 0..number {
            if is_plain(form) {
                let ordered = plain.then(reader.plain(form)?)?;
                let prefix = PlainPrefix::of_ordered(form, ordered);
                tally.put(&Bases::Plain(prefix), reads);
            } else {
                let prefix = other.then(reader.bases(form)?)?;
                tally.put(&Bases::from(prefix.bases()), reads);
            }
        }
    }
    (tally.kept() == sequences).then_some(tally)
}

/// The hashes of a thinned table, in the order in which they are written; none if they are too many.
fn hashes(reader: &mut Reader) -> Option<Vec<(u64, u64)>> {
    let (mut hashes, mut run) = (Vec::new(), Ascending(None));
    while !reader.is_over() {
        let reads = run.then(reader.number()?)?;
        let (mut hash, number) = (Ascending(None), room(reader)?);
        if hashes.len() as u64 + number >= duplication::CAPACITY as u64 {
            return None;
        }
        for _ in 0..number {
            hashes.push((hash.then(reader.hash()?)?, reads));
        }
    }
    Some(hashes)
}

/// Values of which each must be more than the one before: then they have one order only.
struct Ascending<T>(Option<T>);

impl<T: Copy + Ord> Ascending<T> {
    /// The next value; none if it is not more.
    fn then(&mut self, value: T) -> Option<T> {
        let more = self.0.is_none_or(|before| before < value);
        self.0 = Some(value);
        more.then_some(value)
    }
}

/// How many items of a run follow. There is no run of none.
fn room(reader: &mut Reader) -> Option<u64> {
    let number = reader.number()?;
    // An item may be of no bytes at all: the empty prefix, of which there is one.
    (number > 0 && number <= reader.left().max(1) as u64).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as its description has it: every prefix spelled out, all sorted together.
    fn spelled_out(tally: &Duplication) -> String {
        let mut writer = Writer::default();
        let mut sequences = tally.sequences().unwrap();
        sequences.sort_by_key(|(prefix, reads)| (*reads, form(prefix)));
        for run in sequences.chunk_by(|a, b| a.1 == b.1 && form(&a.0) == form(&b.0)) {
            writer.number(run[0].1);
            writer.form(&run[0].0);
            writer.number(run.len() as u64);
            run.iter().for_each(|(prefix, _)| writer.bases(prefix));
        }
        writer.finish()
    }

    /// Every change of one byte to some others, and every two stretches of up to 16 bytes swapped, is
    /// refused, or is the one form of something else.
    fn taken_in_one_form<T>(
        table: &Table,
        read: impl Fn(Table) -> Option<T>,
        write: impl Fn(&T) -> Table,
    ) {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let bytes = STANDARD.decode(&table.table).unwrap();
        let (mut taken, mut refused) = (0, 0);
        let mut check = |bytes: &[u8]| {
            let table = Table {
                thinning: table.thinning,
                table: STANDARD.encode(bytes),
            };
            let text = table.table.clone();
            match read(table) {
                Some(tally) => {
                    assert_eq!(write(&tally).table, text);
                    taken += 1;
                }
                None => refused += 1,
            }
        };
        check(&bytes);
        for at in 0..bytes.len() {
            for change in [1, 2, 0x10, 0x40, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                check(&changed);
            }
            for length in 1..=16 {
                let Some(two) = bytes.get(at..at + 2 * length) else {
                    break;
                };
                let (one, other) = two.split_at(length);
                let rest = &bytes[at + 2 * length..];
                check(&[&bytes[..at], other, one, rest].concat());
                check(&[&bytes[..at], one, one, rest].concat());
            }
        }
        assert!(
            taken > 10 && refused > 100,
            "{taken} taken, {refused} refused"
        );
    }

    #[test]
    fn what_is_taken_has_one_form() {
        let (mut whole, mut sample) = (Duplication::default(), ReadSample::default());
        let mut thinned = Duplication::thinned(1);
        for number in 0..60_u64 {
            let drawn = |at: u64| crate::tally::prefix::mix(64 * number + at) as usize;
            let letter = |at: u64| b"ACGTACGTACGTACGTACGTN"[drawn(at) % 21];
            let length = [0, 3, 4, 9, 33, 50][(number % 6) as usize];
            let sequence: Vec<u8> = (0..length).map(letter).collect();
            let (hash, reads) = (crate::tally::prefix::hash(&sequence), 1 + number % 3);
            whole.add(&sequence, hash, reads);
            thinned.add(&sequence, hash, reads);
            sample.add_level(Prefix::of(&sequence), 3 + (number % 2) as u32, reads);
        }
        // The number of all reads is checked beside the form: changes may be of that alone.
        let read = |table: Table| read_sequences(&mut Reader::new(&table.table)?);
        let read_thinned = |table: Table| {
            let hashes = hashes(&mut Reader::new(&table.table)?)?;
            Duplication::from_hashes(table.thinning, &hashes)
        };
        assert!(
            whole.kept() > 30 && thinned.kept() > 3,
            "{} {}",
            whole.kept(),
            thinned.kept()
        );
        taken_in_one_form(&Table::from(&whole), read, |tally| Table::from(tally));
        taken_in_one_form(&Table::from(&thinned), read_thinned, |tally| {
            Table::from(tally)
        });
        let read = |table: Table| table.into_sample(u64::MAX);
        taken_in_one_form(&Table::from(&sample), read, |sample| Table::from(sample));
    }

    #[test]
    fn packed_prefixes_are_written_as_if_they_were_spelled_out() {
        let mut tally = Duplication::default();
        let mut state = 1_u64;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            (state >> 33) % limit
        };
        for _ in 0..3_000 {
            let length = if below(2) == 0 { 50 } else { below(60) };
            let letters = if below(3) == 0 { b"ACGTN" } else { b"ACGTa" };
            let sequence: Vec<u8> = (0..length).map(|_| letters[below(5) as usize]).collect();
            tally.add(
                &sequence,
                crate::tally::prefix::hash(&sequence),
                1 + below(3),
            );
        }
        let table = Table::from(&tally);
        assert_eq!(table.table, spelled_out(&tally));
        let reads = tally.reads().unwrap();
        assert_eq!(table.into_duplication(reads), Some(tally));
    }
}
