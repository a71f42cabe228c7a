//! Whether the file is as it was written, as far as that can be seen.

use serde::{Deserialize, Serialize};

use super::number::grouped;
use super::{Section, SectionData, Verdict, help};
use crate::analysis::InputNotes;
use crate::fastq::Layout;
use crate::problem::{Problem, ProblemCode};

/// How an input is packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// Text.
    #[default]
    Plain,
    /// gzip.
    Gzip,
    /// Blocked gzip, as bgzip and bcl-convert write it.
    Bgzf,
}

/// What was seen of the input beside its reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Integrity {
    /// How it is packed.
    pub packing: Packing,
    /// gzip members whose CRC-32 and length were checked and found right.
    pub checked_members: u64,
    /// Whether BGZF's end marker is there; `None` for another packing.
    pub bgzf_end_marker: Option<bool>,
    /// Zero bytes after the gzip data.
    pub zero_padding: u64,
    /// How records are laid out in lines.
    pub layout: Layout,
    /// Records with Windows line ends.
    pub crlf_records: u64,
    /// What is wrong with the file: the name of the error's kind; `None` if nothing is.
    pub problem: Option<String>,
}

/// Builds the section. `problem` is what stopped the analysis, `complete` says that the input was
/// read to its end.
#[must_use]
pub fn section(
    input: InputNotes,
    problem: Option<&Problem>,
    complete: bool,
    crlf_records: u64,
) -> Section {
    let gzip = input.gzip.unwrap_or_default();
    let packing = match input.gzip {
        None => Packing::Plain,
        Some(gzip) if gzip.bgzf_blocks > 0 && gzip.bgzf_blocks == gzip.members => Packing::Bgzf,
        Some(_) => Packing::Gzip,
    };
    let wrong = problem.filter(|problem| problem.code == ProblemCode::MalformedFastq);
    let data = Integrity {
        packing,
        checked_members: gzip.members,
        bgzf_end_marker: (packing == Packing::Bgzf && complete).then_some(gzip.bgzf_end_marker),
        zero_padding: gzip.zero_padding,
        layout: input.layout,
        crlf_records,
        problem: wrong.map(|problem| {
            problem
                .reason
                .clone()
                .unwrap_or_else(|| "malformed-fastq".to_owned())
        }),
    };
    let verdict = if wrong.is_some() {
        Verdict::Fail
    } else if data.bgzf_end_marker == Some(false) {
        Verdict::Warn
    } else if complete && packing != Packing::Plain {
        Verdict::Pass
    } else {
        // Nothing in text tells whether it was longer once.
        Verdict::None
    };
    Section {
        id: "integrity".to_owned(),
        title: "File integrity".to_owned(),
        verdict,
        sentence: sentence(&data, wrong, complete),
        help: help::INTEGRITY.to_owned(),
        expected: None,
        data: SectionData::Integrity(data),
    }
}

fn sentence(data: &Integrity, wrong: Option<&Problem>, complete: bool) -> String {
    if let Some(problem) = wrong {
        return format!("The file is damaged or cut: {}.", problem.detail);
    }
    let members = match data.checked_members {
        1 => "CRC-32 and length of its only member".to_owned(),
        members => format!(
            "CRC-32 and length of each of its {} members",
            grouped(members)
        ),
    };
    let blocks = format!(
        "CRC-32 and length of each of its {} blocks",
        grouped(data.checked_members)
    );
    let mut text = match (data.packing, complete) {
        (Packing::Plain, true) => "The file is plain text and ends with a whole record; nothing in it tells whether it was longer once.".to_owned(),
        (Packing::Plain, false) => "The file is plain text and was not read to its end.".to_owned(),
        (Packing::Gzip, true) => format!("The file is gzip, and {members} are right: it is undamaged since it was compressed. That does not prove that every read was written."),
        (Packing::Bgzf, true) if data.bgzf_end_marker == Some(true) => format!("The file is BGZF with its end marker, and {blocks} are right: it is undamaged since it was compressed. That does not prove that every read was written."),
        (Packing::Bgzf, true) => format!("The file is BGZF and lacks its end marker: {blocks} are right, but it may have been cut between two of them."),
        (Packing::Gzip, false) => format!("The file is gzip and was not read to its end; {members} were right so far."),
        (Packing::Bgzf, false) => format!("The file is BGZF and was not read to its end; {blocks} were right so far."),
    };
    if data.zero_padding > 0 {
        text += &format!(
            " {} zero bytes follow the gzip data; they were passed over.",
            grouped(data.zero_padding)
        );
    }
    if data.layout == Layout::Wrapped {
        text += " Sequence and quality scores are broken over several lines; the file was read in order, in one go.";
    }
    if data.crlf_records > 0 {
        text += " Lines end as Windows writes them (CR LF).";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gzip::Structure;

    fn bgzf(end_marker: bool) -> InputNotes {
        let structure = Structure {
            members: 1200,
            bgzf_blocks: 1200,
            bgzf_end_marker: end_marker,
            zero_padding: 0,
        };
        InputNotes {
            gzip: Some(structure),
            ..InputNotes::default()
        }
    }

    #[test]
    fn a_missing_end_marker_is_a_warning_at_the_end_only() {
        let whole = section(bgzf(true), None, true, 0);
        assert_eq!(whole.verdict, Verdict::Pass);
        assert!(
            whole
                .sentence
                .contains("each of its 1,200 blocks are right")
        );
        assert!(
            whole
                .sentence
                .ends_with("does not prove that every read was written.")
        );
        let cut = section(bgzf(false), None, true, 0);
        assert_eq!(cut.verdict, Verdict::Warn);
        assert!(cut.sentence.contains("may have been cut between two"));
        assert_eq!(section(bgzf(false), None, false, 0).verdict, Verdict::None);
    }

    #[test]
    fn damage_fails_and_other_ends_do_not() {
        let bytes = b"@a\nACGT\n+\nIII";
        let outcome = crate::analysis::tally_chunk(bytes, Layout::FourLine, 0, false);
        let problem = outcome.error.as_ref().map(Problem::from);
        let cut = section(InputNotes::default(), problem.as_ref(), false, 0);
        assert_eq!(cut.verdict, Verdict::Fail);
        assert!(
            cut.sentence
                .starts_with("The file is damaged or cut: record 1")
        );
        let other = Problem::new(ProblemCode::CpuLimit, "too much");
        let plain = section(InputNotes::default(), Some(&other), false, 0);
        assert_eq!(
            (plain.verdict, plain.sentence.as_str()),
            (
                Verdict::None,
                "The file is plain text and was not read to its end."
            )
        );
    }

    #[test]
    fn layout_and_line_ends_are_named() {
        let input = InputNotes {
            layout: Layout::Wrapped,
            ..InputNotes::default()
        };
        let section = section(input, None, true, 3);
        assert!(
            section.sentence.contains("broken over several lines")
                && section.sentence.contains("CR LF")
        );
    }
}
