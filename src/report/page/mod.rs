//! One self-contained page in HTML.

pub(in crate::report) mod analysis;
pub(in crate::report) mod document;
pub(in crate::report) mod figures;
mod markup;
mod people;
mod unknown;
mod worlds;
