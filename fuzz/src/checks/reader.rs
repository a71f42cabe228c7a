//! Reading: what is said of the bytes agrees with them, and with `bio`.

use crate::{Owned, read_all};
use shared::fastq::{Layout, Read, Stop};

/// Checks both layouts, with more to come and without.
pub fn check(data: &[u8]) {
    for layout in [Layout::FourLine, Layout::Wrapped] {
        for ends in [false, true] {
            let (read, records) = read_all(data, layout, ends);
            counts_agree(data, &read, &records, ends);
            if layout == Layout::FourLine {
                assert_eq!(read.lines, 4 * read.records);
            }
            // What was read is whole records: it reads the same alone. Unless its end is the input's,
            // nothing more has to follow; but only that tells that an empty wrapped read is over.
            let alone = layout == Layout::Wrapped || (ends && read.stop == Stop::End);
            let (again, same) = read_all(&data[..read.consumed], layout, alone);
            assert_eq!((again.consumed, again.stop), (read.consumed, Stop::End));
            assert_eq!(same, records);
        }
    }
    let (four, records) = read_all(data, Layout::FourLine, true);
    if four.stop == Stop::End {
        let wrapped = read_all(data, Layout::Wrapped, true);
        assert_eq!(
            wrapped,
            (four, records.clone()),
            "a four-line record is the same in the wrapped layout"
        );
        agrees_with_bio(data, &records);
    }
}

fn counts_agree(data: &[u8], read: &Read, records: &[Owned], ends: bool) {
    assert!(read.consumed <= data.len());
    assert_eq!(read.records, records.len() as u64);
    for record in records {
        assert_eq!(record.sequence.len(), record.quality_scores.len());
        assert!(
            record
                .quality_scores
                .iter()
                .all(|byte| (b'!'..=b'~').contains(byte))
        );
        assert!(
            record
                .sequence
                .iter()
                .all(|byte| byte.is_ascii_alphabetic() || b".-*".contains(byte))
        );
        assert!(!record.definition.contains(&b'\n'));
    }
    let ends_of_lines = data[..read.consumed]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count() as u64;
    if ends && read.stop == Stop::End {
        // The last line may lack its end, and blank lines may follow it.
        assert_eq!(read.consumed, data.len());
        assert!(ends_of_lines + 1 >= read.lines);
    } else {
        assert_eq!(ends_of_lines, read.lines);
    }
    if let Stop::Error(error) = &read.stop {
        let at = error.position;
        assert!(
            at.byte >= read.consumed as u64 && at.byte <= data.len() as u64,
            "{error:?}"
        );
        assert_eq!(at.record, read.records + 1, "{error:?}");
        assert!(at.line > read.lines, "{error:?}");
        assert!(!error.to_string().is_empty());
    }
}

fn agrees_with_bio(data: &[u8], ours: &[Owned]) {
    let theirs: Result<Vec<_>, _> = bio::io::fastq::Reader::new(data).records().collect();
    let Ok(theirs) = theirs else { return };
    // bio takes blank lines at the end for the end, and refuses zero-length reads.
    assert_eq!(theirs.len(), ours.len());
    for (theirs, ours) in theirs.iter().zip(ours) {
        assert_eq!(theirs.seq(), ours.sequence);
        assert_eq!(theirs.qual(), ours.quality_scores);
        assert!(ours.definition.starts_with(theirs.id().as_bytes()));
    }
}
