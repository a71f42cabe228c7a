//! What the files of FastQC's `Configuration` folder have in common: `limits.txt`,
//! `adapter_list.txt` and `contaminant_list.txt`.
//!
//! All are lines of text; `#` begins a comment, and blank lines say nothing. The two lists hold
//! named sequences, which [`named_sequences`] reads: a name, one or more tabs, a sequence (FastQC
//! 0.12.1, `AdapterContent.java` and `ContaminentFinder.java`).

use std::ops::RangeInclusive;

use thiserror::Error;

/// The most bytes of such a file. FastQC's own have at most 16 kB.
pub const MAX_FILE_BYTES: usize = 1 << 20;

/// What a list of named sequences may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRules {
    /// What is listed, in the plural.
    pub items: &'static str,
    /// How many bases a sequence has.
    pub bases: RangeInclusive<usize>,
    /// The most bytes of a name.
    pub max_name: usize,
    /// The most items.
    pub max_items: usize,
}

/// What is wrong with a list of named sequences.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ListError {
    /// A line is not a name, tabs and a sequence.
    #[error("line {line} of the {items}: a name, one or more tabs and a sequence are expected")]
    NoSequence {
        /// The line, from 1.
        line: usize,
        /// What is listed.
        items: &'static str,
    },
    /// A sequence has a letter that is no base, or too few or too many of them.
    #[error(
        "line {line} of the {}: a sequence is {} to {} of the letters A, C, G, T and N",
        .rules.items, .rules.bases.start(), .rules.bases.end()
    )]
    BadSequence {
        /// The line, from 1.
        line: usize,
        /// What would be right.
        rules: ListRules,
    },
    /// A name is empty or too long.
    #[error("line {line} of the {}: a name is 1 to {} bytes long", .rules.items, .rules.max_name)]
    BadName {
        /// The line, from 1.
        line: usize,
        /// What would be right.
        rules: ListRules,
    },
    /// There is none, or there are too many.
    #[error("1 to {} {} are expected, not {found}", .rules.max_items, .rules.items)]
    Number {
        /// How many there are.
        found: usize,
        /// What would be right.
        rules: ListRules,
    },
}

/// Why bytes are not the text of such a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// It is longer than [`MAX_FILE_BYTES`].
    #[error("more than {MAX_FILE_BYTES} bytes; this is another file than FastQC's")]
    TooLarge,
    /// It is not UTF-8.
    #[error("line {line} is not text in UTF-8; save the file as that")]
    NotText {
        /// The line, from 1.
        line: usize,
    },
}

/// The text of a file.
///
/// # Errors
/// [`TextError`] if it is too long, or no text.
///
/// ```
/// use shared::configuration::{TextError, text};
/// assert_eq!(text(b"tile ignore 1\n"), Ok("tile ignore 1\n"));
/// assert_eq!(text(b"a\n\xe9"), Err(TextError::NotText { line: 2 }));
/// ```
pub fn text(bytes: &[u8]) -> Result<&str, TextError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(TextError::TooLarge);
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        TextError::NotText {
            line: before.filter(|byte| **byte == b'\n').count() + 1,
        }
    })
}

/// The lines that say something, with their numbers from 1, without spaces at their ends.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..)
        .zip(text.lines().map(str::trim_end))
        .filter(|(_, line)| !line.is_empty() && !line.trim_start().starts_with('#'))
}

/// Reads a list of named sequences: names and sequences as they stand there, in their order.
///
/// # Errors
/// [`ListError`] with the line.
///
/// ```
/// use shared::configuration::{ListRules, named_sequences};
/// let rules = ListRules { items: "primers", bases: 4..=30, max_name: 20, max_items: 10 };
/// let list = named_sequences("# ours\nforward\t\tACGTacgt\n", &rules)?;
/// assert_eq!(list, [("forward", "ACGTacgt")]);
/// # Ok::<(), shared::configuration::ListError>(())
/// ```
pub fn named_sequences<'a>(
    text: &'a str,
    rules: &ListRules,
) -> Result<Vec<(&'a str, &'a str)>, ListError> {
    let mut list = Vec::new();
    for (line, content) in lines(text) {
        let (name, sequence) = content.split_once('\t').ok_or(ListError::NoSequence {
            line,
            items: rules.items,
        })?;
        let (name, sequence) = (name.trim(), sequence.trim());
        if name.is_empty() || name.len() > rules.max_name {
            let rules = rules.clone();
            return Err(ListError::BadName { line, rules });
        }
        let bases = sequence.bytes().all(|base| b"ACGTNacgtn".contains(&base));
        if !bases || !rules.bases.contains(&sequence.len()) {
            let rules = rules.clone();
            return Err(ListError::BadSequence { line, rules });
        }
        list.push((name, sequence));
    }
    if list.is_empty() || list.len() > rules.max_items {
        return Err(ListError::Number {
            found: list.len(),
            rules: rules.clone(),
        });
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: ListRules = ListRules {
        items: "primers",
        bases: 4..=8,
        max_name: 5,
        max_items: 2,
    };

    #[test]
    fn faults_of_a_list_are_named_by_line() {
        let cases = [
            (
                "a b c\n",
                "line 1 of the primers: a name, one or more tabs and a sequence are expected",
            ),
            (
                "#x\n\nname\tACGU\n",
                "line 3 of the primers: a sequence is 4 to 8 of the letters A, C, G, T and N",
            ),
            (
                "a\tACGTACGTA",
                "line 1 of the primers: a sequence is 4 to 8 of the letters A, C, G, T and N",
            ),
            (
                "a\tACGT\tACGT",
                "line 1 of the primers: a sequence is 4 to 8 of the letters A, C, G, T and N",
            ),
            (
                "\tACGTACGT",
                "line 1 of the primers: a name is 1 to 5 bytes long",
            ),
            (
                "ab\tACGT\r\nabcdef\tACGT",
                "line 2 of the primers: a name is 1 to 5 bytes long",
            ),
            ("# nothing", "1 to 2 primers are expected, not 0"),
            (
                "a\tACGT\nb\tACGT\nc\tACGT",
                "1 to 2 primers are expected, not 3",
            ),
        ];
        for (text, expected) in cases {
            let error = named_sequences(text, &RULES).unwrap_err();
            assert_eq!(error.to_string(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_editors_add_is_passed_over() {
        let text = "\u{feff}# ours\r\n \t \r\n  # more\r\na \t\t acgt \r\n";
        assert_eq!(named_sequences(text, &RULES), Ok(vec![("a", "acgt")]));
    }

    #[test]
    fn a_file_is_short_text() {
        assert_eq!(
            text(&vec![b'#'; MAX_FILE_BYTES + 1]),
            Err(TextError::TooLarge)
        );
        assert!(text(&vec![b'#'; MAX_FILE_BYTES]).is_ok());
    }
}
