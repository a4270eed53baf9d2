//! A checked scenario: from a file, under patches, at a point of a sweep; and the check of every world that it describes.

mod overlaps;
mod point;
pub mod scenario;
mod worlds;
