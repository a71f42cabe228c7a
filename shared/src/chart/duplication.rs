use super::backend::Scene;
use crate::report::SequenceDuplicationLevels;
pub(super) fn draw(_: &SequenceDuplicationLevels, _: &mut Scene) -> Option<()> {
    None
}
