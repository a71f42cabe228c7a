//! The files of a job, read one after the other as if they were one.

use std::vec::IntoIter;

use js_sys::Array;
use shared::analysis::InputNotes;
use shared::problem::Problem;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use crate::message::Ending;
use crate::scheduler::Ended;
use crate::source::{Source, SourceError};

/// The files that are left, and what was seen of the others.
pub(super) struct Files {
    left: IntoIter<(String, Blob)>,
    /// The file that is being read.
    name: String,
    bytes: u64,
    several: bool,
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
            several: files.len() > 1,
            left: files.into_iter(),
            name: String::new(),
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
        let (name, blob) = self.left.next()?;
        self.name = name;
        let source = Source::open(blob).await.map_err(|error| match error {
            SourceError::Malformed(error) => Ended::Malformed(Box::new(Problem::from(&*error))),
            error => Ended::Failed(error.to_string()),
        });
        Some(source.map_err(|ended| self.naming(ended)))
    }

    /// Takes down what was seen of the file that was just read. Of several files only warnings are
    /// kept: no one structure is theirs.
    pub(super) fn saw(&mut self, input: InputNotes) {
        if self.several {
            let of_one = |words: String| format!("{}: {words}", self.name);
            self.warnings
                .extend(input.warnings().into_iter().map(of_one));
        } else {
            self.input = Some(input);
        }
    }

    /// Of several files, says which one an error is in: record, line and byte are those within it.
    pub(super) fn naming(&self, ended: Ended) -> Ended {
        let named = |words: String| {
            if self.several {
                format!("{}: {words}", self.name)
            } else {
                words
            }
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
