//! Looks for adapters without looking at every base.
//!
//! A read is packed to two bits a base, 32 bases a word. In each word five windows of six bases are
//! looked at, of which the starts are at most seven apart: so an adapter of 12 bases or more,
//! wherever it stands, covers a whole window. A table says which windows occur in an adapter; only
//! where one does is the read itself compared.
//!
//! Reads and adapters can be made so that nearly every window is one of many adapters. Where a read
//! takes more comparisons than it has bases, all adapters are looked for in it by an automaton, whose
//! work is the same for every read; and so they are in all reads if one has N or is too short.

mod automaton;

use self::automaton::Automaton;
use super::super::adapter_content::{AdapterContent, is_homopolymer};
use super::super::adapters::AdapterSet;
use crate::order;
use crate::packed::pack;
use std::sync::OnceLock;

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

/// What may be spent on the windows of a read: so much at first, and so much for each word. A run of
/// A takes 35 for a word with the standard set.
const SPEND_AT_FIRST: usize = 256;
const SPEND_PER_WORD: usize = 64;
/// Comparing so many letters of an adapter costs as much as looking at one window.
const LETTERS: usize = 4;

/// Prepared searches for a set of adapters.
pub(super) struct AdapterSearch {
    set: AdapterSet,
    homopolymer: Vec<bool>,
    /// For each value of a window, 1 if an adapter has it among its first windows, else 0.
    known: Box<[u8; VALUES]>,
    /// For each value of a window, the first of `windows` that has it; one more for the end.
    first: Vec<u32>,
    windows: Vec<Window>,
    /// Some adapters are too short for windows, or have N.
    needs_automata: bool,
    /// Made when first needed, one for each [`automaton::MOST`] adapters.
    automata: OnceLock<Vec<Automaton>>,
    /// What may still be spent on the present read.
    left: usize,
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
        let packable = |sequence: &str| sequence.len() >= SHORTEST && !sequence.contains('N');
        let mut by_value: Vec<(usize, Window)> = Vec::new();
        let mut packed = Vec::new();
        for (number, adapter) in set.iter().enumerate() {
            if !packable(&adapter.sequence) {
                continue;
            }
            pack(&adapter.sequence.as_bytes()[..SHORTEST], &mut packed);
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
            needs_automata: !set.iter().all(|adapter| packable(&adapter.sequence)),
            automata: OnceLock::new(),
            left: 0,
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
        if self.needs_automata || !self.look_at_windows(sequence, packed) {
            self.look_at_all(sequence);
        }
        if self.any_found {
            self.count(content);
        }
    }

    /// Looks for adapters by their windows. False if that took too much, and was left off.
    #[inline(always)]
    fn look_at_windows(&mut self, sequence: &[u8], packed: &[u64]) -> bool {
        self.left = SPEND_AT_FIRST + SPEND_PER_WORD * packed.len();
        let (words, rest) = packed.split_at((sequence.len() / 32).min(packed.len()));
        for (index, &word) in words.iter().enumerate() {
            let hits = STARTS.map(|start| self.known[value_at(word, start)]);
            let hits = hits.iter().fold(0, |all, &hit| all * 2 + hit);
            if hits != 0 && !self.look(hits, index, sequence, packed) {
                return false;
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
            if hits != 0 && !self.look(hits, words.len(), sequence, packed) {
                return false;
            }
        }
        true
    }

    /// Looks for adapters at the windows of a word that may be of one: a bit each, the first highest.
    /// False if that took too much.
    #[inline(never)]
    fn look(&mut self, hits: u8, index: usize, sequence: &[u8], packed: &[u64]) -> bool {
        for (bit, start) in STARTS.iter().rev().enumerate() {
            if hits >> bit & 1 == 0 {
                continue;
            }
            let value = value_at(packed[index], *start);
            let range = self.first[value] as usize..self.first[value + 1] as usize;
            let mut spent = range.len();
            for window in &self.windows[range] {
                let Some(at) = (32 * index + start).checked_sub(window.offset) else {
                    continue;
                };
                let found = &mut self.found[window.number];
                if bases_at(packed, at) != window.start || found.is_some_and(|found| found <= at) {
                    continue;
                }
                let wanted = self.set[window.number].sequence.as_bytes();
                spent += wanted.len() / LETTERS;
                if spent > self.left {
                    return false;
                }
                // FastQC compares in upper case; the packed form knows neither case nor N.
                let here = sequence.get(at..at + wanted.len());
                if here.is_some_and(|here| here.eq_ignore_ascii_case(wanted)) {
                    *found = Some(at);
                    self.any_found = true;
                }
            }
            let Some(left) = self.left.checked_sub(spent) else {
                return false;
            };
            self.left = left;
        }
        true
    }

    /// Looks for all adapters at every base.
    #[cold]
    fn look_at_all(&mut self, sequence: &[u8]) {
        self.found.fill(None);
        let set = &self.set;
        let automata = self
            .automata
            .get_or_init(|| set.chunks(automaton::MOST).map(Automaton::new).collect());
        for (automaton, found) in automata.iter().zip(self.found.chunks_mut(automaton::MOST)) {
            automaton.find(sequence, |number, at| found[number] = Some(at));
        }
        self.any_found = self.found.iter().any(Option::is_some);
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

    /// Adapters that begin alike, and differ in their last bases.
    fn alike(start: &str, length: usize) -> AdapterSet {
        let adapter = |number: usize| {
            let base = |at: usize| char::from(b"ACGT"[number >> (2 * at) & 3]);
            let end: String = (0..3).map(base).collect();
            let start: String = start.chars().cycle().take(length - 3).collect();
            format!("{number}\t{start}{end}\n")
        };
        parse(&(0..64).map(adapter).collect::<String>()).unwrap()
    }

    #[test]
    fn a_read_that_takes_too_much_is_gone_through_once() {
        for (start, length) in [("A", 100), ("A", 15), ("ACGTTGCATTCA", 100), ("AC", 40)] {
            let set = alike(start, length);
            let mut search = AdapterSearch::new(set.clone());
            let mut read: Vec<u8> = start.bytes().cycle().take(2_000).collect();
            for (at, number) in [(700, 5), (701, 63), (1_990, 17), (1_200, 0), (900, 5)] {
                let adapter = set[number].sequence.as_bytes();
                let end = read.len().min(at + adapter.len());
                read[at..end].copy_from_slice(&adapter[..end - at]);
            }
            for end in [0, 20, 100, 701, 850, 2_000] {
                let mut packed = Vec::new();
                pack(&read[..end], &mut packed);
                let mut content = AdapterContent::new(set.clone());
                search.add(&read[..end], &packed, &mut content);
                assert_eq!(
                    content,
                    plainly(&set, &read[..end]),
                    "{start} {length} {end}"
                );
            }
            assert!(search.automata.get().is_some(), "{start} {length}");
        }
        // Poly-A is usual, and takes no more than that.
        let mut search = AdapterSearch::new(standard());
        let mut packed = Vec::new();
        pack(&[b'A'; 100_000], &mut packed);
        let mut content = AdapterContent::new(standard());
        search.add(&[b'A'; 100_000], &packed, &mut content);
        assert!(content.first_hits()[4] == [1] && search.automata.get().is_none());
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
