//! `bio`'s reader and `gc_content` are the oracle of ours on what both accept.

#[path = "common/generate.rs"]
mod generate;

use generate::{Line, records, text_of};
use proptest::prelude::*;
use shared::analysis::{Analysis, Options};
use shared::fastq::{Layout, Stop, read_records};

proptest! {
    #[test]
    fn our_reader_agrees_with_bio(records in records(1..20), line in prop_oneof![Just(Line::Feed), Just(Line::CarriageReturnFeed), Just(Line::NoneAtEnd), Just(Line::BlankTail)]) {
        let (text, _) = text_of(&records, line);
        // bio rejects zero-length reads, which are valid, and wants UTF-8.
        let theirs: Result<Vec<_>, _> = bio::io::fastq::Reader::new(&text[..]).records().collect();
        let Ok(theirs) = theirs else { return Ok(()) };
        prop_assume!(theirs.len() == records.len());
        let mut ours = Vec::new();
        let read = read_records(&text, Layout::FourLine, true, |record| {
            ours.push((record.definition.to_vec(), record.sequence.to_vec(), record.quality_scores.to_vec()));
        });
        prop_assert_eq!(read.stop, Stop::End);
        for (ours, theirs) in ours.iter().zip(&theirs) {
            prop_assert_eq!(&ours.1, theirs.seq());
            prop_assert_eq!(&ours.2, theirs.qual());
            prop_assert!(ours.0.starts_with(theirs.id().as_bytes()));
        }
    }

    #[test]
    fn our_gc_content_agrees_with_bio(sequence in "[ACGT]{1,300}") {
        let text = format!("@r\n{sequence}\n+\n{}\n", "I".repeat(sequence.len()));
        let mut analysis = Analysis::new(Options::default());
        analysis.feed(text.as_bytes());
        let tally = analysis.finish().document.tally;
        let theirs = bio::seq_analysis::gc::gc_content(sequence.as_bytes());
        let ours = tally.gc_content.percent.iter().position(|&reads| reads == 1).unwrap();
        prop_assert!((ours as f32 - theirs * 100.0).abs() <= 0.5001, "{} and {}", ours, theirs);
    }
}
