//! JSON from anywhere: what is taken for a tally can be merged, written and reported.

use super::tally_laws::{has_identity, round_trips};
use crate::made;
use shared::analysis::tally_chunk;
use shared::export::html;
use shared::fastq::Layout;
use shared::ledger::{Ledger, Segment};
use shared::report::{Report, ReportOptions};
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
    if let Some(other) = behind(&document) {
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

/// The same counts of the bytes behind those of `document`.
fn behind(document: &TallyDocument) -> Option<TallyDocument> {
    let end = document.ledger.segments().last()?.end;
    let mut ledger = Ledger::default();
    for segment in document.ledger.segments() {
        let moved = Segment {
            start: segment.start.checked_add(end)?,
            end: segment.end.checked_add(end)?,
            ..*segment
        };
        ledger.commit(moved).ok()?;
    }
    let tally = document.tally.clone();
    Some(TallyDocument { tally, ledger })
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
