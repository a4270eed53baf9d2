//! One self-contained page in HTML.

pub(in crate::report) mod analysis;
pub(in crate::report) mod document;
mod figures;
mod markup;
mod people;
mod worlds;
