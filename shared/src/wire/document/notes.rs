//! Oddities, and which reads of pairs were counted, in JSON.

use super::super::count::Count;
use crate::tally::{MAX_BASES, Notes, ReadNumber};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotesForm {
    plus_first_word: Count,
    crlf: Count,
    other_mates: Count,
}

impl From<&Notes> for NotesForm {
    fn from(notes: &Notes) -> Self {
        Self {
            plus_first_word: Count(notes.plus_first_word),
            crlf: Count(notes.crlf),
            other_mates: Count(notes.other_mates),
        }
    }
}

impl NotesForm {
    /// None if they contradict the number of reads, or what was counted: either all records are, or
    /// those of one number are and the others were passed over.
    pub(super) fn into_notes(self, reads: u64, read_number: Option<ReadNumber>) -> Option<Notes> {
        let notes = Notes {
            plus_first_word: self.plus_first_word.0,
            crlf: self.crlf.0,
            other_mates: self.other_mates.0,
        };
        let records = reads.checked_add(notes.other_mates)?;
        let counted = match read_number {
            None => notes.other_mates == 0,
            Some(_) => records > 0,
        };
        let sound = notes.plus_first_word <= reads && notes.crlf <= reads;
        (sound && counted && records <= MAX_BASES).then_some(notes)
    }
}
