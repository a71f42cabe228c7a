//! Rows of BGZF blocks: where they stand, and what lies between them.

use shared::analysis::pieces::PiecePlace;
use shared::analysis::rows::{RowPlace, Seam};
use shared::tally::Settings;
use shared::wire::TallyDocument;

use crate::engine::{Counted, Fault};
use crate::source::Chunk;

/// A chunk that is under way.
pub(super) struct Dispatched {
    /// Bytes of the file behind it; of a range, its own.
    pub(super) file_bytes: u64,
    /// Where it stands, if it is a row of blocks.
    pub(super) row: Option<RowPlace>,
    /// Which piece it is, if it is one.
    pub(super) piece: Option<PiecePlace>,
    /// Which range of the file it is, if it is one.
    pub(super) range: Option<u32>,
}

impl Dispatched {
    pub(super) fn of(chunk: &Chunk) -> Self {
        Self {
            file_bytes: chunk.file_bytes,
            row: chunk.row_bytes.map(|text_bytes| RowPlace {
                start: chunk.start,
                text_bytes,
                more: chunk.more,
            }),
            piece: chunk.piece,
            range: chunk.range,
        }
    }
}

/// A chunk's tally; that of a row of blocks with what lies between it and the row before.
pub(super) fn joined(
    counted: Counted,
    row: Option<RowPlace>,
    seam: &mut Seam,
    settings: Option<Settings>,
) -> Result<TallyDocument, Fault> {
    let Counted {
        mut document, ends, ..
    } = counted;
    if let (Some(ends), Some(row), Some(settings)) = (ends, row, settings) {
        let joint = seam.join(ends, row, &settings);
        let joint = joint.map_err(|_| Fault::Malformed("a record is malformed".to_owned()))?;
        if let Some(joint) = joint {
            document
                .merge(&joint)
                .map_err(|error| Fault::Lasting(error.to_string()))?;
        }
    }
    Ok(document)
}
