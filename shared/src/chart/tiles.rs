use super::backend::Scene;
use crate::report::PerTileSequenceQuality;
pub(super) fn draw(_: &PerTileSequenceQuality, _: &mut Scene) -> Option<()> {
    None
}
