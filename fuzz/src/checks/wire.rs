//! JSON from anywhere: what is taken for a tally can be merged, written and reported.

use super::tally_laws::{has_identity, round_trips};
use crate::made;
use serde_json::Value;
use shared::analysis::tally_chunk;
use shared::export::html;
use shared::fastq::Layout;
use shared::pairs::{Mate, compare};
use shared::report::read_pairs;
use shared::report::{ReadPairs, Report, ReportOptions};
use shared::wire::TallyDocument;

/// Checks whatever `from_json` accepts, and tallies as large as any can be.
pub fn check(data: &[u8]) {
    if data.len() < 500 {
        grow(data);
    }
    let document = match TallyDocument::from_json(data) {
        Ok(document) => document,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    round_trips(&document);
    has_identity(&document);
    can_be_reported(&document);
    let counted = tally_chunk(data, Layout::FourLine, 0, false).document;
    can_be_compared(&document, &counted);
    if let Some(other) = behind(&document) {
        can_be_compared(&document, &other);
        let (mut one, mut two) = (document.clone(), other.clone());
        let merged = one.merge(&other);
        assert_eq!(merged.is_ok(), two.merge(&document).is_ok());
        if merged.is_ok() {
            assert_eq!(one, two, "the order does not matter");
            assert_eq!(one.reads(), 2 * document.reads());
            round_trips(&one);
            can_be_reported(&one);
        } else {
            assert_eq!(one, document, "a refusal changes nothing");
        }
    }
}

/// Doubles a tally until it may grow no more: no sum may overflow, in tallies or reports.
fn grow(data: &[u8]) {
    let text = made::four_line(data);
    let mut document = tally_chunk(&text, Layout::FourLine, 0, false).document;
    let mut doublings = 0;
    while let Some(other) = behind(&document) {
        if document.merge(&other).is_err() {
            break;
        }
        doublings += 1;
    }
    assert!(doublings >= 40, "a tally can hold 2^56 bases");
    round_trips(&document);
    can_be_reported(&document);
}

/// The same counts and marks of the bytes behind those of `document`.
fn behind(document: &TallyDocument) -> Option<TallyDocument> {
    let end = document.ledger.segments().last()?.end;
    let mut value: Value = serde_json::to_value(document).ok()?;
    for segment in value["ledger"]["segments"].as_array_mut()? {
        for key in ["start", "end"] {
            segment[key] = segment[key].as_u64()?.checked_add(end)?.into();
        }
    }
    // What lies past the largest offset cannot be read.
    TallyDocument::from_json(value.to_string().as_bytes()).ok()
}

/// Every part goes with itself, and with any other one words can be found.
fn can_be_compared(document: &TallyDocument, other: &TallyDocument) {
    for complete in [true, false] {
        let (mate, other) = (Mate::of(document, complete), Mate::of(other, complete));
        let own = compare(&mate, &mate);
        assert_eq!(own.differ_by, None);
        assert_eq!((own.names.first_only, own.names.second_only), (0, 0));
        for comparison in [compare(&mate, &other), compare(&other, &mate)] {
            if let Some(read) = comparison.differ_by {
                assert!(comparison.agree < read, "{comparison:?}");
            }
            let files = ["a".to_owned(), "b".to_owned()];
            let section = read_pairs::section(&ReadPairs { files, comparison });
            assert!(!section.sentence.is_empty());
        }
    }
}

fn can_be_reported(document: &TallyDocument) {
    let options = ReportOptions {
        name: "<fuzz> & \"co\"".to_owned(),
        complete: true,
        ..ReportOptions::default()
    };
    let report = Report::build(document, &options);
    let json = serde_json::to_string(&report).expect("a report can be written");
    // JSON has no word for infinity: a figure that is none would not come back.
    serde_json::from_str::<Report>(&json).expect("a report can be read");
    let page = html::render(&report);
    assert!(!page.contains("<fuzz>") && !page.contains("NaN"), "{page}");
}
