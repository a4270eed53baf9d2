//! The plan of a sweep: everything that decides its results, in one file that every machine reads.
//!
//! The work is cut into *units*: the replications of one block at a few neighbouring points. A unit's [`key`](Plan::key) is a hash of all that
//! decides its rows, so a finished unit is known again after an interruption, in another shard or in a longer plan, and is never taken for another.
//! Nothing of a shard, host, process, thread or time is in it.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::design::{DesignKind, Row};
use super::label::Label;
use super::parameter::Parameter;
use crate::random::{ReplicationKey, random_order};

/// Version of the files of a sweep.
pub const FORMAT: u32 = 2;
/// Replications of one unit at a point; the last one takes the rest as well, so that what is pooled over a unit is never pooled over a few.
const BLOCK: u64 = 20;
/// Units from which on several points share one, so that no folder holds more part files than a file system likes.
const MOST_UNITS: u64 = 4096;
/// Keeps the order of execution away from all other draws.
const ORDER_SALT: u64 = 0x4f72_6465_7220_6f66;

/// One column of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Path of the metric in `results.json`.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// What it measures.
    pub definition: String,
}

/// Points made together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// How they were placed.
    pub design: DesignKind,
    /// Points asked for.
    pub asked: u64,
    /// Points there are.
    pub points: u64,
    /// Neighbouring points in one unit of work.
    pub points_per_unit: u64,
}

/// One point.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPoint {
    /// Values of the parameters, as a scenario writes them; an empty one leaves the file as it is.
    pub values: Vec<String>,
    /// What it is in its design.
    #[serde(flatten)]
    pub label: Label,
}

impl PlanPoint {
    /// The values at the place of a row.
    #[must_use]
    pub fn of(row: &Row, parameters: &[Parameter]) -> PlanPoint {
        let value = |(u, p): (&Option<f64>, &Parameter)| u.map_or_else(String::new, |u| p.levels.at(u));
        PlanPoint { values: row.positions.iter().zip(parameters).map(value).collect(), label: row.label }
    }

    /// The rows of a table; beside one that leaves all as it is in the file, those that change one parameter are labelled so.
    pub(super) fn of_table(rows: Vec<Vec<String>>) -> Vec<PlanPoint> {
        let has_file = rows.iter().any(|values| values.iter().all(String::is_empty));
        let label = |values: &[String]| {
            let changed = values.iter().enumerate().filter(|(_, value)| !value.is_empty()).map(|(p, _)| p);
            if has_file { Label::beside_file(changed) } else { Label::default() }
        };
        rows.into_iter().map(|values| PlanPoint { label: label(&values), values }).collect()
    }
}

/// A precision asked for at every point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointPrecision {
    /// Path of the metric.
    pub metric: String,
    /// Largest error as a share of the mean.
    pub relative: f64,
}

/// A sweep, fully decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of journeysim.
    pub version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// SHA-256 of the normalised scenario, in hexadecimal.
    pub scenario_hash: String,
    /// Seed of all randomness: the same customers live at every point.
    pub seed: u64,
    /// Replications of each point; with precisions, the first number judged.
    pub replications: u64,
    /// Replications go on at a point until all of these hold there.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub precision: Vec<PointPrecision>,
    /// Interventions each of which has a world of its own at every point, beside the baseline; none in a plain sweep.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub worlds: Vec<String>,
    /// What is varied.
    pub parameters: Vec<Parameter>,
    /// What is measured.
    pub columns: Vec<Column>,
    /// What is compared with the baseline: the difference of each column that it shares with a world.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub differences: Vec<Column>,
    /// How the points came about.
    pub batches: Vec<Batch>,
    /// All points.
    pub points: Vec<PlanPoint>,
    /// Parts of the work for different machines; a unit belongs to the shard of its place in the order of execution, modulo their number.
    pub shards: u64,
    /// SHA-256 of all of this, in hexadecimal.
    pub id: String,
}

/// One unit of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its number, in the order of points.
    pub number: u64,
    /// Its points.
    pub points: Range<u64>,
    /// Its replications; with precisions, the first of them.
    pub replications: Range<u64>,
}

/// A hash in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn blocks(replications: u64) -> u64 {
    (replications / BLOCK).max(1)
}

impl Plan {
    /// Points of one unit when a batch has this many.
    #[must_use]
    pub fn points_per_unit(points: u64, replications: u64) -> u64 {
        (points * blocks(replications)).div_ceil(MOST_UNITS).max(1)
    }

    /// Fixes the id.
    ///
    /// # Panics
    /// Never: a plan is plain data.
    #[must_use]
    pub fn sealed(mut self) -> Plan {
        self.id = String::new();
        self.id = hex(&serde_json::to_vec(&self).expect("a plan is plain data"));
        self
    }

    /// Whether the id is that of the content.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.clone().sealed().id == self.id
    }

    /// Blocks of replications.
    fn blocks(&self) -> u64 {
        if self.precision.is_empty() { blocks(self.replications) } else { 1 }
    }

    /// All units, in the order of batches, points and replications.
    #[must_use]
    pub fn units(&self) -> Vec<Unit> {
        let blocks = self.blocks();
        let mut units = Vec::new();
        let mut from = 0;
        for batch in &self.batches {
            let end = from + batch.points;
            let mut at = from;
            while at < end {
                let points = at..(at + batch.points_per_unit.max(1)).min(end);
                for block in 0..blocks {
                    let last = block + 1 == blocks;
                    let replications = block * BLOCK..if last { self.replications } else { (block + 1) * BLOCK };
                    units.push(Unit { number: units.len() as u64, points: points.clone(), replications });
                }
                at = points.end;
            }
            from = end;
        }
        units
    }

    /// Numbers of the units in the order of execution: first blocks first, and points so that half of them is a balanced half.
    #[must_use]
    pub fn order(&self) -> Vec<u64> {
        let units = self.units();
        let mut places: Vec<(u64, usize, u64, u64)> = Vec::with_capacity(units.len());
        let mut from = 0;
        for (b, batch) in self.batches.iter().enumerate() {
            let end = from + batch.points;
            let mine: Vec<&Unit> = units.iter().filter(|u| (from..end).contains(&u.points.start)).collect();
            let key = ReplicationKey::new(self.seed ^ ORDER_SALT, b as u64).customer(0);
            let groups = batch.points.div_ceil(batch.points_per_unit.max(1)) as usize;
            let rank = if batch.design.is_balanced() { (0..groups).collect() } else { random_order(groups, &key, 0) };
            for unit in mine {
                let group = ((unit.points.start - from) / batch.points_per_unit.max(1)) as usize;
                places.push((unit.replications.start, b, rank[group] as u64, unit.number));
            }
            from = end;
        }
        places.sort_unstable();
        places.into_iter().map(|place| place.3).collect()
    }

    /// Numbers of the units of one shard, in the order of execution.
    #[must_use]
    pub fn of_shard(&self, shard: u64) -> Vec<u64> {
        let order = self.order().into_iter().enumerate();
        order.filter(|(place, _)| *place as u64 % self.shards == shard).map(|(_, unit)| unit).collect()
    }

    /// The shard of each unit.
    #[must_use]
    pub fn shard_of_units(&self) -> Vec<u64> {
        let order = self.order();
        let mut shards = vec![0; order.len()];
        for (place, unit) in order.into_iter().enumerate() {
            shards[unit as usize] = place as u64 % self.shards;
        }
        shards
    }

    /// What makes the rows of a unit what they are.
    ///
    /// # Panics
    /// Never: a plan is plain data.
    #[must_use]
    pub fn key(&self, unit: &Unit) -> String {
        let points = &self.points[unit.points.start as usize..unit.points.end as usize];
        let paths: Vec<&str> = self.columns.iter().map(|c| c.path.as_str()).collect();
        let all = (
            (self.format, &self.version, &self.scenario_hash, self.seed),
            (&self.precision, &self.parameters, paths),
            (unit.number, unit.points.start, points, (unit.replications.start, unit.replications.end)),
        );
        let bytes = match self.worlds.is_empty() {
            true => serde_json::to_vec(&all),
            false => serde_json::to_vec(&(all, &self.worlds)),
        };
        hex(&bytes.expect("a plan is plain data"))
    }

    /// The batch of a point, with the first point of it.
    #[must_use]
    pub fn batch_of(&self, point: u64) -> (&Batch, u64) {
        let mut from = 0;
        for batch in &self.batches {
            if point < from + batch.points {
                return (batch, from);
            }
            from += batch.points;
        }
        (&self.batches[self.batches.len() - 1], from)
    }

    /// What makes this plan another study than `other`, if anything but the number of shards or added points does.
    #[must_use]
    pub fn difference(&self, other: &Plan) -> Option<&'static str> {
        let short = self.batches.len().min(other.batches.len());
        let points = self.points.len().min(other.points.len());
        let checks = [
            (self.version == other.version && self.format == other.format, "the version of journeysim"),
            (self.seed == other.seed, "the seed"),
            (self.scenario_hash == other.scenario_hash, "the scenario"),
            (self.replications == other.replications, "the replications"),
            (self.precision == other.precision, "the precision"),
            (self.worlds == other.worlds, "the worlds"),
            (self.parameters == other.parameters, "the parameters"),
            (self.batches[..short] == other.batches[..short], "the design"),
            (self.points[..points] == other.points[..points], "the points"),
            (self.columns == other.columns && self.differences == other.differences, "the metrics"),
        ];
        checks.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::*;

    pub(crate) fn plan(points: u64, replications: u64, shards: u64) -> Plan {
        Plan {
            format: FORMAT,
            version: "0".into(),
            scenario: "s".into(),
            scenario_hash: "h".into(),
            seed: 3,
            replications,
            precision: Vec::new(),
            worlds: Vec::new(),
            parameters: Vec::new(),
            columns: vec![Column { path: "metrics.npv".into(), unit: "CNY".into(), definition: "money".into() }],
            differences: Vec::new(),
            batches: vec![Batch {
                design: DesignKind::Grid,
                asked: points,
                points,
                points_per_unit: Plan::points_per_unit(points, replications),
            }],
            points: (0..points).map(|p| PlanPoint { values: vec![p.to_string()], ..PlanPoint::default() }).collect(),
            shards,
            id: String::new(),
        }
        .sealed()
    }

    #[test]
    fn units_cover_every_replication_of_every_point_once() {
        for (points, replications) in [(1, 1), (10, 45), (7, 20), (50_000, 3)] {
            let plan = plan(points, replications, 1);
            let units = plan.units();
            assert!(units.len() as u64 <= 2 * MOST_UNITS, "{}", units.len());
            let done: u64 = units
                .iter()
                .map(|u| (u.points.end - u.points.start) * (u.replications.end - u.replications.start))
                .sum();
            assert_eq!(done, points * replications);
        }
    }

    #[test]
    fn no_unit_pools_over_a_few_replications_unless_the_plan_has_no_more() {
        let lengths = |replications| -> Vec<u64> {
            plan(1, replications, 1).units().iter().map(|u| u.replications.end - u.replications.start).collect()
        };
        assert_eq!((lengths(3), lengths(40), lengths(41)), (vec![3], vec![20, 20], vec![20, 21]));
    }

    #[test]
    fn shards_share_the_units_out_and_every_order_is_a_permutation() {
        for shards in [1, 7, 64] {
            let plan = plan(100, 45, shards);
            let mut all: Vec<u64> = (0..shards).flat_map(|s| plan.of_shard(s)).collect();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..plan.units().len() as u64));
        }
        let order = plan(100, 45, 1).order();
        let half: BTreeSet<u64> = order[..100].iter().map(|u| u / 2).collect();
        assert_eq!(half.len(), 100, "every point has its first block before any has its second");
    }

    #[test]
    fn keys_tell_apart_what_computes_something_else_and_nothing_more() {
        let (a, b) = (plan(10, 45, 1), plan(10, 45, 64));
        let units = a.units();
        assert_eq!(a.key(&units[4]), b.key(&units[4]), "shards do not matter");
        assert_ne!(a.id, b.id);
        let mut seeded = plan(10, 45, 1);
        seeded.seed = 4;
        assert_ne!(a.key(&units[4]), seeded.key(&units[4]));
        assert!(!seeded.is_sealed() && seeded.sealed().is_sealed());
        let keys: BTreeSet<String> = units.iter().map(|u| a.key(u)).collect();
        assert_eq!(keys.len(), units.len());
    }
}
