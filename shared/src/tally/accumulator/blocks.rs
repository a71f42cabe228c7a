//! What is done to each position of a block, in two forms with the same result: as plain loops,
//! which the compiler turns into whatever vectors a function may use, AVX2 too; and with `wide`'s
//! vectors of 16 bytes. As wasm the plain loops are slower by up to a fifth, so there it is these.

#[cfg(not(target_arch = "wasm32"))]
pub(super) use loops::{add_gc_block, add_plain_block, count_common, first_gc_block, sum_of_block};
#[cfg(target_arch = "wasm32")]
pub(super) use vectors::{
    add_gc_block, add_plain_block, count_common, first_gc_block, sum_of_block,
};

#[cfg(any(test, not(target_arch = "wasm32")))]
mod loops {
    /// Counts a block of letters that are A, C, G and T alone, of either case; a zero counts as A:
    /// C or G, T or G, and G for each position, and C or G for the read.
    ///
    /// A is …00·, C …01·, T …10· and G …11·.
    #[inline(always)]
    pub(in super::super) fn add_plain_block<const W: usize>(
        lanes: &mut [[u8; W]; 3],
        block: &[u8; W],
        gc: &mut [u8; W],
    ) {
        let [c_or_g_lanes, t_or_g_lanes, g_lanes] = lanes;
        for i in 0..W {
            let (c_or_g, t_or_g) = (block[i] >> 1 & 1, block[i] >> 2 & 1);
            c_or_g_lanes[i] = c_or_g_lanes[i].wrapping_add(c_or_g);
            t_or_g_lanes[i] = t_or_g_lanes[i].wrapping_add(t_or_g);
            g_lanes[i] = g_lanes[i].wrapping_add(c_or_g & t_or_g);
            gc[i] = gc[i].wrapping_add(c_or_g);
        }
    }

    /// G+C in a block of such letters, where `mask` is one.
    #[inline(always)]
    pub(in super::super) fn first_gc_block<const W: usize>(
        block: &[u8; W],
        mask: &[u8; W],
    ) -> [u8; W] {
        let mut counts = [0; W];
        for i in 0..W {
            counts[i] = block[i] >> 1 & mask[i];
        }
        counts
    }

    /// Adds G+C in a block of such letters.
    #[inline(always)]
    pub(in super::super) fn add_gc_block<const W: usize>(block: &[u8; W], counts: &mut [u8; W]) {
        for i in 0..W {
            counts[i] = counts[i].wrapping_add(block[i] >> 1 & 1);
        }
    }

    /// The sum of a block's bytes.
    #[inline(always)]
    pub(in super::super) fn sum_of_block<const W: usize>(block: &[u8; W]) -> u64 {
        let mut total = 0;
        for byte in block {
            total += u64::from(*byte);
        }
        total
    }

    /// Counts the first `N` common scores of a block: for each position and for the read.
    #[inline(always)]
    pub(in super::super) fn count_common<const W: usize, const N: usize, const ALL: usize>(
        block: &[u8; W],
        lanes: &mut [[u8; W]; ALL],
        common: &[u8; ALL],
        counts: &mut [[u8; W]; N],
    ) {
        for k in 0..N {
            for i in 0..W {
                let hit = u8::from(block[i] == common[k]);
                lanes[k][i] = lanes[k][i].wrapping_add(hit);
                counts[k][i] = counts[k][i].wrapping_add(hit);
            }
        }
    }
}

#[cfg(any(test, target_arch = "wasm32"))]
mod vectors {
    use crate::lanes::{WIDTH, total_of};
    use wide::u8x16;

    /// [`super::loops::add_plain_block`].
    #[inline(always)]
    pub(in super::super) fn add_plain_block(
        lanes: &mut [[u8; WIDTH]; 3],
        block: &[u8; WIDTH],
        gc: &mut [u8; WIDTH],
    ) {
        let (c_or_g, t_or_g) = (bit(block, 1), bit(block, 2));
        let [c_or_g_lanes, t_or_g_lanes, g_lanes] = lanes;
        add(c_or_g_lanes, c_or_g);
        add(t_or_g_lanes, t_or_g);
        add(g_lanes, c_or_g & t_or_g);
        add(gc, c_or_g);
    }

    /// [`super::loops::first_gc_block`].
    #[inline(always)]
    pub(in super::super) fn first_gc_block(block: &[u8; WIDTH], mask: &[u8; WIDTH]) -> [u8; WIDTH] {
        (bit(block, 1) & u8x16::from(*mask)).to_array()
    }

    /// [`super::loops::add_gc_block`].
    #[inline(always)]
    pub(in super::super) fn add_gc_block(block: &[u8; WIDTH], counts: &mut [u8; WIDTH]) {
        add(counts, bit(block, 1));
    }

    /// [`super::loops::sum_of_block`].
    #[inline(always)]
    pub(in super::super) fn sum_of_block(block: &[u8; WIDTH]) -> u64 {
        total_of(u8x16::from(*block))
    }

    /// [`super::loops::count_common`].
    #[inline(always)]
    pub(in super::super) fn count_common<const N: usize, const ALL: usize>(
        block: &[u8; WIDTH],
        lanes: &mut [[u8; WIDTH]; ALL],
        common: &[u8; ALL],
        counts: &mut [[u8; WIDTH]; N],
    ) {
        let block = u8x16::from(*block);
        for k in 0..N {
            // All bits are −1.
            let hits = block.simd_eq(u8x16::splat(common[k]));
            lanes[k] = (u8x16::from(lanes[k]) - hits).to_array();
            counts[k] = (u8x16::from(counts[k]) - hits).to_array();
        }
    }

    #[inline(always)]
    fn add(counts: &mut [u8; WIDTH], more: u8x16) {
        *counts = (u8x16::from(*counts) + more).to_array();
    }

    /// One bit of each byte.
    #[inline(always)]
    fn bit(block: &[u8; WIDTH], bit: u32) -> u8x16 {
        u8x16::from(*block).unbounded_shr_scalar(bit) & u8x16::ONE
    }
}

#[cfg(test)]
mod tests {
    use super::{loops, vectors};
    use crate::lanes::WIDTH;

    type Block = [u8; WIDTH];

    fn block(letters: &[u8], step: usize) -> Block {
        std::array::from_fn(|i| letters[i * step % letters.len()])
    }

    #[test]
    fn both_forms_count_alike() {
        let (mut one, mut other) = ([[250; WIDTH]; 3], [[250; WIDTH]; 3]);
        let (mut gc, mut other_gc) = ([[7; WIDTH]; 2], [[7; WIDTH]; 2]);
        for step in 1..40 {
            let letters = block(b"ACGTacgtTGCA\0", step);
            loops::add_plain_block(&mut one, &letters, &mut gc[0]);
            vectors::add_plain_block(&mut other, &letters, &mut other_gc[0]);
            loops::add_gc_block(&letters, &mut gc[1]);
            vectors::add_gc_block(&letters, &mut other_gc[1]);
            let mask = block(&[0, 1, 1], step);
            let found = loops::first_gc_block(&letters, &mask);
            assert_eq!(vectors::first_gc_block(&letters, &mask), found);
            assert_eq!((one, gc), (other, other_gc));
            let sum = loops::sum_of_block(&gc[1]);
            assert_eq!(vectors::sum_of_block(&gc[1]), sum);
        }
        assert_ne!(gc[1], [7; WIDTH]);
    }

    #[test]
    fn both_forms_find_common_scores() {
        let (mut one, mut other) = ([[250; WIDTH]; 8], [[250; WIDTH]; 8]);
        let (mut counts, mut other_counts) = ([[0; WIDTH]; 4], [[0; WIDTH]; 4]);
        for step in 1..40 {
            let scores = block(b"FF:,#FFFI:F\0", step);
            loops::count_common(&scores, &mut one, b"F:,#I???", &mut counts);
            vectors::count_common(&scores, &mut other, b"F:,#I???", &mut other_counts);
        }
        assert_eq!((one, counts), (other, other_counts));
        assert_ne!(counts[3], [0; WIDTH]);
        // Four of eight are looked for.
        assert_eq!(one[4], [250; WIDTH]);
    }
}
