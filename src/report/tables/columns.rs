//! Tables from declared columns: each header stands beside what its cells hold, so that no row is ragged and no header is another's.

use super::table::{Cell, TableSpec};
use crate::experiment::comparison::{Better, Difference};
use crate::experiment::results::{Metric, Point};
use crate::report::words::verdicts::reserve;

/// What a cell of a column holds, from its row.
type Read<'a, R> = Box<dyn Fn(&R) -> Cell + 'a>;

/// The columns of a table whose rows are made of `R`, left to right.
pub(in crate::report) struct Columns<'a, R> {
    columns: Vec<(String, Read<'a, R>)>,
}

impl<'a, R> Columns<'a, R> {
    /// No column yet.
    pub(in crate::report) fn new() -> Self {
        Columns { columns: Vec::new() }
    }

    /// A column: its header, units in square brackets, and its cells.
    pub(in crate::report) fn with<C: Into<Cell>>(
        mut self,
        header: impl Into<String>,
        read: impl Fn(&R) -> C + 'a,
    ) -> Self {
        self.columns.push((header.into(), Box::new(move |row| read(row).into())));
        self
    }

    /// Two columns: the ends of an interval.
    pub(in crate::report) fn ends<H: Into<String>>(
        self,
        [low, high]: [H; 2],
        read: impl Fn(&R) -> Option<[f64; 2]> + Copy + 'a,
    ) -> Self {
        self.with(low, move |row| read(row).map(|ends| ends[0])).with(high, move |row| read(row).map(|ends| ends[1]))
    }

    /// Three columns: mean and ends of the interval of an estimate.
    pub(in crate::report) fn measured<H: Into<String>>(
        self,
        [mean, low, high]: [H; 3],
        read: impl Fn(&R) -> &Metric + Copy + 'a,
    ) -> Self {
        self.with(mean, move |row| read(row).mean).ends([low, high], move |row| read(row).ci95)
    }

    /// Four columns: day, mean and ends of the interval of a point of a curve.
    pub(in crate::report) fn point<H: Into<String>>(
        self,
        [day, mean, low, high]: [H; 4],
        read: impl Fn(&R) -> &Point + Copy + 'a,
    ) -> Self {
        self.with(day, move |row| read(row).day)
            .with(mean, move |row| read(row).mean)
            .ends([low, high], move |row| read(row).ci95)
    }

    /// Five columns of the quantiles of single futures, where they are known.
    pub(in crate::report) fn futures(self, are_known: bool, read: impl Fn(&R) -> &Point + Copy + 'a) -> Self {
        let headers = ["futures 5 %", "futures 25 %", "futures 50 %", "futures 75 %", "futures 95 %"];
        let shown = headers.into_iter().enumerate().filter(|_| are_known);
        shown.fold(self, |columns, (at, header)| columns.with(header, move |row| read(row).fan.map(|fan| fan[at])))
    }

    /// Six columns of an estimate: mean, both ends of its interval, sd, n and unit. Empty cells where there is none.
    pub(in crate::report) fn estimate(self, read: impl Fn(&R) -> Option<&Metric> + Copy + 'a) -> Self {
        self.estimate_of("", read)
    }

    /// The same, with a word before each header: "cost mean".
    pub(in crate::report) fn estimate_of(self, what: &str, read: impl Fn(&R) -> Option<&Metric> + Copy + 'a) -> Self {
        let header = |name: &str| if what.is_empty() { name.to_owned() } else { format!("{what} {name}") };
        self.with(header("mean"), move |row| read(row).and_then(|metric| metric.mean))
            .ends(["ci95 low", "ci95 high"].map(header), move |row| read(row).and_then(|metric| metric.ci95))
            .with(header("sd"), move |row| read(row).and_then(|metric| metric.sd))
            .with(header("n"), move |row| read(row).map(|metric| metric.n))
            .with(header("unit"), move |row| Cell::from(read(row).map(|metric| metric.unit.as_str())))
    }

    /// Fourteen columns of a paired difference, and why it is not judged, if it is not.
    pub(in crate::report) fn difference(
        self,
        read: impl Fn(&R) -> &Difference + Copy + 'a,
        is_unjudged: impl Fn(&R) -> bool + 'a,
    ) -> Self {
        let better = |found: &Difference| match found.better {
            Some(Better::Higher) => "higher",
            Some(Better::Lower) => "lower",
            None => "",
        };
        self.with("mean", move |row| read(row).mean)
            .ends(["ci95 low", "ci95 high"], move |row| read(row).ci95)
            .ends(["simultaneous95 low", "simultaneous95 high"], move |row| read(row).simultaneous95)
            .with("sd", move |row| read(row).sd)
            .with("n", move |row| read(row).n)
            .with("p better", move |row| read(row).p_better)
            .with("share better", move |row| read(row).share_better)
            .with("p adjusted", move |row| read(row).p_adjusted)
            .with("variance ratio", move |row| read(row).variance_ratio)
            .with("better", move |row| better(read(row)))
            .with("note", move |row| note(read(row), is_unjudged(row)))
            .with("unit", move |row| Cell::from(read(row).unit.as_str()))
    }

    /// The table of some rows.
    pub(in crate::report) fn table(self, name: impl Into<String>, rows: impl IntoIterator<Item = R>) -> TableSpec {
        let (headers, reads): (Vec<String>, Vec<Read<'a, R>>) = self.columns.into_iter().unzip();
        let mut table = TableSpec::new(name, headers);
        table.rows = rows.into_iter().map(|row| reads.iter().map(|read| read(&row)).collect()).collect();
        table
    }
}

/// Why a difference is not judged.
pub(super) fn note(found: &Difference, unjudged: bool) -> Cell {
    reserve(found, unjudged).into()
}

/// "yes" or "no".
pub(in crate::report) fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn each_cell_stands_under_its_header() {
        let found = fixtures::metric(54.0, 2.0, "min");
        let rows = [("desk", Some(&found)), ("door", None)];
        let table = Columns::<(&str, _)>::new().with("place", |row| row.0).estimate(|row| row.1).table("delay", rows);
        assert_eq!(table.columns, ["place", "mean", "ci95 low", "ci95 high", "sd", "n", "unit"]);
        let plain: Vec<String> = table.rows[0].iter().map(Cell::plain).collect();
        assert_eq!(plain, ["desk", "54", "52", "56", "6.2", "40", "min"]);
        assert!(table.rows[1][1..].iter().all(|cell| *cell == Cell::Empty));
    }
}
