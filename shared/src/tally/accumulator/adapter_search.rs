//! Looks for adapters without looking at every base.
//!
//! A read is packed to two bits a base, four bases a byte. An adapter of 11 bases or more, wherever
//! it stands, covers two whole bytes of that. Each pair of an adapter and one of the four ways in
//! which it can lie across the bytes is a bit; two tables say which of these bits a byte allows as
//! the first or the second of the two. Only where the two agree is the read itself compared.

use super::super::adapter_content::{AdapterContent, is_homopolymer};
use super::super::adapters::AdapterSet;
use crate::packed::{byte_at, pack};

/// Bases that a pair of bytes holds.
const PAIR: usize = 8;
/// Shortest adapter that covers a whole pair wherever it stands.
const SHORTEST: usize = PAIR + 3;
/// Adapters that share a pair of tables: four bits each.
const GROUP: usize = 16;

/// Prepared searches for a set of adapters.
pub(super) struct AdapterSearch {
    set: AdapterSet,
    homopolymer: Vec<bool>,
    groups: Vec<Group>,
    /// Adapters too short for the tables, or with N, by number.
    plain: Vec<usize>,
    found: Vec<Option<usize>>,
}

/// Which bits a packed byte allows as the first and the second of a pair.
struct Group {
    /// For each packed byte, the bits it allows as the first and as the second.
    allowed: Box<[[u64; 2]; 256]>,
    /// The adapter and the offset in it at which the pair begins, for each bit.
    bits: Vec<(usize, usize)>,
}

impl AdapterSearch {
    pub(super) fn new(set: AdapterSet) -> Self {
        let (packable, plain): (Vec<usize>, Vec<usize>) = (0..set.len()).partition(|&number| {
            let sequence = &set[number].sequence;
            sequence.len() >= SHORTEST && !sequence.contains('N')
        });
        let groups = packable
            .chunks(GROUP)
            .map(|numbers| Group::new(&set, numbers))
            .collect();
        Self {
            homopolymer: set
                .iter()
                .map(|adapter| is_homopolymer(&adapter.sequence))
                .collect(),
            set,
            groups,
            plain,
            found: Vec::new(),
        }
    }

    /// The adapters that are looked for.
    pub(super) fn set(&self) -> AdapterSet {
        self.set.clone()
    }

    /// Counts the first occurrence of each adapter in a read, which is `packed`, too.
    #[inline]
    pub(super) fn add(&mut self, sequence: &[u8], packed: &[u64], content: &mut AdapterContent) {
        let bytes = sequence.len() / 4;
        let may_hit = |group: &Group| group.may_hit(packed, bytes);
        if !self.plain.is_empty() || self.groups.iter().any(may_hit) {
            self.add_thoroughly(sequence, packed, content);
        }
    }

    #[cold]
    fn add_thoroughly(&mut self, sequence: &[u8], packed: &[u64], content: &mut AdapterContent) {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        found.resize(self.set.len(), None);
        for group in &self.groups {
            group.find(&self.set, packed, sequence, &mut found);
        }
        for &number in &self.plain {
            let wanted = self.set[number].sequence.as_bytes();
            found[number] = sequence
                .windows(wanted.len())
                .position(|window| window.eq_ignore_ascii_case(wanted));
        }
        let mut any = false;
        for (number, position) in found.iter().enumerate() {
            let Some(position) = position else { continue };
            content.add(number, *position);
            any |= !self.homopolymer[number];
        }
        if any {
            content.add_any();
        }
        self.found = found;
    }
}

impl Group {
    fn new(set: &AdapterSet, numbers: &[usize]) -> Self {
        let mut group = Self {
            allowed: Box::new([[0; 2]; 256]),
            bits: Vec::new(),
        };
        let mut packed = Vec::new();
        for &number in numbers {
            for offset in 0..4 {
                let bit = 1 << group.bits.len();
                group.bits.push((number, offset));
                pack(&set[number].sequence.as_bytes()[offset..], &mut packed);
                group.allowed[usize::from(byte_at(&packed, 0))][0] |= bit;
                group.allowed[usize::from(byte_at(&packed, 1))][1] |= bit;
            }
        }
        group
    }

    /// Whether any pair of the first `bytes` packed bytes is one of an adapter's.
    #[inline]
    fn may_hit(&self, packed: &[u64], bytes: usize) -> bool {
        let (mut allowed, mut hits) = (0, 0);
        let mut look = |byte: u8| {
            let [first, second] = self.allowed[usize::from(byte)];
            hits |= allowed & second;
            allowed = first;
        };
        let (words, rest) = packed.split_at(bytes / 8);
        words
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .for_each(&mut look);
        // What fills up the last word must not be looked at: it would pass for poly-A.
        if let Some(last) = rest.first() {
            last.to_le_bytes()[..bytes % 8]
                .iter()
                .copied()
                .for_each(look);
        }
        hits != 0
    }

    fn find(&self, set: &AdapterSet, packed: &[u64], sequence: &[u8], found: &mut [Option<usize>]) {
        let bytes = sequence.len() / 4;
        for at in 1..bytes {
            let first = self.allowed[usize::from(byte_at(packed, at - 1))][0];
            let mut hits = first & self.allowed[usize::from(byte_at(packed, at))][1];
            while hits != 0 {
                // A later offset means an earlier start, so the highest bit of an adapter comes first.
                let bit = 63 - hits.leading_zeros() as usize;
                hits ^= 1 << bit;
                let (number, offset) = self.bits[bit];
                let wanted = set[number].sequence.as_bytes();
                let start = (4 * (at - 1)).checked_sub(offset);
                let stands = |&start: &usize| {
                    // FastQC compares in upper case; the packed form does not know the case either.
                    let here = sequence.get(start..start + wanted.len());
                    here.is_some_and(|here| here.eq_ignore_ascii_case(wanted))
                };
                if found[number].is_none() {
                    found[number] = start.filter(stands);
                }
            }
        }
    }
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
