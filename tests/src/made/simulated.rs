//! Simulated sequencing runs: reads of a random genome, with what a real run has beside them.
//!
//! Real reads that are repeated under new names flatter whatever hashes reads or compresses them.
//! Here no insert occurs twice but for PCR duplicates, and even those differ by their errors.

use super::Numbers;
use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
};

/// How scores are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scores {
    /// Four values, as NovaSeq has them: Q2, Q12, Q23, Q37.
    Binned,
    /// Any value from Q2 to Q41, as HiSeq 2000 and MiSeq have them.
    Unbinned,
}

/// What a run of short reads is like. Shares are of 1,000 reads.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Bases of a read.
    pub length: usize,
    /// How scores are given.
    pub scores: Scores,
    /// Reads that repeat an earlier insert.
    pub duplicates: usize,
    /// Reads whose insert is shorter than they are, so that the adapter follows.
    pub read_through: usize,
    /// Reads of adapters that have no insert.
    pub dimers: usize,
}

impl Run {
    /// A good run: 7 % duplicates, 3 % read-through, no dimers.
    #[must_use]
    pub fn good(scores: Scores) -> Self {
        Self {
            length: 150,
            scores,
            duplicates: 70,
            read_through: 30,
            dimers: 0,
        }
    }

    /// The same with 5 % adapter dimers.
    #[must_use]
    pub fn with_dimers(scores: Scores) -> Self {
        Self {
            dimers: 50,
            ..Self::good(scores)
        }
    }
}

const GENOME: usize = 4 << 20;
/// The TruSeq adapter of read 1, an index, and the end of the flow cell's oligo.
const ADAPTER: &[u8] =
    b"AGATCGGAAGAGCACACGTCTGAACTCCAGTCACTTAGGCATCTCGTATGCCGTCTTCTGCTTGAAAAAAAAAA";
const READS_A_TILE: u64 = 20_000;
/// Inserts that may still be repeated.
const RECENT: usize = 1 << 16;

/// Where a read comes from.
#[derive(Clone, Copy, Debug)]
struct Insert {
    start: usize,
    length: usize,
    reverse: bool,
}

/// Simulates one run; the same seed gives the same run.
#[derive(Debug)]
pub struct Simulator {
    numbers: Numbers,
    genome: Vec<u8>,
    recent: Vec<Insert>,
    reads: u64,
    /// Of 2^16, how often a base of each score is wrong.
    wrong: [usize; 42],
}

impl Simulator {
    /// A simulator with a genome of its own.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut numbers = Numbers::new(seed);
        let mut genome = Vec::with_capacity(GENOME);
        while genome.len() < GENOME {
            // GC content drifts along a genome, so that reads have a curve and not a needle.
            let gc = 30 + numbers.below(16) + numbers.below(16);
            genome.extend(
                (0..500).map(|_| match (numbers.below(100) < gc, numbers.below(2)) {
                    (true, 0) => b'G',
                    (true, _) => b'C',
                    (false, 0) => b'A',
                    (false, _) => b'T',
                }),
            );
        }
        let wrong =
            std::array::from_fn(|score| (65_536.0 * 10_f64.powf(score as f64 / -10.0)) as usize);
        Self {
            numbers,
            genome,
            recent: Vec::new(),
            reads: 0,
            wrong,
        }
    }

    /// Appends one short read.
    pub fn short_read(&mut self, run: &Run, text: &mut Vec<u8>) {
        self.illumina_name(text);
        let insert = self.insert(run);
        let from = text.len();
        self.bases(insert, run.length, text);
        if insert.length < run.length {
            text.extend(ADAPTER.iter().take(run.length - insert.length));
        }
        // Behind the adapter there is nothing, which two-colour chemistry calls G.
        text.resize(from + run.length, b'G');
        text.extend(b"\n+\n");
        let scores = text.len();
        self.falling_scores(run, text);
        self.make_errors(from, scores, run.length, text);
        text.push(b'\n');
    }

    /// Appends one long read of `lengths` bases, by their logarithm evenly, as a nanopore gives it.
    pub fn long_read(&mut self, lengths: std::ops::Range<usize>, text: &mut Vec<u8>) {
        self.reads += 1;
        let share = self.numbers.below(1 << 20) as f64 / f64::from(1 << 20);
        let length = lengths.start as f64 * (lengths.end as f64 / lengths.start as f64).powf(share);
        let length = length as usize;
        writeln!(
            text,
            "@{:08x}-{:04x}-4{:03x}-9{:03x}-{:012x} runid=4f2a1c ch={} start_time=2026-03-01T12:00:00Z",
            self.numbers.below(1 << 32),
            self.numbers.below(1 << 16),
            self.numbers.below(1 << 12),
            self.numbers.below(1 << 12),
            self.reads,
            1 + self.numbers.below(512),
        )
        .unwrap();
        let insert = Insert {
            start: self.numbers.below(self.genome.len()),
            length,
            reverse: self.numbers.below(2) == 1,
        };
        let from = text.len();
        self.bases(insert, length, text);
        text.extend(b"\n+\n");
        let scores = text.len();
        let mut level = 18 + self.numbers.below(8);
        for _ in 0..length {
            let step = self.numbers.below(64);
            level = (level + step % 5).saturating_sub(2).clamp(3, 35);
            let dip = if step < 6 { level / 2 } else { 0 };
            text.push(b'!' + (level - dip) as u8);
        }
        self.make_errors(from, scores, length, text);
        text.push(b'\n');
    }

    /// As Illumina names reads: instrument, run, flow cell, lane, tile, and place on the tile, in order.
    fn illumina_name(&mut self, text: &mut Vec<u8>) {
        let tile = self.reads / READS_A_TILE;
        let (surface, swath, number) = (1 + tile / 312 % 2, 1 + tile / 78 % 4, 1 + tile % 78);
        let y = 1000 + self.reads % READS_A_TILE * 36_000 / READS_A_TILE;
        self.reads += 1;
        writeln!(
            text,
            "@A00715:128:HFKJ3DSXX:{}:{surface}{swath}{number:02}:{}:{y} 1:N:0:TTAGGCAT+GATCAGTC",
            1 + tile / 624 % 4,
            1000 + self.numbers.below(31_000),
        )
        .unwrap();
    }

    fn insert(&mut self, run: &Run) -> Insert {
        let kind = self.numbers.below(1000);
        if kind < run.duplicates && !self.recent.is_empty() {
            return self.recent[self.numbers.below(self.recent.len())];
        }
        let kind = self.numbers.below(1000);
        let length = if kind < run.dimers {
            0
        } else if kind < run.dimers + run.read_through {
            20 + self.numbers.below(run.length.saturating_sub(20).max(1))
        } else {
            run.length + (0..4).map(|_| self.numbers.below(100)).sum::<usize>()
        };
        let insert = Insert {
            start: self.numbers.below(self.genome.len()),
            length,
            reverse: self.numbers.below(2) == 1,
        };
        if length == 0 {
            return insert;
        }
        if self.recent.len() < RECENT {
            self.recent.push(insert);
        } else {
            let at = self.numbers.below(RECENT);
            self.recent[at] = insert;
        }
        insert
    }

    /// Appends the first bases of an insert, at most `most`. The genome is a ring.
    fn bases(&self, insert: Insert, most: usize, text: &mut Vec<u8>) {
        let (genome, length) = (&self.genome, insert.length.min(most));
        if insert.reverse {
            let last = insert.start + insert.length + genome.len();
            let backwards = (0..length).map(|at| genome[(last - 1 - at) % genome.len()]);
            text.extend(backwards.map(|base| match base {
                b'A' => b'T',
                b'C' => b'G',
                b'G' => b'C',
                _ => b'A',
            }));
        } else {
            text.extend((0..length).map(|at| genome[(insert.start + at) % genome.len()]));
        }
    }

    /// Scores that start a little low, stay high, and fall towards the end, on some reads early.
    fn falling_scores(&mut self, run: &Run, text: &mut Vec<u8>) {
        let poor = self.numbers.below(100) < 8;
        let steep = if poor { 30 } else { 4 + self.numbers.below(8) };
        let mut noise = 0;
        for position in 0..run.length {
            let step = self.numbers.below(256);
            // A dip lasts for some bases.
            noise = if step < 6 {
                4 + step * 3
            } else {
                noise * 3 / 4
            };
            let fall = steep * position * position / (run.length * run.length);
            let early = 5_usize.saturating_sub(position);
            let score = 40 - (fall + early + noise + step % 3).min(38);
            let score = match run.scores {
                Scores::Unbinned => score + usize::from(step & 64 != 0 && score > 30),
                Scores::Binned if score >= 30 => 37,
                Scores::Binned if score >= 18 => 23,
                Scores::Binned if score >= 8 => 12,
                Scores::Binned => 2,
            };
            text.push(b'!' + score as u8);
        }
    }

    /// Makes bases wrong as often as their scores say; those of Q2 are mostly not called at all.
    fn make_errors(&mut self, from: usize, scores: usize, length: usize, text: &mut [u8]) {
        for at in 0..length {
            let score = usize::from(text[scores + at] - b'!');
            if self.numbers.below(1 << 16) < self.wrong[score] {
                let letter = if score <= 2 {
                    b'N'
                } else {
                    b"ACGT"[self.numbers.below(4)]
                };
                text[from + at] = letter;
            }
        }
    }
}

/// A file of at least `bytes` bytes of short reads, written as it is made.
pub fn short_reads(path: &Path, run: &Run, seed: u64, bytes: u64) -> io::Result<u64> {
    let mut simulator = Simulator::new(seed);
    fill(path, bytes, |text| simulator.short_read(run, text))
}

/// A file of at least `bytes` bytes of long reads, written as it is made.
pub fn long_reads(
    path: &Path,
    lengths: std::ops::Range<usize>,
    seed: u64,
    bytes: u64,
) -> io::Result<u64> {
    let mut simulator = Simulator::new(seed);
    fill(path, bytes, |text| {
        simulator.long_read(lengths.clone(), text)
    })
}

fn fill(path: &Path, bytes: u64, mut record: impl FnMut(&mut Vec<u8>)) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let (mut text, mut written) = (Vec::new(), 0);
    while written < bytes {
        text.clear();
        record(&mut text);
        out.write_all(&text)?;
        written += text.len() as u64;
    }
    out.flush()?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{
        analysis::tally_chunk,
        fastq::{Layout, read_records},
    };
    use std::collections::HashSet;

    fn run_of(run: &Run, reads: usize) -> Vec<u8> {
        let (mut simulator, mut text) = (Simulator::new(3), Vec::new());
        (0..reads).for_each(|_| simulator.short_read(run, &mut text));
        text
    }

    #[test]
    fn short_reads_are_what_the_run_says() {
        for (scores, most) in [(Scores::Binned, 4), (Scores::Unbinned, 42)] {
            let text = run_of(&Run::with_dimers(scores), 20_000);
            let (mut seen, mut dimers, mut adapters) = (HashSet::new(), 0, 0);
            let read = read_records(&text, Layout::FourLine, true, |record| {
                assert_eq!(record.sequence.len(), 150);
                seen.extend(record.quality_scores.to_vec());
                let at = memchr::memmem::find(record.sequence, &ADAPTER[..12]);
                dimers += usize::from(at == Some(0));
                adapters += usize::from(at.is_some());
            });
            assert_eq!(read.records, 20_000);
            assert!(
                seen.len() <= most && seen.len() > most / 2,
                "{} scores",
                seen.len()
            );
            assert!((700..1100).contains(&dimers), "{dimers} dimers");
            assert!((1100..1900).contains(&adapters), "{adapters} with adapters");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_run_and_duplicates_are_few() {
        let run = Run::good(Scores::Binned);
        let text = run_of(&run, 20_000);
        assert_eq!(text, run_of(&run, 20_000));
        let mut starts = HashSet::new();
        let mut repeated = 0;
        read_records(&text, Layout::FourLine, true, |record| {
            repeated += usize::from(!starts.insert(record.sequence[..50].to_vec()));
        });
        assert!((800..1600).contains(&repeated), "{repeated} repeated");
    }

    #[test]
    fn long_reads_are_sound() {
        let (mut simulator, mut text) = (Simulator::new(5), Vec::new());
        (0..20).for_each(|_| simulator.long_read(10_000..100_000, &mut text));
        let outcome = tally_chunk(&text, Layout::FourLine, 0, false);
        let lengths = &outcome.document.tally.read_length;
        assert_eq!((outcome.error, lengths.reads()), (None, 20));
        assert!(lengths.min() >= Some(10_000) && lengths.max() < Some(100_000));
    }
}
