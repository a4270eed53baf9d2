//! The tables of a sweep, `rows` and `points`: what their columns are, and what stands in them.

use std::collections::BTreeSet;
use std::path::Path;

use super::store::{Found, Store};
use crate::experiment::sweep::{Column, Parameter, Plan, PointRows, Role, Seen, Unit, Value, ValueColumn, ValueKind};
use crate::report::table::Cell;
use crate::report::{RowColumn, RowKind, RowOrigin, RowWriter, WriteError};
use crate::stats::Summary;

/// A name that two columns of a table would have, if any: it is up to whoever names parameters.
pub(super) fn twice(plan: &Plan) -> Option<String> {
    let tables = Tables::of(plan);
    [tables.row_columns(), tables.point_columns()].into_iter().find_map(|columns| {
        let mut names = BTreeSet::new();
        columns.into_iter().map(|column| column.name).find(|name| !names.insert(name.clone()))
    })
}

/// The tables of one plan.
pub(super) struct Tables<'a> {
    plan: &'a Plan,
    /// By parameter.
    values: Vec<ValueColumn>,
}

impl<'a> Tables<'a> {
    pub(super) fn of(plan: &'a Plan) -> Tables<'a> {
        Tables { plan, values: (0..plan.parameters.len()).map(|p| ValueColumn::of_parameter(plan, p)).collect() }
    }

    /// The table of replications, begun in these two files.
    pub(super) fn begin_rows(&self, files: [&Path; 2]) -> Result<RowWriter, WriteError> {
        RowWriter::create(&files, self.row_columns(), &self.origin(&self.each("one for each point and replication")))
    }

    /// The table of points, begun in these two files.
    pub(super) fn begin_points(&self, files: [&Path; 2]) -> Result<RowWriter, WriteError> {
        RowWriter::create(&files, self.point_columns(), &self.origin(&self.each("one for each point")))
    }

    fn each(&self, what: &str) -> String {
        if self.plan.worlds.is_empty() { what.to_owned() } else { format!("{what} in each world") }
    }

    fn row_columns(&self) -> Vec<RowColumn> {
        let metric = |c: &Column| RowColumn::new(&c.path, RowKind::Number, &c.definition).in_unit(&c.unit);
        let head = [point(), world(), whole("replication", "Number of the replication, from 0.")];
        head.into_iter().chain(self.design()).chain(self.plan.columns.iter().map(metric)).collect()
    }

    fn point_columns(&self) -> Vec<RowColumn> {
        let metric = |c: &Column| {
            let path = &c.path;
            let half = format!("Half-width of the 95 % interval of the mean of {path} (Student t).");
            let mean = format!("Mean over replications: {}", c.definition);
            [
                RowColumn::new(path, RowKind::Number, mean).in_unit(&c.unit),
                RowColumn::new(format!("{path}.half_width"), RowKind::Number, half).in_unit(&c.unit),
                whole(&format!("{path}.n"), &format!("Replications with a value of {path}.")),
            ]
        };
        let head = [
            point(),
            world(),
            whole("replications", "Replications that are there."),
            RowColumn::new("whole", RowKind::Flag, "Whether no replication of the point is missing."),
            RowColumn::new("refused", RowKind::Flag, "Whether the point cannot be run."),
        ];
        head.into_iter().chain(self.design()).chain(self.plan.all_columns().flat_map(metric)).collect()
    }

    /// What is the same in all rows of a point: what it is in its design, and the values of the parameters.
    pub(super) fn of_point(&self, point: u64) -> Vec<Cell> {
        let planned = &self.plan.points[point as usize];
        let label = planned.label;
        let name = |p: usize| self.plan.parameters[p].name.as_str();
        let head = [
            self.plan.batch_of(point).0.design.name().into(),
            label.block.into(),
            label.role.map(Role::word).into(),
            label.parameter.map(name).into(),
        ];
        let value = |(column, text): (&ValueColumn, &String)| match column.value(text) {
            Value::Unset => Cell::Empty,
            Value::Number(x) => Cell::Number(x),
            Value::Flag(flag) => Cell::Flag(flag),
            Value::Text(text) => text.into(),
        };
        head.into_iter().chain(self.values.iter().zip(&planned.values).map(value)).collect()
    }

    /// One row of the table of replications: of a point, a world and a replication.
    pub(super) fn row(&self, at: (u64, usize, u64), of_point: &[Cell], values: &[Option<f64>]) -> Vec<Cell> {
        let head = [at.0.into(), self.plan.world_name(at.1).into(), at.2.into()];
        let own = values[..self.plan.columns.len()].iter().map(|&v| v.into());
        head.into_iter().chain(of_point.iter().cloned()).chain(own).collect()
    }

    /// One row of the table of points.
    pub(super) fn point(&self, point: &PointRows, of_point: Vec<Cell>) -> Vec<Cell> {
        let head = [
            point.point.into(),
            self.plan.world_name(point.world).into(),
            (point.rows.len() as u64).into(),
            point.whole.into(),
            point.refused.is_some().into(),
        ];
        let metric = |c: usize| {
            let Summary { n, mean, half_width, .. } = point.summary(c);
            let mean = if n > 0 { mean.into() } else { Cell::Empty };
            [mean, half_width.into(), n.into()]
        };
        head.into_iter().chain(of_point).chain((0..self.plan.all_columns().count()).flat_map(metric)).collect()
    }

    /// What a point is in its design, and what is varied.
    fn design(&self) -> impl Iterator<Item = RowColumn> + '_ {
        let text = |name: &str, definition: &str| RowColumn::new(name, RowKind::Text, definition);
        let head = [
            text("design", "Kind of design that placed the point."),
            whole("block", "Number of the base row of Saltelli or the trajectory of Morris, from 0."),
            text("role", &format!("What the point is in its design. {}.", Role::WORDS)),
            text("parameter", "The parameter that `role` is about."),
        ];
        head.into_iter().chain(self.plan.parameters.iter().zip(&self.values).map(parameter))
    }

    fn origin(&self, rows: &str) -> RowOrigin {
        let plan = self.plan;
        RowOrigin {
            rows: rows.to_owned(),
            scenario: plan.scenario.clone(),
            scenario_hash: plan.scenario_hash.clone(),
            seed: plan.seed,
            further: Vec::new(),
        }
    }
}

fn parameter((parameter, column): (&Parameter, &ValueColumn)) -> RowColumn {
    let kind = match column.kind {
        ValueKind::Whole => RowKind::Whole,
        ValueKind::Number => RowKind::Number,
        ValueKind::Flag => RowKind::Flag,
        ValueKind::Text => RowKind::Text,
    };
    let path = &parameter.path;
    let does = match parameter.op.as_str() {
        "scale" => format!("Factor on {path}."),
        "add" => format!("Added to {path}."),
        _ => format!("Value of {path}; empty where it is as in the file."),
    };
    RowColumn::new(&parameter.name, kind, does).in_unit(&column.unit)
}

fn whole(name: &str, definition: &str) -> RowColumn {
    RowColumn::new(name, RowKind::Whole, definition)
}

fn point() -> RowColumn {
    whole("point", "Number of the point, from 0.")
}

fn world() -> RowColumn {
    RowColumn::new("world", RowKind::Text, "Name of the world, as results have it.")
}

/// The rows of some parts as tables, as a merge writes them.
pub(super) fn of_parts(store: &Store, units: &[Unit]) -> Result<(), WriteError> {
    let (tables, dir) = (Tables::of(&store.plan), &store.dir);
    let mut rows = tables.begin_rows([&dir.join("rows.csv"), &dir.join("rows.parquet")])?;
    let found = units.iter().filter_map(|unit| match store.find(unit) {
        Found::Rows(rows) => Some(rows),
        _ => None,
    });
    for row in found.flatten() {
        if let Seen::Replication { index, values } = &row.seen {
            rows.push(tables.row((row.point, row.world, *index), &tables.of_point(row.point), values))?;
        }
    }
    rows.finish()
}
