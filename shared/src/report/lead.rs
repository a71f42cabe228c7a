//! The answer before the figures, in one sentence.

use super::{Report, Section, Verdict};

impl Report {
    /// How many sections are usual, of those that are judged, and how many of the others are to be
    /// expected: the first sentence of a report, in the page and on paper.
    ///
    /// ```
    /// use shared::{analysis::tally_chunk, fastq::Layout};
    /// use shared::report::{Report, ReportOptions};
    /// let document = tally_chunk(b"@r1\nACGT\n+\nIII5\n", Layout::FourLine, 0, false).document;
    /// let report = Report::build(&document, &ReportOptions::default());
    /// assert!(report.lead().ends_with("sections are usual."), "{}", report.lead());
    /// ```
    #[must_use]
    pub fn lead(&self) -> String {
        if self.summary.reads == 0 {
            return "There are no reads to judge.".to_owned();
        }
        let sections = self.sections.iter();
        let judged = sections.filter(|section| section.verdict != Verdict::None);
        let judged: Vec<&Section> = judged.collect();
        let count = |is: fn(&&&Section) -> bool| judged.iter().filter(is).count();
        let usual = count(|section| section.verdict == Verdict::Pass);
        let expected = count(|section| section.expected.is_some());
        sentence(judged.len(), usual, expected)
    }
}

/// `9 of 11 sections are usual.`
fn sentence(judged: usize, usual: usize, expected: usize) -> String {
    let explained = match expected {
        0 => String::new(),
        1 => "; one that is not is to be expected of this kind of library".to_owned(),
        expected => format!("; {expected} that are not are to be expected of this kind of library"),
    };
    match (judged, usual) {
        (0, _) => "No section can be judged.".to_owned(),
        (1, 1) => "The one section that can be judged is usual.".to_owned(),
        (judged, usual) if usual == judged => format!("All {judged} sections are usual."),
        (judged, 1) => format!("1 of {judged} sections is usual{explained}."),
        (judged, usual) => format!("{usual} of {judged} sections are usual{explained}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ReportOptions;
    use crate::wire::TallyDocument;

    #[test]
    fn the_sentence_counts_what_was_judged() {
        assert_eq!(sentence(0, 0, 0), "No section can be judged.");
        assert_eq!(
            sentence(1, 1, 0),
            "The one section that can be judged is usual."
        );
        assert_eq!(sentence(2, 2, 0), "All 2 sections are usual.");
        assert_eq!(
            sentence(3, 1, 1),
            "1 of 3 sections is usual; one that is not is to be expected of this kind of library."
        );
        assert_eq!(
            sentence(10, 5, 3),
            "5 of 10 sections are usual; 3 that are not are to be expected of this kind of library."
        );
    }

    #[test]
    fn without_reads_nothing_is_usual() {
        let mut report = Report::build(&TallyDocument::default(), &ReportOptions::default());
        assert_eq!(report.lead(), "There are no reads to judge.");
        // An intact file without reads is no answer.
        report.sections[0].verdict = Verdict::Pass;
        assert_eq!(report.lead(), "There are no reads to judge.");
    }
}
