//! From charts as plain data to scenes, and from scenes to SVG and PNG.

mod alluvial;
mod bars;
mod blueprint;
mod bridge;
mod bucket;
pub(in crate::report) mod chart;
mod curves;
mod dots;
mod emotion;
mod fans;
pub(in crate::report) mod fonts;
mod frame;
mod grid;
mod heat;
mod labels;
mod matrix;
mod palette;
mod parts;
mod plane;
pub(in crate::report) mod png;
mod ranges;
mod region;
pub(in crate::report) mod scene;
pub(in crate::report) mod svg;
mod tornado;
