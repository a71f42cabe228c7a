//! Generated FASTQ: empty reads, quality scores that look like headers, `+name` lines, any line end.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use proptest::prelude::*;

/// One record.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    name: String,
    sequence: String,
    scores: String,
    repeat_name: bool,
}

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Line {
    Feed,
    CarriageReturnFeed,
    /// The last line has no end.
    NoneAtEnd,
    /// Blank lines follow the last record.
    BlankTail,
}

fn record() -> impl Strategy<Value = Generated> {
    let length = prop_oneof![3 => 0_usize..8, 1 => Just(0), 1 => 1_usize..120, 1 => Just(1)];
    let name = prop_oneof![2 => "[a-z0-9:/]{1,12}", 1 => "[@+ -~]{0,12}"];
    (length, name, any::<bool>(), any::<bool>()).prop_flat_map(
        |(length, name, repeat_name, tricky)| {
            let scores = if tricky { "[@+]" } else { "[!-~]" };
            let sequence =
                proptest::string::string_regex(&format!("[ACGTNacgtn.*-]{{{length}}}")).unwrap();
            let scores = proptest::string::string_regex(&format!("{scores}{{{length}}}")).unwrap();
            (sequence, scores).prop_map(move |(sequence, scores)| Generated {
                name: name.clone(),
                sequence,
                scores,
                repeat_name,
            })
        },
    )
}

/// A list of records.
pub(crate) fn records(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Generated>> {
    prop::collection::vec(record(), count)
}

/// Their text, and where each record starts.
pub(crate) fn text_of(records: &[Generated], line: Line) -> (Vec<u8>, Vec<usize>) {
    let end = if line == Line::CarriageReturnFeed {
        "\r\n"
    } else {
        "\n"
    };
    let (mut text, mut starts) = (String::new(), Vec::new());
    for record in records {
        starts.push(text.len());
        let plus = if record.repeat_name {
            record.name.as_str()
        } else {
            ""
        };
        for part in [
            "@",
            &record.name,
            end,
            &record.sequence,
            end,
            "+",
            plus,
            end,
            &record.scores,
            end,
        ] {
            text.push_str(part);
        }
    }
    match line {
        Line::NoneAtEnd => {
            text.pop();
        }
        Line::BlankTail => text.push_str("\n\n"),
        Line::Feed | Line::CarriageReturnFeed => {}
    }
    (text.into_bytes(), starts)
}
