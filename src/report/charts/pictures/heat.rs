//! Cells in rows and columns.

/// One cell of a heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatCell {
    /// Value, 0..1 of the panel's scale.
    pub level: f64,
    /// Printed value.
    pub text: String,
    /// Overloaded.
    pub marked: bool,
    /// Not finished: some were not seen that long.
    pub hatched: bool,
}

/// One heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatPanel {
    /// What the cells say.
    pub title: String,
    /// Cells by row and column; `None` when closed.
    pub cells: Vec<Vec<Option<HeatCell>>>,
}

/// Heat maps over weekday and hour, or over where people come from and where they go.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// Row names.
    pub rows: Vec<String>,
    /// Column names.
    pub columns: Vec<String>,
    /// Columns are hours of the day.
    pub clock: bool,
    /// Panels, top to bottom.
    pub panels: Vec<HeatPanel>,
    /// What a marked cell means.
    pub mark: String,
}
