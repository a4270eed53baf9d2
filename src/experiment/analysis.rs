//! What a sweep says, finished or not: which parameters matter, a rule in words, the best design.
//!
//! [`analyse`] takes points as the fold of a sweep hands them on and gives [`Analysis`], plain data for tables, charts and words. Each estimate is of
//! the mean over replications at a point; the same customers live at every point, so differences between points are paired. What can go wrong is a
//! design that cannot answer a question: then the answer is left out, or given with a warning.

mod axis;
mod best;
mod findings;
#[cfg(test)]
mod known_answers;
mod measured_point;
mod regret;
mod rule;
mod swings;

use std::collections::BTreeMap;

use self::measured_point::{MeasuredPoint, noise_share};
use self::regret::Choosing;
use crate::experiment::results::comparison::Better;
use crate::experiment::sweep::{Column, DesignKind, DesignRow, Plan, PlanPoint, PointRows, Role, design_rows};
use crate::metrics::better;
use crate::stats::mean_interval;
use crate::stats::sensitivity::{MorrisStep, SHIFTS, SaltelliRows, dependence, morris_effects, sobol_indices};

pub use self::axis::ParameterAxis;
pub use self::best::{BesideBest, Best, Fresh, Race};
pub use self::findings::{
    Analysis, DependenceCurve, DependencePoint, Effect, MetricAnalysis, MorrisFinding, Rule, RuleAxis, RulePoint,
    Shares, SobolFinding, Swing,
};
pub use self::regret::{WorldChoice, WorldRegret};
pub use self::rule::Case;

/// Slices of a range in a dependence.
const SLICES: usize = 8;
/// Points that a dependence needs.
const LEAST_POINTS: usize = 24;
/// Base rows that Sobol indices need.
const LEAST_ROWS: usize = 8;
/// Base rows below which Sobol indices get a warning.
const FEW_ROWS: usize = 256;
/// Trajectories below which Morris effects get a warning.
const FEW_TRAJECTORIES: usize = 10;
/// Replications below which the choice of the best design gets a warning.
const FEW_REPLICATIONS: usize = 10;
/// Width of an index's interval above which it gets a warning.
const WIDE: f64 = 0.2;

/// What to look at.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Columns to explain, differences among them.
    pub metrics: Vec<usize>,
    /// World whose points are explained, the baseline first.
    pub world: usize,
    /// Worlds that are not judged by metrics of this unit, because nobody answers a price in which they differ.
    pub unjudged: Option<(String, Vec<usize>)>,
    /// What to find a rule for; the worst quarter of each metric if nothing is said.
    pub case: Option<Case>,
    /// The best design has the smallest value; without it, only where less is better by itself, as of waits and losses.
    pub minimise: bool,
}

/// Gathers points for an analysis.
#[derive(Debug)]
pub struct Gathering<'a> {
    plan: &'a Plan,
    question: &'a Question,
    axes: Vec<ParameterAxis>,
    columns: Vec<usize>,
    points: Vec<Vec<MeasuredPoint>>,
    /// By metric that is asked for; nothing in a sweep of the baseline.
    choices: Vec<Choosing>,
    done: u64,
    refused: u64,
}

impl<'a> Gathering<'a> {
    /// An empty one.
    #[must_use]
    pub fn new(plan: &'a Plan, question: &'a Question) -> Self {
        let mut columns = question.metrics.clone();
        if let Some(case) = &question.case
            && !columns.contains(&case.column)
        {
            columns.push(case.column);
        }
        let points = vec![Vec::new(); columns.len()];
        let compared = plan.compared();
        let choosing = |&column: &usize| {
            // What worlds gain over the baseline is regretted as what they bring.
            let own = column.checked_sub(plan.columns.len()).map_or(column, |of| compared[of]);
            let unit = &plan.columns[own].unit;
            let open = question.unjudged.as_ref().filter(|(money, _)| money == unit).map_or(&[][..], |open| &open.1);
            Choosing::new(plan, own, is_smallest_best(question, plan, column), open)
        };
        let asked = question.metrics.iter().filter(|_| !plan.worlds.is_empty());
        let choices = asked.map(choosing).collect();
        Gathering { plan, question, axes: ParameterAxis::all(plan), columns, points, choices, done: 0, refused: 0 }
    }

    /// Takes in one point in one world, worlds of a point one after the other; only the metrics in question are kept.
    pub fn push(&mut self, point: &PointRows) {
        self.choices.iter_mut().for_each(|choosing| choosing.push(point));
        if point.world != self.question.world {
            return;
        }
        self.done += u64::from(point.whole);
        if point.refused.is_some() {
            self.refused += 1;
            return;
        }
        let PlanPoint { values: texts, label } = &self.plan.points[point.point as usize];
        let positions: Vec<Option<f64>> = self.axes.iter().zip(texts).map(|(a, text)| a.position(text)).collect();
        for (points, &column) in self.points.iter_mut().zip(&self.columns) {
            let values: BTreeMap<u64, f64> =
                point.rows.iter().filter_map(|(index, row)| Some((*index, row[column]?))).collect();
            if !values.is_empty() {
                points.push(MeasuredPoint {
                    point: point.point,
                    label: *label,
                    positions: positions.clone(),
                    values,
                    replications: point.rows.len() as u64,
                    whole: point.whole,
                });
            }
        }
    }

    /// What all points together say.
    #[must_use]
    pub fn finish(mut self) -> Analysis {
        let plan = self.plan;
        let mut choices = std::mem::take(&mut self.choices).into_iter().map(|choosing| choosing.finish(plan));
        let mut warnings = Vec::new();
        let total = plan.points.len() as u64;
        if self.done < total {
            warnings
                .push(format!("incomplete: {} of {total} points are whole; estimates use what is there", self.done));
        }
        if self.refused > 0 {
            warnings.push(match self.refused {
                1 => "1 point cannot be run and is left out".to_owned(),
                n => format!("{n} points cannot be run and are left out"),
            });
        }
        let metric = |m: usize| MetricAnalysis { choice: choices.next().flatten(), ..self.metric(m) };
        let metrics = (0..self.question.metrics.len()).map(metric).collect();
        let beside = self.question.world > 0;
        Analysis {
            schema: 1,
            kind: "analysis".to_owned(),
            version: plan.version.clone(),
            scenario: plan.scenario.clone(),
            scenario_hash: plan.scenario_hash.clone(),
            seed: plan.seed,
            world: beside.then(|| plan.world_name(self.question.world).to_owned()),
            design: plan.batches.first().map_or("none", |b| b.design.name()).to_owned(),
            replications: plan.replications,
            points: total,
            points_done: self.done,
            partial: self.done < total,
            quarantined: self.refused,
            metrics,
            warnings,
        }
    }

    fn metric(&self, m: usize) -> MetricAnalysis {
        let plan = self.plan;
        let column: &Column = plan.column(self.columns[m]);
        let points = &self.points[m];
        let means: Vec<f64> = points.iter().map(MeasuredPoint::mean).collect();
        let over = mean_interval(&means, 0.95);
        let mut warnings = Vec::new();
        let (sobol, dummy) = self.sobol(points, &mut warnings);
        let morris = self.morris(points, &mut warnings);
        let free: Vec<&MeasuredPoint> = points.iter().filter(|k| k.label.moves_freely()).collect();
        let curves = self.dependence(&free);
        let mut swings = self.one_at_a_time(points);
        if swings.is_empty() {
            swings = curves.iter().filter_map(|curve| swings::slices(curve, over.mean)).collect();
        }
        swings.sort_by(|a, b| b.size().total_cmp(&a.size()));
        let smallest = is_smallest_best(self.question, plan, self.columns[m]);
        let asked = (self.question.case.as_ref(), smallest);
        let rule = rule::find(plan, &self.axes, asked, (&self.columns, &self.points), (m, &means));
        let best = best::find(plan, points, smallest);
        if free.len() == points.len() && (2..LEAST_POINTS).contains(&points.len()) {
            warnings.push(format!(
                "{} points are too few for dependence on each parameter: {LEAST_POINTS} at least",
                points.len()
            ));
        }
        if let Some(few) = best.as_ref().filter(|best| best.n < FEW_REPLICATIONS as u64) {
            warnings.push(format!(
                "n is small for the choice of the best design: {} replications; its luck is told apart from its worth with {FEW_REPLICATIONS} or more",
                few.n
            ));
        }
        MetricAnalysis {
            path: column.path.clone(),
            unit: column.unit.clone(),
            definition: column.definition.clone(),
            points: points.len() as u64,
            mean: over.mean,
            sd: over.sd,
            noise_share: noise_share(points, over.sd),
            swings,
            morris,
            sobol,
            sobol_dummy: dummy,
            dependence: curves,
            rule,
            best,
            choice: None,
            warnings,
        }
    }

    /// Points of the blocks of a design that are there, by the number of their block.
    fn blocks<'k>(&self, points: &'k [MeasuredPoint], kind: DesignKind) -> BTreeMap<u64, Vec<&'k MeasuredPoint>> {
        let mut blocks: BTreeMap<u64, Vec<&MeasuredPoint>> = BTreeMap::new();
        for point in points.iter().filter(|k| k.whole && self.plan.batch_of(k.point).0.design == kind) {
            if let Some(block) = point.label.block {
                blocks.entry(block).or_default().push(point);
            }
        }
        blocks
    }

    fn sobol(&self, points: &[MeasuredPoint], warnings: &mut Vec<String>) -> (Vec<SobolFinding>, Option<Shares>) {
        let names = &self.plan.parameters;
        let base = |(number, block): (u64, Vec<&MeasuredPoint>)| BaseRow::of(number, &block, names.len());
        let blocks: Vec<BaseRow> = self.blocks(points, DesignKind::Saltelli).into_iter().filter_map(base).collect();
        if blocks.len() < LEAST_ROWS {
            return (Vec::new(), None);
        }
        // The dummy is an input that changes nothing: its mixed row is row A again, on the same customers.
        let mixed: Vec<Vec<f64>> =
            blocks.iter().map(|row| row.mixed.iter().copied().chain([row.a]).collect()).collect();
        let shifts: Vec<usize> = blocks.iter().map(|row| row.number as usize % SHIFTS).collect();
        let places = self.saltelli_places().unwrap_or_default();
        let places: Vec<[Vec<f64>; 2]> = blocks.iter().filter_map(|row| places.get(&row.number).cloned()).collect();
        let a: Vec<f64> = blocks.iter().map(|row| row.a).collect();
        let b: Vec<f64> = blocks.iter().map(|row| row.b).collect();
        let found = sobol_indices(SaltelliRows { a: &a, b: &b, mixed: &mixed, places: &places, shifts: &shifts }, 0.95);
        if found.variance <= 0.0 {
            warnings.push("the output never varies: there is nothing to share out".to_owned());
            return (Vec::new(), None);
        }
        let wide = found.inputs.iter().any(|i| i.total_interval.high - i.total_interval.low > WIDE);
        if blocks.len() < FEW_ROWS || wide {
            warnings.push(format!(
                "n is small for Sobol indices: {} base rows; intervals wider than {WIDE} or fewer than {FEW_ROWS} rows do not rank well",
                blocks.len()
            ));
        }
        let shares = |i: &crate::stats::sensitivity::SobolIndex| Shares {
            first: i.first,
            first_ci95: [i.first_interval.low, i.first_interval.high],
            total: i.total,
            total_ci95: [i.total_interval.low, i.total_interval.high],
            rows: found.rows as u64,
        };
        let dummy = found.inputs.last().map(shares);
        let mut list: Vec<SobolFinding> = names
            .iter()
            .zip(&found.inputs)
            .map(|(p, index)| SobolFinding { parameter: p.name.clone(), shares: shares(index) })
            .collect();
        list.sort_by(|a, b| b.shares.total.total_cmp(&a.shares.total));
        (list, dummy)
    }

    /// Where the design placed rows A and B of every block, before values were made of it: whole numbers and lists are steps of these places.
    /// `None` if this version places them elsewhere.
    fn saltelli_places(&self) -> Option<BTreeMap<u64, [Vec<f64>; 2]>> {
        let Plan { parameters, points, batches, seed, .. } = self.plan;
        let mut out: BTreeMap<u64, [Vec<f64>; 2]> = BTreeMap::new();
        let mut from = 0;
        for (number, batch) in batches.iter().enumerate().filter(|(_, batch)| batch.points > 0) {
            let to = from + batch.points as usize;
            if batch.design == DesignKind::Saltelli {
                let made =
                    design_rows(batch.design, parameters, batch.asked as usize, (from, number as u64), *seed).ok()?;
                let same = |(row, point): (&DesignRow, &PlanPoint)| PlanPoint::of(row, parameters) == *point;
                if made.len() != to - from || !made.iter().zip(&points[from..to]).all(same) {
                    return None;
                }
                for row in made {
                    let place = match row.label.role {
                        Some(Role::A) => 0,
                        Some(Role::B) => 1,
                        _ => continue,
                    };
                    out.entry(row.label.block?).or_default()[place] = row.positions.into_iter().flatten().collect();
                }
            }
            from = to;
        }
        Some(out)
    }

    fn morris(&self, points: &[MeasuredPoint], warnings: &mut Vec<String>) -> Vec<MorrisFinding> {
        let names = &self.plan.parameters;
        let mut walks = self.blocks(points, DesignKind::Morris);
        walks.retain(|_, walk| walk.len() == names.len() + 1);
        if walks.is_empty() {
            return Vec::new();
        }
        if walks.len() < FEW_TRAJECTORIES {
            warnings.push(format!("{} Morris trajectories are few; ask for {FEW_TRAJECTORIES} or more", walks.len()));
        }
        let step = |from: &MeasuredPoint, to: &MeasuredPoint| {
            let input = to.label.parameter.filter(|_| to.label.role == Some(Role::Step))?;
            let moved = to.positions[input].unwrap_or(0.0) - from.positions[input].unwrap_or(0.0);
            Some(MorrisStep { input, moved, change: to.mean() - from.mean() })
        };
        // Points of a trajectory stand in the order of its steps.
        let steps = walks.values().flat_map(|walk| walk.windows(2)).filter_map(|pair| step(pair[0], pair[1]));
        let effects = morris_effects(names.len(), &steps.collect::<Vec<_>>(), 0.95);
        let mut out: Vec<MorrisFinding> = names
            .iter()
            .zip(effects)
            .filter(|(_, e)| e.n > 0)
            .map(|(p, e)| MorrisFinding {
                parameter: p.name.clone(),
                mu_star: e.mu_star,
                mu_star_ci95: (e.n > 1).then_some([e.mu_star_interval.low, e.mu_star_interval.high]),
                mu: e.mu,
                sigma: (e.n > 1).then_some(e.sigma),
                n: e.n as u64,
            })
            .collect();
        out.sort_by(|a, b| b.mu_star.total_cmp(&a.mu_star));
        out
    }

    fn dependence(&self, points: &[&MeasuredPoint]) -> Vec<DependenceCurve> {
        let means: Vec<f64> = points.iter().map(|k| k.mean()).collect();
        if points.len() < LEAST_POINTS || points.iter().any(|k| k.positions.iter().any(Option::is_none)) {
            return Vec::new();
        }
        let curve = |p: usize| {
            let positions: Vec<f64> = points.iter().map(|k| k.positions[p].unwrap_or(0.0)).collect();
            let point = |bin: &crate::stats::sensitivity::Bin| DependencePoint {
                position: bin.position,
                value: self.axes[p].words(bin.position),
                mean: bin.output.mean,
                ci95: (bin.output.n > 1)
                    .then_some([bin.output.mean - bin.output.half_width, bin.output.mean + bin.output.half_width]),
                points: bin.output.n,
            };
            DependenceCurve {
                parameter: self.plan.parameters[p].name.clone(),
                points: dependence(&positions, &means, SLICES, 0.95).iter().map(point).collect(),
            }
        };
        (0..self.plan.parameters.len()).map(curve).collect()
    }
}

/// Whether the best value of a column is the smallest.
fn is_smallest_best(question: &Question, plan: &Plan, column: usize) -> bool {
    question.minimise || better(&plan.column(column).path) == Some(Better::Lower)
}

/// The means of one base row of Saltelli.
struct BaseRow {
    number: u64,
    a: f64,
    b: f64,
    /// Row A with each parameter from row B.
    mixed: Vec<f64>,
}

impl BaseRow {
    /// From the points of its block; nothing when one is missing.
    fn of(number: u64, block: &[&MeasuredPoint], parameters: usize) -> Option<BaseRow> {
        let mean = |role: Role, parameter: Option<usize>| {
            let is = |k: &&&MeasuredPoint| k.label.role == Some(role) && k.label.parameter == parameter;
            block.iter().find(is).map(|k| k.mean())
        };
        let mixed = (0..parameters).map(|p| mean(Role::AB, Some(p))).collect::<Option<_>>()?;
        Some(BaseRow { number, a: mean(Role::A, None)?, b: mean(Role::B, None)?, mixed })
    }
}
