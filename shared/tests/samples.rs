//! Files grouped into samples: names as they are met, and laws for all others.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use proptest::prelude::*;
use shared::samples::{Kind, Part, Read, Sample, compare, group, together};

/// What a list of paths is grouped into, one line a sample: `name: R1 = files | R2 = files`.
fn said(paths: &[&str]) -> Vec<String> {
    let part = |part: &Part| {
        let files: Vec<&str> = part.files.iter().map(|file| paths[*file]).collect();
        format!("{}={}", part.read.label(), files.join("+"))
    };
    let sample = |sample: &Sample| {
        let parts: Vec<String> = sample.parts.iter().map(part).collect();
        let kind = match sample.kind {
            Kind::Reads => "",
            Kind::Undetermined => " (undetermined)",
            Kind::Index => " (index)",
        };
        format!("{}{kind}: {}", sample.name, parts.join(" | "))
    };
    group(paths).iter().map(sample).collect()
}

#[test]
fn lanes_are_one_sample_and_index_reads_and_undetermined_stand_apart() {
    assert_eq!(
        said(&[
            "Undetermined_S0_L001_R1_001.fastq.gz",
            "Liver_S2_L010_R1_001.fastq.gz",
            "Liver_S2_L002_R2_001.fastq.gz",
            "Liver_S2_L002_R1_001.fastq.gz",
            "Liver_S2_L010_R2_001.fastq.gz",
            "Liver_S2_L002_I1_001.fastq.gz",
            "Liver_S2_L010_I1_001.fastq.gz",
            "Undetermined_S0_L002_R1_001.fastq.gz",
            "Undetermined_S0_L002_I1_001.fastq.gz",
        ]),
        [
            "Liver_S2: R1=Liver_S2_L002_R1_001.fastq.gz+Liver_S2_L010_R1_001.fastq.gz \
             | R2=Liver_S2_L002_R2_001.fastq.gz+Liver_S2_L010_R2_001.fastq.gz",
            "Liver_S2_index (index): I1=Liver_S2_L002_I1_001.fastq.gz+Liver_S2_L010_I1_001.fastq.gz",
            "Undetermined_S0 (undetermined): R1=Undetermined_S0_L001_R1_001.fastq.gz+Undetermined_S0_L002_R1_001.fastq.gz",
            "Undetermined_S0_index (index): I1=Undetermined_S0_L002_I1_001.fastq.gz",
        ]
    );
}

#[test]
fn what_is_there_twice_stays_what_it_is() {
    assert_eq!(
        said(&[
            "Undetermined_S0_R1_001.fastq",
            "Undetermined_S0_R1_001.fastq.gz",
            "A_S1_I1_001.fastq",
            "A_S1_I1_001.fastq.gz",
        ]),
        [
            "A_S1_I1_001.fastq.gz (index): I1=A_S1_I1_001.fastq.gz",
            "A_S1_index (index): I1=A_S1_I1_001.fastq",
            "Undetermined_S0 (undetermined): R1=Undetermined_S0_R1_001.fastq",
            "Undetermined_S0_R1_001.fastq.gz (undetermined): R1=Undetermined_S0_R1_001.fastq.gz",
        ]
    );
}

#[test]
fn names_as_programs_and_archives_write_them() {
    let table: &[(&[&str], &[&str])] = &[
        // BCL Convert without lanes.
        (
            &["A_S1_R1_001.fastq.gz", "A_S1_R2_001.fastq.gz"],
            &["A_S1: R1=A_S1_R1_001.fastq.gz | R2=A_S1_R2_001.fastq.gz"],
        ),
        // Another number in the sample sheet is another sample.
        (
            &[
                "A_S1_L001_R1_001.fastq.gz",
                "A_S2_L001_R1_001.fastq.gz",
                "A_S10_L001_R1_001.fastq.gz",
            ],
            &[
                "A_S1: R1=A_S1_L001_R1_001.fastq.gz",
                "A_S2: R1=A_S2_L001_R1_001.fastq.gz",
                "A_S10: R1=A_S10_L001_R1_001.fastq.gz",
            ],
        ),
        // CASAVA 1.8: the index in place of the number, and files of four million reads.
        (
            &[
                "NA1_ATCACG_L002_R1_010.fastq.gz",
                "NA1_ATCACG_L002_R1_002.fastq.gz",
                "NA1_CGATGT_L002_R1_001.fastq.gz",
            ],
            &[
                "NA1_ATCACG: R1=NA1_ATCACG_L002_R1_002.fastq.gz+NA1_ATCACG_L002_R1_010.fastq.gz",
                "NA1_CGATGT: R1=NA1_CGATGT_L002_R1_001.fastq.gz",
            ],
        ),
        // 10x Genomics: cell barcodes in R1.
        (
            &[
                "pbmc_S1_L001_I1_001.fastq.gz",
                "pbmc_S1_L001_R1_001.fastq.gz",
                "pbmc_S1_L001_R2_001.fastq.gz",
                "pbmc_S1_L001_I2_001.fastq.gz",
            ],
            &[
                "pbmc_S1: R1=pbmc_S1_L001_R1_001.fastq.gz | R2=pbmc_S1_L001_R2_001.fastq.gz",
                "pbmc_S1_index (index): I1=pbmc_S1_L001_I1_001.fastq.gz | I2=pbmc_S1_L001_I2_001.fastq.gz",
            ],
        ),
        // BaseSpace: a folder for each lane.
        (
            &[
                "run/A_L001-ds.0123456789abcdef/A_S1_L001_R1_001.fastq.gz",
                "run/A_L002-ds.fedcba9876543210/A_S1_L002_R1_001.fastq.gz",
            ],
            &[
                "A_S1: R1=run/A_L001-ds.0123456789abcdef/A_S1_L001_R1_001.fastq.gz+run/A_L002-ds.fedcba9876543210/A_S1_L002_R1_001.fastq.gz",
            ],
        ),
        // Two runs of the same sheet stay two.
        (
            &[
                "run1/A_S1_L001_R1_001.fastq.gz",
                "run2/A_S1_L001_R1_001.fastq.gz",
            ],
            &[
                "run1 A_S1: R1=run1/A_S1_L001_R1_001.fastq.gz",
                "run2 A_S1: R1=run2/A_S1_L001_R1_001.fastq.gz",
            ],
        ),
        // The archives: mates, and reads that lost their mate.
        (
            &["SRR1_2.fastq.gz", "SRR1.fastq.gz", "SRR1_1.fastq.gz"],
            &[
                "SRR1: R1=SRR1_1.fastq.gz | R2=SRR1_2.fastq.gz",
                "SRR1.fastq.gz: =SRR1.fastq.gz",
            ],
        ),
        (
            &["x.R1.fq.gz", "x.R2.fq.gz", "y_R1.fastq", "y_R2.fastq"],
            &[
                "x: R1=x.R1.fq.gz | R2=x.R2.fq.gz",
                "y: R1=y_R1.fastq | R2=y_R2.fastq",
            ],
        ),
        (
            &["y_R1_trimmed.fastq", "y_R2_trimmed.fastq", "y_R1.fastq"],
            &[
                "y_R1.fastq: R1=y_R1.fastq",
                "y_trimmed: R1=y_R1_trimmed.fastq | R2=y_R2_trimmed.fastq",
            ],
        ),
        (
            &["z_R1_val_1.fq.gz", "z_R2_val_2.fq.gz"],
            &["z_val: R1=z_R1_val_1.fq.gz | R2=z_R2_val_2.fq.gz"],
        ),
        (
            &[
                "umis__klein-v3_R1.fq.gz",
                "umis__klein-v3_R2.fq.gz",
                "umis__klein-v3_R3.fq.gz",
                "umis__klein-v3_R4.fq.gz",
            ],
            &[
                "umis_klein-v3: R1=umis__klein-v3_R1.fq.gz | R2=umis__klein-v3_R2.fq.gz | R3=umis__klein-v3_R3.fq.gz | R4=umis__klein-v3_R4.fq.gz",
            ],
        ),
        // Bare numbers that go on are no mates, and no lanes.
        (
            &["sample_1.fastq", "sample_2.fastq", "sample_3.fastq"],
            &[
                "sample_1.fastq: =sample_1.fastq",
                "sample_2.fastq: =sample_2.fastq",
                "sample_3.fastq: =sample_3.fastq",
            ],
        ),
        // A library's number looks like a lane.
        (
            &["Mouse_L001.fastq", "Mouse_L002.fastq"],
            &[
                "Mouse_L001.fastq: =Mouse_L001.fastq",
                "Mouse_L002.fastq: =Mouse_L002.fastq",
            ],
        ),
        (
            &[
                "run/fastq_pass/barcode02/a_10.fastq.gz",
                "run/fastq_pass/barcode02/a_9.fastq.gz",
                "run/fastq_fail/barcode02/a_9.fastq.gz",
                "run/fastq_pass/unclassified/a_1.fastq.gz",
            ],
            &[
                "fastq_fail barcode02: =run/fastq_fail/barcode02/a_9.fastq.gz",
                "fastq_pass barcode02: =run/fastq_pass/barcode02/a_9.fastq.gz+run/fastq_pass/barcode02/a_10.fastq.gz",
                "unclassified (undetermined): =run/fastq_pass/unclassified/a_1.fastq.gz",
            ],
        ),
        (
            &[
                "FAX00001_pass_barcode01_2b5ccb41_1.fastq.gz",
                "FAX00001_pass_barcode01_2b5ccb41_0.fastq.gz",
                "FAX00001_fail_barcode01_2b5ccb41_0.fastq.gz",
                "FAX00001_pass_2b5ccb41_de0f2c31_0.fastq.gz",
            ],
            &[
                "FAX00001_fail_barcode01: =FAX00001_fail_barcode01_2b5ccb41_0.fastq.gz",
                "FAX00001_pass: =FAX00001_pass_2b5ccb41_de0f2c31_0.fastq.gz",
                "FAX00001_pass_barcode01: =FAX00001_pass_barcode01_2b5ccb41_0.fastq.gz+FAX00001_pass_barcode01_2b5ccb41_1.fastq.gz",
            ],
        ),
        // The same file twice is not the same reads twice in one sample.
        (
            &["A_S1_L001_R1_001.fastq", "A_S1_L001_R1_001.fastq.gz"],
            &[
                "A_S1: R1=A_S1_L001_R1_001.fastq",
                "A_S1_L001_R1_001.fastq.gz: R1=A_S1_L001_R1_001.fastq.gz",
            ],
        ),
        (&["x_R1.fastq"], &["x_R1.fastq: R1=x_R1.fastq"]),
        (
            &["R1.fastq", "R2.fastq"],
            &["reads: R1=R1.fastq | R2=R2.fastq"],
        ),
        (
            &["reads.fastq", "reads.fastq"],
            &["reads.fastq: =reads.fastq", "reads.fastq (2): =reads.fastq"],
        ),
        (
            &["", "é_１.fq", "_R1_001"],
            &[": =", "_R1_001: R1=_R1_001", "é_１.fq: =é_１.fq"],
        ),
    ];
    for (paths, expected) in table {
        assert_eq!(said(paths), *expected, "{paths:?}");
    }
}

#[test]
fn files_that_a_person_joins_keep_their_reads_apart() {
    let part = |read, files: &[usize]| Part {
        read,
        files: files.to_vec(),
    };
    let (first, second) = (Read::Numbered(1), Read::Numbered(2));
    for (paths, parts) in [
        (
            &["x_R1.fastq", "other_R1.fastq", "x_R2.fastq"][..],
            vec![part(first, &[1, 0]), part(second, &[2])],
        ),
        (
            &["x_2.fastq", "x_1.fastq"],
            vec![part(first, &[1]), part(second, &[0])],
        ),
        (
            &["x_2.fastq", "x_1.fastq", "x_3.fastq"],
            vec![part(Read::Whole, &[1, 0, 2])],
        ),
        (
            &["run10/reads.fastq", "run9/reads.fastq"],
            vec![part(Read::Whole, &[1, 0])],
        ),
        (
            &[
                "A_S1_L010_R1_001.fq",
                "b_S2_L002_R1_001.fq",
                "A_S1_L002_R1_001.fq",
            ],
            vec![part(first, &[2, 0, 1])],
        ),
        (&[], vec![]),
    ] {
        assert_eq!(together(paths), parts, "{paths:?}");
    }
}

/// Paths made of the parts that names are made of, so that most say something.
fn a_path() -> impl Strategy<Value = String> {
    let one_of = |parts: &'static [&'static str]| proptest::sample::select(parts);
    (
        one_of(&[
            "",
            "run/",
            "run/barcode01/",
            "x/unclassified/",
            "run/A_L001-ds.01234567/",
            "é\\",
        ]),
        one_of(&["A", "B_", "", "Undetermined", "FAX00001_pass", "SRR1"]),
        one_of(&["", "_S1", "_S2", "_S10", "_barcode01", "_ACGT"]),
        one_of(&["", "_L001", "_L002", "_L010", "_2b5ccb41"]),
        one_of(&["", "_R1", "_R2", "_I1", "_1", "_2", ".R1", "_3", "_R3"]),
        one_of(&["", "_001", "_002", "_trimmed", "_val_1"]),
        one_of(&[".fastq", ".fastq.gz", ".fq", ""]),
    )
        .prop_map(|(folder, sample, number, lane, read, chunk, ending)| {
            format!("{folder}{sample}{number}{lane}{read}{chunk}{ending}")
        })
}

/// Names of samples, and the files of their reads.
type Named = Vec<(String, Vec<(Read, Vec<String>)>)>;

/// What a grouping says, without the places in the list.
fn named(paths: &[String]) -> Named {
    let files = |files: &[usize]| files.iter().map(|file| paths[*file].clone()).collect();
    let parts = |sample: &Sample| {
        let parts = sample.parts.iter();
        parts.map(|part| (part.read, files(&part.files))).collect()
    };
    group(paths)
        .iter()
        .map(|sample| (sample.name.clone(), parts(sample)))
        .collect()
}

/// The number in the sample sheet that a name holds.
fn sheet_number(path: &str) -> Option<&str> {
    let name = path.rsplit(['/', '\\']).next().unwrap();
    name.split(['_', '.']).find(|part| {
        part.len() > 1
            && part.starts_with('S')
            && part[1..].bytes().all(|byte| byte.is_ascii_digit())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_file_is_in_one_part_and_every_name_is_its_own(paths in prop::collection::vec(a_path(), 0..30)) {
        let samples = group(&paths);
        let mut files: Vec<usize> = samples.iter().flat_map(|sample| &sample.parts).flat_map(|part| part.files.clone()).collect();
        files.sort_unstable();
        prop_assert_eq!(files, (0..paths.len()).collect::<Vec<_>>());
        let mut names: Vec<&str> = samples.iter().map(|sample| sample.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), samples.len());
    }

    #[test]
    fn the_order_of_the_list_does_not_matter(
        (paths, shuffled) in prop::collection::vec(a_path(), 0..20)
            .prop_flat_map(|paths| (Just(paths.clone()), Just(paths).prop_shuffle()))
    ) {
        prop_assert_eq!(named(&paths), named(&shuffled));
    }

    #[test]
    fn nothing_is_merged_that_names_tell_apart(paths in prop::collection::vec(a_path(), 0..30)) {
        for sample in group(&paths) {
            let mut reads: Vec<Read> = sample.parts.iter().map(|part| part.read).collect();
            reads.dedup();
            prop_assert_eq!(reads.len(), sample.parts.len(), "one part for each read");
            for part in &sample.parts {
                let paths: Vec<&str> = part.files.iter().map(|file| paths[*file].as_str()).collect();
                // A folder of a barcode is one sample, whatever its files are called.
                if paths.iter().any(|path| path.contains("barcode") || path.contains("unclassified")) {
                    continue;
                }
                let numbers: Vec<_> = paths.iter().map(|path| sheet_number(path)).collect();
                prop_assert!(numbers.windows(2).all(|two| two[0] == two[1]), "{:?}", paths);
                for mark in ["R1", "R2", "R3", "I1"] {
                    let with = paths.iter().filter(|path| path.contains(mark)).count();
                    prop_assert!(with == 0 || with == paths.len(), "{:?}", paths);
                }
            }
        }
    }

    #[test]
    fn natural_order_is_an_order(one in "[a-b0-2]{0,6}", other in "[a-b0-2]{0,6}", third in "[a-b0-2]{0,6}") {
        prop_assert_eq!(compare(&one, &other), compare(&other, &one).reverse());
        prop_assert_eq!(compare(&one, &other).is_eq(), one == other);
        if compare(&one, &other).is_le() && compare(&other, &third).is_le() {
            prop_assert!(compare(&one, &third).is_le());
        }
    }
}
