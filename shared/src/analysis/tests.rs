//! Tests of several modules, and what they are made of.

pub(super) mod made;
mod pieces;
