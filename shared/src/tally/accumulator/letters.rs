//! Letters by position and GC content, counted in one of two ways with the same result.
//!
//! Most reads are of A, C, G and T alone. Two bits of these letters tell them apart, so three
//! counters a position are enough for them: C or G, T or G, and G. Other reads have one counter for
//! each of five letters.

use super::super::base_content::LETTERS;
use super::super::gc_content::{class_of, cut_length, length_of};
use super::super::position_bin::{self, SINGLE};
use super::super::{BaseContent, GcContent};
use super::far_range;
use crate::lanes::{self, WIDTH, rest_as_words, total_of, total_of_words, words_of};
use wide::{u8x16, u64x2};

/// Reads after which the `u8` lanes are flushed. (A read has at most 82 blocks of single positions,
/// so its own counts in `u8` lanes cannot overflow.)
const LANE_READS: u32 = u8::MAX as u32;
/// The lowest bit of each byte.
const LOW: u64 = 0x0101_0101_0101_0101;
/// Longest cut length whose reads are counted by G+C first.
const LONGEST_CUT: u64 = 1000;

/// Counts letters.
#[derive(Default)]
pub(super) struct LetterCounter {
    plain: Lanes<u64x2, 3>,
    mixed: Lanes<u8x16, 5>,
    /// Reads by cut length and G+C in it, for lengths to [`LONGEST_CUT`]: what they claim of
    /// FastQC's histogram is worked out once for all that are alike.
    cuts: Vec<Vec<u32>>,
}

/// Counters of one byte for each block of positions, and how many reads they are of.
struct Lanes<V, const N: usize> {
    blocks: Vec<[V; N]>,
    reads: u32,
    /// Reads that end at each position: index = number of bases below [`SINGLE`], the last for all
    /// longer ones. As long as the longest read.
    ends: Vec<u32>,
}

impl<V, const N: usize> Default for Lanes<V, N> {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            reads: 0,
            ends: Vec::new(),
        }
    }
}

impl<V: Copy, const N: usize> Lanes<V, N> {
    /// Makes room for a read, and counts it.
    #[inline]
    fn open(&mut self, near: usize, zero: V) {
        if self.ends.len() <= near {
            // Lanes stop at the longest read, so that a chunk of short reads stays small.
            self.ends.resize(near + 1, 0);
            self.blocks.resize(near.div_ceil(WIDTH), [zero; N]);
        }
        self.ends[near] += 1;
        self.reads += 1;
    }

    /// Hands over each position's counts, and how many reads reach it; starts again at zero.
    fn flush(
        &mut self,
        zero: V,
        bytes: impl Fn(V) -> [u8; WIDTH],
        mut take: impl FnMut(usize, [u64; N], u64),
    ) {
        let mut reaching = u64::from(std::mem::take(&mut self.reads));
        if reaching == 0 {
            return;
        }
        for (index, (block, ends)) in self
            .blocks
            .iter_mut()
            .zip(self.ends.chunks_mut(WIDTH))
            .enumerate()
        {
            let lanes = std::mem::replace(block, [zero; N]).map(&bytes);
            for (at, ended) in ends.iter_mut().enumerate() {
                reaching -= u64::from(std::mem::take(ended));
                if reaching == 0 {
                    break;
                }
                take(
                    index * WIDTH + at,
                    std::array::from_fn(|k| u64::from(lanes[k][at % WIDTH])),
                    reaching,
                );
            }
        }
        self.ends.fill(0);
    }
}

impl LetterCounter {
    /// Counts a read. `plain` tells that it is of A, C, G and T alone.
    #[inline]
    pub(super) fn add(
        &mut self,
        sequence: &[u8],
        plain: bool,
        content: &mut BaseContent,
        gc_content: &mut GcContent,
    ) {
        let near = &sequence[..sequence.len().min(SINGLE)];
        let (mut gc, mut at) = if plain {
            self.plain.open(near.len(), u64x2::ZERO);
            let gc = self.add_plain(near);
            (gc, near.len() as u64 - gc)
        } else {
            self.mixed.open(near.len(), u8x16::ZERO);
            self.add_mixed(near)
        };
        if sequence.len() > SINGLE {
            let far = add_far(&sequence[SINGLE..], content);
            (gc, at) = (gc + far.0, at + far.1);
        }
        self.add_gc(sequence, plain, (gc, at), gc_content);
        if self.plain.reads == LANE_READS || self.mixed.reads == LANE_READS {
            self.flush_lanes(content);
        }
    }

    /// Moves all counts to the tally.
    pub(super) fn flush(&mut self, content: &mut BaseContent, gc_content: &mut GcContent) {
        self.flush_lanes(content);
        for (class, reads) in self.cuts.iter_mut().enumerate() {
            for (gc, reads) in (0..).zip(reads) {
                gc_content.claim(
                    length_of(class as u64),
                    gc,
                    u64::from(std::mem::take(reads)),
                );
            }
        }
    }

    /// Counts the letters of single-base positions of a plain read; gives G+C.
    #[inline]
    fn add_plain(&mut self, sequence: &[u8]) -> u64 {
        let low = u64x2::splat(LOW);
        let mut gc = u64x2::ZERO;
        let mut add = |lanes: &mut [u64x2; 3], words: [u64; 2]| {
            let block = u64x2::from(words);
            let (c_or_g, t_or_g) = ((block >> 1) & low, (block >> 2) & low);
            lanes[0] += c_or_g;
            lanes[1] += t_or_g;
            lanes[2] += c_or_g & t_or_g;
            gc += c_or_g;
        };
        let (blocks, rest) = sequence.as_chunks::<WIDTH>();
        for (lanes, block) in self.plain.blocks.iter_mut().zip(blocks) {
            add(lanes, words_of(block));
        }
        if let (Some(lanes), false) = (self.plain.blocks.get_mut(blocks.len()), rest.is_empty()) {
            add(lanes, rest_as_words(sequence));
        }
        total_of_words(gc.to_array())
    }

    /// Counts the letters of single-base positions; gives G+C and A+T.
    fn add_mixed(&mut self, sequence: &[u8]) -> (u64, u64) {
        let (mut gc, mut at) = (u8x16::ZERO, u8x16::ZERO);
        let (blocks, rest) = sequence.as_chunks::<WIDTH>();
        let mut last = [0; WIDTH];
        last[..rest.len()].copy_from_slice(rest);
        for (lanes, block) in self
            .mixed
            .blocks
            .iter_mut()
            .zip(blocks.iter().chain([&last]))
        {
            let upper = lanes::upper(u8x16::from(*block));
            let (a, c, g) = (
                lanes::is(upper, b'A'),
                lanes::is(upper, b'C'),
                lanes::is(upper, b'G'),
            );
            let (t, n) = (lanes::is(upper, b'T'), lanes::is(upper, b'N'));
            // All bits are −1. Written out, in the order of LETTERS: a loop over an array of vectors stays a loop.
            lanes[0] -= a;
            lanes[1] -= c;
            lanes[2] -= g;
            lanes[3] -= t;
            lanes[4] -= n;
            gc -= g | c;
            at -= a | t;
        }
        (total_of(gc), total_of(at))
    }

    #[inline]
    fn add_gc(
        &mut self,
        sequence: &[u8],
        plain: bool,
        (gc, at): (u64, u64),
        gc_content: &mut GcContent,
    ) {
        gc_content.add_percent(gc, at);
        let cut = cut_length(sequence.len() as u64);
        if cut == 0 {
            return;
        }
        let behind = &sequence[cut as usize..];
        let behind = if plain {
            plain_gc(behind)
        } else {
            mixed_gc(behind)
        };
        if cut > LONGEST_CUT {
            gc_content.claim(cut, gc - behind, 1);
            return;
        }
        let class = class_of(cut);
        if self.cuts.len() <= class {
            self.cuts.resize(class + 1, Vec::new());
        }
        let reads = &mut self.cuts[class];
        if reads.is_empty() {
            reads.resize(cut as usize + 1, 0);
        }
        let reads = &mut reads[(gc - behind) as usize];
        *reads += 1;
        if *reads == u32::MAX {
            gc_content.claim(cut, gc - behind, u64::from(std::mem::take(reads)));
        }
    }

    #[inline(never)]
    fn flush_lanes(&mut self, content: &mut BaseContent) {
        let longest = |ends: &[u32]| ends.iter().rposition(|&reads| reads > 0).unwrap_or(0);
        let rows = content.rows_mut(longest(&self.plain.ends).max(longest(&self.mixed.ends)));
        let words = |lanes: u64x2| {
            let mut bytes = [0; WIDTH];
            for (part, word) in bytes.chunks_mut(8).zip(lanes.to_array()) {
                part.copy_from_slice(&word.to_le_bytes());
            }
            bytes
        };
        self.plain.flush(
            u64x2::ZERO,
            words,
            |position, [c_or_g, t_or_g, g], reaching| {
                let [a_row, c_row, g_row, t_row, ..] = &mut rows[position];
                *a_row += reaching + g - c_or_g - t_or_g;
                *c_row += c_or_g - g;
                *g_row += g;
                *t_row += t_or_g - g;
            },
        );
        self.mixed.flush(
            u8x16::ZERO,
            |lanes| lanes.to_array(),
            |position, found, reaching| {
                let row = &mut rows[position];
                let mut others = reaching;
                for (count, found) in row.iter_mut().zip(found) {
                    *count += found;
                    others -= found;
                }
                row[5] += others;
            },
        );
    }
}

/// G+C in letters that are A, C, G and T alone.
#[inline]
fn plain_gc(sequence: &[u8]) -> u64 {
    let mut total = 0;
    let (blocks, _) = sequence.as_chunks::<WIDTH>();
    let gc = |words: [u64; 2]| -> u64x2 { (u64x2::from(words) >> 1) & u64x2::splat(LOW) };
    let mut counts = gc(rest_as_words(sequence));
    for blocks in blocks.chunks(254) {
        for block in blocks {
            counts += gc(words_of(block));
        }
        total += total_of_words(counts.to_array());
        counts = u64x2::ZERO;
    }
    total + total_of_words(counts.to_array())
}

/// G+C in any letters.
fn mixed_gc(sequence: &[u8]) -> u64 {
    lanes::count(sequence, |block| {
        let upper = lanes::upper(block);
        lanes::is(upper, b'G') | lanes::is(upper, b'C')
    })
}

/// Counts letters past the single-base bins, bin by bin; gives G+C and A+T.
fn add_far(sequence: &[u8], content: &mut BaseContent) -> (u64, u64) {
    let bins = position_bin::of((SINGLE + sequence.len()) as u64) + 1;
    let content = content.rows_mut(bins);
    let (mut gc, mut at) = (0, 0);
    for bin in SINGLE..bins {
        let part = &sequence[far_range(bin, sequence.len())];
        let found = LETTERS
            .map(|letter| lanes::count(part, |block| lanes::is(lanes::upper(block), letter)));
        let others = part.len() as u64 - found.iter().sum::<u64>();
        super::super::add(
            &mut content[bin],
            &[found[0], found[1], found[2], found[3], found[4], others],
        );
        gc += found[1] + found[2];
        at += found[0] + found[3];
    }
    (gc, at)
}
