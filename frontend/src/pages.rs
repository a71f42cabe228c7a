//! Pages. There is one.

pub(crate) mod home;
