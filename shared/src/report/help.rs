//! What each section shows, what is usual, and what to do. Limits are those of
//! [`thresholds`](super::thresholds).

/// Help of "Per base sequence quality".
pub const PER_BASE_SEQUENCE_QUALITY: &str = "A quality score tells how likely a base is wrong: Q20 is 1 in 100, Q30 is 1 in 1,000. \
For each position, the box holds the middle half of the scores, the whiskers reach from the 10th to the 90th percentile, and the line is the median. \
Illumina reads usually start high and fall towards the end; long reads are level and lower. \
Unusual: a median below Q25 or a lower quartile below Q10; very unusual: below Q20 or Q5 (FastQC 0.12.1 limits, made for Illumina). \
If only the end falls, trimming by quality or an aligner that clips ends is enough; a dip at one place in all reads points to an event in that cycle.";

/// Help of "Per sequence quality scores".
pub const PER_SEQUENCE_QUALITY_SCORES: &str = "Reads counted by the mean of their scores, rounded down, as FastQC counts them. \
The table also counts reads by their mean error probability, which is lower because few bad bases hold most of the error, and which tells how many errors to expect. \
Usually there is one peak near the top of the scale. Unusual: the most frequent mean is Q27 or lower; very unusual: Q20 or lower (FastQC 0.12.1 limits, made for Illumina; older nanopore reads lie there by nature). \
A second peak of low scores often belongs to one part of the flow cell; filtering reads by mean quality removes it.";

/// Help of "Per base sequence content".
pub const PER_BASE_SEQUENCE_CONTENT: &str = "The share of A, C, G and T at each position, in percent of the four. \
In a whole-genome library the lines run level, A beside T and G beside C. \
Unusual: A and T, or G and C, differ by more than 10 percentage points somewhere; very unusual: by more than 20 (FastQC 0.12.1 limits). \
Known reasons: random priming in RNA-seq and the cut of a transposase (Nextera, ATAC-seq) in the first dozen bases, bisulfite treatment all along the read, and amplicons, barcodes, UMIs and small RNA, which share their sequence. None of these needs trimming by itself. \
A drift towards the end of the read often is adapter; a late rise of G on two-colour instruments is lost signal.";

/// Help of "Per sequence GC content".
pub const PER_SEQUENCE_GC_CONTENT: &str = "Reads counted by their share of G and C. The dashed curve is the normal curve around the main peak, which a whole-genome library of one organism follows. \
Each read is spread over the percents that its count of G and C stands for, because short reads can take only a few values. \
Unusual: FastQC's counts differ from its curve by more than 15 % of their sum; very unusual: by more than 30 % (FastQC 0.12.1 limits). \
A second peak can be another organism, a sharp spike one sequence present many times (adapter, rRNA, an amplicon). RNA-seq, bisulfite, amplicon and small libraries seldom follow the curve. \
To find out, compare the reads under the second peak with a database.";

/// Help of "Per base N content".
pub const PER_BASE_N_CONTENT: &str = "The share of N, a base that could not be called, at each position, in percent of all bases there. \
Usually it is close to zero. Unusual: more than 5 % somewhere; very unusual: more than 20 % (FastQC 0.12.1 limits). \
Ns at one position in many reads point to a cycle that failed, such as a bubble; Ns at the end go with low quality and can be trimmed. A file in which N replaces masked bases looks unusual by design.";

/// Help of "Sequence length distribution".
pub const SEQUENCE_LENGTH_DISTRIBUTION: &str = "Reads counted by length. \
Straight from an Illumina instrument all reads have one length; trimmed reads, small RNA and long reads differ in length, and that is no fault. \
Unusual: lengths differ; very unusual: some reads have no bases at all (FastQC 0.12.1 rules). \
Empty reads are left by trimming without a minimum length and stop some aligners: trim again with a minimum.";

/// Help of "Per tile sequence quality".
pub const PER_TILE_SEQUENCE_QUALITY: &str = "A flow cell is photographed in tiles, and Illumina writes the tile into the name of each read. \
Each row is a tile, each column a place in the read; the colour is the tile's mean score less the mean of all tiles there. \
Usually all is pale. Unusual: a tile more than Q5 from the mean somewhere; very unusual: more than Q10 (FastQC 0.12.1 limits). \
A tile that is worse for a few cycles points to a bubble or dirt that passed, one that is worse throughout to a smudge or an edge of the flow cell; \
single tiles seldom matter and can be filtered by name. Many tiles at once, or small files with few reads a tile, scatter more.";

/// Help of "Sequence Duplication Levels".
pub const SEQUENCE_DUPLICATION_LEVELS: &str = "Reads counted by how many reads begin with the same 50 bases. \
In a whole-genome library nearly all stand at 1. \
Unusual: distinct starts are fewer than 70 % of the reads; very unusual: fewer than 50 % (FastQC 0.12.1 limits). \
This is not the share of PCR duplicates: it looks at one mate and at its start alone, and it rises with depth. RNA-seq, amplicons, small RNA, small genomes and enzyme cuts repeat their starts by nature. \
Mark duplicates after alignment, where both ends tell them apart, and do not remove reads because of this figure.";

/// Help of "Overrepresented sequences".
pub const OVERREPRESENTED_SEQUENCES: &str = "Sequences of 50 bases (or whole reads, if shorter) that begin more than 0.1 % of all reads, with the adapter or primer of FastQC's list that they resemble. \
In a whole-genome library there are none. Unusual: any; very unusual: one above 1 % (FastQC 0.12.1 limits). \
A known adapter here means reads without an insert (adapter dimers): remove them by trimming. \
No hit means nothing bad by itself: rRNA, small RNA, amplicons, spike-ins and abundant transcripts are found by searching a database for them.";

/// Help of "Adapter Content".
pub const ADAPTER_CONTENT: &str = "For each adapter, the share of reads that hold its first 12 bases at this position or before. \
It grows along the read where inserts are shorter than reads. Usually it stays near zero. \
Unusual: more than 5 % of the reads; very unusual: more than 10 % (FastQC 0.12.1 limits), or reads shorter than an adapter. \
Trim adapters before alignment or assembly; small RNA always needs it. PolyA is usual in RNA; PolyG on two-colour instruments is lost signal and can be trimmed, too. \
12 bases are found by chance in a few long reads.";
/// Help of "Sequencing run".
pub const SEQUENCING_RUN: &str = "What the names of the reads say, where they are written as Illumina's software has written them since 2011. \
Usually one file holds one sample: one index, perhaps with a few misread ones, and one or a few lanes of one flow cell. \
A file of undetermined reads holds the indexes that matched no sample: a frequent one may be missing in the sample sheet, and one of nothing but G had no signal. \
Reads that did not pass the filter are usually left out; remove them where they are not. \
This section is not judged, and FastQC does not have it.";

/// Help of "Quality by read length".
pub const QUALITY_BY_LENGTH: &str = "Reads in classes of length, four to each doubling. The quality of a read is the one worth its mean error probability; the box holds the middle half of the reads, the line is the median. \
The bars at the foot show how many of all bases are in reads of that length, which says more of long reads than how many reads there are. \
Usually quality hardly depends on length; very short reads are often worse. If the long ones are worse, look for reads that run through an adapter into a second molecule. \
This section is not judged, and FastQC does not have it.";

/// Help of "Observed quality".
pub const OBSERVED_QUALITY: &str = "Where a fragment is shorter than its two reads together, both mates read some of its bases. They come from one molecule, so where they differ one of them is wrong. \
For each score the errors that follow from these differences are compared with those that the score promises; the mate's own errors are taken off, as they were observed. On the dotted line scores are true; below it they promise too much. \
A polymorphism cannot cause a difference, as both mates come from the same molecule; an error of PCR stands in both and cannot be seen. Pairs that differ in more than one base of ten are left out, so observed errors are rather too few for very low scores; Q2 often only marks the end of a read. \
Scores that are a few too high or too low matter little for alignment; for calling rare variants, recalibrate them. \
This section is not judged, and FastQC does not have it.";

/// Help of "File integrity".
pub const INTEGRITY: &str = "gzip keeps a checksum (CRC-32) and the length of the text of each of its members, and both were compared with the text itself. \
A match proves that the file is as it was written; it does not prove that every read was written, or that the right reads were. \
BGZF, which bgzip and bcl-convert write, ends with an empty block; a file without one may have been cut at a block's end, where no checksum can tell. Plain text has no checksum: compare its size or a digest with its source. \
A file that is damaged or cut should be fetched again.";

/// Help of "Read pairs".
pub const READ_PAIRS: &str = "Aligners pair the first read of R1 with the first of R2, the second with the second, and so on. \
A read that is missing in one file only, or a file of another run, pairs strangers from there on. \
So the names of the reads, without /1 and /2 at their ends, are compared in their order. Whether all are the same is certain; where they begin to differ is told from names drawn by a hash, up to 511 of each file, and exact where those are all. \
If reads are missing, make the files anew with a program that trims or filters both together, or repair them (repair.sh of BBTools, seqkit pair). If the order differs, sort both by name. If no name is in both, look for the file that belongs to this one. \
FastQC does not have this section.";
