//! All adapters of a set found in one pass, at the same cost for each base whatever they are.
//!
//! A. V. Aho and M. J. Corasick, "Efficient string matching", CACM 18 (1975), with every step in a
//! table.

use super::super::super::adapters::Adapter;

/// The most adapters of an automaton: a bit each.
pub(super) const MOST: usize = 64;

/// Letters that are told apart: A, C, G, T, N, and all others as one.
const CLASSES: usize = 6;

/// No step yet. No state has this number: it stands for the first one.
const NONE: u32 = 0;

/// Finds up to [`MOST`] adapters.
pub(super) struct Automaton {
    /// A state is how much of an adapter was read; the first one is nothing. For each, by the class of
    /// the next base, the state that follows.
    next: Vec<[u32; CLASSES]>,
    /// For each state, the adapters that end there.
    ends: Vec<u64>,
    lengths: Vec<usize>,
}

impl Automaton {
    /// The automaton of some adapters, the first [`MOST`] of those that are given.
    pub(super) fn new(adapters: &[Adapter]) -> Self {
        let adapters = &adapters[..adapters.len().min(MOST)];
        let mut automaton = Self {
            next: vec![[NONE; CLASSES]],
            ends: vec![0],
            lengths: adapters
                .iter()
                .map(|adapter| adapter.sequence.len())
                .collect(),
        };
        for (number, adapter) in adapters.iter().enumerate() {
            automaton.put(number, adapter.sequence.as_bytes());
        }
        automaton.complete();
        automaton
    }

    /// A branch of the tree of adapters.
    fn put(&mut self, number: usize, sequence: &[u8]) {
        let mut state = 0;
        for &base in sequence {
            let step = self.next[state][class(base)];
            state = if step == NONE {
                let new = self.next.len();
                self.next[state][class(base)] = new as u32;
                self.next.push([NONE; CLASSES]);
                self.ends.push(0);
                new
            } else {
                step as usize
            };
        }
        self.ends[state] |= 1 << number;
    }

    /// Where an adapter does not go on, another may: the longest that the bases so far may be the
    /// beginning of. States are gone through by their length, so that shorter ones are complete.
    fn complete(&mut self) {
        let mut shorter = vec![0_usize; self.next.len()];
        let mut row = vec![0_usize];
        while !row.is_empty() {
            let mut longer = Vec::new();
            for state in row {
                let back = shorter[state];
                self.ends[state] |= self.ends[back];
                for class in 0..CLASSES {
                    // The first state goes back to itself, and is no step of its own.
                    let instead = if state == 0 {
                        NONE
                    } else {
                        self.next[back][class]
                    };
                    match self.next[state][class] {
                        NONE => self.next[state][class] = instead,
                        step => {
                            shorter[step as usize] = instead as usize;
                            longer.push(step as usize);
                        }
                    }
                }
            }
            row = longer;
        }
    }

    /// Hands on each adapter that a read holds, with the place of its first occurrence.
    pub(super) fn find(&self, sequence: &[u8], mut on: impl FnMut(usize, usize)) {
        let (mut state, mut found) = (0, 0);
        for (at, &base) in sequence.iter().enumerate() {
            state = self.next[state][class(base)] as usize;
            let mut new = self.ends[state] & !found;
            found |= new;
            while new != 0 {
                let number = new.trailing_zeros() as usize;
                on(number, at + 1 - self.lengths[number]);
                new &= new - 1;
            }
        }
    }
}

/// The class of a base, of either case.
fn class(base: u8) -> usize {
    /// By the five low bits of a letter, which are the same in both cases.
    const CLASS: [u8; 32] = {
        let mut class = [5; 32];
        let mut number = 0;
        while number < 5 {
            class[(b"ACGTN"[number] & 31) as usize] = number as u8;
            number += 1;
        }
        class
    };
    if !base.is_ascii_alphabetic() {
        return CLASSES - 1;
    }
    usize::from(CLASS[usize::from(base & 31)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn automaton(sequences: &[&str]) -> Automaton {
        let adapter = |sequence: &&str| Adapter {
            name: String::new(),
            sequence: (*sequence).to_owned(),
            in_fastqc: true,
        };
        let adapters: Vec<Adapter> = sequences.iter().map(adapter).collect();
        Automaton::new(&adapters)
    }

    #[test]
    fn first_occurrences_are_found_within_each_other_and_side_by_side() {
        let sequences = ["ACGT", "CGTA", "GTAC", "CGTACG", "AAAA", "ANA", "TTTT"];
        let automaton = automaton(&sequences);
        for read in [
            "",
            "ACGTACGTacgt",
            "aaaaaANANA",
            "AC.TAANaAACGTN-TTT",
            "TTT@TTTTT*T4TT\u{d4}TT",
        ] {
            let mut found = vec![None; sequences.len()];
            automaton.find(read.as_bytes(), |number, at| found[number] = Some(at));
            let upper = read.to_ascii_uppercase();
            let expected: Vec<_> = sequences
                .iter()
                .map(|adapter| upper.find(adapter))
                .collect();
            assert_eq!(found, expected, "{read}");
        }
    }
}
