//! Sweeps: a design over parameters, as a plan, units of work, part files and a fold.
//!
//! One path serves a single machine and many. A [`Plan`] fixes everything that decides the results. [`Worker`] turns units of it into rows, in an
//! order of which every prefix is balanced. A part file ([`encode`], [`decode`]) keeps the rows of one unit under a checksum and a key. [`fold`]
//! reads them back in the order of points. Interruption, repetition, shards and threads only change when a unit is computed, never what it
//! holds, so they cannot change what the fold writes. Files themselves are read and written further up.

mod design;
mod fold;
mod label;
mod open_price;
mod parameter;
mod part;
mod plan;
mod stored;
mod table;
mod trial;
mod typed;
mod work;
mod worlds;

pub use design::{DesignError, DesignKind, MOST_POINTS, Row as DesignRow, rows as design_rows};
pub use fold::{PointRows, fold};
pub use label::{Label, Role};
pub use open_price::{open_price, open_worlds};
pub use parameter::{Levels, Parameter, ParameterError};
pub use part::{PartError, Row, Seen, decode, encode};
pub use plan::{Batch, Column, FORMAT, Plan, PlanPoint, PointPrecision, Unit};
pub use stored::{MOST_SHARDS, PlanError};
pub use table::{TableError, read_table};
pub use trial::Tried;
pub use typed::{Value, ValueColumn, ValueKind};
pub use work::{Worker, columns, columns_of, compile_point, evaluate, find_column, one_line};
pub use worlds::{Measures, RowPair, difference_path, differences, measures};
