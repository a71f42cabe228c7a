//! Which files are mates, by the names of the files.

/// What stands at the end of a file's name and says nothing of mates.
const ENDINGS: [&str; 5] = [".gz", ".bgz", ".bgzf", ".fastq", ".fq"];
/// What stands before and after a part of a name.
const SEPARATORS: [char; 3] = ['_', '.', '-'];

/// Takes the mate's number out of a file's name: what is left, which mates have in common, and the
/// number, 1 or 2. None if the name does not look like one of a pair.
///
/// `R1` or `read1` count as a part of their own anywhere in the name, a bare `1` only at its end,
/// after `_` or `.`; folder, `.fastq` or `.fq`, and `.gz`, `.bgz` or `.bgzf` do not matter. A bare number may
/// also be that of a sample: that both files are there is for the caller to see.
///
/// ```
/// use shared::pairs::mate_of;
/// assert_eq!(mate_of("run/S1_L001_R2_001.fastq.gz"), Some(("S1_L001_R_001".to_owned(), 2)));
/// assert_eq!(mate_of("ERR001_1.fq"), Some(("ERR001_".to_owned(), 1)));
/// assert_eq!(mate_of("sample1.fastq"), None);
/// ```
#[must_use]
pub fn mate_of(file_name: &str) -> Option<(String, u8)> {
    let name = bare(file_name);
    // Trim Galore repeats the number: x_R1_val_1, x_1_val_1.
    for number in [1, 2] {
        let validated = name.strip_suffix(&format!("_val_{number}"));
        if let Some(found) = validated.and_then(number_of) {
            return (found.1 == number).then(|| (found.0 + "_val", number));
        }
    }
    number_of(name)
}

/// The name of a file without its folder and without the endings that tell a format.
pub(crate) fn bare(file_name: &str) -> &str {
    let mut name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    for ending in ENDINGS {
        name = strip_suffix(name, ending).unwrap_or(name);
    }
    name
}

fn number_of(name: &str) -> Option<(String, u8)> {
    let words = ["R", "r", "read", "Read", "READ"];
    let parts = parts(name);
    let part = parts.iter().rev().find_map(|&(start, part)| {
        let digit = part.len().checked_sub(1)?;
        let (word, digit_text) = part.split_at_checked(digit)?;
        let number = digit_of(digit_text)?;
        words.contains(&word).then_some((start + digit, number))
    });
    let bare = || {
        let &(start, part) = parts.last()?;
        let after = name.get(..start)?;
        let number = digit_of(part)?;
        after.ends_with(['_', '.']).then_some((start, number))
    };
    let (at, number) = part.or_else(bare)?;
    let (before, after) = (name.get(..at)?, name.get(at + 1..)?);
    Some((format!("{before}{after}"), number))
}

/// The parts of a name between separators, with the place where each begins.
fn parts(name: &str) -> Vec<(usize, &str)> {
    let mut next = 0;
    name.split(SEPARATORS)
        .map(|part| {
            let start = next;
            next += part.len() + 1;
            (start, part)
        })
        .collect()
}

fn digit_of(text: &str) -> Option<u8> {
    match text {
        "1" => Some(1),
        "2" => Some(2),
        _ => None,
    }
}

/// Without regard to case.
fn strip_suffix<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    let (rest, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
    end.eq_ignore_ascii_case(ending).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::mate_of;

    #[test]
    fn names_of_mates() {
        for (name, stem, number) in [
            ("S1_S1_L001_R1_001.fastq.gz", "S1_S1_L001_R_001", 1),
            ("S1_S1_L001_R2_001.fastq.gz", "S1_S1_L001_R_001", 2),
            ("reads_R1.fastq", "reads_R", 1),
            ("reads_R2.FQ.GZ", "reads_R", 2),
            ("reads.R1.fq.bgz", "reads.R", 1),
            ("reads-R2.fq", "reads-R", 2),
            ("reads_r1.fq", "reads_r", 1),
            ("R2.fastq.gz", "R", 2),
            ("velvet__read1.fq.gz", "velvet__read", 1),
            ("read2.fq", "read", 2),
            ("ERR001_1.fastq.gz", "ERR001_", 1),
            ("ERR001_2.fastq", "ERR001_", 2),
            ("reads.1.fastq", "reads.", 1),
            ("reads.2.fq.gz", "reads.", 2),
            ("sample_2_1.fastq", "sample_2_", 1),
            ("lane_1_R2.fastq", "lane_1_R", 2),
            ("a_R1_b_R2.fastq", "a_R1_b_R", 2),
            ("reads_R2_trimmed.fastq.gz", "reads_R_trimmed", 2),
            ("reads_R1_val_1.fq.gz", "reads_R_val", 1),
            ("reads_R2_val_2.fq.gz", "reads_R_val", 2),
            ("reads_2_val_2.fq.gz", "reads__val", 2),
            ("C:\\runs\\é_1.fq", "é_", 1),
            ("a.b/reads_1", "reads_", 1),
        ] {
            assert_eq!(mate_of(name), Some((stem.to_owned(), number)), "{name}");
        }
    }

    #[test]
    fn other_names() {
        for name in [
            "",
            "reads.fastq",
            "1.fastq",
            "sample1.fastq",
            "sample-1.fastq",
            "sampleR1.fastq",
            "sample_R3.fastq",
            "sample_R10.fastq",
            "sample_R1b.fastq",
            "sample_11.fastq",
            "sample_I1.fastq",
            "sample_1_trimmed.fastq",
            "sample_3.fastq",
            "R1/reads.fastq",
            "reads_1_val_2.fq",
            "reads_１.fastq",
            "sample_unread1.fastq",
        ] {
            assert_eq!(mate_of(name), None, "{name}");
        }
    }
}
