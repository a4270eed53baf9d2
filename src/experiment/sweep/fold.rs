//! From the rows of units to the rows of points, in one fixed order whatever finished first.

use super::part::{Row, Seen};
use super::plan::{Plan, Unit};
use super::worlds::{RowPair, differences};
use crate::stats::{Summary, mean_interval};

/// All that is known of one point in one world.
#[derive(Debug, Clone, PartialEq)]
pub struct PointRows {
    /// Point, from 0.
    pub point: u64,
    /// World, the baseline first.
    pub world: usize,
    /// Replication numbers, ascending, with their values: those of all columns, and behind them the differences from the baseline.
    pub rows: Vec<(u64, Vec<Option<f64>>)>,
    /// Why the point cannot be run in this world.
    pub refused: Option<String>,
    /// Whether nothing of it is missing.
    pub whole: bool,
}

impl PointRows {
    /// Values of one column, in the order of replications.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<f64> {
        self.rows.iter().filter_map(|(_, values)| values[column]).collect()
    }

    /// Mean and interval of one column at this point.
    #[must_use]
    pub fn summary(&self, column: usize) -> Summary {
        mean_interval(&self.column(column), 0.95)
    }

    /// Puts the differences from the baseline behind the values of each replication.
    fn compare(&mut self, baseline: &[(u64, Vec<Option<f64>>)], compared: &[usize]) {
        let place = |row: &(u64, Vec<Option<f64>>)| baseline.binary_search_by_key(&row.0, |other| other.0).ok();
        let places: Vec<Option<usize>> = self.rows.iter().map(place).collect();
        let pairs: Vec<RowPair<'_>> = (self.rows.iter().zip(&places))
            .filter_map(|(row, place)| Some(RowPair { baseline: &baseline[(*place)?].1, world: &row.1 }))
            .collect();
        let mut found: Vec<_> = compared.iter().map(|&column| differences(&pairs, column).into_iter()).collect();
        for (row, place) in self.rows.iter_mut().zip(places) {
            row.1.extend(found.iter_mut().map(|of| place.and_then(|_| of.next()).flatten()));
        }
    }
}

/// Hands on every point in order, at each the baseline first and then its worlds. `read` gives the rows of a unit, or nothing when they are missing.
///
/// # Errors
/// The first error of `visit`.
pub fn fold<E>(
    plan: &Plan,
    mut read: impl FnMut(&Unit) -> Option<Vec<Row>>,
    mut visit: impl FnMut(PointRows) -> Result<(), E>,
) -> Result<(), E> {
    let units = plan.units();
    let (worlds, compared) = (plan.worlds.len() + 1, plan.compared());
    for group in units.chunk_by(|a, b| a.points == b.points) {
        let first = group[0].points.start;
        let mut points: Vec<PointRows> = group[0]
            .points
            .clone()
            .flat_map(|point| (0..worlds).map(move |world| (point, world)))
            .map(|(point, world)| PointRows { point, world, rows: Vec::new(), refused: None, whole: true })
            .collect();
        for unit in group {
            let Some(rows) = read(unit) else {
                points.iter_mut().for_each(|p| p.whole = false);
                continue;
            };
            for row in rows {
                let point = &mut points[(row.point - first) as usize * worlds + row.world];
                match row.seen {
                    Seen::Replication { index, values } => point.rows.push((index, values)),
                    Seen::Refused(why) => point.refused = point.refused.take().or(Some(why)),
                }
            }
        }
        for point in &mut points {
            point.rows.sort_by_key(|row| row.0);
            if point.refused.is_some() {
                point.rows.clear();
            }
        }
        for at_point in points.chunk_by_mut(|a, b| a.point == b.point) {
            let [baseline, others @ ..] = at_point else { continue };
            others.iter_mut().for_each(|world| world.compare(&baseline.rows, &compared));
            let nothing = vec![None; compared.len()];
            baseline.rows.iter_mut().for_each(|row| row.1.extend_from_slice(&nothing));
        }
        points.into_iter().try_for_each(&mut visit)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::plan::tests::plan;
    use super::*;

    #[test]
    fn points_come_whole_and_in_order_and_gaps_are_told() {
        let plan = plan(5, 45, 1);
        let rows = |unit: &Unit| -> Option<Vec<Row>> {
            if unit.number == 3 {
                return None;
            }
            if unit.number == 7 {
                return Some(vec![Row { point: 3, world: 0, seen: Seen::Refused("no".into()) }]);
            }
            let row = |index| Row {
                point: unit.points.start,
                world: 0,
                seen: Seen::Replication { index, values: vec![Some(index as f64)] },
            };
            Some(unit.replications.clone().rev().map(row).collect())
        };
        let mut seen = Vec::new();
        fold(&plan, rows, |point| {
            seen.push(point);
            Ok::<(), ()>(())
        })
        .expect("no error");
        assert!(seen.iter().map(|p| p.point).eq(0..5));
        assert_eq!((seen[0].rows.len(), seen[0].whole, seen[0].summary(0).mean), (45, true, 22.0));
        assert_eq!((seen[1].rows.len(), seen[1].whole), (20, false));
        assert_eq!((seen[3].rows.len(), seen[3].refused.as_deref()), (0, Some("no")));
        assert!(seen[0].rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
