//! Letters by position and GC content, counted in one of two ways with the same result.
//!
//! Most reads are of A, C, G and T alone. Two bits of these letters tell them apart, so three
//! counters a position are enough for them: C or G, T or G, and G. Other reads have one counter for
//! each of five letters.

use super::super::base_content::LETTERS;
use super::super::gc_content::{class_of, cut_length, length_of};
use super::super::position_bin::{self, SINGLE};
use super::super::{BaseContent, GcContent};
use super::blocks::{add_gc_block, add_plain_block, first_gc_block, sum_of_block};
use super::far_range;
use crate::lanes::{self, WIDE, WIDTH, last_block, total_of};
use wide::u8x16;

/// Reads after which the `u8` lanes are flushed. (A read has at most 82 blocks of single positions,
/// so its own counts in `u8` lanes cannot overflow.)
const LANE_READS: u32 = u8::MAX as u32;
/// Longest cut length whose reads are counted by G+C first.
const LONGEST_CUT: u64 = 1000;

/// Counts letters.
#[derive(Default)]
pub(super) struct LetterCounter {
    plain: Lanes<WIDE, 3>,
    mixed: Lanes<WIDTH, 5>,
    /// Reads by cut length and G+C in it, for lengths to [`LONGEST_CUT`]: what they claim of
    /// FastQC's histogram is worked out once for all that are alike.
    cuts: Vec<Vec<u32>>,
}

/// `N` counters of one byte for each position of a block of `W`, and how many reads they are of.
struct Lanes<const W: usize, const N: usize> {
    blocks: Vec<[[u8; W]; N]>,
    reads: u32,
    /// Reads that end at each position: index = number of bases below [`SINGLE`], the last for all
    /// longer ones. As long as the longest read.
    ends: Vec<u32>,
}

impl<const W: usize, const N: usize> Default for Lanes<W, N> {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            reads: 0,
            ends: Vec::new(),
        }
    }
}

impl<const W: usize, const N: usize> Lanes<W, N> {
    /// Makes room for a read, and counts it.
    #[inline(always)]
    fn open(&mut self, near: usize) {
        if self.ends.len() <= near {
            // Lanes stop at the longest read, so that a chunk of short reads stays small.
            self.ends.resize(near + 1, 0);
            self.blocks.resize(near.div_ceil(W), [[0; W]; N]);
        }
        self.ends[near] += 1;
        self.reads += 1;
    }

    /// Hands over each position's counts, and how many reads reach it; starts again at zero.
    fn flush(&mut self, mut take: impl FnMut(usize, [u64; N], u64)) {
        let mut reaching = u64::from(std::mem::take(&mut self.reads));
        if reaching == 0 {
            return;
        }
        for (index, (block, ends)) in self
            .blocks
            .iter_mut()
            .zip(self.ends.chunks_mut(W))
            .enumerate()
        {
            let lanes = std::mem::replace(block, [[0; W]; N]);
            for (at, ended) in ends.iter_mut().enumerate() {
                reaching -= u64::from(std::mem::take(ended));
                if reaching == 0 {
                    break;
                }
                let found = std::array::from_fn(|k| u64::from(lanes[k][at % W]));
                take(index * W + at, found, reaching);
            }
        }
        self.ends.fill(0);
    }
}

impl LetterCounter {
    /// Counts a read. `room` is the sequence and what follows it, or nothing; `plain` tells that it is
    /// of A, C, G and T alone.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        sequence: &[u8],
        room: &[u8],
        plain: bool,
        content: &mut BaseContent,
        gc_content: &mut GcContent,
    ) {
        let near = &sequence[..sequence.len().min(SINGLE)];
        let cut = cut_length(sequence.len() as u64);
        let (mut gc, mut at, behind);
        let last = last_block(near, room);
        if plain {
            self.plain.open(near.len());
            gc = self.add_plain(near, &last);
            at = near.len() as u64 - gc;
        } else {
            self.mixed.open(near.len());
            (gc, at) = self.add_mixed(near);
        }
        if sequence.len() > SINGLE {
            let far = add_far(&sequence[SINGLE..], content);
            (gc, at) = (gc + far.0, at + far.1);
        }
        if plain && sequence.len() <= SINGLE {
            behind = plain_gc(near, cut as usize, &last);
        } else {
            behind = mixed_gc(&sequence[cut as usize..]);
        }
        gc_content.add_percent(gc, at);
        self.add_gc(cut, gc - behind, gc_content);
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
    #[inline(always)]
    fn add_plain(&mut self, sequence: &[u8], last: &[u8; WIDE]) -> u64 {
        let mut gc = [0; WIDE];
        let (blocks, rest) = sequence.as_chunks::<WIDE>();
        for (lanes, block) in self.plain.blocks.iter_mut().zip(blocks) {
            add_plain_block(lanes, block, &mut gc);
        }
        if let (Some(lanes), false) = (self.plain.blocks.get_mut(blocks.len()), rest.is_empty()) {
            add_plain_block(lanes, last, &mut gc);
        }
        sum_of_block(&gc)
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
            // All bits are −1.
            for (lanes, hits) in lanes.iter_mut().zip([a, c, g, t, n]) {
                *lanes = (u8x16::from(*lanes) - hits).to_array();
            }
            gc -= g | c;
            at -= a | t;
        }
        (total_of(gc), total_of(at))
    }

    /// Counts a read of which the first `cut` bases count for FastQC.
    #[inline(always)]
    fn add_gc(&mut self, cut: u64, cut_gc: u64, gc_content: &mut GcContent) {
        if cut == 0 {
            return;
        }
        if cut > LONGEST_CUT {
            gc_content.claim(cut, cut_gc, 1);
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
        let reads = &mut reads[cut_gc as usize];
        *reads += 1;
        if *reads == u32::MAX {
            gc_content.claim(cut, cut_gc, u64::from(std::mem::take(reads)));
        }
    }

    #[inline(never)]
    fn flush_lanes(&mut self, content: &mut BaseContent) {
        let longest = |ends: &[u32]| ends.iter().rposition(|&reads| reads > 0).unwrap_or(0);
        let rows = content.rows_mut(longest(&self.plain.ends).max(longest(&self.mixed.ends)));
        self.plain.flush(|position, [c_or_g, t_or_g, g], reaching| {
            let [a_row, c_row, g_row, t_row, ..] = &mut rows[position];
            *a_row += reaching + g - c_or_g - t_or_g;
            *c_row += c_or_g - g;
            *g_row += g;
            *t_row += t_or_g - g;
        });
        self.mixed.flush(|position, found, reaching| {
            let row = &mut rows[position];
            let mut others = reaching;
            for (count, found) in row.iter_mut().zip(found) {
                *count += found;
                others -= found;
            }
            row[5] += others;
        });
    }
}

/// G+C from position `cut` on in letters that are A, C, G and T alone, of which `last` is what fills
/// no whole block.
#[inline(always)]
fn plain_gc(sequence: &[u8], cut: usize, last: &[u8; WIDE]) -> u64 {
    let blocks = sequence.as_chunks::<WIDE>().0;
    let blocks = blocks.get(cut / WIDE..).unwrap_or(&[]);
    let mut counts = first_gc_block(blocks.first().unwrap_or(last), &BEHIND[cut % WIDE]);
    if let Some((_, blocks)) = blocks.split_first() {
        for block in blocks {
            add_gc_block(block, &mut counts);
        }
        add_gc_block(last, &mut counts);
    }
    sum_of_block(&counts)
}

/// For each position in a block, ones from there on.
static BEHIND: [[u8; WIDE]; WIDE] = {
    let mut masks = [[0; WIDE]; WIDE];
    let mut at = 0;
    while at < WIDE * WIDE {
        masks[at / WIDE][at % WIDE] = (at % WIDE >= at / WIDE) as u8;
        at += 1;
    }
    masks
};

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
