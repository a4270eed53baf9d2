//! A table as plain data: what a CSV file, a page and a test all read.

use crate::units::{Moment, SimTime};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text, shown as it is.
    Text(String),
    /// A number; it stays one in every output.
    Number(f64),
    /// A whole number.
    Whole(u64),
    /// Yes or no.
    Flag(bool),
    /// A moment of the simulation.
    Moment(Moment),
    /// Nothing was measured.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_string())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        if value.is_finite() { Cell::Number(value) } else { Cell::Empty }
    }
}

impl From<u64> for Cell {
    fn from(value: u64) -> Self {
        Cell::Whole(value)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Cell::Flag(value)
    }
}

impl From<SimTime> for Cell {
    fn from(at: SimTime) -> Self {
        if at == SimTime::NEVER { Cell::Empty } else { Moment::from(at).into() }
    }
}

impl From<Moment> for Cell {
    fn from(at: Moment) -> Self {
        Cell::Moment(at)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Empty, Into::into)
    }
}

impl Cell {
    /// The cell as plain text: numbers in the shortest form that reads back the same, moments as ISO 8601 in UTC.
    pub fn plain(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(value) => format!("{value}"),
            Cell::Whole(value) => format!("{value}"),
            Cell::Flag(value) => format!("{value}"),
            Cell::Moment(at) => at.iso8601(),
            Cell::Empty => String::new(),
        }
    }

    /// Whether the cell is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Cell::Number(_) | Cell::Whole(_))
    }
}

/// A tidy table: one row per observation, units in the header.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSpec {
    /// File stem.
    pub name: String,
    /// Column headers, units in square brackets.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl TableSpec {
    /// An empty table with these columns.
    pub fn new<S: Into<String>>(name: impl Into<String>, columns: impl IntoIterator<Item = S>) -> Self {
        TableSpec { name: name.into(), columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Appends a row.
    ///
    /// # Panics
    /// When the row is not as wide as the header: a table must stay rectangular.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert_eq!(row.len(), self.columns.len(), "a row of table `{}` is as wide as its header", self.name);
        self.rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_back_the_same() {
        let cell = Cell::from(0.1 + 0.2);
        assert_eq!(cell.plain().parse::<f64>().ok(), Some(0.1 + 0.2));
        assert_eq!(Cell::from(f64::NAN), Cell::Empty);
        assert_eq!(Cell::from(None::<f64>), Cell::Empty);
        assert_eq!(Cell::from(Some(3_u64)), Cell::Whole(3));
        assert_eq!((Cell::from(true).plain(), Cell::from(SimTime::NEVER)), ("true".to_owned(), Cell::Empty));
    }

    #[test]
    #[should_panic(expected = "as wide as its header")]
    fn a_ragged_row_is_refused() {
        TableSpec::new("t", ["a", "b"]).push(vec![Cell::Empty]);
    }
}
