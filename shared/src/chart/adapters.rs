use super::backend::Scene;
use crate::report::AdapterContent;
pub(super) fn draw(_: &AdapterContent, _: &mut Scene) -> Option<()> {
    None
}
