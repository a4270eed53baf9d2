//! Pictures as plain data, one file for each family; `draw` lays them out.

mod bars;
mod blueprint;
mod buckets;
mod curves;
mod dots;
mod flows;
mod heat;
mod planes;
mod ranges;

pub use bars::{Bar, BarPanel, BarPart, Bars, Bridge, BridgeBar, BridgeKind, TornadoMark, TornadoPicture, TornadoRow};
pub use blueprint::{Arrow, Blueprint, Lane, Moment, Step};
pub use buckets::{BucketPair, BucketPicture, Flow};
pub use curves::{BandKey, CurvePoint, Curves, Dash, Mark, Note, Series, Spread};
pub use dots::{DotRow, Dots};
pub use flows::{Alluvial, AlluvialNode, Ribbon};
pub use heat::{Heat, HeatCell, HeatPanel};
pub use planes::{Design, DesignKind, Matrix, MatrixPoint, Plane, Region};
pub use ranges::{RangeRow, Ranges};
