//! The files of a job, read as if they were one: together, or one after the other.

use futures_util::{StreamExt, TryStreamExt, stream};
use js_sys::Array;
use shared::analysis::InputNotes;
use shared::problem::Problem;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use crate::message::Ending;
use crate::scheduler::Ended;
use crate::source::{MOST_FILES, Source, SourceError};

/// Files that are opened at once.
const OPENED_AT_ONCE: usize = 8;

/// The files, and what was seen of those that were read.
pub(super) struct Files {
    files: Vec<(String, Blob)>,
    /// Place of the file that is being read, or is the first of those.
    at: usize,
    /// Place of the next one.
    next: usize,
    bytes: u64,
    input: Option<InputNotes>,
    warnings: Vec<String>,
}

impl Files {
    /// The attached array of files, with their names.
    pub(super) fn of(attachment: &JsValue, names: Vec<String>) -> Self {
        let blobs = attachment.dyn_ref::<Array>().map(Array::iter);
        let blobs = blobs.into_iter().flatten();
        let blobs = blobs.filter_map(|blob| blob.dyn_into::<Blob>().ok());
        let files: Vec<(String, Blob)> = names.into_iter().zip(blobs).collect();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a file's size is a safe integer in every browser"
        )]
        let bytes = files.iter().map(|(_, blob)| blob.size() as u64).sum();
        Self {
            files,
            at: 0,
            next: 0,
            bytes,
            input: None,
            warnings: Vec::new(),
        }
    }

    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Opens the next file; none after the last.
    pub(super) async fn next(&mut self) -> Option<Result<Source, Ended>> {
        let (_, blob) = self.files.get(self.next)?;
        self.at = self.next;
        self.next += 1;
        let source = Source::open(blob.clone())
            .await
            .map_err(|error| match error {
                SourceError::Malformed(error) => Ended::Malformed(Box::new(Problem::from(&*error))),
                error => Ended::Failed(error.to_string()),
            });
        Some(source.map_err(|ended| self.naming(ended, 0)))
    }

    /// Opens all files behind that one, to be read together with it; none if they are too many, or one
    /// cannot be opened: what is wrong is said when its turn comes.
    pub(super) async fn others(&self) -> Option<Vec<Source>> {
        if self.files.len() > MOST_FILES {
            return None;
        }
        let others = self.files.get(self.next..)?.iter();
        stream::iter(others.map(|(_, blob)| Source::open(blob.clone())))
            .buffered(OPENED_AT_ONCE)
            .try_collect()
            .await
            .ok()
    }

    /// Takes down what was seen of the file that was just read, or of those that were read together. Of
    /// several files only warnings are kept: no one structure is theirs.
    pub(super) fn saw(&mut self, inputs: Vec<InputNotes>) {
        self.next = self.at + inputs.len();
        if let ([_], [input]) = (self.files.as_slice(), inputs.as_slice()) {
            self.input = Some(*input);
            return;
        }
        for ((name, _), input) in self.files.iter().skip(self.at).zip(inputs) {
            let of_one = |words: String| format!("{name}: {words}");
            self.warnings
                .extend(input.warnings().into_iter().map(of_one));
        }
    }

    /// Of several files, says which one an error is in, counted from the one that is being read:
    /// record, line and byte are those within it.
    pub(super) fn naming(&self, ended: Ended, place: usize) -> Ended {
        let name = self.files.get(self.at + place);
        let name = name.filter(|_| self.files.len() > 1);
        let named = |words: String| match name {
            Some((name, _)) => format!("{name}: {words}"),
            None => words,
        };
        match ended {
            Ended::Malformed(problem) => Ended::Malformed(Box::new(Problem {
                detail: named(problem.detail),
                ..*problem
            })),
            Ended::Failed(words) => Ended::Failed(named(words)),
            ended => ended,
        }
    }

    /// What was seen of one file, and warnings of several.
    pub(super) fn seen(self) -> (Option<InputNotes>, Vec<String>) {
        (self.input, self.warnings)
    }
}

impl Ended {
    /// The same, as the page is told.
    pub(super) fn ending(&self) -> Ending {
        match self {
            Self::Complete => Ending::Complete,
            Self::Cancelled => Ending::Cancelled,
            Self::Malformed(_) | Self::Failed(_) => Ending::Failed,
        }
    }

    /// What went wrong, in words.
    pub(super) fn words(&self) -> Option<String> {
        match self {
            Self::Complete | Self::Cancelled => None,
            Self::Malformed(problem) => Some(problem.detail.clone()),
            Self::Failed(words) => Some(words.clone()),
        }
    }
}
