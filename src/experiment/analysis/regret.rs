//! Which world to choose for all points of a sweep, of which nobody knows the true one: regret, and where each is the best.
//!
//! # Definition
//!
//! The regret of a world at a point is what the best world of the point brings more. The largest of several noisy means is above the largest mean,
//! so which world is the best in one half of the replications is told by the other half: `mean over r of (x[best of the other half][r] -
//! x[world][r])`. Its expectation is what choosing by half of them really brings, so that luck never counts as regret; where luck decides
//! nothing, it is the difference of the means. An interval reaches from its lower end (the halves as if they erred alike, as the choice ties
//! them) to the upper end of the plain difference from the best mean, which is never too small. Means over points are of the points as they
//! are; what one replication moves, it moves at all of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::experiment::sweep::{Plan, PointRows};
use crate::num::{sqrt, student_t_quantile};
use crate::stats::{Better, paired_difference, simultaneous_level};

const LEVEL: f64 = 0.95;

/// A choice among the worlds of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldChoice {
    /// The smallest value is the best, not the largest.
    pub smallest: bool,
    /// Points at which all worlds that are judged can be compared.
    pub points: u64,
    /// Points that are left out, because a world is refused there or has no value.
    pub left_out: u64,
    /// Fewest replications of a point.
    pub replications: u64,
    /// Worlds that are not judged, because nobody answers a price in which they differ.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unjudged: Vec<String>,
    /// Every other world, the baseline first.
    pub worlds: Vec<WorldRegret>,
    /// The world whose largest regret is the least.
    pub minimax: String,
    /// Worlds of which that cannot be told apart: the intervals of the largest regrets meet.
    pub minimax_ties: Vec<String>,
}

/// A world over the points of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldRegret {
    /// Its name.
    pub world: String,
    /// Mean over points of the metric.
    pub mean: f64,
    /// Mean regret over points.
    pub regret: f64,
    /// 95 % interval of it (Student t over replications, each with all its points); absent below two replications.
    pub regret_ci95: Option<[f64; 2]>,
    /// Largest regret of a point.
    pub largest: f64,
    /// 95 % interval of the largest of all points (Bonferroni over points); absent below two replications.
    pub largest_ci95: Option<[f64; 2]>,
    /// The point at which it is, from 0.
    pub largest_at: u64,
    /// Share of points at which its mean is the best; those that are equal share a point.
    pub best: f64,
    /// Share of points at which it is the best and told from every other world: paired differences, Bonferroni over worlds, 95 %.
    pub clearly_best: f64,
    /// Share of points at which it is the best, or cannot be told from it.
    pub among_best: f64,
}

/// One point: by world that is judged, what it brought in the replications that all have. More is better.
#[derive(Debug)]
struct Point {
    point: u64,
    replications: Vec<u64>,
    values: Vec<Vec<f64>>,
}

impl Point {
    fn mean(&self, world: usize) -> f64 {
        self.values[world].iter().sum::<f64>() / self.replications.len() as f64
    }

    /// By replication, which of `parts` parts it is of.
    fn part(&self, parts: usize) -> impl Iterator<Item = usize> {
        (0..self.replications.len()).map(move |at| at % parts)
    }

    /// The world with the best sum over these parts, of equals the first.
    fn best_of(&self, has: impl Fn(usize) -> bool) -> usize {
        let sum = |values: &Vec<f64>| -> f64 {
            let of = values.iter().zip(self.part(2)).filter(|(_, part)| has(*part));
            of.map(|(value, _)| value).sum()
        };
        let sums: Vec<f64> = self.values.iter().map(sum).collect();
        (1..sums.len()).fold(0, |best, world| if sums[world] > sums[best] { world } else { best })
    }

    /// By world and replication, what the best world brings more: as the other half tells it, and as all do.
    fn regrets(&self) -> Regrets {
        let best = self.best_of(|_| true);
        // Of one replication there is no other half.
        let halves =
            if self.replications.len() > 1 { [0, 1].map(|half| self.best_of(|part| part != half)) } else { [best; 2] };
        let crossed: Vec<f64> = self.part(2).enumerate().map(|(r, half)| self.values[halves[half]][r]).collect();
        let less = |chosen: &[f64]| {
            self.values.iter().map(|own| chosen.iter().zip(own).map(|(a, b)| a - b).collect()).collect()
        };
        Regrets { crossed: less(&crossed), plain: less(&self.values[best]) }
    }

    /// Which worlds have the best mean, and which of the others cannot be told from the first of those.
    fn standing(&self) -> Standing {
        let means: Vec<f64> = (0..self.values.len()).map(|world| self.mean(world)).collect();
        let most = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let first = means.iter().position(|&mean| mean == most).unwrap_or(0);
        let others = self.values.len().saturating_sub(1).max(1);
        let is_told = |world: usize| {
            let found = paired_difference(&self.values[world], &self.values[first], LEVEL, Better::Higher);
            found.simultaneous(LEVEL, others).is_some_and(|interval| interval.low > 0.0)
        };
        let among = (0..means.len()).map(|world| world == first || !is_told(world)).collect();
        Standing { best: means.iter().map(|&mean| mean == most).collect(), among }
    }
}

/// Where each world stands at a point.
#[derive(Debug)]
struct Standing {
    /// Whether its mean is the best.
    best: Vec<bool>,
    /// Whether it is the best, or cannot be told from it.
    among: Vec<bool>,
}

/// What the best world of a point brings more than each, by world and replication.
#[derive(Debug)]
struct Regrets {
    /// The best of each half as the other half tells it.
    crossed: Vec<Vec<f64>>,
    /// The best mean.
    plain: Vec<Vec<f64>>,
}

/// Mean over points of the means over replications.
fn mean(regrets: &[&[f64]]) -> f64 {
    let of = |regrets: &&[f64]| regrets.iter().sum::<f64>() / regrets.len() as f64;
    regrets.iter().map(of).sum::<f64>() / regrets.len() as f64
}

/// Half-width of that mean. Replications are independent within each of `parts` parts, which may err alike; one of them moves all points.
fn half_width(points: &[&Point], regrets: &[&[f64]], parts: usize, level: f64) -> f64 {
    let mut moved: Vec<BTreeMap<u64, f64>> = vec![BTreeMap::new(); parts];
    for (point, regrets) in points.iter().zip(regrets) {
        let n = point.replications.len() as f64;
        for (part, moved) in moved.iter_mut().enumerate() {
            let own = || point.part(parts).zip(&point.replications).zip(*regrets).filter(|((of, _), _)| *of == part);
            let mean = own().map(|(_, regret)| regret).sum::<f64>() / own().count() as f64;
            own().for_each(|((_, index), regret)| {
                *moved.entry(*index).or_default() += (regret - mean) / n / points.len() as f64;
            });
        }
    }
    let of = |moved: &BTreeMap<u64, f64>| {
        let n = moved.len() as f64;
        let variance = moved.values().map(|part| part * part).sum::<f64>() * n / (n - 1.0);
        if n > 1.0 { student_t_quantile(0.5 + 0.5 * level, n - 1.0) * sqrt(variance) } else { f64::INFINITY }
    };
    moved.iter().map(of).sum()
}

/// Gathers what the worlds of a sweep bring.
#[derive(Debug)]
pub(super) struct Choosing {
    column: usize,
    smallest: bool,
    /// Worlds that are judged, the baseline first.
    judged: Vec<usize>,
    unjudged: Vec<usize>,
    /// Point at hand, and by world what is there of it.
    at: Option<u64>,
    here: Vec<BTreeMap<u64, f64>>,
    points: Vec<Point>,
    left_out: u64,
}

impl Choosing {
    pub(super) fn new(plan: &Plan, column: usize, smallest: bool, unjudged: &[usize]) -> Choosing {
        let judged: Vec<usize> = (0..=plan.worlds.len()).filter(|world| !unjudged.contains(world)).collect();
        let (here, unjudged) = (vec![BTreeMap::new(); judged.len()], unjudged.to_vec());
        Choosing { column, smallest, judged, unjudged, at: None, here, points: Vec::new(), left_out: 0 }
    }

    /// Takes in a point in one world; worlds of one point come one after the other.
    pub(super) fn push(&mut self, rows: &PointRows) {
        if self.at != Some(rows.point) {
            self.close();
            self.at = Some(rows.point);
        }
        let Some(place) = self.judged.iter().position(|&world| world == rows.world) else { return };
        let sign = if self.smallest { -1.0 } else { 1.0 };
        let values = rows.rows.iter().filter_map(|(index, row)| Some((*index, sign * row[self.column]?)));
        self.here[place] = values.collect();
    }

    fn close(&mut self) {
        let Some(point) = self.at.take() else { return };
        let here: Vec<BTreeMap<u64, f64>> = self.here.iter_mut().map(std::mem::take).collect();
        let replications: Vec<u64> =
            here[0].keys().copied().filter(|index| here.iter().all(|world| world.contains_key(index))).collect();
        if replications.is_empty() {
            self.left_out += 1;
            return;
        }
        let values = here.iter().map(|world| replications.iter().map(|index| world[index]).collect()).collect();
        self.points.push(Point { point, replications, values });
    }

    /// The choice; nothing without two worlds at a point.
    pub(super) fn finish(mut self, plan: &Plan) -> Option<WorldChoice> {
        self.close();
        if self.judged.len() < 2 || self.points.is_empty() {
            return None;
        }
        let regrets: Vec<Regrets> = self.points.iter().map(Point::regrets).collect();
        let standing: Vec<Standing> = self.points.iter().map(Point::standing).collect();
        let name = |world: &usize| plan.world_name(*world).to_owned();
        let worlds: Vec<WorldRegret> =
            (0..self.judged.len()).map(|w| self.world(w, name(&self.judged[w]), &regrets, &standing)).collect();
        let least =
            (1..worlds.len()).fold(0, |best, w| if worlds[w].largest < worlds[best].largest { w } else { best });
        let meets = |w: &WorldRegret| match (w.largest_ci95, worlds[least].largest_ci95) {
            (Some([low, _]), Some([_, high])) => low <= high,
            _ => w.largest == worlds[least].largest,
        };
        let ties = worlds.iter().enumerate().filter(|(w, world)| *w != least && meets(world));
        Some(WorldChoice {
            smallest: self.smallest,
            points: self.points.len() as u64,
            left_out: self.left_out,
            replications: self.points.iter().map(|point| point.replications.len() as u64).min().unwrap_or(0),
            unjudged: self.unjudged.iter().map(name).collect(),
            minimax: worlds[least].world.clone(),
            minimax_ties: ties.map(|(_, world)| world.world.clone()).collect(),
            worlds,
        })
    }

    fn world(&self, w: usize, world: String, regrets: &[Regrets], standing: &[Standing]) -> WorldRegret {
        let points = self.points.len() as f64;
        let sign = if self.smallest { -1.0 } else { 1.0 };
        let over_points = |of: &dyn Fn(usize) -> f64| (0..self.points.len()).map(of).sum::<f64>() / points;
        let all: Vec<&Point> = self.points.iter().collect();
        let crossed: Vec<&[f64]> = regrets.iter().map(|point| &*point.crossed[w]).collect();
        let plain: Vec<&[f64]> = regrets.iter().map(|point| &*point.plain[w]).collect();
        // No world brings less than the best one: what is below zero is luck.
        let ends = |points: &[&Point], at: std::ops::Range<usize>, level: f64| {
            let low = mean(&crossed[at.clone()]) - half_width(points, &crossed[at.clone()], 2, level);
            let high = mean(&plain[at.clone()]) + half_width(points, &plain[at], 1, level);
            [low.max(0.0), high.max(0.0)]
        };
        let many = self.points.iter().all(|point| point.replications.len() > 1);
        let level = simultaneous_level(LEVEL, all.len());
        let each: Vec<[f64; 2]> = (0..all.len()).map(|p| ends(&all[p..=p], p..p + 1, level)).collect();
        let most = |end: usize| each.iter().map(|ends| ends[end]).fold(0.0, f64::max);
        let at: Vec<f64> = (0..all.len()).map(|p| mean(&crossed[p..=p])).collect();
        let largest = (1..at.len()).fold(0, |most, p| if at[p] > at[most] { p } else { most });
        let is_alone = |flags: &[bool]| flags.iter().filter(|flag| **flag).count() == 1;
        let share = |of: &dyn Fn(&Standing) -> f64| over_points(&|p| of(&standing[p]));
        WorldRegret {
            world,
            mean: sign * over_points(&|p| self.points[p].mean(w)),
            regret: mean(&crossed).max(0.0),
            regret_ci95: many.then(|| ends(&all, 0..all.len(), LEVEL)),
            largest: at[largest].max(0.0),
            largest_ci95: many.then(|| [most(0), most(1)]),
            largest_at: self.points[largest].point,
            best: share(&|Standing { best, .. }| {
                if best[w] { 1.0 / best.iter().filter(|flag| **flag).count() as f64 } else { 0.0 }
            }),
            clearly_best: share(&|Standing { among, .. }| f64::from(u8::from(among[w] && is_alone(among)))),
            among_best: share(&|Standing { among, .. }| f64::from(u8::from(among[w]))),
        }
    }
}

#[cfg(test)]
#[path = "regret_tests.rs"]
mod tests;
