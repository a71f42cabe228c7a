//! Looks for adapters without looking at every base.
//!
//! A read is packed to two bits a base, 32 bases a word. In each word five windows of six bases are
//! looked at, of which the starts are at most seven apart: so an adapter of 12 bases or more,
//! wherever it stands, covers a whole window. A table says which windows occur in an adapter; only
//! where one does is the read itself compared.

use super::super::adapter_content::{AdapterContent, is_homopolymer};
use super::super::adapters::AdapterSet;
use crate::order;
use crate::packed::pack;

/// Bases of a window.
const WINDOW: usize = 6;
/// Where windows begin in a word of 32 bases; the next word's first is 6 behind the last.
const STARTS: [usize; 5] = [0, 7, 14, 21, 26];
/// Values of a window.
const VALUES: usize = 1 << (2 * WINDOW);
/// The most bases between the starts of two windows.
const STEP: usize = 7;
/// Shortest adapter that covers a whole window wherever it stands.
const SHORTEST: usize = WINDOW + STEP - 1;

/// Prepared searches for a set of adapters.
pub(super) struct AdapterSearch {
    set: AdapterSet,
    homopolymer: Vec<bool>,
    /// For each value of a window, 1 if an adapter has it among its first windows, else 0.
    known: Box<[u8; VALUES]>,
    /// For each value of a window, the first of `windows` that has it; one more for the end.
    first: Vec<u32>,
    windows: Vec<Window>,
    /// Adapters too short for windows, or with N, by number.
    plain: Vec<usize>,
    /// The first occurrence of each adapter in the present read; none between reads.
    found: Vec<Option<usize>>,
    any_found: bool,
}

/// A window of an adapter.
struct Window {
    /// Number of the adapter.
    number: usize,
    /// Where the window begins in it.
    offset: usize,
    /// The adapter's first [`SHORTEST`] bases, packed.
    start: u64,
}

impl AdapterSearch {
    pub(super) fn new(set: AdapterSet) -> Self {
        let (packable, plain): (Vec<usize>, Vec<usize>) = (0..set.len()).partition(|&number| {
            let sequence = &set[number].sequence;
            sequence.len() >= SHORTEST && !sequence.contains('N')
        });
        let mut by_value: Vec<(usize, Window)> = Vec::new();
        let mut packed = Vec::new();
        for number in packable {
            pack(&set[number].sequence.as_bytes()[..SHORTEST], &mut packed);
            let start = packed.first().copied().unwrap_or_default();
            by_value.extend((0..STEP).map(|offset| {
                let window = Window {
                    number,
                    offset,
                    start,
                };
                (value_at(start, offset), window)
            }));
        }
        let key = |(value, window): &(usize, Window)| (*value, window.number, window.offset);
        order::sort_by(&mut by_value, |one, other| key(one).cmp(&key(other)));
        let mut known = Box::new([0; VALUES]);
        by_value.iter().for_each(|(value, _)| known[*value] = 1);
        let first = (0..=VALUES)
            .map(|value| by_value.partition_point(|window| window.0 < value) as u32)
            .collect();
        Self {
            homopolymer: set
                .iter()
                .map(|adapter| is_homopolymer(&adapter.sequence))
                .collect(),
            found: vec![None; set.len()],
            any_found: false,
            known,
            first,
            windows: by_value.into_iter().map(|(_, window)| window).collect(),
            plain,
            set,
        }
    }

    /// The adapters that are looked for.
    pub(super) fn set(&self) -> AdapterSet {
        self.set.clone()
    }

    /// Counts the first occurrence of each adapter in a read, which is `packed`, too.
    #[inline(always)]
    pub(super) fn add(&mut self, sequence: &[u8], packed: &[u64], content: &mut AdapterContent) {
        let (words, rest) = packed.split_at((sequence.len() / 32).min(packed.len()));
        for (index, &word) in words.iter().enumerate() {
            let hits = STARTS.map(|start| self.known[value_at(word, start)]);
            let hits = hits.iter().fold(0, |all, &hit| all * 2 + hit);
            if hits != 0 {
                self.look(hits, index, sequence, packed);
            }
        }
        // What fills up the last word must not be looked at: it would pass for poly-A.
        if let Some(&word) = rest.first() {
            let room = sequence.len() % 32;
            let hits = STARTS.map(|start| {
                let known = self.known[value_at(word, start)];
                known & u8::from(start + WINDOW <= room)
            });
            let hits = hits.iter().fold(0, |all, &hit| all * 2 + hit);
            if hits != 0 {
                self.look(hits, words.len(), sequence, packed);
            }
        }
        if !self.plain.is_empty() {
            self.look_plainly(sequence);
        }
        if self.any_found {
            self.count(content);
        }
    }

    /// Looks for adapters at the windows of a word that may be of one: a bit each, the first highest.
    #[inline(never)]
    fn look(&mut self, hits: u8, index: usize, sequence: &[u8], packed: &[u64]) {
        for (bit, start) in STARTS.iter().rev().enumerate() {
            if hits >> bit & 1 == 0 {
                continue;
            }
            let value = value_at(packed[index], *start);
            let range = self.first[value] as usize..self.first[value + 1] as usize;
            for window in &self.windows[range] {
                let Some(at) = (32 * index + start).checked_sub(window.offset) else {
                    continue;
                };
                let found = &mut self.found[window.number];
                if bases_at(packed, at) != window.start || found.is_some_and(|found| found <= at) {
                    continue;
                }
                let wanted = self.set[window.number].sequence.as_bytes();
                // FastQC compares in upper case; the packed form knows neither case nor N.
                let here = sequence.get(at..at + wanted.len());
                if here.is_some_and(|here| here.eq_ignore_ascii_case(wanted)) {
                    *found = Some(at);
                    self.any_found = true;
                }
            }
        }
    }

    /// Looks for the adapters that windows cannot find.
    #[cold]
    fn look_plainly(&mut self, sequence: &[u8]) {
        for &number in &self.plain {
            let wanted = self.set[number].sequence.as_bytes();
            self.found[number] = sequence
                .windows(wanted.len())
                .position(|window| window.eq_ignore_ascii_case(wanted));
            self.any_found |= self.found[number].is_some();
        }
    }

    #[inline(never)]
    fn count(&mut self, content: &mut AdapterContent) {
        let mut any = false;
        for (number, found) in self.found.iter_mut().enumerate() {
            if let Some(position) = found.take() {
                content.add(number, position);
                any |= !self.homopolymer[number];
            }
        }
        if any {
            content.add_any();
        }
        self.any_found = false;
    }
}

/// The window of a word that begins at its base `start`.
#[inline(always)]
fn value_at(word: u64, start: usize) -> usize {
    (word >> (2 * start)) as usize & (VALUES - 1)
}

/// The [`SHORTEST`] bases that begin at `at`.
#[inline]
fn bases_at(packed: &[u64], at: usize) -> u64 {
    let word = |index: usize| packed.get(index).copied().unwrap_or_default();
    let shift = 2 * (at % 32) as u32;
    // Shifted twice, since a shift by 64 is none.
    let next = word(at / 32 + 1) << 1 << (63 - shift);
    (word(at / 32) >> shift | next) & ((1 << (2 * SHORTEST)) - 1)
}

#[cfg(test)]
mod tests {
    use super::super::super::adapters::{parse, standard};
    use super::*;

    fn plainly(set: &AdapterSet, sequence: &[u8]) -> AdapterContent {
        let mut content = AdapterContent::new(set.clone());
        let sequence = sequence.to_ascii_uppercase();
        let mut any = false;
        for (number, adapter) in set.iter().enumerate() {
            let wanted = adapter.sequence.as_bytes();
            let found = sequence
                .windows(wanted.len())
                .position(|window| window == wanted);
            if let Some(position) = found {
                content.add(number, position);
                any |= !is_homopolymer(&adapter.sequence);
            }
        }
        if any {
            content.add_any();
        }
        content
    }

    fn add(set: &AdapterSet, read: &[u8], content: &mut AdapterContent) {
        let mut packed = Vec::new();
        pack(read, &mut packed);
        AdapterSearch::new(set.clone()).add(read, &packed, content);
    }

    #[test]
    fn every_adapter_is_found_wherever_it_stands() {
        let mut sets = vec![standard()];
        sets.push(
            parse("short\tACGTAC\nwith N\tACGTNACGTACGT\nlong\tACGTTTGCACCATGTTACGATTACA").unwrap(),
        );
        let many: String = (0..40_u32)
            .map(|i| {
                let bases = (0..15).map(|k| {
                    char::from(b"ACGT"[(i.wrapping_mul(2_654_435_761) >> (2 * k) & 3) as usize])
                });
                format!("a{i}\t{}\n", bases.collect::<String>())
            })
            .collect();
        sets.push(parse(&many).unwrap());
        for set in &sets {
            for adapter in set.iter() {
                for before in 0..40 {
                    for after in [0, 1, 5, 33] {
                        let fill =
                            |length, by: usize| (0..length).map(move |i| b"CTGANCTTG"[i * by % 9]);
                        let mut read: Vec<u8> = fill(before, 7).collect();
                        read.extend(adapter.sequence.bytes());
                        read.extend(fill(after, 5));
                        let mut again = read.clone();
                        again.extend(adapter.sequence.to_ascii_lowercase().bytes());
                        for read in [read, again] {
                            let mut content = AdapterContent::new(set.clone());
                            add(set, &read, &mut content);
                            assert_eq!(
                                content,
                                plainly(set, &read),
                                "{}",
                                String::from_utf8_lossy(&read)
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn runs_of_a_letter_are_found_at_their_start() {
        for start in 0..30 {
            for length in 0..40 {
                let mut read = vec![b'C'; start];
                read.extend(vec![b'G'; length]);
                read.extend(b"NNA");
                let mut content = AdapterContent::new(standard());
                add(&standard(), &read, &mut content);
                assert_eq!(content, plainly(&standard(), &read));
            }
        }
    }
}
